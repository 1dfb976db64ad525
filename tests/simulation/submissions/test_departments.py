from __future__ import annotations

from datetime import date

import pytest

from lifecircle.forms import load_forms
from simulation.submissions.departments import ledgers, standing_ledgers
from simulation.submissions.submission import Submission
from simulation.world.world import World


@pytest.fixture(scope="module")
def sent(world: World) -> list[Submission]:
    months = world.district.cycle.months[:12]
    return [*ledgers(world, months), *standing_ledgers(world, months)]


def _of(sent: list[Submission], form_name: str) -> list[Submission]:
    chosen = [s for s in sent if s.form_name == form_name]
    assert chosen
    return sorted(chosen, key=lambda submission: (submission.period, submission.version))


def test_every_row_has_its_key_to_itself(sent: list[Submission]) -> None:
    for submission in sent:
        (name, rows), *_ = submission.tables.items()
        keys = [tuple(row.get(field) for field in load_forms()[name].tables[name].key) for row in rows]
        assert len(set(keys)) == len(keys), submission.file_name


def test_required_cells_are_filled_in(sent: list[Submission]) -> None:
    for submission in sent:
        (name, rows), *_ = submission.tables.items()
        required = [field for field, column in load_forms()[name].tables[name].columns.items() if column.required]
        assert all(row.get(field) is not None for row in rows for field in required), submission.file_name


def test_facilities_open_over_the_months_and_none_is_in_use_before_it_opens(sent: list[Submission]) -> None:
    in_use: dict[str, set[str]] = {}
    for ledger in _of(sent, "facility_ledger"):
        for row in ledger.tables["facility_ledger"]:
            opened_on = row["opened_on"]
            assert not isinstance(opened_on, date) or f"{opened_on:%Y-%m}" <= ledger.period
            if row["status"] == "在用":
                in_use.setdefault(ledger.period, set()).add(str(row["facility_id"]))
    assert len(in_use["2024-05"]) > len(in_use["2023-06"]) + 20


def test_all_facilities_stand_near_a_town_of_the_district(sent: list[Submission]) -> None:
    for ledger in _of(sent, "facility_ledger"):
        for row in ledger.tables["facility_ledger"]:
            assert 121.35 <= float(str(row["lon"])) <= 121.80
            assert 30.78 <= float(str(row["lat"])) <= 31.02


def test_a_payment_is_listed_once_over_all_months(sent: list[Submission]) -> None:
    firsts = [ledger for ledger in _of(sent, "disbursement_ledger") if ledger.version == 1]
    numbers = [row["disbursement_id"] for ledger in firsts for row in ledger.tables["disbursement_ledger"]]
    assert len(set(numbers)) == len(numbers)


def test_supervision_knows_no_rectification_after_its_quarter(sent: list[Submission]) -> None:
    last_days = {"2023Q2": date(2023, 6, 30), "2023Q3": date(2023, 9, 30), "2023Q4": date(2023, 12, 31)}
    rectified = 0
    for ledger in _of(sent, "supervision_ledger"):
        for row in ledger.tables["supervision_ledger"]:
            day = row["rectified_on"]
            if isinstance(day, date) and ledger.period in last_days:
                assert day <= last_days[ledger.period]
                rectified += 1
    assert rectified > 20


def test_numerators_come_nearer_to_their_targets_and_shares_stay_shares(sent: list[Submission]) -> None:
    for ledger in _of(sent, "indicator_ledger"):
        for row in ledger.tables["indicator_ledger"]:
            assert 0 <= float(str(row["numerator"])) <= float(str(row["denominator"]))


def test_somebody_sends_what_is_another_s(sent: list[Submission]) -> None:
    assert {ledger.unit_code for ledger in _of(sent, "satisfaction_ledger")} > {"zuzhibu"}


def test_the_quarter_in_which_the_cycle_starts_is_supervised_too(sent: list[Submission]) -> None:
    quarters = {ledger.period for ledger in _of(sent, "supervision_ledger")}
    assert quarters == {"2023Q2", "2023Q3", "2023Q4", "2024Q1"}


def test_communities_are_sent_at_first_and_with_each_year_s_people(sent: list[Submission]) -> None:
    assert {ledger.period for ledger in _of(sent, "community_ledger")} == {"2023-06", "2024-01"}
