"""The messages under "When it fails" of the README are those that are printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lifecircle.home import Home
from lifecircle.settings import PROJECT
from tests.building.districts import changed_district
from tests.building.terminal import lifecircle

SECTION = (PROJECT / "README.md").read_text(encoding="utf-8").split("## When it fails")[1].split("\n## ")[0]
MESSAGES = re.findall(r"^\| `([^`]+)`", SECTION, re.MULTILINE)


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """An empty inbox, a home without anything, and a reference with a fault."""
    (tmp_path / "inbox").mkdir()
    reference = changed_district(tmp_path, "towns", "30.10", "thirty")
    return {"INBOX": tmp_path / "inbox", "HOME": tmp_path / "home", "FOLDER": reference}


def printed(message: str, folders: dict[str, Path]) -> str:
    """Do what the message is about; everything that was said."""
    run = ("run", "--inbox", folders["INBOX"], "--home", folders["HOME"])
    if "is empty" in message:
        done = lifecircle(*run)
    elif "in use" in message:
        (folders["INBOX"] / "月报_南桥镇_2024-03.xlsx").write_bytes(b"any")
        with Home(folders["HOME"]).hold("run"):
            done = lifecircle(*run)
    elif "no warehouse" in message:
        done = lifecircle("check", PROJECT / "README.md", "--home", folders["HOME"])
    else:
        done = lifecircle(*run, LIFECIRCLE_REFERENCE=folders["FOLDER"])
    assert done.returncode == 1
    return done.stderr


@pytest.mark.parametrize("message", [message for message in MESSAGES if "PDF" not in message])
def test_a_message_of_the_readme_is_the_one_that_is_printed(message: str, folders: dict[str, Path]) -> None:
    expected = re.sub("INBOX|HOME|FOLDER", lambda word: str(folders[word[0]].resolve()), message)
    assert expected in printed(message, folders)


def test_five_messages_are_explained_and_that_of_the_pdf_is_logged_so() -> None:
    assert len(MESSAGES) == 5
    rendering = (PROJECT / "scorecards" / "rendering.py").read_text(encoding="utf-8")
    assert 'logger.warning("%s %s has no PDF: %s"' in rendering
    assert 'PdfUnavailableError("there is no Chinese font")' in (PROJECT / "scorecards" / "pdf.py").read_text()
