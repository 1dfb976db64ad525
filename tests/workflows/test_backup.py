"""A home's backups: only what is new, whole or not at all, never damaged bytes over good ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.home_format import FORMAT_FILE, HOME_FORMAT, HomeFormatError
from publishing.approval import publish
from publishing.drafts import write_drafts
from tests.building.harmed_files import cut_off, delete, empty, files, flip, put
from tests.building.plain_pages import use_plain_pages
from tests.building.publishable_warehouse import build
from tests.building.workbooks import monthly_report
from workflows.backup import back_up, last_backup
from workflows.backup_store import BackupError, BackupStore
from workflows.housekeeping import keep_house
from workflows.inspection import inspect_home
from workflows.restoring import put_back_damaged, restore

AT = parse_moment("2024-04-14T03:40:00")
FILE = "月报_南桥镇_2024-03.xlsx"


def untold(step: str, done: int, total: int) -> None:
    """Hear of a step's progress and tell nobody."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with landed rows, a published version, a draft, settings and a note."""
    folder = tmp_path_factory.mktemp("kept")
    home = Home(folder / "home")
    put(folder / "inbox", FILE, monthly_report())
    land(home, folder / "inbox")
    check(home, data_docs=False)
    with pytest.MonkeyPatch.context() as patch:
        use_plain_pages(patch)
        build(home)
        write_drafts(home)
        publish(home, "2024Q1", "王芳")
    put(home.settings, "contacts.csv", b"unit\n")
    put(home.notes, "nanqiao.jsonl", b"{}\n")
    return home


@pytest.fixture
def home(kept: Home, tmp_path: Path) -> Home:
    return Home(shutil.copytree(kept.root, tmp_path / "home", symlinks=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def contents(home: Home) -> dict[str, tuple[bytes, int]]:
    """What a backup must bring back: bytes and rights of every file but what is made again."""
    parts = ("archive", "landed", "publications", "rules", "settings", "notes")
    found = [*files(*(home.root / part for part in parts)), *files(home.published / "2024Q1" / "v1")]
    return {path.relative_to(home.root).as_posix(): (path.read_bytes(), path.stat().st_mode) for path in found}


def test_a_restored_home_is_as_it_was_and_versions_stay_protected(home: Home, folder: Path, tmp_path: Path) -> None:
    back_up(home, folder, AT)
    restored = Home(tmp_path / "restored")
    restore(folder, restored, untold)
    assert contents(restored) == contents(home)
    assert (restored.published / "2024Q1" / "v1").stat().st_mode & 0o777 == 0o555
    assert inspect_home(restored, whole_bytes=True) == []


def test_what_can_be_made_again_is_not_backed_up(home: Home, folder: Path) -> None:
    back_up(home, folder, AT)
    names = BackupStore(folder).last()[1].files  # type: ignore[index]
    assert {name.split("/")[0] for name in names}.isdisjoint({"warehouse", "locks", "receipts"})
    assert not [name for name in names if "/draft/" in name]


def test_a_further_backup_takes_only_what_is_new(home: Home, folder: Path) -> None:
    first = back_up(home, folder, AT)
    put(home.notes, "fengpu.jsonl", b'{"text": "x"}\n')
    second = back_up(home, folder, AT)
    assert (first.new_files, second.files) == (len(list(files(folder / "objects"))) - 2, first.files + 2)
    assert second.new_files == 2, "the note, and the record of the first backup"


def test_the_last_backup_is_written_down(home: Home, folder: Path) -> None:
    assert last_backup(home) is None
    back_up(home, folder, AT)
    last = last_backup(home)
    assert last is not None
    assert (last.at, last.folder) == (AT, folder)


@pytest.mark.parametrize("fails_at", range(1, 11, 3))
def test_a_backup_that_ends_midway_leaves_the_last_one_and_the_next_goes_on(
    home: Home, folder: Path, fails_at: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    back_up(home, folder, AT)
    for number in range(8):
        put(home.notes, f"{number}.jsonl", f"{number}".encode())
    calls = 0

    def failing(renamed: Path, target: Path, rename: Callable[[Path, Path], Path] = Path.replace) -> Path:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise OSError(28, "No space left on device")
        return rename(renamed, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        patch.setattr("workflows.backup_store.sync_filesystems", lambda *_: failing(folder, folder))
        with pytest.raises(OSError, match="No space left"):
            back_up(home, folder, AT)
    store = BackupStore(folder)
    assert store.damaged(store.names()) == {}
    done = back_up(home, folder, AT)
    store.prune(1)
    assert store.damaged([done.name]) == {}
    assert not [path for path in files(folder) if path.name.startswith(".")]
    restore(folder, Home(tmp_path / "restored"), untold)
    assert (tmp_path / "restored" / "notes" / "7.jsonl").read_bytes() == b"7"


@pytest.mark.parametrize("harm", [delete, cut_off, empty, flip])
def test_whatever_is_damaged_in_the_home_stays_good_in_the_backup_and_is_put_back(
    home: Home, folder: Path, harm: Callable[[Path], None]
) -> None:
    back_up(home, folder, AT)
    whole = contents(home)
    harmed = [name for name in whole if name.startswith(("archive/", "rules/", "published/"))]
    harmed += [name for name in whole if name.startswith("landed/") and "/seals/" not in name]
    for name in harmed:
        (home.root / name).parent.chmod(0o755)
        harm(home.root / name)
    made = back_up(home, folder, AT)
    if harm is not flip:
        assert [name for name in harmed if not any(f"/{name} " in line for line in made.damaged)] == []
    restored = put_back_damaged(folder, home, untold)
    assert (sorted(restored.files), restored.damaged) == (sorted(harmed), ())
    assert {name: data for name, (data, _) in contents(home).items()} == {
        name: data for name, (data, _) in whole.items()
    }


def test_a_lost_seal_lets_no_backup_be_made_and_is_put_back(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(home, folder, AT)
    seal = home.landed / "seals" / "000001.json"
    seal.unlink()
    monkeypatch.setenv("LIFECIRCLE_BACKUP", str(folder))
    use_plain_pages(monkeypatch)
    lines = keep_house(home, AT)
    assert any("no backup was made, the last one stands" in line and "000001.json" in line for line in lines)
    assert len(BackupStore(folder).names()) == 1
    assert put_back_damaged(folder, home, untold).damaged == ()
    assert seal.exists()


def test_a_damaged_backup_is_named_and_an_earlier_one_restores(home: Home, folder: Path, tmp_path: Path) -> None:
    back_up(home, folder, AT)
    put(home.notes, "fengpu.jsonl", b"later")
    second = back_up(home, folder, parse_moment("2024-04-21T03:40:00"))
    store = BackupStore(folder)
    flip(store.object(store.read(second.name).files["notes/fengpu.jsonl"].sha256))
    with pytest.raises(BackupError, match=r"notes/fengpu\.jsonl\): choose another one by --at"):
        restore(folder, Home(tmp_path / "restored"), untold)
    assert not (tmp_path / "restored" / "landed").exists(), "nothing is written of a damaged backup"
    for which in ("1", "2024-04-14"):
        assert restore(folder, Home(tmp_path / which), untold, which).name.startswith("000001_")


def test_housekeeping_puts_damaged_bytes_of_a_backup_there_anew(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_plain_pages(monkeypatch)
    monkeypatch.setenv("LIFECIRCLE_BACKUP", str(folder))
    back_up(home, folder, AT)
    store = BackupStore(folder)
    original = files(home.archive)[0]
    flip(store.object(original.name))
    (line,) = keep_house(home, AT)
    assert line.endswith("was damaged: it was put there anew")
    assert store.object(original.name).read_bytes() == original.read_bytes()
    assert keep_house(home, AT) == []


@pytest.mark.parametrize("before_the_last", [1, 20])
def test_a_home_that_is_restored_by_half_counts_as_damaged_and_the_next_restore_goes_on(
    home: Home, folder: Path, tmp_path: Path, before_the_last: int
) -> None:
    back_up(home, folder, AT)
    restored = Home(tmp_path / "restored")

    def killed(step: str, done: int, total: int) -> None:
        if step == "恢复文件" and done == total - before_the_last:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(folder, restored, killed)
    assert inspect_home(restored, whole_bytes=False) != []
    restore(folder, restored, untold)
    assert contents(restored) == contents(home)


def test_a_home_with_files_is_not_restored_over_but_its_settings_stay(home: Home, folder: Path, tmp_path: Path) -> None:
    back_up(home, folder, AT)
    other = Home(tmp_path / "other")
    put(other.settings, "contacts.csv", b"unit,name\n")
    assert restore(folder, other, untold).kept_settings == ("settings/contacts.csv",)
    assert (other.settings / "contacts.csv").read_bytes() == b"unit,name\n"
    put(other.notes, "fengpu.jsonl", b"its own")
    with pytest.raises(BackupError, match=r"has files of its own \(notes/fengpu\.jsonl\)"):
        restore(folder, other, untold)


def test_a_folder_that_cannot_be_this_home_s_is_refused(home: Home, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="lie in each other"):
        back_up(home, home.root / "backups", AT)
    with pytest.raises(BackupError, match="nothing has landed"):
        back_up(Home(tmp_path / "empty"), folder, AT)
    other = Home(shutil.copytree(home.root, tmp_path / "other", symlinks=True))
    back_up(home, folder, AT)
    with pytest.raises(BackupError, match="another home"):
        back_up(other, folder, AT)
    folder.rename(tmp_path / "unmounted")
    folder.mkdir()
    with pytest.raises(BackupError, match="is its disk there"):
        back_up(home, folder, AT)


def test_old_backups_go_with_the_bytes_that_no_other_names(home: Home, folder: Path) -> None:
    for number in range(3):
        put(home.notes, "nanqiao.jsonl", f"{number}".encode())
        back_up(home, folder, AT)
    store = BackupStore(folder)
    before = len(files(folder / "objects"))
    assert store.prune(2) == 1
    assert [name[:6] for name in store.names()] == ["000002", "000003"]
    assert store.damaged(store.names()) == {}
    assert len(files(folder / "objects")) < before


def test_a_backup_of_a_newer_program_is_refused_before_anything_is_written(
    home: Home, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr("lifecircle.home_format.HOME_FORMAT", HOME_FORMAT + 1)
        back_up(home, folder, AT)
    other = Home(tmp_path / "other")
    with pytest.raises(HomeFormatError, match=f"the backup .*is of home format {HOME_FORMAT + 1}"):
        restore(folder, other, untold)
    assert {path.name for path in other.root.iterdir()} == {FORMAT_FILE, "locks"}
