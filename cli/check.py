"""`lifecircle check`: what would be found in files that have not been sent yet, told at the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from cli.console import console
from lifecircle.forms import load_forms
from lifecircle.home import Home
from lifecircle.office import whom_to_ask
from lifecircle.visible import visible
from lifecircle.wording import FURTHER_FAULTS, SEVERITIES
from receipts.content import PlacedFinding
from receipts.lines import Line, lines_of
from workflows.checking import CheckedFile, check_files, write_marked_copies

_STYLES = {"fatal": "bold red", "error": "red", "warning": "yellow"}
_ACROSS_FILES = "项目编号是否在年度计划中、是否属于本单位、进度和投资是否低于此前月报"


def show_check(paths: Sequence[Path], home: Home | None, marked: Path | None) -> bool:
    """Check files, say what is wrong with each, and write marked copies if asked to.

    Args:
        paths: the files; they are only read.
        home: where what has been submitted is known; None leaves out what looks across files.
        marked: the folder for marked copies.

    Returns:
        Whether every file can be sent as it is: no error in any.

    Raises:
        NoJudgingError: the home has no build yet.
    """
    files = check_files(paths, home)
    for file in files:
        _show(file)
    if marked is not None:
        for copy in write_marked_copies(files, marked):
            console.print(f"标注文件  {escape(visible(str(copy)))}", soft_wrap=True)
    if any(file.receipt.findings for file in files):
        console.print(whom_to_ask(), soft_wrap=True)
    if home is None:
        console.print(f"未检查跨文件的问题（{_ACROSS_FILES}）；加 --home 可一并检查。", soft_wrap=True)
    return not any(file.has_errors for file in files)


def _show(file: CheckedFile) -> None:
    receipt = file.receipt
    form = load_forms()[receipt.form].title if receipt.form else "未能识别表式"
    console.print(f"[bold]{escape(visible(file.path.name))}[/]  {form}", soft_wrap=True)
    for line in lines_of(receipt.findings):
        severity = line.first.severity
        _show_line(line, f"[{_STYLES[severity]}]{SEVERITIES[severity]}[/]")
    for line in lines_of(receipt.further or ()):
        _show_line(line, f"[yellow]{FURTHER_FAULTS}[/]")
    if file.taken_at:
        notice = f"同一内容已于 {file.taken_at:%Y-%m-%d %H:%M} 收到，不必重复报送；跨文件的问题见该次报送的回执"
        console.print(f"  [yellow]已收到过[/] {notice}", soft_wrap=True)
    if receipt.outcome == "rejected":
        console.print("  [bold red]✗ 整份将被退回[/]")
    elif receipt.is_not_owed:
        console.print("  [red]✗ 本单位无须填报此表，不必报送[/]")
    elif file.has_errors:
        console.print(f"  [red]✗ {receipt.rows_quarantined} 行须改正，其余 {receipt.rows_accepted} 行可以采用[/]")
    else:
        console.print(f"  [green]✓ 可以报送[/]：{file.rows} 行")


def _show_line(line: Line[PlacedFinding], kind: str) -> None:
    finding = line.first
    place = f"“{finding.sheet}”" if finding.sheet and finding.row_number else ""
    console.print(f"  {kind} {finding.code}  {escape(visible(place + line.message))}", soft_wrap=True)
