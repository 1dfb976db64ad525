from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lifecircle.home import Home
from publishing.approval import ApprovalError
from publishing.differences import COMPARED
from publishing.manifest import read_manifest
from publishing.requests import request_approval
from publishing.restatement import propose_restatement, propose_restatements, restate
from scorecards.edition import Difference
from tests.building.publishable_warehouse import LATE_REPORT, build

SMALL = """
update marts.task_quarter set projects = 4 where quarter = '2024Q1' and basis = 'latest';
update marts.scorecard_town_metric set numerator = 89.5 where quarter = '2024Q1' and basis = 'latest'
and town_code = 'nanqiao';
"""
"""What changes no total, rank, band or light."""


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_differences_say_which_unit_which_figure_before_and_after(published: Home) -> None:
    build(published, 2, LATE_REPORT)
    edition = propose_restatement(published, "2024Q1").edition
    assert [difference for difference in edition.differences if difference.unit_code == "nanqiao"] == [
        Difference("nanqiao", "南桥镇", "total", "总分", "91.32", "62.50"),
        Difference("nanqiao", "南桥镇", "rank", "名次", "第1", "第2"),
        Difference("nanqiao", "南桥镇", "band", "等次", "优秀", "合格"),
        Difference("nanqiao", "南桥镇", "light", "亮灯", "绿灯", "黄灯"),
        Difference("nanqiao", "南桥镇", "metric", "D3 进度达成", "13.35 分（89 / 100）", "3.00 分（20 / 100）"),
    ]
    assert [difference.what for difference in edition.differences if difference.unit_code == "fengpu"] == ["名次"]


def test_the_causes_are_the_submissions_that_the_changed_figures_rest_on(published: Home) -> None:
    build(published, 2, LATE_REPORT)
    causes = propose_restatement(published, "2024Q1").edition.causes
    assert [(cause.form_title, cause.unit_name, f"{cause.received_at:%m-%d}", cause.how) for cause in causes] == [
        ("街镇月报", "南桥镇", "04-04", "已被后来的报送替换"),
        ("街镇月报", "南桥镇", "05-01", "新收到"),
    ]


def test_a_corrected_time_of_receipt_is_a_cause(published: Home) -> None:
    corrected = "update marts.fct_submission set sha256 = 'aa' where submission_id = 's3';"
    gone = "delete from marts.fct_submission where submission_id = 's1';"
    build(published, 2, LATE_REPORT + corrected + gone)
    causes = propose_restatement(published, "2024Q1").edition.causes
    assert [cause.how for cause in causes] == ["更正收到时间"]


def test_what_was_received_after_the_cutoff_but_known_already_is_told_as_that(home: Home) -> None:
    from publishing.approval import publish
    from publishing.drafts import write_drafts

    build(home, 2, LATE_REPORT)
    write_drafts(home)
    publish(home, "2024Q1", "王芳")
    causes = propose_restatement(home, "2024Q1").edition.causes
    assert [cause.how for cause in causes] == ["已被后来的报送替换", "截止时点后收到"]


def test_a_difference_makes_a_draft_of_the_next_version_and_leaves_the_first(published: Home) -> None:
    before = contents(published.published / "2024Q1" / "v1")
    build(published, 2, LATE_REPORT)
    assert propose_restatement(published, "2024Q1").is_offered
    draft = read_manifest(published.published / "2024Q1" / "draft")
    assert (draft.version, draft.previous, draft.basis) == (None, 1, "latest")
    assert draft.differences
    assert contents(published.published / "2024Q1" / "v1") == before


def test_approved_it_is_v2_with_what_why_and_effect_and_v1_stays_byte_for_byte(published: Home) -> None:
    before = contents(published.published / "2024Q1" / "v1")
    build(published, 2, LATE_REPORT)
    restate(published, "2024Q1", "李强", "补报的三月月报")
    manifest = read_manifest(published.published / "2024Q1" / "v2")
    assert (manifest.version, manifest.previous, manifest.approved_by) == (2, 1, "李强")
    assert manifest.reason == "补报的三月月报"
    assert {"南桥镇", "奉浦街道"} == {difference.unit_name for difference in manifest.differences}
    assert [cause.how for cause in manifest.causes] == ["已被后来的报送替换", "新收到"]
    assert contents(published.published / "2024Q1" / "v1") == before
    assert not (published.published / "2024Q1" / "draft").exists()
    with duckdb.connect(published.snapshot.resolve(), read_only=True) as marts:
        rows = marts.execute("select version, basis, reason from marts.publication order by version").fetchall()
    assert rows == [(1, "cutoff", None), (2, "latest", "补报的三月月报")]


def test_the_next_restatement_starts_from_the_version_that_holds(published: Home) -> None:
    build(published, 2, LATE_REPORT)
    restate(published, "2024Q1", "李强", "补报")
    assert not propose_restatement(published, "2024Q1").changes_anything
    build(published, 3, LATE_REPORT + SMALL)
    restatement = restate(published, "2024Q1", "李强", "又补报")
    assert (restatement.edition.version, restatement.edition.previous) == (3, 2)


def test_where_nothing_differs_nothing_is_published(published: Home) -> None:
    assert restate(published, "2024Q1", "李强", "无").edition.version is None
    assert sorted(path.name for path in (published.published / "2024Q1").iterdir()) == ["v1"]


def test_a_last_bit_is_no_difference(published: Home) -> None:
    build(published, 2, "update marts.scorecard_town set total = 91.32 + 1e-12 where basis = 'latest' and rank = 1;")
    assert not propose_restatement(published, "2024Q1").changes_anything


def test_smaller_differences_are_listed_but_no_restatement_is_offered(published: Home) -> None:
    build(published, 2, SMALL)
    restatement = propose_restatement(published, "2024Q1")
    assert [
        (difference.what, difference.before, difference.after) for difference in restatement.edition.differences
    ] == [
        ("D3 进度达成", "13.35 分（89 / 100）", "13.35 分（89.50 / 100）"),
        ("任务进展有变动的行", "1 行", "1 行"),
    ]
    assert not restatement.is_offered
    assert propose_restatements(published) == []
    assert not (published.published / "2024Q1" / "draft").exists()


def test_every_mart_that_a_version_carries_is_compared_under_a_title_of_its_own(published: Home) -> None:
    carried = {path.stem for path in (published.published / "2024Q1" / "v1" / "marts").glob("*.parquet")}
    assert carried
    assert carried <= COMPARED


def test_every_published_quarter_for_which_it_is_offered_gets_a_draft(published: Home) -> None:
    build(published, 2, LATE_REPORT)
    assert [restatement.edition.quarter for restatement in propose_restatements(published)] == ["2024Q1"]
    build(published, 3)
    assert propose_restatements(published) == []
    assert not (published.published / "2024Q1" / "draft").exists()


def test_a_quarter_that_is_not_published_cannot_be_restated(published: Home) -> None:
    with pytest.raises(ApprovalError, match="publish 2023Q4"):
        propose_restatement(published, "2023Q4")
    assert (published.published / "2023Q4" / "draft").exists()


@pytest.mark.parametrize(("name", "reason"), [(" ", "补报"), ("李强", " ")])
def test_a_restatement_needs_a_name_and_a_reason(published: Home, name: str, reason: str) -> None:
    build(published, 2, LATE_REPORT)
    with pytest.raises(ApprovalError, match="needs"):
        restate(published, "2024Q1", name, reason)
    assert not (published.published / "2024Q1" / "v2").exists()


def test_the_request_for_approval_lists_differences_and_causes_and_counts_for_these_only(published: Home) -> None:
    build(published, 2, LATE_REPORT)
    propose_restatement(published, "2024Q1")
    request = request_approval(published, "2024Q1")
    assert request
    assert request["subject"] == "2024年第一季度评分卡修订：以 v2 取代 v1"
    assert "| 南桥镇 | 总分 | 91.32 | 62.50 |" in request["body"]
    assert "- 月报\\_南桥镇\\_2024\\-03.xlsx（南桥镇，2024-05-01 09:00）：新收到" in request["body"]
    build(published, 3, LATE_REPORT + "update marts.scorecard_town set total = 1 where basis = 'latest' and rank = 2;")
    with pytest.raises(ApprovalError, match="other figures"):
        restate(published, "2024Q1", "李强", "补报", seen=request["figures"])


def test_a_version_of_before_a_column_existed_differs_in_the_columns_that_it_has(published: Home) -> None:
    build(published, 2, SMALL + "alter table marts.task_quarter add column is_new boolean default true;")
    differences = propose_restatement(published, "2024Q1").edition.differences
    assert "有变动的行" in "".join(difference.what for difference in differences)
