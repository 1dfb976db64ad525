"""A small district's quarter as reviewable files: what it sent, and the marts and the words of the pages made of it.

    tests/golden/quarter/inbox/      as units sent it (`lifecircle simulate --mess heavy`), never renewed
    tests/golden/quarter/doubtful/   one report more, with cells that are likely wrong (test_doubtful_cells.py)
    tests/golden/quarter/marts/      every mart as CSV, rows in an order of their own, floats to 9 decimals
    tests/golden/quarter/pages/      the words of the draft's pages and of all receipts

`make golden` writes marts and pages anew and shows what changed.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tempfile
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from lifecircle.calendar import CHINA
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from tests.building.districts import TOY_DISTRICT
from tests.building.marts import read_marts
from tests.building.terminal import lifecircle

QUARTER = PROJECT / "tests" / "golden" / "quarter"
AS_OF = "2023-10-20T23:59:59+08:00"
"""Ten days after the cut-off: what came late makes `latest` differ from `cutoff`."""

_MODIFIED = datetime.fromisoformat("2023-11-01T12:00:00+08:00").timestamp()

_LINES = {"address", "caption", "dd", "div", "dt", "figcaption", "h1", "h2", "h3", "h4", "li", "p", "summary", "tr"}
_CELLS = {"td", "th"}
_SILENT = {"script", "style", "svg"}


def take_in(home: Home) -> None:
    """Run the inbox through the whole cycle, as its user would."""
    with tempfile.TemporaryDirectory(prefix="lifecircle-golden-") as folder:
        inbox = _with_doubtful_cells(copied_inbox(Path(folder) / "inbox"))
        done = lifecircle(
            *("run", "--inbox", inbox, "--home", home.root, "--as-of", AS_OF), LIFECIRCLE_REFERENCE=TOY_DISTRICT
        )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def copied_inbox(folder: Path) -> Path:
    """Copy the inbox; a file that no line of the register lists came after the run's moment, whenever checked out."""
    shutil.copytree(QUARTER / "inbox", folder)
    for path in folder.rglob("*"):
        os.utime(path, (_MODIFIED, _MODIFIED))
    return folder


def _with_doubtful_cells(inbox: Path) -> Path:
    """Add the report with doubtful cells, and its line in the register: homes of releases never had it."""
    register, *files = sorted((QUARTER / "doubtful").iterdir())
    for file in files:
        shutil.copy(file, inbox)
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
    with (inbox / register.name).open("a", encoding="utf-8") as listed:
        listed.writelines(lines)
    return inbox


def golden_files(home: Home) -> dict[str, str]:
    """Everything that is kept of a home, as texts: path below the quarter's folder -> text."""
    files = {f"marts/{mart}.csv": _as_csv(rows) for mart, rows in read_marts(home.snapshot).items() if rows}
    for folder in (home.published, home.receipts):
        for page in sorted(folder.rglob("*.html")):
            name = page.relative_to(home.root).with_suffix(".txt").as_posix()
            files[f"pages/{name}"] = page_text(page.read_text(encoding="utf-8"))
    return files


def kept_files() -> dict[str, str]:
    """What the repository keeps, in the same shape."""
    return {
        path.relative_to(QUARTER).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("marts", "pages")
        for path in sorted((QUARTER / folder).rglob("*.*"))
        if path.is_file()
    }


def page_text(page: str) -> str:
    """What a person reads on a page: a line for each heading, paragraph and row, cells parted by ` | `."""
    reader = _Text()
    reader.feed(page)
    lines = ("".join(line).strip(" |") for line in "".join(reader.parts).split("\n"))
    return "\n".join(" ".join(line.split()) for line in lines if line) + "\n"


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        if tag in _CELLS:
            self.parts.append(" | ")
        elif tag in _LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(" ".join(data.split()) if data.strip() else " ")


def _as_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _shown(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _shown(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    return value.astimezone(CHINA) if isinstance(value, datetime) else value


def renew() -> None:
    """Write the kept files anew, and show what changed."""
    with tempfile.TemporaryDirectory(prefix="lifecircle-golden-") as folder:
        home = Home(Path(folder) / "home")
        take_in(home)
        files = golden_files(home)
    for kept in ("marts", "pages"):
        shutil.rmtree(QUARTER / kept, ignore_errors=True)
    for path, text in files.items():
        (QUARTER / path).parent.mkdir(parents=True, exist_ok=True)
        (QUARTER / path).write_text(text, encoding="utf-8")
    for shown in (("diff",), ("diff", "--stat"), ("status", "--short")):
        subprocess.run(["git", "--no-pager", *shown, "--", str(QUARTER)], cwd=PROJECT, check=True)


if __name__ == "__main__":
    renew()
