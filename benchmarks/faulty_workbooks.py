"""Workbooks to measure with: those of simulated districts, every tenth of a form with faults in its rows."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from simulation import simulate

_DISTRICT = 500
"""How many workbooks are taken from one district; the next ones come from another seed, so that no bytes repeat."""
_FIRST_MONTH, _LAST_MONTH = "2023-06", "2024-05"
_FAULTY = 10
_AS_ABOVE = object()

_FAULTS: dict[str, list[dict[str, Any]]] = {
    "项目清单": [
        {"项目编号": _AS_ABOVE},
        {"项目名称": None},
        {"总投资(万元)": "约300"},
        {"本年计划投资(万元)": -5},
        {"责任单位": "区某某局"},
        {"计划完工日期": date(2001, 1, 1)},
        {"总投资(万元)": 99999},
        {"经度": 100.5},
        {"四季度末计划进度": 0.5},
    ],
    "项目进展": [
        {"项目编号": _AS_ABOVE},
        {"项目状态": "完工", "形象进度": 30},
        {"项目状态": "在建", "实际开工日期": date(2030, 1, 1)},
        {"形象进度": 120},
        {"形象进度": 0.4},
        {"本年累计完成投资(万元)": None},
        {"任务序号": 13},
    ],
    "存在问题": [{"问题编号": _AS_ABOVE}, {"解决日期": date(2001, 1, 1)}, {"提出日期": "上周"}],
    "设施台账": [{"设施编号": _AS_ABOVE}, {"经度": 100.5}, {"纬度": 95}, {"使用状态": "坏"}, {"启用日期": "不详"}],
    "指标台账": [{"指标代码": _AS_ABOVE, "街镇": _AS_ABOVE}, {"分子": -3}, {"分母": "无法统计"}, {"街镇": "某镇"}],
    "督促记录": [{"整改完成日期": date(2001, 1, 1)}, {"督促方式": "电话"}],
    "好差评台账": [{"差评数": 2.5}, {"好评数": None}],
    "资金拨付台账": [{"资金来源": "上级"}, {"拨付金额(元)": -1}],
    "项目审批台账": [{"审批事项": None}, {"办结日期": date(2001, 1, 1)}],
}
"""Sheet -> what is written into its rows, one after the other from the second on."""


def write_workbooks(inbox: Path, count: int) -> None:
    """Write an inbox of so many .xlsx files; of any inbox the share of each form is about the same."""
    for seed in range(1, 1 + -(-count // _DISTRICT)):
        district = inbox / f"{seed:02d}"
        simulate(district, _FIRST_MONTH, _LAST_MONTH, seed)
        paths = sorted(district.rglob("*.xlsx"))
        kept = min(_DISTRICT, count - _DISTRICT * (seed - 1))
        if len(paths) < kept:
            raise RuntimeError(f"the district of seed {seed} has {len(paths)} workbooks, expected {kept} and more")
        chosen = {paths[number * len(paths) // kept] for number in range(kept)}
        for path in [path for path in district.rglob("*") if path.is_file() and path not in chosen]:
            path.unlink()
        for stem in {path.name.partition("_")[0] for path in chosen}:
            for path in sorted(path for path in chosen if path.name.startswith(stem))[::_FAULTY]:
                _spoil(path)


def copy_share(inbox: Path, out: Path, share: int) -> None:
    """Copy every n-th workbook of an inbox."""
    for path in sorted(inbox.rglob("*.xlsx"), key=lambda path: (path.name, path))[::share]:
        copy = out / path.relative_to(inbox)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)


def _spoil(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook.worksheets:
        headers = {cell.value: cell.column for cell in sheet[1]}
        for row, fault in enumerate(_FAULTS.get(sheet.title, ()), start=3):
            if row <= sheet.max_row and headers.keys() >= fault.keys():  # some districts send files short of a column
                _write(sheet, row, headers, fault)
    workbook.save(path)


def _write(sheet: Worksheet, row: int, headers: dict[Any, int], fault: dict[str, Any]) -> None:
    for header, value in fault.items():
        cell = sheet.cell(row, headers[header])
        cell.value = sheet.cell(row - 1, headers[header]).value if value is _AS_ABOVE else value
