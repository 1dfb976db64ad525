"""Texts of mails, from templates: the first line of a text is the mail's subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lifecircle import wording
from lifecircle.calendar import CHINA
from lifecircle.visible import visible
from receipts.content import PlacedFinding

PREFIX = "【15分钟社区生活圈】"
"""What every subject begins with, so that a mail program can sort by it."""

_TEMPLATES = Path(__file__).parent.parent / "templates" / "mail"


@dataclass(frozen=True)
class Letter:
    """A mail's subject and text."""

    subject: str
    text: str


@dataclass(frozen=True)
class Fault:
    """Findings of one kind: how many there are, and the first one's words."""

    severity: str
    title: str
    count: int
    message: str


def write_letter(template: str, **facts: object) -> Letter:
    """Write a text by its template, `receipt` or another of the folder."""
    subject, _, text = _environment().get_template(f"{template}.txt.j2").render(**facts).partition("\n")
    return Letter(subject.strip(), text.strip() + "\n")


def write_page(template: str, **facts: object) -> str:
    """Write the same as a page, where a table reads better."""
    return _environment().get_template(f"{template}.html.j2").render(**facts)


def faults_of(findings: Iterable[PlacedFinding]) -> list[Fault]:
    """Sum findings up, a line a kind: the marked copy has each in its place."""
    found: dict[str, list[PlacedFinding]] = {}
    for finding in findings:
        found.setdefault(finding.code, []).append(finding)
    return [Fault(first.severity, first.title, len(of), first.message) for of in found.values() for first in of[:1]]


def deadline(at: datetime) -> str:
    """Write by when something is due: the day, with the hour unless it is the day's last minute."""
    local = at.astimezone(CHINA)
    return f"{wording.day_name(at)}{'' if (local.hour, local.minute) == (23, 59) else f'{local:%H:%M}'}前"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    functions = (deadline, visible, wording.day_name, wording.minute, wording.period_name, wording.month_name)
    environment.filters |= {function.__name__: function for function in functions}
    environment.globals |= {"prefix": PREFIX, "severities": wording.SEVERITIES}
    return environment
