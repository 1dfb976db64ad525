"""What a publication is made from, as a file beside it: approved by whom, which files, which rules, which code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from lifecircle.calendar import CHINA
from lifecircle.limits import KEPT_LIMIT
from scorecards.edition import Basis, CausingSubmission, Difference, Edition

MANIFEST = "manifest.json"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InputFile(_Part):
    """A submission that the run knew."""

    submission_id: str
    file_name: str
    sha256: str
    received_at: datetime
    outcome: str
    size: int | None = None
    """In bytes; None of an earlier release."""

    @property
    def is_kept(self) -> bool:
        """Whether the archive has its bytes."""
        return self.size is None or self.size <= KEPT_LIMIT


class WithdrawnFile(_Part):
    """A withdrawal that the run knew (docs/contract/submissions.md, Withdrawn)."""

    file_name: str
    received_at: datetime | None
    withdrawn_at: datetime
    approved_by: str
    reason: str


class Rules(_Part):
    """The rules: the latest `valid_from` in force at the quarter's end, and the hashes of both folders of them."""

    valid_from: date
    rules_sha256: str
    reference_sha256: str
    book_sha256: str | None = None
    """Of both and the forms, as the home keeps them (`publishing/rulebook.py`); None of an earlier release."""

    @property
    def name(self) -> str:
        """How a page names them."""
        both = hashlib.sha256(f"{self.rules_sha256}{self.reference_sha256}".encode()).hexdigest()
        return f"{self.valid_from}（{both[:12]}）"


class Code(_Part):
    """The code: a hash of what makes figures and pages, and the versions of it and of what it uses."""

    sources_sha256: str
    packages: dict[str, str]


class FileHash(_Part):
    """A published file as it was written."""

    sha256: str
    size: int


class Manifest(_Part):
    """One draft or version of a quarter's scorecards; `version` is None for a draft."""

    quarter: str
    version: int | None
    previous: int | None
    basis: Basis
    as_of: datetime
    run_as_of: datetime
    approved_by: str | None
    approved_at: datetime | None
    reason: str | None
    is_demo: bool
    rules: Rules
    code: Code
    differences: tuple[Difference, ...]
    causes: tuple[CausingSubmission, ...]
    offered: tuple[Difference, ...]
    inputs: tuple[InputFile, ...]
    withdrawals: tuple[WithdrawnFile, ...] = ()
    files: dict[str, FileHash]

    @field_validator("as_of", "run_as_of", "approved_at")
    @classmethod
    def _in_shanghai(cls, at: datetime | None) -> datetime | None:
        return at and at.astimezone(CHINA)

    @property
    def name(self) -> str:
        """As `2024Q1/v1`."""
        return f"{self.quarter}/{self.edition.name}"

    @property
    def edition(self) -> Edition:
        """What is rendered."""
        causes = (replace(cause, received_at=cause.received_at.astimezone(CHINA)) for cause in self.causes)
        return Edition(
            self.quarter,
            self.basis,
            self.as_of,
            self.version,
            self.approved_by,
            self.approved_at,
            self.reason,
            self.differences,
            tuple(causes),
            self.rules.name,
            self.offered,
            self.is_demo,
            self.previous,
        )

    @property
    def figures(self) -> dict[str, str]:
        """The hashes of the figures alone: what an approval is for."""
        return {name: file.sha256 for name, file in self.files.items() if name.startswith("marts/")}

    @property
    def figures_sha256(self) -> str:
        """All figures in one hash."""
        return hashlib.sha256(json.dumps(self.figures, sort_keys=True).encode()).hexdigest()

    def to_bytes(self) -> bytes:
        """Write it as JSON: the same manifest, the same bytes."""
        return self.model_dump_json(indent=1).encode() + b"\n"


def read_manifest(folder: Path) -> Manifest:
    """Read a published folder's manifest.

    Raises:
        FileNotFoundError: the folder has none.
        pydantic.ValidationError: it is none of ours.
    """
    return Manifest.model_validate_json((folder / MANIFEST).read_bytes())


def hash_files(files: Mapping[str, bytes]) -> dict[str, FileHash]:
    """Hash what is about to be published, in the order of the paths."""
    return {path: hash_file(files[path]) for path in sorted(files)}


def hash_file(data: bytes) -> FileHash:
    """Hash one file."""
    return FileHash(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
