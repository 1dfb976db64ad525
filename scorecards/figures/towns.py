"""The towns' cards of a quarter (docs/contract/marts.md, scorecard_town)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from lifecircle.marts.reading import read_rows
from scorecards.figures.metrics import SECTIONS, Metric, MetricScore, read_scores


@dataclass(frozen=True)
class HistoryPoint:
    """A unit's card of one quarter, for its trend; `total` is None where it had no card."""

    quarter: str
    total: float | None
    rank: int | None
    light: str | None = None


@dataclass(frozen=True)
class Adjustment:
    """Points added to a town's score or taken off it: how often, and how many."""

    town_code: str
    code: str
    occurrences: int
    points: float


@dataclass(frozen=True)
class Town:
    """A town's card of the quarter; what it does not have is None."""

    code: str
    name: str
    kind: str
    compare_group: str
    tile_row: int | None
    tile_column: int | None
    total: float | None
    rank: int | None
    group_rank: int | None
    band: str | None
    light: str | None
    adjustment: float | None
    previous_total: float | None
    previous_rank: int | None
    suspect_rows: int
    """Rows with a cell that its figures rest on and that a warning casts doubt on."""
    total_if_corrected: float | None
    """With the likely values in the place of doubtful ones; None without a likely value."""
    light_if_corrected: str | None
    sections: Mapping[str, float | None]
    """Section -> its score, 0 to 100; None where no metric of it applies."""
    metrics: tuple[MetricScore, ...] = field(default=())
    adjustments: tuple[Adjustment, ...] = field(default=())
    history: tuple[HistoryPoint, ...] = field(default=())
    """Every quarter up to this one, on the same basis."""

    @property
    def change(self) -> float | None:
        """Points gained since the previous quarter; None without one."""
        return None if self.total is None or self.previous_total is None else round(self.total - self.previous_total, 2)

    @property
    def rank_change(self) -> int | None:
        """Places gained since the previous quarter, a fall being negative; None without one."""
        return None if self.rank is None or self.previous_rank is None else self.previous_rank - self.rank

    @property
    def lost(self) -> Mapping[str, float]:
        """Section -> the points that it cost."""
        return {section: sum(score.lost for score in self.of_section(section)) for section in self.sections}

    def of_section(self, section: str) -> tuple[MetricScore, ...]:
        """The metrics of a section."""
        return tuple(score for score in self.metrics if score.metric.section == section)


_NAMED = {"town_code": "unit_code", "town_name": "unit_name"}


@dataclass(frozen=True)
class _Named:
    town_code: str
    town_name: str
    kind: str
    compare_group: str


@dataclass(frozen=True)
class _Tile:
    town_code: str
    tile_row: int
    tile_column: int


@dataclass(frozen=True)
class TownCard:
    """A row of `scorecard_town`."""

    quarter: str
    town_code: str
    total: float
    rank: int
    group_rank: int | None
    band: str
    light: str | None
    adjustment: float | None
    previous_total: float | None
    planning: float | None
    reporting: float | None
    delivery: float | None
    funding: float | None
    coverage: float | None
    people: float | None
    suspect_rows: int
    total_if_corrected: float | None
    light_if_corrected: str | None

    @property
    def sections(self) -> dict[str, float | None]:
        """Section -> its score, 0 to 100; None where no metric of it applies."""
        return {section: getattr(self, section) for section in SECTIONS}


def read_towns(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str, metrics: Mapping[str, Metric]
) -> tuple[Town, ...]:
    """Read the towns' cards, the first in rank first."""
    scores = read_scores(connection, quarter, basis, metrics)
    adjustments = read_adjustments(connection, quarter, basis)
    cards = _read_cards(connection, quarter, basis)
    places = {place.town_code: place for place in read_rows(connection, _Tile, "dim_town_tile")}
    towns = []
    for town in read_rows(connection, _Named, "unit_quarter", columns=_NAMED, quarter=quarter, unit_kind="town"):
        past = cards.get(town.town_code, ())
        if not past or past[-1].quarter != quarter:
            continue
        card, before, tile = past[-1], past[-2] if len(past) > 1 else None, places.get(town.town_code)
        towns.append(
            Town(
                code=town.town_code,
                name=town.town_name,
                kind=town.kind,
                compare_group=town.compare_group,
                tile_row=tile.tile_row if tile else None,
                tile_column=tile.tile_column if tile else None,
                total=card.total,
                rank=card.rank,
                group_rank=card.group_rank,
                band=card.band,
                light=card.light,
                adjustment=card.adjustment,
                previous_total=card.previous_total,
                previous_rank=before.rank if before else None,
                suspect_rows=card.suspect_rows,
                total_if_corrected=card.total_if_corrected,
                light_if_corrected=card.light_if_corrected,
                sections=card.sections,
                metrics=scores.get(town.town_code, ()),
                adjustments=adjustments.get(town.town_code, ()),
                history=tuple(HistoryPoint(each.quarter, each.total, each.rank, each.light) for each in past),
            )
        )
    return tuple(sorted(towns, key=lambda town: (math.inf if town.rank is None else town.rank, town.code)))


def _read_cards(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> dict[str, tuple[TownCard, ...]]:
    """Read every town's cards up to the quarter, the latest last."""
    found = read_rows(
        connection, TownCard, "scorecard_town", order_by=("quarter",), at_most={"quarter": quarter}, basis=basis
    )
    cards: dict[str, tuple[TownCard, ...]] = {}
    for card in found:
        cards[card.town_code] = (*cards.get(card.town_code, ()), card)
    return cards


def read_adjustments(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[str, tuple[Adjustment, ...]]:
    """Read every town's adjustments by code."""
    adjustments: dict[str, tuple[Adjustment, ...]] = {}
    for adjustment in read_rows(
        connection,
        Adjustment,
        "scorecard_town_adjustment",
        columns={"code": "adjustment_code"},
        order_by=("town_code", "adjustment_code"),
        quarter=quarter,
        basis=basis,
    ):
        adjustments[adjustment.town_code] = (*adjustments.get(adjustment.town_code, ()), adjustment)
    return adjustments
