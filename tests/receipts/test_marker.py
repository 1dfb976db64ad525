from __future__ import annotations

import sys
from pathlib import Path

from receipts.marker import Marker
from receipts.marks import Mark
from tests.building.workbooks import monthly_report

MARKS = [
    Mark(
        sheet="项目进展",
        row_number=2,
        column_number=2,
        column_header=None,
        severity="error",
        value=None,
        message="请补填。",
    )
]
# stands in for a parser that a file kills or keeps busy: what the first byte of a file says is done
_FRAIL = """
import json, os, sys, time
for line in sys.stdin:
    request = json.loads(line)
    said = open(request["source"]).read()
    if said == "kill":
        os.abort()
    if said == "hang":
        time.sleep(600)
    open(request["target"], "w").write("marked")
    print(json.dumps({"failure": None}), flush=True)
"""


def test_a_real_child_marks_one_file_after_another(tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(monthly_report())
    bad.write_bytes(b"no workbook")
    with Marker() as marker:
        done = [
            marker.mark(path, "xlsx", MARKS, tmp_path / f"{number}.xlsx")
            for number, path in enumerate([good, bad, good])
        ]
    assert done == [True, False, True]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.xlsx", "2.xlsx", "bad", "good"]


def test_a_child_that_a_file_kills_or_keeps_busy_does_not_stop_the_rest(tmp_path: Path) -> None:
    paths = [tmp_path / said for said in ("first", "kill", "second", "hang", "third")]
    for path in paths:
        path.write_text(path.name)
    with Marker((sys.executable, "-c", _FRAIL), timeout_seconds=5) as marker:
        done = [marker.mark(path, "xlsx", MARKS, tmp_path / f"{path.name}.xlsx") for path in paths]
    assert done == [True, False, True, False, True]


def test_nothing_of_the_parents_environment_reaches_the_child(tmp_path: Path) -> None:
    script = (
        "import json, os, sys\n"
        "request = json.loads(sys.stdin.readline())\n"
        "open(request['target'], 'w').write(' '.join(os.environ))\n"
        "print('{\"failure\": null}', flush=True)"
    )
    with Marker((sys.executable, "-c", script)) as marker:
        assert marker.mark(tmp_path, "xlsx", MARKS, tmp_path / "names")
    assert set((tmp_path / "names").read_text().split()) <= {"LANG", "PYTHONUTF8", "LC_CTYPE"}
