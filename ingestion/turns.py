"""Files on their way through readers: what is asked, what came of it, how a reader ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ingestion.submission import Submission


@dataclass(frozen=True)
class FileToRead:
    """A file received: where its bytes are, how many they are, and what makes it a submission."""

    path: Path
    file_name: str
    sha256: str
    received_at: datetime
    size: int = 0
    further: bool = False
    """Whether it is a rejected file that is to be read as far as it can be."""

    @property
    def identity(self) -> tuple[str, str, datetime]:
        """What names the submission."""
        return self.file_name, self.sha256, self.received_at


@dataclass(frozen=True)
class Failure:
    """Why a reader gave no answer; `is_own_limit`: it came to the bounds of its own memory or processor time."""

    reason: str
    is_own_limit: bool = False


@dataclass
class Turn:
    """A file's place in the order, what was read of it, and how readers failed that were alone with it."""

    file: FileToRead
    submission: Submission | None = None
    failures: list[Failure] = field(default_factory=list)
    is_suspect: bool = False
    """Whether a reader has failed at it: the next one gets it alone."""


@dataclass(frozen=True)
class Ended:
    """A reader that ended: why, at which file, and the files that it had not come to."""

    failure: Failure
    at: Turn | None
    """None where it ended before it had proved itself on its known-good files: no file's fault."""
    unread: tuple[Turn, ...]
