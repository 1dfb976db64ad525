"""A stranger's text as one line that shows what it holds and does nothing to a terminal or a log."""

from __future__ import annotations

import unicodedata

from lifecircle.plain import seen

_UNSEEN_MARKS = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)))
)
"""Characters that are seen as nothing, though Unicode does not call them so."""
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


def as_told(text: str) -> str:
    """A stranger's text for a message to a clerk: two that look alike and are not the same are told apart."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"〔U+{ord(sign):04X}〕" if _is_unseen(sign) else sign for sign in seen(text))


def _is_unseen(sign: str) -> bool:
    return sign in _UNSEEN_MARKS or (unicodedata.category(sign) in _UNSEEN and sign not in "\t\r\n")
