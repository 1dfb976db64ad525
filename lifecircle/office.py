"""The assessment office, as whoever gets something from us is told to ask it."""

from __future__ import annotations

from lifecircle.settings import Settings


def whom_to_ask() -> str:
    """Say in Chinese whom to ask: the office's name, and its telephone where that is set."""
    settings = Settings()
    telephone = f"，电话 {settings.office_telephone}" if settings.office_telephone else ""
    return f"如有疑问，请联系{settings.office_name}{telephone}。"
