"""Submissions as people really send them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from lifecircle.forms import Table
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from simulation.chance import chance, happens
from simulation.files.page import Ink
from simulation.files.parcel import Parcel
from simulation.mess.degree import Degree
from simulation.mess.junk import junk_beside
from simulation.mess.names import file_name, folder
from simulation.mess.neighbours import Neighbours
from simulation.mess.refusals import Draft, refuse
from simulation.mess.row_faults import MessyRow, Place, spoil
from simulation.mess.sheets import Filled, kind_of_file, pages_of, write_pages
from simulation.mess.spoiling import write_foreign
from simulation.mess.words import Words
from simulation.submissions.submission import Row, Submission
from simulation.world.world import World

_NEEDED = ("annual_plan", "blueprint", "community_ledger")
"""Without these too much else would be refused: they always come rightly in the end."""
_BY_HAND = 1.6
"""So many times more row faults are in what towns type than in what departments export."""
_PREPARED_ON = ("不详", "月初", "2024-02-31")


@dataclass(frozen=True)
class _Sender:
    world: World
    degree: Degree
    words: Words

    def chance(self, what: str, submission: Submission) -> Random:
        return chance(self.world.district.seed, "mess", self.degree.name, what, submission.file_name)


def untidy(world: World, submissions: Iterable[Submission], degree: Degree) -> Iterator[Parcel]:
    """Yield the parcels of the submissions, with what is sent wrongly first, sent twice, or left lying beside them.

    A copy follows its original, as it does among the submissions.
    """
    sender = _Sender(world, degree, Words.of_district(load_district(Settings().reference)))
    sent: dict[str, Parcel] = {}
    for submission in submissions:
        if submission.copy_of:
            original = sent.get(submission.copy_of)
            if original:
                yield _copy(original, submission.received_at)
            continue
        draft, faults = _draft(sender, submission)
        rng = sender.chance("refused", submission)
        if happens(rng, degree.refused):
            earlier = submission.received_at - timedelta(minutes=rng.randint(3, 200))
            code, wrong = refuse(replace(draft, rng=rng, filled=_rightly(submission)))
            first = _parcel(wrong, earlier, (code,))
            yield first
            if not happens(rng, degree.mended) and submission.form_name not in _NEEDED:
                continue
            if first.path == draft.name:
                draft = replace(draft, name=f"重报/{draft.name}")
        is_registered = not (degree.is_thorough and happens(sender.chance("register", submission), 0.02))
        parcel = replace(_parcel(draft, submission.received_at, faults), is_registered=is_registered)
        sent[submission.file_name] = parcel
        yield parcel
        if happens(rng, degree.copies):
            yield _copy(parcel, submission.received_at + timedelta(minutes=rng.randint(3, 600)))
        if happens(rng, degree.junk):
            yield junk_beside(rng, parcel)


def _rightly(submission: Submission) -> Filled:
    return Filled(submission, submission.cover, {name: list(rows) for name, rows in submission.tables.items()})


def _draft(sender: _Sender, submission: Submission) -> tuple[Draft, tuple[str, ...]]:
    """Fill in a submission, with the faults in its rows and on its cover.  Returns their codes, too."""
    degree, rng = sender.degree, sender.chance("file", submission)
    ending, encoding = kind_of_file(rng, degree, submission)
    name = folder(rng, degree, submission) + file_name(rng, degree, sender.words, submission, ending)
    faults: list[str] = []
    tables: dict[str, list[MessyRow]] = {}
    for table_name, rows in submission.tables.items():
        table: Table = submission.form.tables[table_name]
        place = Place(
            sender.chance(f"faults of {table_name}", submission),
            submission,
            table,
            Neighbours(sender.world),
            has_formulas=ending == "xlsx",
        )
        share = degree.row_faults * (_BY_HAND if submission.form.sender == "town" else 1)
        meant = [_with_another_demand(rng, degree, row, rows) for row in rows]
        tables[table_name], codes = spoil(place, meant, share)
        faults += codes
    cover: MessyRow = submission.cover
    if "prepared_by" in cover and happens(rng, degree.row_faults * 2):
        blots: MessyRow = rng.choice(({"prepared_by": None}, {"prepared_on": Ink(rng.choice(_PREPARED_ON))}))
        cover = {**cover, **blots}
        faults.append("W08")
    filled = Filled(replace(submission, encoding=encoding), cover, tables)
    return Draft(sender.chance("sheets", submission), degree, sender.words, name, ending, filled), tuple(faults)


def _with_another_demand(rng: Random, degree: Degree, row: Row, rows: list[Row]) -> MessyRow:
    """Let a project answer a second demand, as some do, so that there are lists to write."""
    own, other = row.get("demand_ids"), rng.choice(rows).get("demand_ids")
    if not isinstance(own, list) or not isinstance(other, list) or own == other or not happens(rng, degree.layout):
        return row
    return {**row, "demand_ids": own + other}


def _parcel(draft: Draft, received_at: datetime, faults: tuple[str, ...]) -> Parcel:
    return Parcel(draft.name, received_at, partial(_write, draft), draft.filled.submission.form_name, faults=faults)


def _copy(original: Parcel, received_at: datetime) -> Parcel:
    name = f"再次报送/{received_at:%m%d}/{original.path.rpartition('/')[2]}"
    return Parcel(name, received_at, None, original.form_name, copy_of=original.path)


def _write(draft: Draft, path: Path) -> None:
    if draft.foreign:
        write_foreign(path, draft.rng, draft.foreign)
        return
    submission = draft.filled.submission
    pages = pages_of(draft.rng, draft.degree, draft.words, draft.filled, draft.ending)
    for change in draft.on_pages:
        change(pages)
    write_pages(pages, path, draft.ending, submission.encoding, submission.form.title)
    for spoiler in draft.spoilers:
        spoiler(path, draft.rng)
