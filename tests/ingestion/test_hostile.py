"""Files made to hurt are refused with the right code, in bounded memory, and the rest of the batch is read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion import reader, reading
from ingestion.land import land
from ingestion.reader import Reader
from ingestion.reading import NotRead, ReadersError, read_files
from ingestion.submission import Submission
from ingestion.turns import FileToRead, Turn
from lifecircle.home import Home
from tests.building import hostile_ledgers, hostile_workbooks
from tests.building.submissions import INDICATORS, RECEIVED, REPORT
from tests.building.workbooks import monthly_report, project

pytestmark = pytest.mark.long

_MOST_MIB = 300
"""Resident, for any hostile file; a ledger of 100,000 rows, which is none, may take more."""

HOSTILE: dict[str, tuple[str, Callable[[], bytes], str | None]] = {
    **{f"xlsx: {what}": (REPORT, make, code) for what, (make, code) in hostile_workbooks.REFUSED.items()},
    **{f"xlsx: {what}": (REPORT, make, None) for what, make in hostile_workbooks.READ.items()},
    **{
        f"{ending}: {what}": (f"{INDICATORS}.{ending}", make, code)
        for what, (ending, make, code) in hostile_ledgers.REFUSED.items()
    },
    **{
        f"{ending}: {what}": (f"{INDICATORS}.{ending}", make, None)
        for what, (ending, make) in hostile_ledgers.READ.items()
    },
}


def _file(folder: Path, number: int, name: str, data: bytes) -> FileToRead:
    path = folder / str(number)
    path.write_bytes(data)
    return FileToRead(path, name, f"{number:064}", RECEIVED)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_every_hostile_file_gets_its_code_and_the_batch_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peaks: list[int] = []
    end = Reader.end

    def end_and_note(child: Reader) -> None:
        if child._process is not None:
            status = Path(f"/proc/{child._process.pid}/status")
            lines = status.read_text().splitlines() if status.exists() else []
            peaks.extend(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
        end(child)

    monkeypatch.setattr(Reader, "end", end_and_note)
    files = [_file(tmp_path, number, name, make()) for number, (name, make, _) in enumerate(HOSTILE.values())]
    good = _file(tmp_path, len(files), REPORT, monthly_report())
    read = list(read_files([*files, good], processes=1))
    codes = dict(zip(HOSTILE, map(verdict, read), strict=False))
    assert codes == {what: code for what, (_, _, code) in HOSTILE.items()}
    assert isinstance(read[-1], Submission)
    assert len(read[-1].tables) == 2
    assert peaks
    assert max(peaks) < _MOST_MIB


def verdict(read: Submission | NotRead) -> str | None:
    return "not read" if isinstance(read, NotRead) else read.rejected_by


_FROM_OUTSIDE = {
    "is killed": "os.kill(os.getpid(), 9)",
    "aborts": "os.abort()",
    "breaks its memory": "os.kill(os.getpid(), 11)",
    "is told that its time is up though it is not": "os.kill(os.getpid(), 24)",
    "raises": "raise SystemError",
    "leaves in the middle of an answer": "os.write(1, b'{'); os._exit(0)",
    "has no descriptor left": "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))",
    "gets no memory though it has not come to its bounds": "child.read_submission = out_of_memory",
    "finds a disk that cannot be read": "request['path'] = '/proc/self/mem'",
}
_OWN_LIMITS = {
    "allocates too much": "child.read_submission = lambda *_: bytearray(2**30)",
    "aborts since an allocation was refused": "os.write(2, b'memory allocation of 9 bytes failed'); os.abort()",
}


def _children_that_die(folder: Path, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    """Let every child do this before it answers."""
    script = folder / "dying_child.py"
    script.write_text(
        "import os\nfrom ingestion import child\nanswer, used = child._answer, set()\n"
        "def out_of_memory(*_):\n"
        "    import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**40)); raise MemoryError\n"
        f"def die(request, memory):\n    {act}\n    return answer(request, memory)\n"
        "child._answer = die\nchild.main()\n"
    )
    start = subprocess.Popen

    def start_dying(command: list[str], **how: object) -> subprocess.Popen[bytes]:
        how["env"] = {**how["env"], "PYTHONPATH": str(how["cwd"])}  # type: ignore[dict-item]
        return start([command[0], str(script)], **how)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(reader.subprocess, "Popen", start_dying)  # type: ignore[attr-defined]


@pytest.mark.parametrize("death", _FROM_OUTSIDE)
def test_a_file_whose_reader_is_ended_from_outside_is_not_judged_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    _children_that_die(tmp_path, monkeypatch, f"if request['path'].endswith('1'):\n        {_FROM_OUTSIDE[death]}")
    files = [_file(tmp_path, number, REPORT, monthly_report()) for number in range(3)]
    assert list(map(verdict, read_files(files, processes=1))) == [None, "not read", None]


@pytest.mark.parametrize("death", _OWN_LIMITS)
def test_a_file_that_takes_its_reader_to_its_own_limits_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    _children_that_die(tmp_path, monkeypatch, f"if request['path'].endswith('1'):\n        {_OWN_LIMITS[death]}")
    files = [_file(tmp_path, number, REPORT, monthly_report()) for number in range(3)]
    assert list(map(verdict, read_files(files, processes=1))) == [None, "F03", None]


def test_readers_that_do_not_prove_themselves_judge_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "READY", b"another")
    with pytest.raises(ReadersError, match="no file can be read"):
        list(read_files([_file(tmp_path, 0, REPORT, monthly_report())]))


def test_where_most_readers_are_ended_the_landing_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _children_that_die(tmp_path, monkeypatch, "os.kill(os.getpid(), 9)")
    files = [_file(tmp_path, number, REPORT, monthly_report()) for number in range(9)]
    with pytest.raises(ReadersError, match="signal 9"):
        list(read_files(files))


@pytest.mark.parametrize("silence", ["import time; time.sleep(600)", "os.kill(os.getpid(), 19)"])
def test_a_file_whose_reader_says_nothing_is_given_up_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, silence: str
) -> None:
    monkeypatch.setattr(reading, "_SECONDS_SILENT", 2)
    _children_that_die(tmp_path, monkeypatch, f"if request['path'].endswith('0'):\n        {silence}")
    files = [_file(tmp_path, number, REPORT, monthly_report()) for number in range(2)]
    assert list(map(verdict, read_files(files, processes=1))) == ["not read", None]


def test_files_come_back_in_their_order_whoever_reads_them_faster(tmp_path: Path) -> None:
    reports = [monthly_report([project(f"P{row}") for row in range(3000 if n % 7 == 0 else 1)]) for n in range(40)]
    files = [_file(tmp_path, number, REPORT, data) for number, data in enumerate(reports)]
    read = list(read_files(iter(files), processes=2))
    submissions = [outcome for outcome in read if isinstance(outcome, Submission)]
    assert [submission.sha256 for submission in submissions] == [file.sha256 for file in files]
    assert [len(submission.tables[0]) for submission in submissions] == [3000 if n % 7 == 0 else 1 for n in range(40)]


def test_what_a_used_child_cannot_manage_is_read_by_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _children_that_die(tmp_path, monkeypatch, "if os.getpid() in used: os._exit(1)\n    used.add(os.getpid())")
    files = [_file(tmp_path, number, REPORT, monthly_report()) for number in range(3)]
    assert list(map(verdict, read_files(files, processes=1))) == [None, None, None]


def test_a_child_that_was_ended_between_two_files_is_not_the_next_ones_fault(tmp_path: Path) -> None:
    child = Reader()
    file = _file(tmp_path, 0, REPORT, monthly_report())

    def read() -> Submission:
        turn = Turn(file)
        child.ask(turn)
        while turn.submission is None:
            child.hear()
        return turn.submission

    try:
        assert read().rejected_by is None
        assert child._process is not None
        child._process.kill()
        child._process.wait()
        assert read().rejected_by is None
    finally:
        child.end()


def test_nothing_is_written_outside_the_home_whatever_a_file_is_called(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    names = [
        "..\\..\\evil.xlsx",
        "月报\n_南桥镇.xlsx",
        "\x1b]0;x\x07.csv",
        "长" * 80 + ".xlsx",
        "$(touch x).xlsx",
        "收件登记.csv",
    ]
    for name in names:
        (inbox / "深" / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / "深" / name).write_bytes(hostile_workbooks.names_that_climb())
    before = set(tmp_path.rglob("*"))
    result = land(Home(tmp_path / "home"), inbox)
    assert (result.new, result.rejected) == (len(names) - 1, len(names) - 1)
    written = set(tmp_path.rglob("*")) - before
    assert all(path.is_relative_to(tmp_path / "home") for path in written)
    assert not Path("/tmp/evil.txt").exists()
