"""Whom to reach at a unit: the home's own `settings/contacts.csv`, kept by the data team, often in Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lifecircle.home import Home
from lifecircle.plain import plain
from lifecircle.reference import Reference

CONTACTS = "contacts.csv"

_PARTED = re.compile(r"[\s,;，；、]+")
_HEADERS = {
    "unit": ("unit", "单位", "单位名称"),
    "name": ("name", "姓名", "联系人"),
    "telephone": ("telephone", "电话", "联系电话"),
    "mail": ("mail", "邮箱", "电子邮箱"),
}


class ContactsError(Exception):
    """The contacts cannot be used; the message names file, line and what was expected."""


@dataclass(frozen=True)
class Contact:
    """Somebody at a unit; telephone and mail are None where none is known."""

    unit_code: str
    name: str
    telephone: str | None
    mail: str | None


def read_contacts(home: Home, reference: Reference) -> dict[str, tuple[Contact, ...]]:
    """Read who is to be reached at each unit, by its code; nobody where there is no file.

    Args:
        home: with `settings/contacts.csv` (单位, 姓名, 电话, 邮箱, or unit, name, telephone, mail; UTF-8 or GB18030).
        reference: by whose names, aliases and codes a unit is known.

    Raises:
        ContactsError: a column is missing, a unit is unknown, or an address is none.  It repeats no cell: logs tell it,
            and a name or a telephone may stand in the wrong column.
    """
    path = home.settings / CONTACTS
    if not path.exists():
        return {}
    rows = list(csv.reader(io.StringIO(_decode(path.read_bytes()))))
    if not rows:
        return {}
    places = _places(str(path), rows[0])
    found: dict[str, list[Contact]] = {}
    for number, row in enumerate(rows[1:], 2):
        cells = {field: row[place].strip() if place < len(row) else "" for field, place in places.items()}
        if not any(cells.values()):
            continue
        code = _code(reference, cells["unit"])
        if code is None:
            raise ContactsError(f"{path}, line {number}: its unit is no town or department")
        if cells["mail"] and "@" not in cells["mail"]:
            raise ContactsError(f"{path}, line {number}: its mail address has no @")
        contact = Contact(code, cells["name"], cells["telephone"] or None, cells["mail"] or None)
        found.setdefault(code, []).append(contact)
    return {code: tuple(contacts) for code, contacts in found.items()}


def addresses(contacts: tuple[Contact, ...]) -> tuple[str, ...]:
    """The mail addresses of a unit's contacts, each once; several may stand in a cell."""
    written = (address for contact in contacts for address in _PARTED.split(contact.mail or ""))
    return tuple(dict.fromkeys(address for address in written if "@" in address))


def units_without_address(contacts: Mapping[str, tuple[Contact, ...]], reference: Reference) -> tuple[str, ...]:
    """The codes of the towns and departments that no mail can reach, towns first."""
    units = (*reference.town_names, *reference.department_names)
    return tuple(code for code in units if not addresses(contacts.get(code, ())))


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _places(path: str, header: list[str]) -> dict[str, int]:
    words = [plain(word) for word in header]
    places = {}
    for field, names in _HEADERS.items():
        place = next((number for number, word in enumerate(words) if word in map(plain, names)), None)
        if place is None:
            raise ContactsError(f"{path}: no column {' or '.join(names)} in its first line")
        places[field] = place
    return places


def _code(reference: Reference, unit: str) -> str | None:
    if unit in reference.town_names or unit in reference.department_names:
        return unit
    return reference.towns.get(plain(unit)) or reference.departments.get(plain(unit))
