"""Where the mails of a home are written: who sends, whom to ask, whom to reach, as of which moment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecircle.contacts import Contact, ContactsError, addresses, read_contacts
from lifecircle.home import Home
from lifecircle.reference import Reference, load_reference
from lifecircle.settings import Settings
from receipts.mail.letters import write_letter, write_page
from receipts.mail.message import Attachment, Mail
from receipts.mail.outbox import is_kept, put_down, redirect

log = logging.getLogger(__name__)

Attach = Callable[[], tuple[Attachment, ...]]


def _nothing() -> tuple[Attachment, ...]:
    return ()


@dataclass(frozen=True)
class PostRoom:
    """All that the mails of a home have in common."""

    home: Home
    settings: Settings
    reference: Reference
    contacts: Mapping[str, tuple[Contact, ...]]
    contacts_fault: str | None
    """Why the contacts cannot be read; then there are none, and nobody else's work stops."""
    as_of: datetime

    def of_unit(self, unit_code: str) -> tuple[str, ...]:
        """The addresses of a town or department."""
        return addresses(self.contacts.get(unit_code, ()))

    def unit_name(self, unit_code: str) -> str:
        """What a town or department is called."""
        names = self.reference.town_names | self.reference.department_names
        return names.get(unit_code, unit_code)

    def post(
        self,
        key: str,
        to: tuple[str, ...],
        template: str,
        facts: Mapping[str, object],
        *,
        attach: Attach = _nothing,
        until: datetime | None = None,
        with_page: bool = False,
        asks_office: bool = True,
    ) -> bool:
        """Put a mail down unless it was before; one that still waits goes to `to` as it stands now.

        Args:
            key: see `Mail`.
            to: nobody, and no mail is written: it will be, once there is an address.
            template: of its text.
            facts: what the template says.
            attach: makes the attachments, if the mail is new.
            until: when it would only mislead; after the settings' days by default.
            with_page: whether there is a template of a page beside the text's.
            asks_office: whether an answer goes to the office.

        Returns:
            Whether it is new.
        """
        if not to:
            return False
        if is_kept(self.home, key):
            redirect(self.home, key, to)
            return False
        known = {"office": self.settings.office_name, "telephone": self.settings.office_telephone, "as_of": self.as_of}
        letter = write_letter(template, **known, **facts)
        mail = Mail(
            key,
            to,
            letter.subject,
            letter.text,
            self.as_of,
            attach(),
            write_page(template, **known, **facts) if with_page else None,
            until or self.as_of + timedelta(days=self.settings.mail_days),
            self.settings.office_mail if asks_office else None,
        )
        return put_down(self.home, mail, self.settings.mail_from)


def open_post_room(home: Home, as_of: datetime) -> PostRoom:
    """Read what the mails of a home have in common."""
    reference, fault = load_reference(), None
    contacts: Mapping[str, tuple[Contact, ...]] = {}
    try:
        contacts = read_contacts(home, reference)
    except (ContactsError, OSError) as error:
        fault = str(error)
        log.error("nobody at the units gets a mail until this is mended: %s", fault)
    return PostRoom(home, Settings(), reference, contacts, fault, as_of)
