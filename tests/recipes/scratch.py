"""A scratch copy of the checkout, small enough to be run whole, in which a recipe of CONTRIBUTING.md is followed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lifecircle.settings import PROJECT
from tests.building.districts import TOY_DISTRICT

_REFERENCE = "dbt_project/seeds/reference"


class Scratch:
    """The copy, with the toy district as its own reference; it notes which files each recipe edits."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.edited: dict[str, set[str]] = {}
        """Recipe's heading -> the files that following it touched."""
        self._recipe = ""
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split("\0")
        for name in names:
            if name and (PROJECT / name).is_file() and not name.startswith("tests/golden/quarter/"):
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(PROJECT / name, root / name)
        # tests of the copy ask git for its files
        for arguments in (("init", "--quiet"), ("add", "--all")):
            subprocess.run(["git", *arguments], cwd=root, check=True)
        for path in (root / _REFERENCE).glob("*.csv"):
            if (TOY_DISTRICT / path.name).exists():
                shutil.copy2(TOY_DISTRICT / path.name, path)

    @contextmanager
    def following(self, recipe: str) -> Iterator[None]:
        """Note what is edited while the block runs as the work of a recipe."""
        self._recipe = recipe
        self.edited[recipe] = set()
        yield
        self._recipe = ""

    def add(self, name: str, text: str) -> None:
        """Put lines at the end of a file, or make it of them."""
        self._note(name)
        path = self.root / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + text, encoding="utf-8")

    def insert(self, name: str, after: str, text: str) -> None:
        """Put text behind the first occurrence of another."""
        self.replace(name, after, after + text)

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text."""
        self._note(name)
        path = self.root / name
        before = path.read_text(encoding="utf-8")
        assert old in before, f"{name} has no {old!r}"
        path.write_text(before.replace(old, new, 1), encoding="utf-8")

    def lifecircle(self, *arguments: str | Path) -> None:
        """Call the copy's `lifecircle`."""
        self.python("-c", "from cli.main import main; main()", *arguments)

    def python(self, *arguments: str | Path) -> None:
        """Run this Python over the copy, which must succeed."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LIFECIRCLE_")}
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=self.root,
            env=environment | {"PYTHONPATH": str(self.root), "COLUMNS": "400"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}{done.stderr[-3000:]}"

    def _note(self, name: str) -> None:
        self.edited[self._recipe].add(name)


def named_files(recipe: str) -> list[str]:
    """The files that a recipe says are to be edited, in its order; `<...>` is any name."""
    contributing = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (text,) = re.findall(rf"^### {re.escape(recipe)}\n(.*?)(?=^##|\Z)", contributing, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"(?<!\[)`([^`\n]+)`", text)
    return [span for span in spans if "/" in span and " " not in span]


def is_named(file: str, named: str) -> bool:
    """Whether a file is one of those that a name with `<...>` stands for."""
    pattern = "".join(part if part.startswith("[") else re.escape(part) for part in _parts(named))
    return re.fullmatch(pattern, file) is not None


def _parts(named: str) -> Iterator[str]:
    for part in re.split(r"(<\w+>)", named):
        yield "[^/]+" if re.fullmatch(r"<\w+>", part) else part
