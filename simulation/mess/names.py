"""What people call a file."""

from __future__ import annotations

from random import Random

from lifecircle.forms import Period
from simulation.chance import happens
from simulation.mess.degree import Degree
from simulation.mess.words import Words, wide
from simulation.submissions.submission import Submission

_QUARTERS = "一二三四"


def odd_period(rng: Random, kind: Period, period: str) -> str:
    """Another way of writing a period that means the same."""
    if kind == "month":
        year, month = period.split("-")
        return rng.choice((f"{year}{month}", f"{year}年{int(month)}月", f"{year}年{month}月"))
    if kind == "quarter":
        year, numeral = period[:4], _QUARTERS[int(period[5]) - 1]
        return rng.choice((f"{year}-{period[4:]}", f"{year}年{numeral}季度", f"{year}年第{numeral}季度"))
    if kind == "year":
        return f"{period}年"
    return rng.choice((period.upper(), period[1:], f"第{period[1:]}版"))


def file_name(rng: Random, degree: Degree, words: Words, submission: Submission, ending: str) -> str:
    """A name that means the submission's form, unit, period and version, mostly not in the template's words."""
    form, unit, period = submission.form, submission.unit_name, submission.period
    if happens(rng, degree.names):
        unit = rng.choice(words.units.get(submission.unit_code, [unit]))
    if form.period != "version" and happens(rng, degree.names):
        period = odd_period(rng, form.period, period)
    suffix = f"_v{submission.version}" if submission.version > 1 else ""
    if degree.is_thorough:
        if happens(rng, 0.05):
            period = wide(period)
        if happens(rng, 0.05):
            unit = f"{unit} "
        if happens(rng, 0.06):
            ending = ending.upper()
    return f"{form.stem}_{unit}_{period}{suffix}.{ending}"


def folder(rng: Random, degree: Degree, submission: Submission) -> str:
    """The folder of the inbox that somebody put the file into, with a slash at its end; mostly none."""
    if not happens(rng, degree.layout * 0.15):
        return ""
    return rng.choice((f"{submission.received_at:%Y-%m}/", "已收/", f"{submission.form.title}/{submission.unit_name}/"))
