"""deploy/Dockerfile agrees with the checkout that it is built from."""

from __future__ import annotations

import os
import re
import tomllib

import pytest

from lifecircle.settings import PROJECT

DOCKERFILE = (PROJECT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCES = [source for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE) for source in line.split()[:-1]]


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_copied_exists(source: str) -> None:
    assert (PROJECT / source).exists()


def test_every_package_of_the_wheel_is_copied_with_the_dbt_project() -> None:
    packages = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert {f"{name}/" for name in [*packages, "dbt_project"]} <= set(SOURCES)


def test_the_extras_that_it_installs_are_the_projects() -> None:
    asked = set(re.findall(r"--extra (\S+)", DOCKERFILE))

    assert asked
    assert asked <= set(PYPROJECT["project"].get("optional-dependencies", {}))


def test_uv_is_the_one_that_a_checkout_installs() -> None:
    bootstrap = (PROJECT / "deploy" / "install").read_text(encoding="utf-8")

    assert re.findall(r"uv==([\d.]+)", DOCKERFILE) == re.findall(r"^UV_VERSION=([\d.]+)$", bootstrap, re.MULTILINE)


def test_what_sets_the_pdf_is_the_same_as_in_a_checkout() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    packages = re.findall(r"^PDF_PACKAGES := (.*)$", makefile, re.MULTILINE)[0].split()

    assert set(packages) <= set(DOCKERFILE.split())


@pytest.mark.parametrize(
    "script",
    [
        *("address", "back-up-database", "back-up-home", "healthy", "install", "nightly", "package-index"),
        *("prepare-airflow", "prepare-host", "system-packages"),
    ],
)
def test_the_scripts_may_be_executed(script: str) -> None:
    assert os.access(PROJECT / "deploy" / script, os.X_OK)
