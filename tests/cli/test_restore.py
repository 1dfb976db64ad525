"""The drill: all is gone but backup and settings; after `lifecircle restore` marts and versions are the same."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from lifecircle.home import Home
from lifecircle.home_format import FORMAT_FILE
from lifecircle.writing import remove_protected
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, district_of
from tests.building.terminal import lifecircle, published_marts

pytestmark = pytest.mark.long

AS_OF = "2023-10-11T08:00:00+08:00"
CONTACTS = "unit,name,telephone,mail\n"

toy_lifecircle = partial(lifecircle, LIFECIRCLE_REFERENCE=TOY_DISTRICT, LIFECIRCLE_AS_OF=AS_OF)


def pages(folder: Path) -> dict[str, bytes]:
    """Every published file, those of drafts too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def done(*arguments: str | Path) -> str:
    """What a command says that succeeds."""
    called = toy_lifecircle(*arguments)
    assert called.returncode == 0, called.stdout + called.stderr
    return called.stdout


def test_from_backup_and_settings_alone_come_the_same_marts_and_the_same_published_bytes(tmp_path: Path) -> None:
    home, inbox, backups = Home(tmp_path / "home"), tmp_path / "inbox", tmp_path / "backups"
    with district_of(TOY_DISTRICT):
        simulate(inbox, "2023-06", "2023-10", 8, "light")
    home.settings.mkdir(parents=True)
    (home.settings / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    done("run", "--inbox", inbox, "--home", home.root)
    done("publish", "2023Q3", "--approved-by", "王芳", "--home", home.root)
    done("run", "--inbox", inbox, "--home", home.root)
    marts, published = published_marts(home), pages(home.published)
    assert "backup 000001_2023-10-11T080000_" in done("backup", "--to", backups, "--home", home.root)

    shutil.rmtree(inbox)
    (home.root / FORMAT_FILE).unlink()
    for folder in (path for path in home.root.iterdir() if path != home.settings):
        remove_protected(folder)
    assert "files put back from 000001_" in done("restore", "--from", backups, "--home", home.root)

    assert {table for table in marts if marts[table] != published_marts(home)[table]} == set()
    assert pages(home.published) == published
    assert (home.settings / "contacts.csv").read_text(encoding="utf-8") == CONTACTS
    done("inspect", "--home", home.root)
    done("verify", "2023Q3/v1", "--home", home.root)
