"""The quarters' scorecards as pages: one self-contained file a quarter, and an index of all quarters.

    published/index.html
    published/2024Q1/index.html     a draft: it is written again whenever its content changes

A page needs no script and nothing from elsewhere, so that it can be opened from a disk, mailed and printed.  It carries
no time but the data's own: same input, same bytes.
"""

from __future__ import annotations

import logging
import os
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lifecircle.home import Home
from publishing import wording
from publishing.definitions import load_definitions
from publishing.scorecards import QuarterCard, read_district_name, read_quarters

logger = logging.getLogger(__name__)

_WAIT_SECONDS = 60


def publish_quarters(home: Home, as_of: datetime) -> list[Path]:
    """Write the page of every quarter due by `as_of`, and the index; what is unchanged is left alone.

    Args:
        home: its snapshot is read (`publish_snapshot`), its published pages are written.
        as_of: the run's moment, to which the basis `latest` holds; with a time zone.

    Returns:
        The quarters' pages, the earliest first.

    Raises:
        NothingPublishedError: the home has no snapshot.
        HomeInUseError: another publication has gone on for a minute.
    """
    with home.hold("publication", wait_seconds=_WAIT_SECONDS):
        cards, district_name = read_quarters(home, as_of), read_district_name(home)
        pages = [home.published / card.quarter / "index.html" for card in cards]
        for page, card in zip(pages, cards, strict=True):
            _write(page, render_quarter(card, as_of, district_name))
        _write(home.published / "index.html", render_index(cards, as_of, district_name))
        # a draft of a quarter that an earlier moment does not know yet would be reached by its address alone
        for stale in set(home.published.glob("????Q?/index.html")) - set(pages):
            logger.info("removing %s: its quarter is not due", stale)
            stale.unlink()
    return pages


def render_quarter(card: QuarterCard, as_of: datetime, district_name: str) -> str:
    """Render the page of a quarter as HTML."""
    template = _environment().get_template("quarter.html.j2")
    return template.render(card=card, as_of=as_of, district_name=district_name, defined=load_definitions())


def render_index(cards: list[QuarterCard], as_of: datetime, district_name: str) -> str:
    """Render the list of all quarters, the latest first, as HTML."""
    template = _environment().get_template("index.html.j2")
    return template.render(cards=cards[::-1], as_of=as_of, district_name=district_name)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = (wording.fixed, wording.amount, wording.percent, wording.signed, wording.moment, wording.quarter_name)
    environment.filters |= {function.__name__: function for function in names}
    return environment


def _write(path: Path, content: str) -> None:
    data = content.encode()
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    logger.info("wrote %s", path)
