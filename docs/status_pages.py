"""The reference of `/status.json`, from the model that writes it: a schema for programs, a page for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from workflows.status_report import HomeStatus


def status_schema() -> str:
    """Write the JSON Schema (2020-12) of `/status.json`."""
    schema = HomeStatus.model_json_schema(mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "lifecircle: /status.json"}
    return json.dumps(head | schema | head, ensure_ascii=False, indent=1) + "\n"


def status_page() -> Iterator[str]:
    """Write a line a field, with where it stands in the object, what it is and what it means."""
    yield "# /status.json\n"
    yield "From `workflows/status_report.py`, which [status.schema.json](status.schema.json) is made from too."
    yield "The codes of problems, and what to do about each, are in [operations](../operations.md#monitoring).\n"
    yield "| field | type | |\n| --- | --- | --- |"
    schema = HomeStatus.model_json_schema(mode="serialization")
    yield from _fields("", schema, schema["$defs"])


def _fields(before: str, part: dict[str, Any], parts: dict[str, Any]) -> Iterator[str]:
    for name, field in part["properties"].items():
        kinds = [_resolve(each, parts) for each in field.get("anyOf", [field])]
        said = field.get("description") or next((kind["description"] for kind in kinds if "description" in kind), "")
        yield f"| `{before}{name}` | {' or '.join(map(_kind, kinds))} | {' '.join(said.split())} |"
        for kind in kinds:
            listed = _resolve(kind["items"], parts) if "items" in kind else kind
            if "properties" in listed:
                yield from _fields(f"{before}{name}{'[]' if 'items' in kind else ''}.", listed, parts)


def _resolve(field: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    reference = field.get("$ref", "")
    found: dict[str, Any] = parts[reference.rsplit("/", 1)[-1]] if reference else field
    return found


def _kind(field: dict[str, Any]) -> str:
    if "const" in field:
        return f"{field['const']}"
    kind = str(field.get("format") or field["type"])
    return {"array": "list", "date-time": "moment"}.get(kind, kind)
