"""Windows whose rows may stand in more than one order, found by running every model with its ties made errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from lifecircle.home import Home

_BY_ORDER = re.compile(r"\b(row_number|lead|lag|first_value|last_value|nth_value|ntile)\s*\(")
_DIRECTION = re.compile(r"\s+(asc|desc)?\s*(nulls\s+(first|last))?\s*$")
_TIE = "two rows have the same place"


def ordered_models(home: Home) -> dict[str, str]:
    """The compiled SQL of the models of the latest build that put rows into an order."""
    target = home.latest_build.parent / "dbt" / "target"
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"].values()
    models = {node["name"]: Path(node["compiled_path"]) for node in nodes if node["resource_type"] == "model"}
    queries = {name: path.read_text(encoding="utf-8") for name, path in models.items()}
    return {name: query for name, query in queries.items() if _BY_ORDER.search(query)}


def tied_models(home: Home, models: dict[str, str]) -> list[str]:
    """Name the models in which two rows of a window have the same place."""
    tied = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.latest_build.resolve()}' as lifecircle (read_only)")
        for name, query in models.items():
            try:
                connection.execute(f"create or replace temp table tried as {with_ties_as_errors(query)}")
            except duckdb.Error as error:
                if _TIE not in str(error):
                    raise
                tied.append(name)
    return tied


def with_ties_as_errors(query: str) -> str:
    """The query with each function of a window's order replaced by one that fails where the order is not total."""
    parts, done = [], 0
    for start, end, window in _windows(query):
        partition, order = re.split(r"order\s+by", window, maxsplit=1)
        keys = [re.sub(r"^\s*partition\s+by", "", partition), *map(_without_direction, _split(order))]
        count = f"count(*) over (partition by {', '.join(key for key in keys if key.strip())})"
        parts += [query[done:start], f"case when {count} > 1 then error('{_TIE}') else {query[start:end]} end"]
        done = end
    return "".join((*parts, query[done:]))


def _windows(query: str) -> Iterator[tuple[int, int, str]]:
    """Where each call with its window begins and ends, and what stands in the window's brackets."""
    for call in _BY_ORDER.finditer(query):
        arguments_end = _closing(query, call.end() - 1)
        over = re.compile(r"\s*over\s*\(").match(query, arguments_end + 1)
        assert over is not None, query[call.start() : call.start() + 80]
        end = _closing(query, over.end() - 1)
        yield call.start(), end + 1, query[over.end() : end]


def _closing(text: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise ValueError(text[opening:])


def _split(order: str) -> list[str]:
    """The keys of an order, parted by the commas outside of brackets."""
    keys, depth = [""], 0
    for letter in order:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            keys.append("")
        else:
            keys[-1] += letter
    return keys


def _without_direction(key: str) -> str:
    return _DIRECTION.sub("", key)
