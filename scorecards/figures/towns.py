"""The towns' cards of a quarter (docs/contract/marts.md, scorecard_town)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from scorecards.figures.metrics import SECTIONS, Metric, MetricScore, read_scores
from scorecards.figures.rows import read_rows


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

    @property
    def most_lost(self) -> tuple[MetricScore, ...]:
        """The metrics that cost points, the dearest first."""
        return tuple(sorted((score for score in self.metrics if score.lost >= 0.005), key=lambda score: -score.lost))

    def of_section(self, section: str) -> tuple[MetricScore, ...]:
        """The metrics of a section."""
        return tuple(score for score in self.metrics if score.metric.section == section)


def read_towns(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str, metrics: Mapping[str, Metric]
) -> tuple[Town, ...]:
    """Read the towns' cards, the first in rank first."""
    scores = read_scores(connection, quarter, basis, metrics)
    adjustments = _read_adjustments(connection, quarter, basis)
    history = _read_history(connection, quarter, basis)
    cursor = connection.execute(
        f"""
        select
            town.town_code as code, town.town_name as name, town.kind, town.compare_group,
            tile.tile_row, tile.tile_column,
            card.total, card.rank, card.group_rank, card.band, card.light, card.adjustment, card.previous_total,
            {", ".join(f"card.{section}" for section in SECTIONS)}
        from marts.scorecard_town as card
        inner join marts.dim_town as town using (town_code)
        left join marts.dim_town_tile as tile using (town_code)
        where card.quarter = $quarter and card.basis = $basis
        order by card.rank nulls last, town.town_code
        """,
        {"quarter": quarter, "basis": basis},
    )
    columns = [column for column, *_ in cursor.description]
    cards = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return tuple(
        Town(
            sections={section: card.pop(section) for section in SECTIONS},
            metrics=scores.get(card["code"], ()),
            adjustments=adjustments.get(card["code"], ()),
            history=history.get(card["code"], ()),
            previous_rank=_previous_rank(history.get(card["code"], ())),
            **card,
        )
        for card in cards
    )


def _previous_rank(history: tuple[HistoryPoint, ...]) -> int | None:
    return history[-2].rank if len(history) > 1 else None


def _read_adjustments(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[str, tuple[Adjustment, ...]]:
    found = connection.execute(
        """
        select town_code, adjustment_code, occurrences, points from marts.scorecard_town_adjustment
        where quarter = ? and basis = ? order by town_code, adjustment_code
        """,
        [quarter, basis],
    ).fetchall()
    adjustments: dict[str, tuple[Adjustment, ...]] = {}
    for town, *figures in found:
        adjustments[town] = (*adjustments.get(town, ()), Adjustment(*figures))
    return adjustments


@dataclass(frozen=True)
class _PastCard:
    town_code: str
    quarter: str
    total: float | None
    rank: int | None
    light: str | None


def _read_history(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[str, tuple[HistoryPoint, ...]]:
    cards = read_rows(
        connection,
        _PastCard,
        """
        select town_code, quarter, total, rank, light from marts.scorecard_town
        where quarter <= $quarter and basis = $basis order by quarter
        """,
        quarter=quarter,
        basis=basis,
    )
    history: dict[str, tuple[HistoryPoint, ...]] = {}
    for card in cards:
        point = HistoryPoint(card.quarter, card.total, card.rank, card.light)
        history[card.town_code] = (*history.get(card.town_code, ()), point)
    return history
