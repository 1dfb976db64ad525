"""What a person is told who is asked to approve a draft: in Markdown, as Airflow shows it."""

from __future__ import annotations

import logging

from lifecircle.home import Home
from lifecircle.wording import moment, quarter_name
from publishing.differences import OFFERING
from publishing.versions import draft_folder, read_draft
from scorecards.edition import Edition

logger = logging.getLogger(__name__)

_LISTED = 60
"""So many differences are listed; the draft's page has them all."""
_MARKS = "\\`*_{}[]<>()#+-!|"


def request_approval(home: Home, quarter: str) -> dict[str, str] | None:
    """Ask for approval of a quarter's draft, and log what is asked; None if there is no draft any more.

    Returns:
        `quarter`, `figures` (their hash: what is approved), `subject` and `body`.
    """
    manifest = read_draft(home, quarter)
    if manifest is None:
        return None
    edition = manifest.edition
    what = "发布" if edition.previous is None else f"修订：以 v{edition.previous + 1} 取代 v{edition.previous}"
    subject = f"{quarter_name(quarter)}评分卡{what}"
    body = "\n".join([*_introduction(home, edition), *_differences(edition), *_causes(edition)])
    logger.info("%s\n%s", subject, body)
    return {"quarter": quarter, "figures": manifest.figures_sha256, "subject": subject, "body": body}


def _introduction(home: Home, edition: Edition) -> list[str]:
    return [
        f"数据截至{moment(edition.as_of)}，规则版本 {edition.rule_version}。",
        "",
        f"请先审阅草稿：`{draft_folder(home, edition.quarter) / 'index.html'}`",
        "",
        "批准后即以批准人姓名发布，不再更改。批准时数字如已有变化，则不予发布，按新的草稿重新报请批准。",
        "",
    ]


def _differences(edition: Edition) -> list[str]:
    if not edition.differences:
        return []
    heads = [difference for difference in edition.differences if difference.kind in OFFERING]
    shown = (heads or list(edition.differences))[:_LISTED]
    rows = (
        f"| {difference.unit_name} | {difference.what} | {difference.before} | {difference.after} |"
        for difference in shown
    )
    left = len(edition.differences) - len(shown)
    more = ["", f"另有 {left} 处差异，见草稿。"] if left else []
    return ["| 单位 | 项目 | 已发布 | 现在 |", "| --- | --- | --- | --- |", *rows, *more, ""]


def _causes(edition: Edition) -> list[str]:
    if not edition.causes:
        return []
    rows = (
        f"- {_plain(cause.file_name)}（{cause.unit_name}，{cause.received_at:%Y-%m-%d %H:%M}）：{cause.how}"
        for cause in edition.causes
    )
    return ["起因：", "", *rows]


def _plain(file_name: str) -> str:
    """A name as text in Markdown: whoever sends a file chooses its name."""
    return "".join(f"\\{letter}" if letter in _MARKS else letter for letter in file_name)
