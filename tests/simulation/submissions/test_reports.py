from __future__ import annotations

from datetime import date

import pytest

from simulation.months import month_end
from simulation.submissions.reports import reports
from simulation.submissions.submission import Row, Submission
from simulation.world.world import World


@pytest.fixture(scope="module")
def sent(world: World) -> list[Submission]:
    return sorted(reports(world, world.district.cycle.months[:22]), key=lambda report: (report.period, report.version))


def _histories(sent: list[Submission], table: str, key: str) -> dict[str, list[tuple[str, Row]]]:
    histories: dict[str, list[tuple[str, Row]]] = {}
    for report in sent:
        for row in report.tables[table]:
            if not str(row[key]).endswith(tuple(f"-90{n}" for n in range(1, 10))):  # a number that no plan has
                histories.setdefault(str(row[key]), []).append((report.period, row))
    return histories


def test_progress_never_falls(sent: list[Submission]) -> None:
    for history in _histories(sent, "project_progress", "project_id").values():
        progress = [float(str(row["progress_pct"])) for _, row in history]
        assert progress == sorted(progress)


def test_the_year_s_investment_never_falls_within_the_year_and_starts_anew_in_january(sent: list[Submission]) -> None:
    restarted = 0
    for history in _histories(sent, "project_progress", "project_id").values():
        for year in ("2023", "2024", "2025"):
            invested = [float(str(row["ytd_investment"])) for period, row in history if period.startswith(year)]
            assert invested == sorted(invested)
        december = [row for period, row in history if period == "2023-12"]
        january = [row for period, row in history if period == "2024-01"]
        if december and january:
            assert january[0]["ytd_investment"] == january[0]["month_investment"]
            restarted += 1
    assert restarted > 20


def test_what_is_finished_is_at_100_percent_with_both_dates_and_stays_so(sent: list[Submission]) -> None:
    finished = 0
    for history in _histories(sent, "project_progress", "project_id").values():
        statuses = [str(row["status"]) for _, row in history]
        if "完工" in statuses:
            assert set(statuses[statuses.index("完工") :]) == {"完工"}
        for period, row in history:
            done = row["status"] == "完工"
            assert done == (row["progress_pct"] == 100) == (row["actual_finish"] is not None)
            for field in ("actual_start", "actual_finish"):
                day = row[field]
                assert day is None or (isinstance(day, date) and day <= month_end(period))
            finished += done
    assert finished > 100


def test_a_project_that_goes_on_keeps_its_number_in_the_next_year(sent: list[Submission]) -> None:
    histories = _histories(sent, "project_progress", "project_id")
    both_years = [
        history for history in histories.values() if {period[:4] for period, _ in history} >= {"2023", "2024"}
    ]
    assert len(both_years) > 20


def test_a_solved_issue_stays_solved(sent: list[Submission]) -> None:
    solved = 0
    for history in _histories(sent, "issues", "issue_id").values():
        statuses = [row["status"] for _, row in history]
        if "已解决" in statuses:
            first = history[statuses.index("已解决")][1]
            later = [row for _, row in history[statuses.index("已解决") :]]
            assert all(row["resolved_on"] == first["resolved_on"] for row in later)
            assert str(first["raised_on"]) <= str(first["resolved_on"])
            solved += 1
    assert solved > 50


def test_towns_differ_in_diligence_and_everything_befalls_somebody(sent: list[Submission]) -> None:
    firsts = [report for report in sent if report.version == 1]
    late = {report.unit_code for report in firsts if report.received_at.day > 10}
    always_in_time = {report.unit_code for report in firsts} - {r.unit_code for r in firsts if r.received_at.day > 5}
    assert late
    assert always_in_time
    assert len(firsts) < 13 * 22
    assert any(report.omitted for report in sent)
    assert any(report.copy_of for report in sent)
    assert any(report.cover["period"] != report.period for report in sent)
    assert any(report.version == 2 and not report.copy_of for report in sent)


def test_no_report_is_sent_before_its_month_has_ended(sent: list[Submission]) -> None:
    assert all(report.received_at.date() > month_end(report.period) for report in sent)
