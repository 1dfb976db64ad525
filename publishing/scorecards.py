"""The towns' quarterly scorecards as values, read from the published marts (marts.md, scorecard_town and _metric)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from lifecircle.calendar import CHINA
from lifecircle.home import Home

SECTIONS = ("planning", "reporting", "delivery", "funding", "coverage", "people")
"""The sections of a town's card, in the order of the card."""


class NothingPublishedError(Exception):
    """Nothing has been published in this home yet; the message names it."""


@dataclass(frozen=True)
class Metric:
    """A metric of the town's card by the rule in force at the quarter's end."""

    code: str
    name: str
    section: str
    points: float


@dataclass(frozen=True)
class MetricScore:
    """What a town reached in a metric; `ratio` and `earned` are None where the metric does not apply."""

    metric: Metric
    numerator: float | None
    denominator: float | None
    ratio: float | None
    points: float
    earned: float | None

    @property
    def lost(self) -> float:
        """The points not earned; none where the metric does not apply."""
        return 0 if self.earned is None else self.points - self.earned


@dataclass(frozen=True)
class TownCard:
    """A town's card of a quarter; `latest_total` and `latest_rank` are by what was known at the run's moment."""

    town_code: str
    town_name: str
    compare_group: str
    total: float | None
    rank: int | None
    group_rank: int | None
    band: str | None
    light: str | None
    adjustment: float | None
    previous_total: float | None
    latest_total: float | None
    latest_rank: int | None
    sections: Mapping[str, float | None]
    metrics: tuple[MetricScore, ...]

    @property
    def change(self) -> float | None:
        """Points gained since the previous quarter; None without one."""
        return None if self.total is None or self.previous_total is None else round(self.total - self.previous_total, 2)

    @property
    def has_changed_since(self) -> bool:
        """Whether what came in after the cut-off would give another total or rank."""
        return (self.total, self.rank) != (self.latest_total, self.latest_rank)

    @property
    def most_lost(self) -> list[MetricScore]:
        """The three metrics that cost the town most, the dearest first."""
        return sorted((score for score in self.metrics if score.lost >= 0.005), key=lambda score: -score.lost)[:3]


@dataclass(frozen=True)
class QuarterCard:
    """All towns' cards of a quarter on the basis `cutoff`, in the order of their ranks."""

    quarter: str
    ends_on: date
    cutoff_at: datetime
    metrics: tuple[Metric, ...]
    missing_metrics: tuple[Metric, ...]
    towns: tuple[TownCard, ...]

    @property
    def sections(self) -> list[str]:
        """The sections that have a metric on the card."""
        return [section for section in SECTIONS if any(metric.section == section for metric in self.metrics)]

    @property
    def missing_by_section(self) -> dict[str, list[Metric]]:
        """The metrics in force that have not been computed, by section."""
        return {
            section: [metric for metric in self.missing_metrics if metric.section == section]
            for section in SECTIONS
            if any(metric.section == section for metric in self.missing_metrics)
        }

    @property
    def has_adjustments(self) -> bool:
        """Whether adjustments have been computed, be they 0."""
        return any(town.adjustment is not None for town in self.towns)

    @property
    def mean_total(self) -> float | None:
        """The plain mean of the towns' totals."""
        totals = [town.total for town in self.towns if town.total is not None]
        return sum(totals) / len(totals) if totals else None

    @property
    def lights(self) -> Counter[str]:
        """How many towns show each light."""
        return Counter(town.light for town in self.towns if town.light is not None)

    @property
    def changed_towns(self) -> list[TownCard]:
        """The towns whose total or rank would be another by what came in after the cut-off."""
        return [town for town in self.towns if town.has_changed_since]


def read_quarters(home: Home, as_of: datetime) -> list[QuarterCard]:
    """Read the cards of every quarter due by `as_of`, the earliest first.

    Raises:
        NothingPublishedError: the home has no snapshot.
    """
    with _open(home) as connection:
        due = connection.execute(
            """
            select quarter, ends_on, cutoff_at from marts.dim_quarter
            where cutoff_at <= ? and quarter in (select quarter from marts.scorecard_town) order by quarter
            """,
            [as_of],
        ).fetchall()
        return [
            _read_quarter(connection, quarter, ends_on, cutoff_at.astimezone(CHINA))
            for quarter, ends_on, cutoff_at in due
        ]


def read_district_name(home: Home) -> str:
    """Read what the district is called.

    Raises:
        NothingPublishedError: the home has no snapshot.
    """
    with _open(home) as connection:
        ((name,),) = connection.execute("select district_name from marts.dim_district").fetchall()
    return str(name)


def _open(home: Home) -> duckdb.DuckDBPyConnection:
    if not home.snapshot.exists():
        raise NothingPublishedError(f"no snapshot has been published yet: {home.snapshot} does not exist")
    # the versioned name: by the link's, a second connection of this process could be given the old version
    return duckdb.connect(home.snapshot.resolve(), read_only=True)


def _read_quarter(
    connection: duckdb.DuckDBPyConnection, quarter: str, ends_on: date, cutoff_at: datetime
) -> QuarterCard:
    metrics = _metrics_in_force(connection, ends_on)
    scores = _scores(connection, quarter, {metric.code: metric for metric in metrics})
    scored = {score.metric.code for of_town in scores.values() for score in of_town}
    return QuarterCard(
        quarter,
        ends_on,
        cutoff_at,
        metrics=tuple(metric for metric in metrics if metric.code in scored),
        missing_metrics=tuple(metric for metric in metrics if metric.code not in scored),
        towns=_towns(connection, quarter, scores),
    )


def _metrics_in_force(connection: duckdb.DuckDBPyConnection, day: date) -> list[Metric]:
    rows = connection.execute(
        """
        select metric_code, metric_name, section, points from marts.dim_metric
        where card = 'town' and valid_from <= ?
        qualify row_number() over (partition by metric_code order by valid_from desc) = 1
        """,
        [day],
    ).fetchall()
    return sorted((Metric(*row) for row in rows), key=lambda metric: (SECTIONS.index(metric.section), metric.code))


def _scores(
    connection: duckdb.DuckDBPyConnection, quarter: str, metrics: Mapping[str, Metric]
) -> dict[str, list[MetricScore]]:
    rows = connection.execute(
        """
        select town_code, metric_code, numerator, denominator, ratio, points, earned
        from marts.scorecard_town_metric where quarter = ? and basis = 'cutoff'
        """,
        [quarter],
    ).fetchall()
    scores: dict[str, list[MetricScore]] = {}
    for town_code, metric_code, *figures in rows:
        scores.setdefault(town_code, []).append(MetricScore(metrics[metric_code], *figures))
    return scores


def _towns(
    connection: duckdb.DuckDBPyConnection, quarter: str, scores: Mapping[str, list[MetricScore]]
) -> tuple[TownCard, ...]:
    cursor = connection.execute(
        f"""
        select
            card.town_code, town.town_name, town.compare_group,
            card.total, card.rank, card.group_rank, card.band, card.light, card.adjustment, card.previous_total,
            latest.total as latest_total, latest.rank as latest_rank,
            {", ".join(f"card.{section}" for section in SECTIONS)}
        from marts.scorecard_town as card
        inner join marts.dim_town as town on card.town_code = town.town_code
        left join marts.scorecard_town as latest
            on card.quarter = latest.quarter and card.town_code = latest.town_code and latest.basis = 'latest'
        where card.quarter = ? and card.basis = 'cutoff'
        order by card.rank nulls last, card.town_code
        """,
        [quarter],
    )
    columns = [column for column, *_ in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return tuple(
        TownCard(
            sections={section: row.pop(section) for section in SECTIONS},
            metrics=tuple(_in_card_order(scores.get(row["town_code"], []))),
            **row,
        )
        for row in rows
    )


def _in_card_order(scores: list[MetricScore]) -> list[MetricScore]:
    return sorted(scores, key=lambda score: (SECTIONS.index(score.metric.section), score.metric.code))
