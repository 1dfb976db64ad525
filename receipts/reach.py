"""How a unit is reached: by the home's contacts, else by who filled in its latest cover.

Names and telephones are for the data team's own list alone: they stay in `settings/` and `landed/`, and never come into
marts, published pages or logs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lifecircle.contacts import Contact, ContactsError, read_contacts
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.reference import load_reference
from receipts.content import Receipt

_NAME, _TELEPHONE = "prepared_by", "phone"


@dataclass(frozen=True)
class Filler:
    """Who filled in a file, by its cover."""

    name: str
    telephone: str
    receipt: Receipt


@dataclass(frozen=True)
class Reach:
    """How a unit is reached; `filler` is None where the contacts have that telephone, or no cover tells one."""

    contacts: tuple[Contact, ...]
    filler: Filler | None


NOBODY = Reach((), None)


@dataclass(frozen=True)
class ReachedUnits:
    """How every unit is reached, by its code; `fault` says why the contacts cannot be used."""

    units: Mapping[str, Reach]
    fault: str | None


def read_reach(home: Home, receipts: Iterable[Receipt]) -> ReachedUnits:
    """Read how units are reached; contacts that cannot be used are said, and stop nothing."""
    contacts, fault = {}, None
    try:
        contacts = read_contacts(home, load_reference())
    except ContactsError as error:
        fault = str(error)
    fillers = _read_fillers(home, receipts)
    units = {
        code: Reach(contacts.get(code, ()), _unless_known(fillers.get(code), contacts.get(code, ())))
        for code in contacts.keys() | fillers.keys()
    }
    return ReachedUnits(units, fault)


def _read_fillers(home: Home, receipts: Iterable[Receipt]) -> dict[str, Filler]:
    """Read of each unit the latest cover that tells a telephone; of a refused file only if no other does."""
    covers: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_landed(home, "covers").to_pylist():
        if row["field"] in (_NAME, _TELEPHONE) and row["value"]:
            covers[row["submission_id"]][row["field"]] = row["value"]
    fillers: dict[str, Filler] = {}
    for receipt in sorted(receipts, key=lambda receipt: (receipt.outcome == "accepted", receipt.received_at)):
        cover = covers.get(receipt.submission_id, {})
        if receipt.unit_code and _TELEPHONE in cover:
            fillers[receipt.unit_code] = Filler(cover.get(_NAME, ""), cover[_TELEPHONE], receipt)
    return fillers


def _unless_known(filler: Filler | None, contacts: tuple[Contact, ...]) -> Filler | None:
    known = {_digits(contact.telephone) for contact in contacts if contact.telephone}
    return None if filler and _digits(filler.telephone) in known else filler


def _digits(telephone: str) -> str:
    return "".join(filter(str.isdigit, telephone))
