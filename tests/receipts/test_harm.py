"""What a matter does to the open quarter, by which it is chased."""

from __future__ import annotations

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.quarters import OpenQuarter
from receipts.chase import Kind, Matter
from receipts.content import Receipt
from receipts.harm import Harm, weigh

AS_OF = parse_moment("2024-04-08T09:00:00+08:00")
OPEN = OpenQuarter("2024Q1", parse_moment("2024-04-10T23:59:59+08:00"))
DUE = parse_moment("2024-04-05T23:59:59+08:00")


def matter(kind: Kind, form: str, period: str, received: Receipt | None = None) -> Matter:
    return Matter(kind, "nanqiao", "南桥镇", form, form, period, DUE, received, ())


def accepted(form: str, period: str) -> Receipt:
    at = parse_moment("2024-04-02T09:00:00+08:00")
    return Receipt("s1", "0", form, "nanqiao", "南桥镇", period, "file.xlsx", at, "accepted", 1, 1, 0, ())


def harm(each: Matter, *receipts: Receipt, quarter: OpenQuarter | None = OPEN) -> Harm:
    (found,) = weigh([each], receipts, quarter, AS_OF)
    return found.harm


@pytest.mark.parametrize(
    ("kind", "form", "period", "expected"),
    [
        ("missing", "monthly_report", "2024-03", "month"),
        ("rejected", "monthly_report", "2024-03", "month"),
        ("missing", "monthly_report", "2024-02", "quarter"),
        ("missing", "supervision_ledger", "2024Q1", "quarter"),
        ("missing", "annual_plan", "2024", "quarter"),
        ("quarantined", "monthly_report", "2024-01", "figures"),
        ("doubtful", "annual_plan", "2024", "figures"),
        ("upcoming", "monthly_report", "2024-03", "upcoming"),
        ("missing", "monthly_report", "2023-12", "closed"),
        ("quarantined", "monthly_report", "2023-12", "closed"),
        ("doubtful", "annual_plan", "2023", "closed"),
    ],
)
def test_what_counts_is_whether_its_period_enters_the_open_quarter(
    kind: Kind, form: str, period: str, expected: Harm
) -> None:
    assert harm(matter(kind, form, period)) == expected


def test_a_full_ledger_that_a_later_accepted_one_replaced_no_longer_matters() -> None:
    february, march = accepted("facility_ledger", "2024-02"), accepted("facility_ledger", "2024-03")
    assert harm(matter("quarantined", "facility_ledger", "2024-02", february), february, march) == "replaced"
    assert harm(matter("quarantined", "facility_ledger", "2024-03", march), february, march) == "figures"


def test_a_full_ledger_of_a_closed_quarter_matters_as_long_as_none_replaced_it() -> None:
    old = accepted("facility_ledger", "2023-11")
    assert harm(matter("quarantined", "facility_ledger", "2023-11", old), old) == "figures"


def test_of_blueprints_the_greatest_version_is_in_force() -> None:
    ninth, tenth = accepted("blueprint", "v9"), accepted("blueprint", "v10")
    assert harm(matter("quarantined", "blueprint", "v9", ninth), ninth, tenth) == "replaced"


def test_payments_count_through_the_year_and_the_last_quarters_supervision_may_fall_due_in_this() -> None:
    second = OpenQuarter("2024Q2", parse_moment("2024-07-10T23:59:59+08:00"))
    assert harm(matter("quarantined", "disbursement_ledger", "2024-01"), quarter=second) == "figures"
    assert harm(matter("quarantined", "disbursement_ledger", "2023-12")) == "closed"
    assert harm(matter("missing", "supervision_ledger", "2023Q4")) == "quarter"


def test_after_the_last_quarter_nothing_can_be_changed_any_more() -> None:
    assert harm(matter("missing", "monthly_report", "2024-03"), quarter=None) == "closed"


def test_the_worst_stands_first_with_the_days_it_is_late() -> None:
    found = weigh(
        [
            matter("missing", "monthly_report", "2023-12"),
            matter("quarantined", "monthly_report", "2024-02"),
            matter("missing", "monthly_report", "2024-03"),
        ],
        [],
        OPEN,
        AS_OF,
    )
    assert [(each.harm, each.days_late) for each in found] == [("month", 3), ("figures", 0), ("closed", 3)]
