"""Names of folders and files for what strangers named: readable, and never a path, hidden, or too long."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from lifecircle.plain import plain

_LONGEST_NAME = 249
"""Bytes: the 255 that Linux file systems take, less those of a file being written (lifecircle/writing.py)."""
_PARTED = re.compile(r'[/\\:*?"<>|]')
_ENDING = re.compile(r"\s*[.．][^.．]*$")
UNKNOWN_UNIT = "unknown"


def unit_folder(unit_code: str | None) -> str:
    """Name the folder of a unit's receipts."""
    return safe_name(unit_code, 64) if unit_code else UNKNOWN_UNIT


def receipt_folder(file_name: str, submission_id: str) -> str:
    """Name a submission's folder: what a person knows it by, then what makes it unique."""
    suffix = f"__{safe_name(submission_id, 64)}"
    return safe_name(_stem(file_name), 160) + suffix


def copy_name(file_name: str) -> str:
    """Name the marked copy: the original's name as .xlsx, so that it can be sent back as it is."""
    return safe_name(_stem(file_name), _LONGEST_NAME - len(".xlsx")) + ".xlsx"


def findings_name(file_name: str) -> str:
    """Name the list of a .csv's findings after it."""
    ending = ".校验结果.csv"
    return safe_name(_stem(file_name), _LONGEST_NAME - len(ending.encode())) + ending


def ending(file_name: str) -> str:
    """The file's ending in lower case, without the dot."""
    return PurePosixPath(plain(file_name)).suffix[1:].lower()


def safe_name(text: str, longest: int = _LONGEST_NAME) -> str:
    """Make one path component of any text.

    Args:
        text: as a stranger wrote it.
        longest: how many bytes of UTF-8 the name may take.
    """
    # categories C*: control, format (which could turn the writing direction), surrogate, unassigned
    shown = "".join("_" if unicodedata.category(sign).startswith("C") else sign for sign in text)
    name = _PARTED.sub("_", shown).encode()[:longest].decode(errors="ignore").strip(" .")
    return name or "_"


def _stem(file_name: str) -> str:
    name = PurePosixPath(file_name.replace("\\", "/")).name
    return _ENDING.sub("", name) or name
