"""A build's results by model, summed up for the page of the run that made it: in Chinese, as the data team reads it."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq

from lifecircle.home import Home
from warehouse.dbt_run import ModelResult
from warehouse.results import results_file

_SLOWEST = 5
_LAYERS = {"seeds": "种子表", "staging": "staging", "intermediate": "intermediate", "marts": "marts", "tests": "检验"}


def build_numbers(home: Home) -> set[int]:
    """The builds whose results are kept, good or failed."""
    return {int(path.stem) for path in results_file(home, 0).parent.glob("[0-9]*.parquet")}


def summarise(home: Home, number: int) -> dict[str, Any]:
    """Sum up a build: how many nodes of each layer and in how many seconds, the slowest, those that failed and why."""
    rows = pq.read_table(results_file(home, number)).to_pylist()
    fields = ModelResult.__dataclass_fields__
    results = [ModelResult(**{name: row[name] for name in fields}) for row in rows]
    failed = [result for result in results if not result.is_good and result.status != "skipped"]
    slowest = sorted(results, key=lambda result: (-result.seconds, result.name))[:_SLOWEST]
    return {
        "建仓次数": number,
        "结果": f"{len(failed)}项未通过" if failed else "全部通过",
        "各层": {_LAYERS.get(layer, layer): _count(results, layer) for layer in _in_order(results)},
        "最慢": [f"{result.name} {result.seconds:.1f}秒" for result in slowest],
        "未通过": [f"{result.kind} {result.name}：{' '.join(result.message.split())}" for result in failed],
    }


def _in_order(results: list[ModelResult]) -> list[str]:
    found = {result.layer for result in results}
    return [layer for layer in _LAYERS if layer in found] + sorted(found - _LAYERS.keys())


def _count(results: list[ModelResult], layer: str) -> str:
    of_layer = [result for result in results if result.layer == layer]
    skipped = sum(result.status == "skipped" for result in of_layer)
    left_out = f"，未运行{skipped}项" if skipped else ""
    return f"{len(of_layer)}项，{sum(result.seconds for result in of_layer):.1f}秒{left_out}"
