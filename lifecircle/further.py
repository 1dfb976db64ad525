"""What else is wrong with a file that was sent back (另需更正), kept beside the home's receipts by submission.

It is told on the receipt and nowhere else: it is no finding, is not landed, and counts in no figure
(docs/contract/submissions.md, Answers).  What is kept is made again when it is lost or of another version.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lifecircle.findings import Finding
from lifecircle.home import Home
from lifecircle.writing import whole


@dataclass(frozen=True)
class FurtherFinding:
    """Something else that is wrong, and its column (1 for A) where that is known."""

    finding: Finding
    column_number: int | None = None


def read_further(home: Home, submission_id: str) -> tuple[FurtherFinding, ...] | None:
    """Read what else is wrong with a file that was sent back; None where it was not looked through."""
    kept = _kept(home, submission_id)
    if kept is None:
        return None
    return tuple(FurtherFinding(Finding(**each["finding"]), each["column_number"]) for each in kept["further"])


def is_kept(home: Home, submission_id: str, version: str) -> bool:
    """Whether a file was looked through by what now looks through files."""
    kept = _kept(home, submission_id)
    return kept is not None and kept["version"] == version


def keep_further(home: Home, submission_id: str, version: str, further: Sequence[FurtherFinding]) -> None:
    """Keep what else is wrong with a file, whole or not at all."""
    content = {"version": version, "further": [asdict(each) for each in further]}
    with whole(_file(home, submission_id)) as unfinished:
        unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _file(home: Home, submission_id: str) -> Path:
    return home.further / f"{submission_id}.json"


def _kept(home: Home, submission_id: str) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = json.loads(_file(home, submission_id).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None  # one that cannot be read is made again
    return kept
