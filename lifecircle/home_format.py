"""The format of a home, by which a program that is older than the home knows that it must leave it alone.

    format.json    {"format": 1, "written_by": "0.2.0"}

A home without this file is of a release that wrote none, and goes on.  The number rises in a release whose homes an
older program would misread; docs/operations.md, Downgrade, says what to do then.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from lifecircle.writing import sync

HOME_FORMAT = 1
"""The newest format that this program knows, and the one that it writes."""

FORMAT_FILE = "format.json"
"""The file's name, at the top of a home."""


class HomeFormatError(Exception):
    """The home is of a format that this program does not know; the message says in English and Chinese what to do."""


def require_known_format(root: Path) -> None:
    """Refuse a home that a newer program has written to.

    Raises:
        HomeFormatError: its format is newer than this program, or cannot be read.
    """
    _read_format(root)


def note_format(root: Path) -> None:
    """Write down that the home is of this program's format, unless it says so already.

    Raises:
        HomeFormatError: as `require_known_format`.
    """
    if _read_format(root) == HOME_FORMAT:
        return
    # under a name of its own: whoever holds another lock of the home may do the same at the same time
    unfinished = root / f".{FORMAT_FILE}.{uuid4().hex}"
    content = {"format": HOME_FORMAT, "written_by": version("lifecircle")}
    unfinished.write_text(json.dumps(content) + "\n", encoding="ascii")
    # its bytes before its name: a file that a power cut has left empty could not be read, and the home not be used
    sync(unfinished)
    os.replace(unfinished, root / FORMAT_FILE)
    sync(root)


def refuse_newer(content: bytes, file: Path) -> int:
    """Read a format file's content: the format, or a refusal.

    Args:
        content: of the file.
        file: how the message calls it.

    Raises:
        HomeFormatError: the format is newer than this program, or the content is none.
    """
    try:
        known = json.loads(content)
        found, writer = int(known["format"]), str(known["written_by"])
    except (ValueError, KeyError, TypeError) as error:
        raise HomeFormatError(
            f"{file} cannot be read: put it back from a backup. 数据目录的格式说明已损坏，请从备份恢复该文件。"
        ) from error
    if found > HOME_FORMAT:
        raise HomeFormatError(
            f"{file} is of home format {found}, written by lifecircle {writer}; this is lifecircle "
            f"{version('lifecircle')}, which knows formats up to {HOME_FORMAT}: use {writer} or later, or restore a "
            f"backup from before the upgrade into another folder. 此数据目录已由更新的版本（{writer}）写过，"
            f"本版本不能使用，也没有改动任何文件；请改用{writer}或以上版本，或将升级前的备份恢复到另一目录。"
        )
    return found


def _read_format(root: Path) -> int | None:
    file = root / FORMAT_FILE
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    return refuse_newer(content, file)
