"""A stranger's text as one line that shows what it holds and does nothing to a terminal or a log."""

from __future__ import annotations

import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode's categories of what is no character to be seen: controls, marks of direction, halves of characters."""


def visible(text: str) -> str:
    r"""Write what cannot be seen as an escape: a bell is `\x07`, a mark of direction `\u202e`."""
    return "".join(
        character.encode("unicode_escape", "backslashreplace").decode("ascii")
        if unicodedata.category(character) in _UNSEEN
        else character
        for character in text
    )
