"""After a power cut at any moment a landing that counts is whole: what a seal names was synced before the seal.

The landing and the check are traced by strace; each state that the disk may have had is made from the trace: names as
far as they were given, bytes only as far as they were synced, the last unsynced file torn.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.home import Home
from lifecircle.landed import schemas
from lifecircle.landed_rows import read_landed
from lifecircle.settings import PROJECT
from tests.building.workbooks import monthly_report
from workflows.inspection import inspect_home

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace here"),
]

_CALLS = "openat,creat,close,rename,renameat,renameat2,link,linkat,unlink,unlinkat,fsync,fdatasync,syncfs"
_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OPENED = re.compile(r"\) += (\d+)")
_FIRST_NUMBER = re.compile(r"\w+\((\d+)")


@dataclass
class Disk:
    """What is on the disk: file identity -> whether its bytes are; path -> the file's identity."""

    names: dict[str, int] = field(default_factory=dict)
    synced: set[int] = field(default_factory=set)
    sealed_unsynced: list[str] = field(default_factory=list)
    _descriptors: dict[int, int] = field(default_factory=dict)
    _next: int = 0

    def follow(self, line: str) -> None:
        """Take one traced call."""
        call = line.split("(", 1)[0].split()[-1]
        paths = [
            bytes(text, "ascii").decode("unicode_escape").encode("latin1").decode() for text in _STRINGS.findall(line)
        ]
        if call in ("openat", "creat") and "O_CREAT" in line and (opened := _OPENED.search(line)):
            if paths[0] not in self.names or "O_TRUNC" in line:
                self._next += 1
                self.names[paths[0]] = self._next
            self._descriptors[int(opened[1])] = self.names[paths[0]]
        elif call == "openat" and (opened := _OPENED.search(line)) and paths[0] in self.names:
            self._descriptors[int(opened[1])] = self.names[paths[0]]
        elif call.startswith("rename") and " = 0" in line:
            self._require_synced(paths[1])
            self.names[paths[1]] = self.names.pop(paths[0])
        elif call.startswith("unlink") and " = 0" in line:
            self.names.pop(paths[0], None)
        elif call in ("fsync", "fdatasync") and (number := _FIRST_NUMBER.search(line)):
            self.synced.add(self._descriptors.get(int(number[1]), 0))
        elif call == "syncfs":
            self.synced |= set(self.names.values())

    def _require_synced(self, target: str) -> None:
        """When a seal gets its name, everything before it must be on the disk."""
        if re.search(r"/seals/[\d-]+\.json$", target):
            kept = {
                path: identity for path, identity in self.names.items() if "/landed/" in path or "/archive/" in path
            }
            self.sealed_unsynced += [path for path, identity in kept.items() if identity not in self.synced]


def _unescaped(text: str) -> str:
    return text.encode("ascii").decode("unicode_escape").encode("latin1").decode()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    (folder / "月报_南桥镇_2024-03.xlsx").write_bytes(monthly_report())
    os.utime(folder / "月报_南桥镇_2024-03.xlsx", (1712102400, 1712102400))
    return folder


LAND = "from ingestion.land import land; land(home, Path(sys.argv[2]))"
CHECK = "from expectations.check import check; check(home, data_docs=False)"


@dataclass(frozen=True)
class Traced:
    """A step's calls, with the home before and after it."""

    before: Home
    after: Home
    calls: list[str]


@pytest.fixture(scope="module", params=[LAND, CHECK], ids=["land", "check"])
def traced(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, inbox: Path) -> Traced:
    """Landing, or checking what has landed, as the system saw it."""
    folder = tmp_path_factory.mktemp("traced")
    home, before, trace = Home(folder / "home"), Home(folder / "before"), folder / "trace"
    if request.param == CHECK:
        land(home, inbox)
        shutil.copytree(home.root, before.root)
    code = "import sys; from pathlib import Path; from lifecircle.home import Home; home = Home(Path(sys.argv[1])); "
    command = ["strace", "-f", "-qq", "-e", f"trace={_CALLS}", "-s", "4096", "-o", str(trace)]
    done = subprocess.run(
        [*command, sys.executable, "-c", code + request.param, str(home.root), str(inbox)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("this machine lets nobody trace")
    assert done.returncode == 0, done.stderr
    lines = trace.read_text(encoding="utf-8").splitlines()
    return Traced(before, home, [line for line in lines if str(home.root) in line or "sync" in line])


def disk_before(traced: Traced) -> Disk:
    """The disk when the step began, with all that was there."""
    disk = Disk()
    for path in sorted(traced.before.root.rglob("*")):
        if path.is_file():
            disk.names[str(traced.after.root / path.relative_to(traced.before.root))] = -len(disk.names) - 1
    disk.synced = set(disk.names.values())
    return disk


def test_when_a_seal_gets_its_name_all_that_it_names_and_the_originals_are_on_the_disk(traced: Traced) -> None:
    disk = disk_before(traced)
    for line in traced.calls:
        disk.follow(line)
    assert any("/seals/000001.json" in path for path in disk.names)
    assert disk.sealed_unsynced == []


def states(traced: Traced, folder: Path) -> Iterator[Home]:
    """The home as a power cut after each call that gives a name or syncs may leave it: what was not synced is torn."""
    disk = disk_before(traced)
    for number, line in enumerate(traced.calls):
        disk.follow(line)
        if not re.search(r"rename|sync", line):
            continue
        cut = Home(folder / str(number))
        for path, identity in disk.names.items():
            below = Path(path).relative_to(traced.after.root)
            kept = _bytes_of(traced.before if identity < 0 else traced.after, below)
            (cut.root / below).parent.mkdir(parents=True, exist_ok=True)
            (cut.root / below).write_bytes(kept if identity in disk.synced else kept[: len(kept) // 2])
        yield cut


def _bytes_of(home: Home, below: Path) -> bytes:
    """What a file held in the end, whatever it was called on its way."""
    path = home.root / below
    if path.name.endswith(".part"):
        path = path.with_name(path.name.removeprefix(".").removesuffix(".part"))
    return path.read_bytes() if path.exists() else b"gone since"


def test_after_a_cut_at_any_moment_the_next_run_has_what_an_unhindered_one_has(
    traced: Traced, inbox: Path, tmp_path: Path
) -> None:
    unhindered = Home(tmp_path / "unhindered")
    land(unhindered, inbox)
    check(unhindered, data_docs=False)
    whole = {table: read_landed(unhindered, table).to_pylist() for table in schemas()}
    cuts = 0
    for cut in states(traced, tmp_path):
        cuts += 1
        land(cut, inbox)
        check(cut, data_docs=False)
        assert {table: read_landed(cut, table).to_pylist() for table in schemas()} == whole
        assert inspect_home(cut, whole_bytes=True) == []
    assert cuts > 5
