"""Every occasion makes its mail once, and what it says is what is so."""

from __future__ import annotations

import shutil
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from receipts.answer import answer
from receipts.mail.alarm import Alarm, raise_alarm
from receipts.mail.post import deliver, post_digest, post_forms, post_month_report, post_receipts, post_reminders
from tests.building.receipts_home import Found, Sent, ToyHome
from tests.building.workbooks import monthly_report

NAME = "月报_南桥镇_2024-03.xlsx"


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToyHome:
    monkeypatch.setenv("LIFECIRCLE_OFFICE_TELEPHONE", "021-12345678")
    monkeypatch.setenv("LIFECIRCLE_OFFICE_MAIL", "office@example.cn")
    toy = ToyHome(tmp_path / "home")
    toy.home.settings.mkdir(parents=True)
    (toy.home.settings / "contacts.csv").write_text("单位,姓名,电话,邮箱\n南桥镇,张三,1,nanqiao@example.cn\n")
    return toy


def mails(home: Home, kind: str) -> list[EmailMessage]:
    found = sorted(home.outbox.glob(f"{kind}_*.eml"), key=lambda path: path.stat().st_mtime_ns)
    read = [message_from_bytes(path.read_bytes(), policy=default) for path in found]
    assert all(isinstance(message, EmailMessage) for message in read)
    return read


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def receipts_posted(toy: ToyHome, as_of: str = "2024-04-03T09:00") -> int:
    home = toy.publish()
    answer(home, lambda done, total: None, parse_moment(as_of))
    return post_receipts(home, parse_moment(as_of))


def send_earlier_months(toy: ToyHome) -> None:
    for month, received_at in (("2024-01", "2024-02-02T09:00:00+08:00"), ("2024-02", "2024-03-02T09:00:00+08:00")):
        toy.send(Sent(month, period=month, received_at=received_at))


def reminded(toy: ToyHome, day: str) -> int:
    return post_reminders(toy.publish(), parse_moment(f"{day}T09:00"))


def test_a_receipt_goes_with_the_marked_workbook_once_and_again_when_its_findings_change(toy: ToyHome) -> None:
    toy.send(Sent(rows_quarantined=1), monthly_report())
    toy.found = [Found()]
    toy.place("project_name", 2)
    assert [receipts_posted(toy), receipts_posted(toy)] == [1, 0]
    (mail,) = mails(toy.home, "receipt")
    assert mail["Subject"] == f"【15分钟社区生活圈】报送回执：已受理，但有1行须改正｜{NAME}"
    assert (mail["To"], mail["Reply-To"]) == ("nanqiao@example.cn", "office@example.cn")
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == NAME
    assert attached.get_content() == next(toy.home.receipts.glob(f"*/*/{NAME}")).read_bytes()
    assert Found().message in text(mail)
    assert "电话021-12345678" in text(mail)
    toy.found = []
    assert receipts_posted(toy) == 1
    assert "回执更新" in mails(toy.home, "receipt")[1]["Subject"]


def test_a_refused_file_that_a_later_one_replaced_asks_for_nothing(toy: ToyHome) -> None:
    toy.send(Sent("s1", outcome="rejected"), b"broken")
    toy.send(Sent("s2", received_at="2024-04-02T10:00:00+08:00", file_name="月报_南桥镇_2024-03_v2.xlsx"))
    toy.found = [Found(code="F01", severity="fatal", sheet=None, row_number=None)]
    assert receipts_posted(toy) == 2
    first = mails(toy.home, "receipt")[0]
    assert "本件不必再处理" in text(first)
    assert "请这样改正" not in text(first)


def test_old_receipts_and_units_without_an_address_get_no_mail(toy: ToyHome) -> None:
    toy.send(Sent("s1", received_at="2024-02-20T09:00:00+08:00"), monthly_report())
    toy.send(Sent("s2", unit_code="fengpu"), monthly_report())
    assert receipts_posted(toy) == 0
    with (toy.home.settings / "contacts.csv").open("a") as file:
        file.write("奉浦街道,李四,2,fengpu@example.cn\n")
    assert receipts_posted(toy) == 1


def test_contacts_that_cannot_be_read_stop_nothing(toy: ToyHome, caplog: pytest.LogCaptureFixture) -> None:
    toy.send(Sent(), monthly_report())
    (toy.home.settings / "contacts.csv").write_text("甲,乙\n")
    assert receipts_posted(toy) == 0
    assert "contacts.csv" in caplog.text


def test_a_unit_is_reminded_two_days_before_on_the_day_then_every_second_until_the_cut_off(toy: ToyHome) -> None:
    send_earlier_months(toy)
    days = [f"2024-04-{day:02d}" for day in range(1, 15)]
    assert [day[-2:] for day in days if reminded(toy, day)] == ["03", "05", "07", "09"]
    assert reminded(toy, "2024-04-05") == 0
    first, on_the_day, late, _ = mails(toy.home, "reminder")
    assert "2天后到期｜街镇月报（2024年3月）" in first["Subject"]
    assert "今天（4月5日）到期" in text(on_the_day)
    assert "应于4月5日前报送，已逾期2天" in text(late)


def test_nobody_is_reminded_of_what_was_accepted_and_a_refused_file_is_named_with_its_fault(toy: ToyHome) -> None:
    send_earlier_months(toy)
    toy.send(Sent("s1", outcome="rejected"))
    toy.found = [Found(code="F07", severity="fatal", message="报告期与封面不一致，请核对。")]
    assert reminded(toy, "2024-04-03") == 1
    (mail,) = mails(toy.home, "reminder")
    assert f"“{NAME}”已退回" in text(mail)
    assert "报告期与封面不一致，请核对。" in text(mail)
    toy.send(Sent("s2", received_at="2024-04-04T09:00:00+08:00"))
    assert [reminded(toy, f"2024-04-{day:02d}") for day in (5, 7, 9)] == [0, 0, 0]


def test_a_moved_due_day_moves_the_reminders(toy: ToyHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send_earlier_months(toy)
    reference = tmp_path / "reference"
    shutil.copytree(PROJECT / "dbt_project" / "seeds" / "reference", reference)
    with (reference / "moved_due_dates.csv").open("a") as file:
        file.write("monthly_report,2024-03,2024-04-08,清明节\n")
    monkeypatch.setenv("LIFECIRCLE_REFERENCE", str(reference))
    days = [f"2024-04-{day:02d}" for day in range(1, 15)]
    assert [day[-2:] for day in days if reminded(toy, day)] == ["06", "08", "10"]


def test_a_months_forms_go_once_with_their_due_day(toy: ToyHome) -> None:
    home, at = toy.home, parse_moment("2024-03-25T09:00")
    assert [post_forms(home, "2024-03", at), post_forms(home, "2024-03", at)] == [1, 0]
    (mail,) = mails(home, "forms")
    assert [part.get_filename() for part in mail.iter_attachments()] == [NAME]
    assert f"{NAME}，4月5日前报送" in text(mail)


def test_the_months_report_counts_as_the_calendar_and_goes_again_when_it_changes(toy: ToyHome) -> None:
    toy.send(Sent())
    for version in (2, 10):
        brief = toy.home.briefs / "2024-03" / f"v{version}" / "district.pdf"
        brief.parent.mkdir(parents=True)
        brief.write_bytes(b"%%PDF-1.7 v%d" % version)
    at = parse_moment("2024-04-11T09:00")
    home = toy.publish()
    assert [post_month_report(home, "2024-03", at), post_month_report(home, "2024-03", at)] == [1, 0]
    (mail,) = mails(home, "report")
    assert "南桥镇：应报1，按时1\n" in text(mail)
    assert "奉浦街道：应报1，未报1；待报：街镇月报（未报）" in text(mail)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["月度工作简报_2024-03.pdf"]
    assert [part.get_content() for part in mail.iter_attachments()] == [b"%PDF-1.7 v10"]
    page = mail.get_body(("html",))
    assert page is not None
    assert "<table" in page.get_content()
    toy.send(Sent("s2", unit_code="fengpu", received_at="2024-04-10T09:00:00+08:00"))
    assert post_month_report(toy.publish(), "2024-03", at) == 1
    assert "（更正）" in mails(home, "report")[1]["Subject"]


def test_the_digest_tells_once_a_day_what_happened_and_nothing_of_a_quiet_day(
    toy: ToyHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECIRCLE_DATA_TEAM_MAIL", "data@example.cn")
    toy.send(Sent(outcome="rejected"))
    toy.found = [Found(code="F07", severity="fatal", row_number=None, message="封面报告期与文件名不一致。")]
    home, at = toy.publish(), parse_moment("2024-04-02T18:00")
    assert [post_digest(home, at), post_digest(home, at)] == [1, 0]
    (mail,) = mails(home, "digest")
    assert "收到1件，退回1件" in mail["Subject"]
    assert "退回：南桥镇“月报_南桥镇_2024-03.xlsx”，报告期无法识别或不一致" in text(mail)
    assert "没有邮箱的单位" in text(mail)
    assert post_digest(home, parse_moment("2024-04-05T18:00")) == 0


def test_an_alarm_is_told_once_and_never_raises(
    toy: ToyHome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    alarm = Alarm(
        "dag/run/task", "任务失败：建库", "no space left", "http://127.0.0.1:8080/x", parse_moment("2024-04-03")
    )
    assert raise_alarm(toy.home, alarm) == 0
    assert "no space left" in caplog.text
    monkeypatch.setenv("LIFECIRCLE_DATA_TEAM_MAIL", "data@example.cn")
    assert [raise_alarm(toy.home, alarm), raise_alarm(toy.home, alarm)] == [1, 0]
    assert "http://127.0.0.1:8080/x" in text(mails(toy.home, "alarm")[0])
    toy.home.outbox.rename(toy.home.root / "elsewhere")
    toy.home.outbox.write_text("no folder")
    assert raise_alarm(toy.home, alarm) == 0


def test_a_wrong_setting_is_said_and_mails_wait(toy: ToyHome, monkeypatch: pytest.MonkeyPatch) -> None:
    post_forms(toy.home, "2024-03", parse_moment("2024-03-25T09:00"))
    monkeypatch.setenv("LIFECIRCLE_SMTP_URL", "smtp://mail.example.cn:port")
    sending = deliver(toy.home, parse_moment("2024-03-25T09:00"))
    assert (sending.sent, sending.waiting) == (0, 1)
    assert "应写作" in (sending.why_waiting or "")
