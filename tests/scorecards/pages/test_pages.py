from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecircle.home import Home
from tests.building.shown_quarter import ATTACK, DOUBTS, YEAR, publish_shown
from tests.scorecards.pages.page_reader import Page, Words, words


@pytest.fixture
def folder(published_once: Home) -> Path:
    return published_once.published / "2024Q1" / "draft"


def pages(home: Home) -> Iterator[tuple[Path, Page]]:
    for path in sorted(home.published.rglob("*.html")):
        yield path, Page(path)


def test_there_is_a_page_of_every_town_department_and_task_and_of_every_figures_evidence(folder: Path) -> None:
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == [
        *(f"departments/{code}.html" for code in ("lvhua", "tuanqu")),
        *(f"evidence/district-{figures}.html" for figures in ("coverage", "projects")),
        *(f"evidence/fengpu-{code}.html" for code in ("D3", "F2", "P1")),
        *(f"evidence/fund-{source}.html" for source in ("city", "district", "social", "town")),
        *(f"evidence/indicator-T05_{name}.html" for name in ("FIRE", "PARK")),
        *(f"evidence/lvhua-{code}.html" for code in ("K1", "K2")),
        "evidence/matters.html",
        *(f"evidence/nanqiao-{code}.html" for code in ("A1", "D3", "F2", "P1")),
        *(f"evidence/new_city-{figures}.html" for figures in ("coverage", "projects")),
        *(f"evidence/task-{no}-projects.html" for no in (5, 9)),
        "index.html",
        "methods.html",
        "page.js",
        "quality.html",
        "tasks/5.html",
        "tasks/9.html",
        "towns/fengpu.html",
        "towns/nanqiao.html",
    ]


def test_the_quarters_page_says_what_it_is_and_what_it_stands_on(folder: Path) -> None:
    said = words(folder / "index.html")
    assert "奉贤区“15分钟社区生活圈”行动 2024年第一季度评分卡 草稿 · 未经审批" in said
    assert "数据截至2024年4月10日 23:59:59（北京时间）" in said
    assert "截止时点：只计截止时点前收到的数据" in said
    assert "规则版本2024-01-01" in said


def test_it_says_first_who_is_last_and_why(folder: Path) -> None:
    said = words(folder / "index.html")
    assert "末位 奉浦街道，第2名，65.14分，红灯，合格；无上期可比。" in said
    assert "没有行动蓝图，行动蓝图按期不得分，失4.00分" in said
    assert "1个部门有应督促而未督促的街镇任务，共1项： 区绿化市容局（1／2项）" in said


def test_the_ranking_shows_place_light_and_points_lost_by_section(folder: Path) -> None:
    said = words(folder / "index.html")
    assert "1 未变 南桥镇 91.32 +11.32 绿灯 优秀 镇第1 0.0 1.7 不适用" in said
    assert "2 无上期 奉浦街道 65.14 无上期 红灯 合格 街道第1 4.0 3.0 0.5" in said


def test_the_lists_of_the_quarter_are_there(folder: Path) -> None:
    said = words(folder / "index.html")
    assert "公园开放率 公共空间区绿化市容局 92 100 88.0% 92.0% +4.0 好转 90.0% 已达到 100.0% 年末对照" in said
    assert "万人火警数 公共空间区绿化市容局 未报送未报送 无上期 未报送" in said
    assert "橙色 进度落后 南桥镇 区绿化市容局 NQ2024-002 进度落后30.5个百分点。已连续2个季度列入。 不计" in said
    assert "NQ2024-002 口袋公园 南桥镇 区绿化市容局 18.56 3.87 +14.69" in said
    assert "南桥镇 街镇月报 2024年2月 2024-03-05 23:59 未报送 未报送" in said


def test_missing_is_said_in_words(folder: Path) -> None:
    said = words(folder / "index.html")
    assert "基础保障覆盖不适用较上季" in said
    assert "整体提升社区养老服务水平 宜养 0 0 0 不适用 年度计划不同 无项目 无项目 无指标" in said
    assert "没有任何指标适用、不评分的部门：团区委。" in said


def test_a_towns_page_says_what_to_do_first_and_shows_both_sides_of_every_metric(folder: Path) -> None:
    said = words(folder / "towns" / "nanqiao.html")
    assert "赶上落后项目的进度，总投资大的优先 1个项目进度落后于计划，失1.65分，还可争取1.65分" in said
    assert "12,345.68 加权实际进度 13,871.54 加权计划进度 89.0% 15 13.35 1.65 证据" in said
    assert "0 投资与拨付无差异的项目 0 有投资或者拨付的项目 不适用 4 不适用 不适用 证据" in said
    assert "社区卫生服务中心 2,000 1,000 1,000 50.0% 90.0% 未达标" in said
    assert "截止后的问题" not in said


def test_a_departments_page_says_whom_it_did_not_supervise(folder: Path) -> None:
    said = words(folder / "departments" / "lvhua.html")
    assert "本季未督促：奉浦街道（公共空间）" in said


def test_evidence_leads_to_the_file_the_sheet_the_row_and_the_values_read(folder: Path) -> None:
    said = words(folder / "evidence" / "nanqiao-D3.html")
    assert "得分 13.35 = 分值 15 × 得分率 89.0%" in said
    assert "NQ2024-001 睦邻四堂间10,00010,000年度行动计划2024年 第3行、街镇月报2024年3月 第5行" in said
    assert "2024/月报_南桥镇_2024-03.xlsx 工作表“项目进展”" in said
    assert "行项目编号（A列）项目名称项目状态形象进度（AB列） 5NQ2024-001空竣工100%" in said


def test_an_issue_too_old_to_count_is_shown_with_its_file_and_row(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    listed = """
    insert into marts.supervision_list by name
        select '2024Q1' as quarter, 'cutoff' as basis, 'issue' as kind, 'nanqiao' as town_code, 'NQ-W001' as subject_id,
            '已294天未解决。' as reason, 294 as days, 1 as level, '蓝' as level_colour;
    insert into marts.issue_quarter by name
        select '2024Q1' as quarter, 'cutoff' as basis, 'nanqiao' as town_code, 'NQ-W001' as issue_id,
            '2024-03' as month, 'report' as submission_id, '存在问题' as sheet, 7 as row_number;
    insert into marts.figure_evidence by name
        select '2024Q1' as quarter, 'cutoff' as basis, 'matter:issue:nanqiao:NQ-W001' as scope, 'matter' as figure,
            'issues' as table_name, 'report' as submission_id, '存在问题' as sheet, 7 as row_number;
    """
    folder = publish_shown(home, listed).published / "2024Q1" / "draft"
    assert "NQ-W001 南桥镇已294天未解决。街镇月报2024年3月 第7行" in words(folder / "evidence" / "matters.html")


def test_a_doubtful_cell_is_marked_on_the_cell_the_sums_it_enters_and_the_towns_first_thing_to_do(
    tmp_path: Path,
) -> None:
    folder = publish_shown(Home(tmp_path / "home"), DOUBTS).published / "2024Q1" / "draft"
    assert "空竣工100% 待核：可能应为75%" in words(folder / "evidence" / "nanqiao-D3.html")
    first = words(folder / "towns" / "nanqiao.html")
    assert "先核对1个待核的单元格 现按原文计算：总分91.32，绿灯；如按可能的数值计算，总分69.50，红灯。" in first
    assert "89.0%待核" in first
    district = words(folder / "index.html")
    assert "南桥镇如按可能的数值计算，总分由91.32变为69.50，绿灯变为红灯" in district
    assert "进度指数87.1%待核" in district
    task = words(folder / "tasks" / "5.html")
    assert "形象进度（AB列） 0.75 75% 百分比填成了1以下的小数" in task


def test_a_project_that_is_both_behind_and_overdue_is_one_matter(tmp_path: Path) -> None:
    overdue = """
    insert into marts.supervision_list by name
        select '2024Q1' as quarter, 'cutoff' as basis, 'late_finish' as kind, 'nanqiao' as town_code,
            'lvhua' as dept_code, 'NQ2024-002' as subject_id, 0 as days, 1 as level, '蓝' as level_colour,
            '“口袋公园”计划于2024-03-31完工，季末当日到期。' as reason;
    """
    said = words(publish_shown(Home(tmp_path / "home"), overdue).published / "2024Q1" / "draft" / "index.html")
    assert "列入督办清单3件" in said
    together = "进度落后30.5个百分点；计划于2024-03-31完工，季末当日到期。已连续2个季度列入。 0"
    assert f"橙色 进度落后、逾期未完工 南桥镇 区绿化市容局 NQ2024-002 {together}" in said


def test_the_evidence_of_accuracy_says_which_rows_were_sent_back_and_why(tmp_path: Path) -> None:
    accuracy = """
    insert into marts.metric_quarter values
        ('2024Q1', 'R3', 'town', 'reporting', '填报准确', 4, '2023-01-01');
    insert into marts.scorecard_town_metric values ('2024Q1', 'cutoff', 'nanqiao', 'R3', 1, 2, 0, 4, 0);
    insert into marts.metric_item values ('2024Q1', 'cutoff', 'nanqiao', 'R3', '2024-03', null, 1, 2);
    insert into marts.metric_item_evidence
        select '2024Q1', 'cutoff', 'nanqiao', 'R3', '2024-03', 'project_progress', 'report', '项目进展', unnest([5, 6]);
    """
    folder = publish_shown(Home(tmp_path / "home"), accuracy).published / "2024Q1" / "draft"
    said = words(folder / "evidence" / "nanqiao-R3.html")
    assert "5NQ2024-001空竣工通过" in said
    assert "6空空空第 6 行缺少项目名称。" in said


def test_the_evidence_of_what_never_came_says_so(folder: Path) -> None:
    assert "应报送而没有报送，或者没有有效的数据，按规则计零分" in words(folder / "evidence" / "fengpu-P1.html")


def test_long_evidence_has_several_pages_and_its_links_lead_across(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecards.pages.evidence_sheets._ROWS_A_PAGE", 2)
    folder = publish_shown(Home(tmp_path / "home")).published / "2024Q1" / "draft" / "evidence"
    first, second = Page(folder / "nanqiao-D3.html"), Page(folder / "nanqiao-D3-2.html")
    assert "nanqiao-D3-2.html#f2-5" in first.links
    assert "f2-5" in second.ids
    assert "第2页，共2页" in Words(second.words)


def test_findings_beyond_the_most_are_counted(tmp_path: Path) -> None:
    many = """
    insert into marts.fct_finding by name
        select 'report' as submission_id, 'E01' as code, 'error' as severity, '项目进展' as sheet, i as row_number,
            '项目名称' as column_header, '缺少项目名称。' as message, i - 8 as finding_number
        from range(10, 410) as numbers (i);
    update marts.finding_count set findings = 401 where submission_id = 'report';
    """
    folder = publish_shown(Home(tmp_path / "home"), many).published / "2024Q1" / "draft"
    said = words(folder / "towns" / "nanqiao.html")
    assert "共401条，下列前300条，其余见校验回执。E01 必填项为空401条。" in said


def test_a_contact_never_appears(published_once: Home) -> None:
    assert all("57420000" not in path.read_text(encoding="utf-8") for path, _ in pages(published_once))


def test_every_address_leads_somewhere_within_what_is_published(published_once: Home) -> None:
    others = {"scorecard.xlsx", "scorecard.pdf"}  # written beside the pages
    for path, page in pages(published_once):
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            if link in others or link.startswith("data:"):
                continue
            file, _, anchor = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.is_file(), (path, link)
            assert target.is_relative_to(published_once.published.resolve()), (path, link)
            assert not anchor or anchor in Page(target).ids, (path, link)


def test_every_element_is_closed_and_the_one_script_is_a_file_beside(published_once: Home) -> None:
    for path, page in pages(published_once):
        assert page.open == [], path
        assert not {"img", "iframe", "object"} & set(page.elements)
        assert page.elements.count("script") == (path.parent.name != "published")


def test_text_from_the_data_stays_text(published_once: Home, folder: Path) -> None:
    assert ATTACK in words(folder / "towns" / "nanqiao.html")
    assert all(b"<script>" not in path.read_bytes() for path, _ in pages(published_once))


def test_a_page_weighs_at_most_a_megabyte(published_once: Home) -> None:
    assert all(path.stat().st_size <= 2**20 for path, _ in pages(published_once))


def test_the_same_input_gives_the_same_bytes_in_another_home(published_once: Home, tmp_path: Path) -> None:
    other = publish_shown(Home(tmp_path / "other"))
    first, second = (
        {path.relative_to(each.published): path.read_bytes() for path in each.published.rglob("*") if path.is_file()}
        for each in (published_once, other)
    )
    assert first == second


def test_a_years_fourth_quarter_has_the_years_page(tmp_path: Path) -> None:
    home = publish_shown(Home(tmp_path / "home"), YEAR)
    folder = home.published / "2024Q1" / "draft"
    assert "year.html" in Page(folder / "index.html").links
    assert "2 奉浦街道 65.20 优秀 91.32 不适用 不适用 不适用 不适用" in words(folder / "year.html")
