"""Files read anew, with a record of why, by whom, and what is judged otherwise since."""

from __future__ import annotations

from ingestion.rereading import Judgement, Reread, reread
from lifecircle.calendar import now
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from workflows.records import Change, File, Record, require_words, write_record


def reread_recorded(home: Home, which: str, because: str, by: str) -> tuple[list[Reread], int]:
    """Read submissions anew and check what changed; what came of each, and the record's number.

    Args:
        home: with the originals.
        which: a submission's id, a file's path below the inbox, or its bare name.
        because: why.
        by: who does it.

    Raises:
        RecordError: no reason or no name.
        RereadError, HomeInUseError, DamagedHomeError, ReadersError: as `ingestion.rereading.reread`.
    """
    from expectations.check import check

    reason, name = require_words(because, by)
    begun_at = now()
    done = reread(home, which)
    if any(each.has_changed for each in done):
        check(home)
    files = _files(home, [each for each in done if each.has_changed])
    record = Record(kind="reread", because=reason, by=name, begun_at=begun_at, finished_at=now(), files=files)
    return done, write_record(home, record)


def _files(home: Home, changed: list[Reread]) -> tuple[File, ...]:
    columns = ["submission_id", "form", "unit_code", "period", "received_at"]
    lines = read_landed(home, "submissions", columns, {each.submission_id for each in changed}).to_pylist()
    landed = {line.pop("submission_id"): line for line in lines}
    return tuple(
        File(
            file_name=each.file_name,
            result=Change(before=_words(each.before), after=_words(each.after)),
            **landed[each.submission_id],
        )
        for each in changed
    )


def _words(judgement: Judgement) -> str:
    if judgement.rejected_by:
        return f"退回 {judgement.rejected_by}"
    found = "、".join(f"{code} {count}处" for code, count in sorted(judgement.findings.items()))
    return f"读得{sum(judgement.rows.values())}行" + (f"，{found}" if found else "")
