"""A quarter from its draft to v2, and both versions proved, as the assessment office calls it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from publishing.drafts import write_drafts
from publishing.manifest import read_manifest
from publishing.snapshot import publish_snapshot
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, changed_district, district_of
from tests.building.terminal import lifecircle, published_marts
from warehouse.build import build_warehouse
from warehouse.dbt_run import run_dbt

pytestmark = pytest.mark.long

CUTOFF = parse_moment("2023-10-10T23:59:59")
LATER = parse_moment("2023-12-01T08:00:00")

toy_lifecircle = partial(lifecircle, LIFECIRCLE_REFERENCE=TOY_DISTRICT)


def run(home: Home, inbox: Path, as_of: datetime) -> None:
    with pytest.MonkeyPatch.context() as patch, district_of(TOY_DISTRICT):
        patch.setattr("warehouse.build.run_dbt", partial(run_dbt, with_tests=False))
        land(home, inbox)
        check(home)
        build_warehouse(home, as_of)
        publish_snapshot(home)
        write_drafts(home)


def receive_a_report_late(register: Path) -> None:
    """Let a town's report of the quarter's last month come after the cut-off."""
    text = register.read_text(encoding="utf-8-sig")
    line = next(line for line in text.splitlines() if "月报" in line and "2023-09" in line)
    name = line.split(",")[0]
    register.write_text(text.replace(line, f"{name},2023-10-25 12:00:00"), encoding="utf-8-sig")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A toy district whose first quarter was published on its cut-off, and then learnt more."""
    folder = tmp_path_factory.mktemp("district")
    home = Home(folder / "home")
    with district_of(TOY_DISTRICT):
        simulate(folder / "inbox", "2023-06", "2023-10", 8, "light")
    receive_a_report_late(folder / "inbox" / "收件登记.csv")
    run(home, folder / "inbox", CUTOFF)
    done = toy_lifecircle("publish", "2023Q3", "--approved-by", "王芳", "--home", home.root)
    assert done.returncode == 0, done.stderr
    assert str(home.published / "2023Q3" / "v1" / "index.html") in done.stdout
    run(home, folder / "inbox", LATER)
    return home


@pytest.fixture(scope="module")
def restated(home: Home) -> Home:
    shown = toy_lifecircle("restate", "2023Q3", "--home", home.root)
    assert shown.returncode == 0, shown.stderr
    assert "建议修订" in shown.stdout
    assert "起因" in shown.stdout
    assert (home.published / "2023Q3" / "draft" / "index.html").exists()
    reason = ("--reason", "补报计入")
    done = toy_lifecircle("restate", "2023Q3", "--approved-by", "李强", *reason, "--home", home.root)
    assert done.returncode == 0, done.stderr
    assert "v2（修订）  批准人 李强" in done.stdout
    return home


def test_a_version_stands_in_the_warehouse_that_readers_open(restated: Home) -> None:
    rows = published_marts(restated)["publication"]
    assert [(row[0], row[1], row[4], row[6]) for row in rows] == [
        ("2023Q3", 1, "王芳", None),
        ("2023Q3", 2, "李强", "补报计入"),
    ]


def test_a_version_rebuilt_from_the_archive_is_the_same_byte_for_byte(restated: Home) -> None:
    done = toy_lifecircle("verify", "2023Q3/v2", "--home", restated.root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "逐字节比对" in done.stdout
    assert "一致  2023Q3/v2" in done.stdout


def test_under_other_rules_and_with_another_town_and_column_it_is_rebuilt_by_its_own(
    restated: Home, tmp_path: Path
) -> None:
    reference = changed_district(tmp_path, "bands", "assumed", "decided")
    changed_district(tmp_path, "towns", "\n", "\nnan,南湾镇,镇,东部,,30.9,121.5,\n")
    forms = tmp_path / "forms.yml"
    line = "        next_step: {header: 下月计划"
    declared = (PROJECT / "lifecircle" / "forms.yml").read_text(encoding="utf-8")
    forms.write_text(declared.replace(line, f"        risk: {{header: 风险, type: text, required: true}}\n{line}"))
    done = lifecircle(
        *("verify", "2023Q3/v2", "--home", restated.root), LIFECIRCLE_REFERENCE=reference, LIFECIRCLE_FORMS=forms
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "规则版本与发布时不同：按发布时保存的规则重建，逐数比对" in done.stdout
    assert "一致  2023Q3/v2" in done.stdout


def test_a_published_quarter_is_refused_by_name_and_told_what_to_do(restated: Home) -> None:
    done = toy_lifecircle("publish", "2023Q3", "--approved-by", "王芳", "--home", restated.root)
    assert done.returncode == 1
    assert "lifecircle restate 2023Q3" in " ".join(done.stderr.split())


def test_with_nothing_new_a_restatement_says_so_and_publishes_nothing(restated: Home) -> None:
    done = toy_lifecircle("restate", "2023Q3", "--approved-by", "李强", "--reason", "无", "--home", restated.root)
    assert done.returncode == 0, done.stderr
    assert "没有差异" in done.stdout
    assert not (restated.published / "2023Q3" / "v3").exists()


@pytest.mark.parametrize("version", ["2023Q3/v9", "2023Q3", "../2023Q3/v1", "2023Q3/draft"])
def test_what_is_no_version_cannot_be_verified(restated: Home, version: str) -> None:
    done = toy_lifecircle("verify", version, "--home", restated.root)
    assert done.returncode == 1
    assert "no version" in done.stderr


def test_a_home_without_a_warehouse_has_nothing_to_publish(tmp_path: Path) -> None:
    done = lifecircle("publish", "2023Q3", "--approved-by", "王芳", "--home", tmp_path)
    assert done.returncode == 1
    assert "no snapshot" in done.stderr


def test_a_manifest_that_is_none_any_more_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "published" / "2023Q3" / "v1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    done = toy_lifecircle("verify", "2023Q3/v1", "--home", tmp_path)
    assert done.returncode == 1
    assert "cannot be read" in done.stderr


def test_a_lost_original_and_a_changed_page_are_both_told(restated: Home) -> None:
    folder = restated.published / "2023Q3" / "v1"
    (folder / "index.html").chmod(0o644)
    (folder / "index.html").write_text("other", encoding="utf-8")
    lost, changed = read_manifest(folder).inputs[:2]
    restated.archived(lost.sha256).unlink()
    restated.archived(changed.sha256).chmod(0o644)
    restated.archived(changed.sha256).write_bytes(b"other")
    done = toy_lifecircle("verify", "2023Q3/v1", "--home", restated.root)
    assert done.returncode == 1
    assert "index.html: changed since it was published" in done.stdout
    assert f"{lost.file_name}: its original {lost.sha256} is missing in the archive" in done.stdout
    assert f"{changed.file_name}: its original {changed.sha256} was changed in the archive" in done.stdout
