"""Whom to reach at a unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.contacts import Contact, ContactsError, addresses, read_contacts
from lifecircle.home import Home
from lifecircle.reference import load_reference


def contacts_of(folder: Path, text: str, encoding: str = "utf-8") -> dict[str, tuple[Contact, ...]]:
    """Read contacts from a file with this text."""
    home = Home(folder)
    home.settings.mkdir()
    (home.settings / "contacts.csv").write_bytes(text.encode(encoding))
    return read_contacts(home, load_reference())


def town() -> tuple[str, str]:
    """A town's code and name, of whatever district this is."""
    return next(iter(load_reference().town_names.items()))


def test_a_home_without_contacts_knows_nobody(tmp_path: Path) -> None:
    assert read_contacts(Home(tmp_path), load_reference()) == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_contacts_are_read_as_excel_saves_them(tmp_path: Path, encoding: str) -> None:
    code, name = town()
    found = contacts_of(
        tmp_path, f"单位,姓名,电话,邮箱\n{name},张三,021-1,a@b.cn\n{code},李四,,c@b.cn\n,,,\n", encoding
    )
    assert found == {code: (Contact(code, "张三", "021-1", "a@b.cn"), Contact(code, "李四", None, "c@b.cn"))}
    assert addresses(found[code]) == ("a@b.cn", "c@b.cn")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("单位,姓名,电话\n", "no column mail"),
        ("unit,name,telephone,mail\n无此镇,张三,,\n", "line 2: its unit is no town"),
        ("unit,name,telephone,mail\nTOWN,张三,,没有\n", "line 2: its mail address has no @"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ContactsError, match=words):
        contacts_of(tmp_path, text.replace("TOWN", town()[1]))
