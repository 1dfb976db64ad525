from __future__ import annotations

import csv
from datetime import datetime

from lifecircle.calendar import parse_moment
from lifecircle.marts.opening import open_snapshot
from receipts.chase import Matter, list_matters, read_asks, read_calendar
from receipts.content import read_receipts
from receipts.lists import chase_list
from tests.building.receipts_home import AS_OF, Found, Sent, ToyHome

MARCH = ("nanqiao", "monthly_report", "2024-03", "2024-04-05T23:59:59+08:00")


def matters(toy: ToyHome, as_of: str = AS_OF) -> list[Matter]:
    home = toy.publish()
    moment: datetime = parse_moment(as_of)
    with open_snapshot(home) as marts:
        return list_matters(read_receipts(marts, home), read_calendar(marts, moment), read_asks(marts), moment)


def kinds(toy: ToyHome, as_of: str = AS_OF) -> list[str]:
    return [matter.kind for matter in matters(toy, as_of)]


def test_what_is_due_and_has_not_come_is_missing(toy: ToyHome) -> None:
    toy.due = [MARCH]
    assert kinds(toy) == ["missing"]


def test_what_is_not_due_yet_is_upcoming(toy: ToyHome) -> None:
    toy.due = [MARCH]
    assert kinds(toy, "2024-04-03T09:00:00+08:00") == ["upcoming"]


def test_what_came_in_order_is_not_chased(toy: ToyHome) -> None:
    toy.due = [MARCH]
    toy.send(Sent())
    assert kinds(toy) == []


def test_any_version_of_a_blueprint_is_one(toy: ToyHome) -> None:
    toy.due = [("nanqiao", "blueprint", "v1", "2023-05-31T23:59:59+08:00")]
    toy.send(Sent(form="blueprint", period="v2"))
    assert kinds(toy) == []


def test_a_refused_file_is_chased_instead_of_being_called_missing(toy: ToyHome) -> None:
    toy.due = [MARCH]
    toy.send(Sent(outcome="rejected"))
    assert kinds(toy) == ["rejected"]


def test_a_refused_file_followed_by_an_accepted_one_is_not_chased(toy: ToyHome) -> None:
    toy.send(Sent("s1", outcome="rejected"))
    toy.send(Sent("s2", received_at="2024-04-03T09:00:00+08:00"))
    assert kinds(toy) == []


def test_a_refused_correction_of_an_accepted_file_is_chased(toy: ToyHome) -> None:
    toy.send(Sent("s1"))
    toy.send(Sent("s2", received_at="2024-04-03T09:00:00+08:00", outcome="rejected"))
    assert kinds(toy) == ["rejected"]


def test_a_file_under_no_forms_name_is_closed_by_the_same_bytes_under_a_better_one(toy: ToyHome) -> None:
    toy.send(Sent("s1", form=None, unit_code=None, period=None, outcome="rejected"))
    assert kinds(toy) == ["rejected"]
    toy.send(Sent("s2", received_at="2024-04-03T09:00:00+08:00"))
    assert kinds(toy) == []


def test_a_file_of_no_readable_period_is_closed_by_the_units_next_accepted_one(toy: ToyHome) -> None:
    toy.send(Sent("s1", sha256="1" * 64, period=None, outcome="rejected"))
    toy.send(Sent("s2", sha256="2" * 64, unit_code="fengpu", received_at="2024-04-03T09:00:00+08:00"))
    assert kinds(toy) == ["rejected"]
    toy.send(Sent("s3", sha256="3" * 64, received_at="2024-04-04T09:00:00+08:00"))
    assert kinds(toy) == []


def test_quarantined_rows_are_chased_only_in_the_file_that_holds(toy: ToyHome) -> None:
    toy.send(Sent("s1", rows_quarantined=1))
    toy.found = [Found("s1")]
    assert kinds(toy) == ["quarantined"]
    toy.send(Sent("s2", received_at="2024-04-03T09:00:00+08:00"))
    assert kinds(toy) == []


def test_flagged_rows_are_doubtful_but_a_column_of_ones_own_is_not(toy: ToyHome) -> None:
    toy.send(Sent("s1", rows_flagged=1))
    toy.found = [Found("s1", code="W04", severity="warning")]
    assert kinds(toy) == []
    toy.found.append(Found("s1", code="W02", severity="warning"))
    assert kinds(toy) == ["doubtful"]


def test_a_matter_says_what_to_ask(toy: ToyHome) -> None:
    toy.send(Sent(rows_quarantined=2))
    toy.found = [Found(row_number=2), Found(row_number=3), Found(code="E06")]
    (matter,) = matters(toy)
    assert [(of.code, of.count, of.ask) for of in matter.questions] == [
        ("E01", 2, "这一项是什么？"),
        ("E06", 1, "编号对吗？"),
    ]


def test_the_list_for_spreadsheets_has_a_line_for_each_question_and_no_formula(toy: ToyHome) -> None:
    toy.due = [("fengpu", "monthly_report", "2024-03", "2024-04-05T23:59:59+08:00")]
    toy.send(Sent(file_name="=cmd|' /C calc'!A0.xlsx", rows_quarantined=1))
    toy.found = [Found(), Found(code="E06")]
    data = chase_list(matters(toy))
    assert data.startswith(b"\xef\xbb\xbf")
    heading, *lines = csv.reader(data.decode("utf-8-sig").splitlines())
    assert [(line[0], line[1]) for line in lines] == [
        ("奉浦街道", "逾期未报"),
        ("南桥镇", "有行未采用"),
        ("南桥镇", "有行未采用"),
    ]
    assert {line[heading.index("文件")] for line in lines} == {"", "'=cmd|' /C calc'!A0.xlsx"}
