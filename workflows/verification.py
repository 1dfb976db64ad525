"""A published version proved: rebuilt from the archive alone, and compared with the files of its folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from lifecircle.batches import hash_file
from lifecircle.home import Home
from lifecircle.progress import Listener
from publishing.comparison import changed_files, other_bytes, other_figures, other_inputs, rebuilt_files
from publishing.manifest import InputFile, Manifest, read_manifest
from publishing.provenance import code_version, rules_in_force
from publishing.rulebook import kept_rulebook
from workflows.rebuilding import build_again, land_again, rebuild_by


class VerificationError(Exception):
    """There is nothing to verify; the message says what was asked for."""


@dataclass(frozen=True)
class Verification:
    """What a version came to when it was rebuilt; it holds if nothing differs."""

    manifest: Manifest
    same_code: bool
    same_rules: bool
    by_kept_rules: bool
    """Whether it was rebuilt by the rules that were kept with it, since today's are others."""
    differences: tuple[str, ...]


def verify(home: Home, name: str, listener: Listener) -> Verification:
    """Rebuild a version from the archived originals and compare: bytes under the same code, figures under another.

    Args:
        home: with the published version and the archive.
        name: as 2024Q1/v1.
        listener: told how far each step is.

    Raises:
        VerificationError: there is no such version, or its manifest cannot be read.
        BuildError, RebuildError: the originals make no warehouse under this code.
    """
    folder = home.published / name
    if not folder.joinpath("manifest.json").is_file() or folder.parent.parent != home.published:
        raise VerificationError(f"no version {name} in {home.published}; name one as 2024Q1/v1")
    try:
        manifest = read_manifest(folder)
    except ValidationError:
        raise VerificationError(f"the manifest of {name} cannot be read: it was changed since") from None
    same_code = manifest.code == code_version()
    today = rules_in_force(manifest.quarter)
    # a version that was published before rules were kept says nothing of the forms
    same_rules = manifest.rules in (today, today.model_copy(update={"book_sha256": None}))
    book = None if same_rules else kept_rulebook(home, manifest.rules.book_sha256)
    lost = _lost_originals(home, manifest.inputs, listener)
    differences = [*changed_files(home, folder, manifest), *lost]
    if not lost:
        with tempfile.TemporaryDirectory(prefix="lifecircle-verify-") as place:
            rebuilt = Home(Path(place) / "home")
            if book is None:
                land_again(home, manifest, rebuilt, listener)
                build_again(home, manifest, rebuilt, listener)
            else:
                rebuild_by(book, home, name, rebuilt, listener)
            differences += other_inputs(rebuilt, manifest)
            exactly = same_code and same_rules
            files = rebuilt_files(rebuilt, manifest, with_pages=exactly)
            differences += other_bytes(manifest, files) if exactly else other_figures(folder, files)
    return Verification(manifest, same_code, same_rules, book is not None, tuple(differences))


def _lost_originals(home: Home, inputs: Sequence[InputFile], listener: Listener) -> list[str]:

    lines = []
    for done, file in enumerate(inputs, start=1):
        path = home.archived(file.sha256)
        if not file.is_kept:
            pass  # its hash and size are all that there is
        elif not path.is_file():
            lines.append(f"{file.file_name}: its original {file.sha256} is missing in the archive")
        elif hash_file(path) != file.sha256:
            lines.append(f"{file.file_name}: its original {file.sha256} was changed in the archive")
        listener("核对原件", done, len(inputs))
    return lines
