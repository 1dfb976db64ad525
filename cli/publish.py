"""Publication at the terminal: a quarter approved, or restated with what changes and why."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from cli.console import console
from lifecircle.home import Home
from lifecircle.wording import moment, quarter_name
from publishing.approval import publish
from publishing.manifest import Manifest
from publishing.restatement import Restatement, propose_restatement, restate
from scorecards.edition import CausingSubmission, Difference, Edition

_LISTED = ("total", "rank", "band", "light", "metric", "other")
_KINDS = {"total": "总分", "rank": "名次", "band": "等次", "light": "亮灯", "metric": "指标", "other": "其他"}


def publish_quarter(home: Home, quarter: str, approved_by: str) -> None:
    """Publish a quarter's draft as its first version, and say where it is."""
    manifest = publish(home, quarter, approved_by)
    console.print(
        f"{quarter_name(manifest.quarter)}  v{manifest.version}  批准人 {escape(manifest.approved_by or '')}  "
        f"数据截至 {moment(manifest.as_of)}",
        soft_wrap=True,
    )
    _show_place(home, manifest.name)


def restate_quarter(home: Home, quarter: str, approved_by: str | None, reason: str | None) -> None:
    """Show what is known by now beside what is published; approved, publish it as the next version."""
    if approved_by is None:
        restatement = propose_restatement(home, quarter)
    else:
        restatement = restate(home, quarter, approved_by, reason or "")
    _show_summary(restatement)
    if not restatement.changes_anything:
        return
    if approved_by is None:
        _show_differences(restatement.edition)
    edition = restatement.edition
    if edition.version is not None:
        console.print(f"v{edition.version}（修订）  批准人 {escape((approved_by or '').strip())}", soft_wrap=True)
    else:
        verdict = "建议修订" if restatement.is_offered else "总分、名次、等次、亮灯均无变化，可不修订"
        console.print(
            f"{verdict}：lifecircle restate {edition.quarter} --approved-by 姓名 --reason 原因", soft_wrap=True
        )
    _show_place(home, f"{edition.quarter}/{edition.name}")


def _show_summary(restatement: Restatement) -> None:
    published, edition = restatement.published, restatement.edition
    console.print(
        f"[bold]{quarter_name(edition.quarter)}[/]  已发布 v{published.version}（{_since(published)}），"
        f"与截至 {moment(edition.as_of)} 收到的全部数据相比：",
        soft_wrap=True,
    )
    if not restatement.changes_anything:
        console.print("没有差异，无需修订。")
        return
    counts = {kind: sum(difference.kind == kind for difference in edition.differences) for kind in _LISTED}
    console.print("，".join(f"{_KINDS[kind]} {count} 处" for kind, count in counts.items() if count) + "不同")


def _show_differences(edition: Edition) -> None:
    console.print(_differences(edition.differences))
    if edition.causes:
        console.print("起因：")
        console.print(_causes(edition.causes))


def _since(published: Manifest) -> str:
    return f"数据截至 {moment(published.as_of)}"


def _differences(differences: tuple[Difference, ...]) -> Table:
    table = Table(box=SIMPLE)
    for heading in ("单位", "项目", "已发布", "现在"):
        table.add_column(heading, overflow="fold")
    for difference in differences:
        table.add_row(*map(escape, (difference.unit_name, difference.what, difference.before, difference.after)))
    return table


def _causes(causes: tuple[CausingSubmission, ...]) -> Table:
    table = Table(box=SIMPLE)
    for heading in ("文件", "单位", "收到时间", "情况"):
        table.add_column(heading, overflow="fold")
    for cause in causes:
        received = f"{cause.received_at:%Y-%m-%d %H:%M:%S}"
        table.add_row(*map(escape, (cause.file_name, cause.unit_name, received, cause.how)))
    return table


def _show_place(home: Home, name: str) -> None:
    console.print(f"{home.published / name / 'index.html'}", soft_wrap=True)
