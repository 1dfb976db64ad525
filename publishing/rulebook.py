"""The rules, reference and forms that a version was made by, kept by their hash, so that it can be made again.

home/rules/<sha256>/reference/*.csv    the district's codes, dates and rules
home/rules/<sha256>/rules/*.csv        the project's own
home/rules/<sha256>/forms.yml          the forms
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from lifecircle.forms import forms_file
from lifecircle.home import Home
from lifecircle.settings import Settings
from lifecircle.writing import sync

REFERENCE, RULES, FORMS = "reference", "rules", "forms.yml"


def rulebook_hash() -> str:
    """The hash of today's rules, reference and forms."""
    digest = hashlib.sha256()
    for name, path in _files():
        digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def keep_rulebook(home: Home) -> Path:
    """Keep today's rules, reference and forms, unless they are kept already; their folder."""
    folder = _folder(home, rulebook_hash())
    if folder.exists():
        return folder
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, path in _files():
        (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, unfinished / name)
        (unfinished / name).chmod(0o444)
    for written in [*unfinished.rglob("*"), unfinished]:
        sync(written)
    os.replace(unfinished, folder)
    sync(folder.parent)
    return folder


def kept_rulebook(home: Home, sha256: str | None) -> Path | None:
    """The folder of a version's own rules; None where they were not kept."""
    folder = _folder(home, sha256) if sha256 else None
    return folder if folder is not None and folder.exists() else None


def _folder(home: Home, sha256: str) -> Path:
    return home.root / "rules" / sha256


def _files() -> Iterator[tuple[str, Path]]:
    settings = Settings()
    for name, folder in ((REFERENCE, settings.reference), (RULES, settings.rules)):
        for path in sorted(folder.glob("*.csv")):
            yield f"{name}/{path.name}", path
    yield FORMS, forms_file()
