"""Imports run one way: cli, dags -> workflows -> the verbs -> lifecircle (docs/architecture.md, Code map).

The verbs do not import each other, but publishing publishes what scorecards shows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from lifecircle.settings import PROJECT

VERBS = {"ingestion", "expectations", "warehouse", "receipts", "scorecards", "publishing"}
MAY_IMPORT = {
    "lifecircle": set(),
    **{verb: {"lifecircle"} for verb in VERBS},
    "publishing": {"lifecircle", "scorecards"},
    "simulation": {"lifecircle"},
    "workflows": {"lifecircle", *VERBS},
    "dags": {"lifecircle", "workflows", *VERBS},
    "cli": {"lifecircle", "workflows", "dags", "simulation", *VERBS},
}


def imports_of(package: str) -> Iterator[tuple[str, str]]:
    """Every (file, top-level package of ours) that the package imports, inside functions too."""
    for path in (PROJECT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in {name.split(".")[0] for name in names} & MAY_IMPORT.keys():
                yield str(path.relative_to(PROJECT)), name


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_is_below_it(package: str) -> None:
    wrong = [
        f"{path} imports {name}" for path, name in imports_of(package) if name not in MAY_IMPORT[package] | {package}
    ]
    assert wrong == []
