# `make` alone explains itself.  Everything is installed below this checkout: uv in .bootstrap, all else in .venv.

MAKEFLAGS += --no-print-directory
BIN := .venv/bin
AS_OF := 2024-04-10T23:59:59+08:00
PORT ?= 8080
# what the PDF is set with; without it the scorecards have no PDF, and all else works
PDF_PACKAGES := fonts-noto-cjk

.DEFAULT_GOAL := help
.PHONY: help install demo check soak docs golden test test-compose lint types unit format up down clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: .venv/.installed ## Install the locked environment into .venv (needs Python 3.11 or 3.12)

.venv/.installed: uv.lock pyproject.toml deploy/install
	@deploy/install
	@touch $@

demo: install ## Simulate a district, take its files through the whole cycle, say where the results are
	@deploy/system-packages $(PDF_PACKAGES) || echo "lifecircle: the scorecards will have no PDF"
	@$(BIN)/lifecircle simulate --out demo/inbox --from 2023-06 --to 2024-03 --mess light
	@$(BIN)/lifecircle run --airflow --inbox demo/inbox --home demo/home --as-of $(AS_OF)
	@for quarter in 2023Q3 2023Q4 2024Q1; do test -d demo/home/published/$$quarter/v1 \
		|| $(BIN)/lifecircle publish $$quarter --home demo/home --approved-by 演示 || exit 1; done
	@test -d demo/home/published/2023Q4/v2 \
		|| $(BIN)/lifecircle restate 2023Q4 --home demo/home --approved-by 演示 --reason 截止时点后补报、更正的文件计入
	@$(BIN)/lifecircle status --home demo/home --as-of $(AS_OF)
	@echo
	@echo "Scorecards  demo/home/published/index.html"
	@echo "Receipts    demo/home/receipts/index.html"
	@echo "Warehouse   demo/home/warehouse/lifecircle.duckdb"
	@echo "Look        $(BIN)/lifecircle serve --home demo/home"

test: install ## Lint, check types, run every test
	@deploy/system-packages $(PDF_PACKAGES) || echo "lifecircle: the tests of the PDF will be skipped"
	@deploy/system-packages chromium fonts-noto-cjk || echo "lifecircle: the browser tests will be skipped"
	@deploy/system-packages libreoffice-calc-nogui || echo "lifecircle: LibreOffice's opinion will not be asked"
	@deploy/system-packages strace || echo "lifecircle: the tests of power cuts will be skipped"
	@before="$$(git status --porcelain 2>&1)"; \
	$(MAKE) -j 2 lint types && $(MAKE) unit ARGS="--durations=20 --cov --cov-branch --cov-report=term" && \
	if [ "$$before" != "$$(git status --porcelain 2>&1)" ]; then \
		echo "lifecircle: the tests have changed the checkout:" >&2; git status --short >&2; exit 1; \
	fi

check: install ## While working: lint, types and the quick tests; `make test` is the whole
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal -q -m "not long and not model and not browser and not integration and not soak and not compose" $(ARGS)

soak: install ## Kill runs and machines, rebuild under readers: minutes more than `make test` has
	@deploy/system-packages postgresql redis-server || echo "lifecircle: the test of several machines will be skipped"
	@deploy/system-packages user-mode-linux || echo "lifecircle: the test of a home on NFS will be skipped"
	$(BIN)/pytest -n 2 --dist worksteal -q -m soak $(ARGS)

test-compose: install ## Start docker-compose.yml on a real engine, use it, crash it, start it again
	@if $(BIN)/python -m tests.compose.engine; then $(BIN)/pytest -q -m compose tests/compose $(ARGS); fi

lint: install ## Check the style of Python and SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint deploy/Dockerfile deploy/proxy/Dockerfile tests/compose/bases/*.Dockerfile
	$(BIN)/compose-lint check --strict-config --no-env --skip-suppressed --quiet --fail-on low docker-compose.yml
	DBT_TARGET_PATH=$(CURDIR)/.dbt $(BIN)/sqlfluff lint --processes 2 --disable-progress-bar --templater dbt dbt_project/models

types: install ## Check the types, strictly
	$(BIN)/mypy

unit: install ## Run the tests alone; ARGS=-x stops at the first failure
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

golden: install ## Renew what the golden quarter comes to (tests/golden/) and show what changed
	$(BIN)/python -m tests.golden.golden_quarter

docs: install ## Write the reference pages of docs/reference from forms, seeds, dbt and DAGs
	$(BIN)/python -m docs.generate

format: install ## Let ruff and sqlfluff mend the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar dbt_project/models

up: install ## Run Airflow's real scheduler on your inbox and home (see .env.example), in the background; PORT=8080
	@deploy/system-packages $(PDF_PACKAGES) || echo "lifecircle: the scorecards will have no PDF"
	@PYTHONWARNINGS=ignore $(BIN)/python -m deploy.up_and_down up --port $(PORT)

down: install ## Stop what `make up` started
	@PYTHONWARNINGS=ignore $(BIN)/python -m deploy.up_and_down down

clean: ## Remove the demo, the environments and all caches; your inbox and home stay
	@# published versions are write-protected
	test ! -d demo || chmod -R u+w demo
	rm -rf .coverage demo .venv .bootstrap .mypy_cache .ruff_cache .pytest_cache .hypothesis .dbt dbt_project/target dbt_project/logs
