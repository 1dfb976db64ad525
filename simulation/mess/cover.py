"""The cover sheet as people fill it in."""

from __future__ import annotations

from random import Random

from lifecircle.forms import COVER_SHEET, Form
from simulation.chance import happens
from simulation.files.page import Ink, Line, Page
from simulation.mess.degree import Degree
from simulation.mess.hand import Hand
from simulation.mess.names import odd_period
from simulation.mess.row_faults import MessyRow


def cover_page(rng: Random, degree: Degree, hand: Hand, form: Form, cover: MessyRow, heading: str) -> Page:
    """Write the cover: each key in one cell, its value in the next that is not empty."""
    page = Page(COVER_SHEET)
    if happens(rng, degree.layout):
        page.lines += [[Ink(heading)], []]
    gap: Line = [None] if happens(rng, degree.layout * 0.3) else []
    colon = rng.choice(("：", ":")) if happens(rng, degree.layout) else ""
    names = list(form.cover)
    if happens(rng, degree.layout * 0.5):
        rng.shuffle(names)
    for name in names:
        field, value = form.cover[name], cover.get(name)
        if name == form.cover_period_field and isinstance(value, str) and happens(rng, degree.names):
            value = odd_period(rng, form.period, value)
        if value is None and not field.required and happens(rng, degree.layout):
            continue
        ink = hand.write(field, value)
        page.headers.add(len(page.lines))
        page.lines.append([Ink(f"{field.header}{colon}"), *gap, ink])
    return page
