"""The child process that opens strangers' files: `python -m ingestion.child`, a JSON request a line, an answer a line.

Its memory and processor time are limited, it may write no file, and its answers are treated as data only: a file that
crashes its parser ends this process and nothing else.
"""

from __future__ import annotations

import gc
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from ingestion.known_good import prove
from ingestion.submission import Submission, read_further, read_submission
from lifecircle.findings import finding_codes
from lifecircle.forms import load_forms
from lifecircle.limits import has_memory, limit_cpu, limit_files, limit_memory
from lifecircle.reference import load_reference

_MEMORY_MIB = 400
"""A ledger of 100,000 rows and 13 columns takes 310 MiB to read, convert to types and send back."""
CPU_SECONDS = 20
READY = b"ready"
"""The first thing that a child says, once it has proved itself."""
_OBJECTS_BETWEEN_SEARCHES = 50_000
TOO_MUCH = "读取所需的内存或时间超出限制"


def main() -> None:
    """Prove that this machine lets it read, then answer requests until the input ends."""
    load_forms(), load_reference(), finding_codes()  # before memory is limited
    sys.dont_write_bytecode = True
    # reference counting frees the data of a file, so the garbage collector may run rarely
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    memory = limit_memory(_MEMORY_MIB)
    limit_files(0)
    limit_cpu(CPU_SECONDS)
    prove()
    _say(READY)
    for line in sys.stdin.buffer:
        limit_cpu(CPU_SECONDS)
        _say(_answer(orjson.loads(line), memory))


def _say(answer: bytes) -> None:
    sys.stdout.buffer.write(answer + b"\n")
    sys.stdout.buffer.flush()


def _answer(request: dict[str, Any], memory: int) -> bytes:
    identity = (request["file_name"], request["sha256"], datetime.fromisoformat(request["received_at"]))
    try:
        data = Path(request["path"]).read_bytes()
    except OSError as error:
        return orjson.dumps({"failed": f"its original cannot be read: {error.strerror}", "is_own_limit": False})
    try:
        return _as_json((read_further if request["further"] else read_submission)(*identity, data))
    except MemoryError:
        pass  # the memory is freed only after this clause, so the answer is made below it
    if has_memory(memory):
        return orjson.dumps({"failed": "out of its own memory", "is_own_limit": True})
    return orjson.dumps({"failed": "the machine has no memory left", "is_own_limit": False})


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
