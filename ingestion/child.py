"""The child process that opens strangers' files: `python -m ingestion.child`, a JSON request a line, an answer a line.

It may use a bounded share of memory and processor time, write no file, and what it says is data: a file that breaks its
parser breaks this process and nothing else.
"""

from __future__ import annotations

import gc
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from ingestion.submission import Submission, read_submission, rejected
from lifecircle.findings import finding_codes, message
from lifecircle.forms import load_forms
from lifecircle.limits import limit_cpu, limit_files, limit_memory
from lifecircle.reference import load_reference

_MEMORY_MIB = 400
"""A ledger of 100,000 rows and 13 columns takes 310 MiB to read, type and tell."""
_CPU_SECONDS = 20
_OBJECTS_BETWEEN_SEARCHES = 50_000
TOO_MUCH = "读取所需的内存或时间超出限制"


def main() -> None:
    """Answer requests until the input ends."""
    load_forms(), load_reference(), finding_codes()  # while there is memory
    sys.dont_write_bytecode = True
    # what is read of a file is let go of by counting references; the rest need not be looked for all the time
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    limit_memory(_MEMORY_MIB)
    limit_files(0)
    for line in sys.stdin.buffer:
        limit_cpu(_CPU_SECONDS)
        answer = _answer(orjson.loads(line))
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()


def _answer(request: dict[str, str]) -> bytes:
    identity = (request["file_name"], request["sha256"], datetime.fromisoformat(request["received_at"]))
    try:
        return _as_json(read_submission(*identity, Path(request["path"]).read_bytes()))
    except MemoryError:
        pass  # what was read is let go of only behind this clause
    return _as_json(rejected(*identity, "F03", message("F03", detail=TOO_MUCH)))


def _as_json(submission: Submission) -> bytes:
    answer: dict[str, Any] = {
        "rejected_by": submission.rejected_by,
        "cover": submission.cover,
        "sheet_columns": submission.sheet_columns,
        "tables": [
            {"table": read.table, "sheet": read.sheet, "columns": read.columns, "texts": read.texts}
            for read in submission.tables
        ],
        "findings": submission.findings,
    }
    return orjson.dumps(answer)


if __name__ == "__main__":
    main()
