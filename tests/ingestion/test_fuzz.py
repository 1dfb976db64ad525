"""Whatever is in a file, reading it ends in a submission: rows or one fatal finding, never an exception."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date

import pytest

from ingestion.submission import Submission
from tests.building.hostile_workbooks import changed
from tests.building.submissions import FACILITIES, REPORT, submit
from tests.building.workbooks import Percentage, Rows, csv_file, headers, monthly_report, ods, xls

_ROW = [
    "F-1",
    "公园",
    "社区体育公园",
    "南桥镇",
    "NQ-C01",
    121.4,
    30.9,
    date(2020, 5, 1),
    "在用",
    Percentage(0.5),
    3,
    "是",
    "否",
]
_SHEET: Rows = [headers("facility_ledger", "facility_ledger"), *[_ROW] * 5]
SEEDS = {
    "xlsx": (REPORT, monthly_report()),
    "xls": (f"{FACILITIES}.xls", xls({"表": _SHEET})),
    "ods": (f"{FACILITIES}.ods", ods({"表": _SHEET}, ((3, 2, 5, 2),))),
    "csv": (f"{FACILITIES}.csv", csv_file(_SHEET)),
}
_SNIPPETS = [
    b"",
    b"\0",
    b"<",
    b'"',
    b"&#0;",
    b"]]>",
    b"-1",
    b"99999999999",
    b"NaN",
    b"\xff\xfe",
    b"</row>",
    b'r="XFD9"',
    b"e9",
    b"%",
]


def _broken(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut out, doubled or put elsewhere."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(out) or 1), chance.choice([0, 1, 2, 8, 64])
        piece = chance.choice([chance.randbytes(length), chance.choice(_SNIPPETS), bytes(out[at : at + 40]) * 2])
        out[at : at + length] = piece
    return bytes(out)


def _is_whole(submission: Submission) -> bool:
    if submission.rejected_by:
        return [finding.code for finding in submission.findings] == [submission.rejected_by]
    return all(len(set(map(len, table.columns.values()))) == 1 for table in submission.tables)


@pytest.mark.parametrize("ending", SEEDS)
def test_broken_bytes(ending: str) -> None:
    name, data = SEEDS[ending]
    chance = random.Random(2024)
    for _ in range(200):
        assert _is_whole(submit(_broken(data, chance), name))


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
@pytest.mark.filterwarnings("ignore")
def test_broken_parts_in_a_sound_package(ending: str) -> None:
    name, data = SEEDS[ending]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {part: package.read(part) for part in package.namelist() if "theme" not in part}
    chance = random.Random(2024)
    for _ in range(300):
        part = chance.choice(sorted(parts))
        assert _is_whole(submit(changed(data, {part: _broken(parts[part], chance)}), name))
