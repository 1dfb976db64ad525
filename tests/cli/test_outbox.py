"""`lifecircle outbox`: the mails that wait."""

from __future__ import annotations

from pathlib import Path

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from receipts.mail.message import Mail
from receipts.mail.outbox import put_down
from tests.building.terminal import lifecircle


def test_it_lists_what_waits_and_sending_without_a_server_says_where_it_lies(tmp_path: Path) -> None:
    mail = Mail("alarm/1", ("data@example.cn",), "任务失败：建仓", "磁盘已满", parse_moment("2024-04-03T09:00"))
    put_down(Home(tmp_path), mail, "a@example.cn")
    listed = lifecircle("outbox", "--home", tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "2024-04-03 09:00  data@example.cn  任务失败：建仓" in listed.stdout
    sent = lifecircle("outbox", "--send", "--home", tmp_path, LIFECIRCLE_AS_OF="2024-04-03T10:00")
    assert "发出0封，待发1封：没有设置邮件服务器" in sent.stdout
