"""The forms of a month by mail: to each unit those that it has to send, begun with what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lifecircle.calendar import quarter_of
from lifecircle.due import deadlines
from lifecircle.forms import load_forms
from lifecircle.home import Home
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from receipts.forms.sending import Blank, UnknownFormError, forms_of_month
from receipts.mail.message import Attachment
from receipts.mail.outbox import is_kept, redirect
from receipts.mail.post_room import PostRoom, open_post_room


def post_forms(home: Home, month: str, as_of: datetime) -> int:
    """Write each unit a mail with its forms of a month; a unit gets a month's forms once.

    Args:
        home: with a published snapshot; without one the forms are empty but for their covers.
        month: as `2024-04`.
        as_of: the mails' moment.

    Returns:
        How many mails are new.
    """
    room = open_post_room(home, as_of)
    units = (*room.reference.town_names, *room.reference.department_names)
    return sum(_post(room, month, unit) for unit in units if room.of_unit(unit))


def _post(room: PostRoom, month: str, unit_code: str) -> bool:
    key, to = f"forms/{unit_code}/{month}", room.of_unit(unit_code)
    if is_kept(room.home, key):
        redirect(room.home, key, to)
        return False
    try:
        blanks = list(forms_of_month(room.home, month, unit_code))
    except UnknownFormError:
        return False  # nothing is due from it for this month
    due_at = _due(month, unit_code)
    names = [(blank.file_name, due_at.get(blank.file_name.partition("_")[0])) for blank in blanks]
    facts = {"unit": room.unit_name(unit_code), "month": month, "names": names}
    return room.post(key, to, "forms", facts, attach=lambda: _attached(blanks))


def _due(month: str, unit_code: str) -> dict[str, datetime]:
    """By when each form of a unit is due for a month: the word that its file's name begins with -> the moment."""
    periods = (month, quarter_of(month))
    return {
        load_forms()[each.form].stem: each.due_at
        for each in deadlines(load_district(Settings().reference))
        if each.unit_code == unit_code and each.period in periods
    }


def _attached(blanks: Iterable[Blank]) -> tuple[Attachment, ...]:
    return tuple(Attachment(blank.file_name, blank.content) for blank in blanks)
