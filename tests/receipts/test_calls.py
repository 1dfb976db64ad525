"""Whom to ring, how, and about what; as the data team reads it on the page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from receipts.answer import answer, refresh_chase
from receipts.calls import Chase, read_chase
from receipts.content import read_receipts
from receipts.notes import note
from tests.building.receipts_home import AS_OF, Found, Sent, ToyHome

MARCH = ("nanqiao", "monthly_report", "2024-03", "2024-04-05T23:59:59+08:00")
FEBRUARY = ("fengpu", "monthly_report", "2024-02", "2024-03-05T23:59:59+08:00")
LEDGER = ("weijian", "supervision_ledger", "2024Q1", "2024-04-10T23:59:59+08:00")
NUMBER = "13800138000"
FORMS = ("facility", "indicator", "disbursement", "approval", "recognition", "satisfaction", "community")


def chase(toy: ToyHome) -> Chase:
    home = toy.publish()
    with open_snapshot(home) as marts:
        return read_chase(marts, home, read_receipts(marts, home), parse_moment(AS_OF))


def page(toy: ToyHome) -> str:
    answer(toy.publish(), lambda done, total: None, parse_moment(AS_OF))
    return (toy.home.receipts / "chase.html").read_text(encoding="utf-8")


def contacts(home: Home, *lines: str) -> None:
    home.settings.mkdir(parents=True)
    (home.settings / "contacts.csv").write_text("\n".join(["单位,姓名,电话,邮箱", *lines]), encoding="utf-8")


def test_a_unit_is_rung_once_and_whoever_harms_the_month_first(toy: ToyHome) -> None:
    toy.due = [FEBRUARY, MARCH, LEDGER]
    toy.send(Sent(period="2024-02", rows_quarantined=1))
    toy.found = [Found()]
    found = chase(toy)
    assert [(call.unit_name, call.harm) for call in found.calls] == [("南桥镇", "month"), ("奉浦街道", "quarter")]
    assert [each.harm for each in found.calls[0].matters] == ["month", "figures"]


def test_who_has_only_what_is_upcoming_is_not_rung(toy: ToyHome) -> None:
    toy.due = [LEDGER]
    found = chase(toy)
    assert found.calls == ()
    assert [each.harm for each in found.of("upcoming")] == ["upcoming"]


def test_a_unit_is_reached_by_the_contacts_and_by_its_latest_cover(toy: ToyHome) -> None:
    contacts(toy.home, "奉浦街道,李四,021-1,")
    toy.due = [MARCH]
    toy.send(Sent("s1", period="2024-01"))
    toy.send(Sent("s2", period="2024-02", received_at="2024-04-03T09:00:00+08:00"))
    toy.fill_cover("s1", prepared_by="旧人", phone="021-9")
    toy.fill_cover("s2", prepared_by="新人", phone=NUMBER)
    (call,) = chase(toy).calls
    assert call.reach.filler is not None
    assert (call.reach.filler.name, call.reach.filler.telephone) == ("新人", NUMBER)


def test_a_telephone_that_the_contacts_have_is_not_told_twice(toy: ToyHome) -> None:
    contacts(toy.home, "南桥镇,张三,138-0013-8000,a@b.cn")
    toy.due = [MARCH]
    toy.send(Sent(period="2024-02"))
    toy.fill_cover("s1", prepared_by="张三", phone=NUMBER)
    (call,) = chase(toy).calls
    assert call.reach.filler is None


def test_the_letter_opens_in_a_mail_program_as_it_is_written(toy: ToyHome) -> None:
    contacts(toy.home, "南桥镇,张三,,a+x@b.cn")
    toy.due = [MARCH]
    (call,) = chase(toy).calls
    assert call.letter.link is not None
    link = urlsplit(call.letter.link)
    assert (link.scheme, link.path) == ("mailto", "a%2Bx@b.cn")
    fields = parse_qs(link.query, strict_parsing=True)
    assert fields["subject"] == ["【催办】南桥镇：街镇月报（2024年3月）"]
    assert fields["body"] == [call.letter.text.replace("\n", "\r\n")]
    assert "已逾期5天" in call.letter.text


def test_a_letter_too_long_for_a_link_is_to_be_copied(toy: ToyHome) -> None:
    contacts(toy.home, "南桥镇,张三,,a@b.cn")
    toy.due = [MARCH, *[("nanqiao", f"{form}_ledger", "2024-02", MARCH[3]) for form in FORMS]]
    (call,) = chase(toy).calls
    assert call.letter.link is not None
    assert "body=" not in call.letter.link
    assert not call.letter.is_whole_in_link


def test_units_without_an_address_are_named(toy: ToyHome) -> None:
    contacts(toy.home, "南桥镇,张三,,a@b.cn", "奉浦街道,李四,021-1,")
    toy.due = [FEBRUARY, MARCH, LEDGER]
    assert chase(toy).without_address == ("奉浦街道", "区卫生健康委")
    assert "尚无邮箱的单位：奉浦街道、区卫生健康委" in page(toy)


@pytest.mark.parametrize("line", ["南通镇,张三,,a@b.cn", "南桥镇,张三,,没有"])
def test_contacts_that_cannot_be_used_are_said_and_stop_nothing(toy: ToyHome, line: str) -> None:
    contacts(toy.home, line)
    toy.due = [MARCH]
    said = page(toy)
    assert "contacts.csv, line 2" in said
    assert "南桥镇" in said


def test_the_page_shows_cells_their_values_and_how_many_more(toy: ToyHome) -> None:
    toy.send(Sent(rows_quarantined=4))
    toy.found = [Found(row_number=row, value="错值") for row in (2, 3, 4, 5)]
    toy.place("project_name", 2)
    said = page(toy)
    assert "“项目进展” B2 单元格 “项目名称”" in said
    assert "所填内容：错值" in said
    assert "另有 2 处，见回执" in said


def test_a_note_shows_at_once_and_the_oldest_are_folded(toy: ToyHome) -> None:
    toy.due = [MARCH]
    page(toy)
    for day in range(1, 8):
        note(toy.home, "nanqiao", f"第{day}次<b>", parse_moment(f"2024-04-0{day}T09:00:00+08:00"), "王芳")
    refresh_chase(toy.home)
    said = (toy.home.receipts / "chase.html").read_text(encoding="utf-8")
    assert said.index("第7次&lt;b&gt;") < said.index("第3次") < said.index("更早的沟通记录 2 条") < said.index("第2次")


def test_what_no_longer_matters_is_folded(toy: ToyHome) -> None:
    toy.due = [("nanqiao", "monthly_report", "2023-11", "2023-12-05T23:59:59+08:00")]
    said = page(toy)
    assert "没有影响本季度、需要催办的事项" in said
    assert "所属期已截止，可修订 1 件" in said
    assert said.index("<details>") < said.index("2023年11月")


def test_a_telephone_stands_on_the_page_of_what_to_chase_and_nowhere_else(toy: ToyHome) -> None:
    contacts(toy.home, "南桥镇,张三,021-57430001,zhangsan@b.cn")
    toy.due = [MARCH]
    toy.send(Sent(period="2024-02", rows_quarantined=1))
    toy.fill_cover("s1", prepared_by="李明华", phone=NUMBER)
    toy.found = [Found()]
    said = page(toy)
    personal = (NUMBER, "李明华", "021-57430001", "zhangsan@b.cn")
    assert all(word in said for word in personal)
    elsewhere = [
        path
        for path in toy.home.root.rglob("*")
        if path.is_file() and path.name != "chase.html" and not {"landed", "settings"} & {*path.parts}
    ]
    assert elsewhere
    held = [path for path in elsewhere for word in personal if word.encode() in path.read_bytes()]
    assert held == []
