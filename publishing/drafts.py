"""Drafts: what a quarter's scorecards would be if they were approved now."""

from __future__ import annotations

import logging
from pathlib import Path

import duckdb

from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.progress import Progress
from lifecircle.writing import remove_protected, write_changed
from publishing.differences import compare
from publishing.figures import due_quarters, figure_files, read_inputs, read_withdrawals, run_moment
from publishing.manifest import Manifest, hash_files, read_manifest
from publishing.provenance import code_version, rules_in_force
from publishing.registry import damaged_versions, latest_version, published_versions, recover_versions
from publishing.versions import (
    damaged_drafts,
    draft_folder,
    drafts,
    is_whole,
    read_draft,
    remove_draft,
    write_draft,
)
from scorecards.edition import Edition
from scorecards.rendering import render, render_index

logger = logging.getLogger(__name__)

WAIT_SECONDS = 600
"""How long one publication waits for another: a quarter takes up to half a minute."""


def write_drafts(home: Home, progress: Progress | None = None) -> list[str]:
    """Write the draft of every due quarter that has not been published, and the index.

    Args:
        home: its snapshot is read, its `published` is written.
        progress: told (quarters done, quarters in all).

    Returns:
        The quarters that await approval, the earliest first.

    Raises:
        NothingPublishedError: the home has no snapshot.
        HomeInUseError: another publication has gone on for ten minutes.
    """
    with home.hold("publication", wait_seconds=WAIT_SECONDS):
        recover_versions(home)
        for line in damaged_versions(home):
            logger.warning(line)
        for folder in damaged_drafts(home):
            logger.warning("%s is not whole: it goes, and a draft that is due is written again", folder)
            remove_draft(home, folder.parent.name)
        with open_snapshot(home) as marts:
            due = due_quarters(marts)
            waiting = [quarter for quarter in due if latest_version(home, quarter) is None]
            for done, quarter in enumerate(waiting, start=1):
                draft(home, marts, first_edition(marts, quarter))
                if progress:
                    progress(done, len(waiting))
        # a draft of a quarter that an earlier moment does not know yet would be reached by its address alone
        for folder in drafts(home):
            if folder.parent.name not in due:
                logger.info("removing %s: its quarter is not due", folder)
                remove_draft(home, folder.parent.name)
        write_index(home)
    return waiting


def retire_drafts(home: Home) -> int:
    """Remove the drafts that a version has overtaken, and what killed runs left of drafts; how many went.

    Raises:
        HomeInUseError: another publication has gone on for ten minutes.
    """
    with home.hold("publication", wait_seconds=WAIT_SECONDS):
        recover_versions(home)
        overtaken = [folder for folder in drafts(home) if _is_overtaken(home, folder)]
        for folder in overtaken:
            remove_draft(home, folder.parent.name)
        for leftover in home.published.glob("*/.draft.*"):
            remove_protected(leftover)
        if overtaken:
            write_index(home)
    return len(overtaken)


def first_edition(marts: duckdb.DuckDBPyConnection, quarter: str) -> Edition:
    """The first edition of a quarter: as of its cut-off, with what later figures would change."""
    offered = (difference for difference in compare(marts, quarter, None).differences if difference.kind != "other")
    rules = rules_in_force(quarter).name
    return Edition(quarter, "cutoff", due_quarters(marts)[quarter], rule_version=rules, offered=tuple(offered))


def draft(home: Home, marts: duckdb.DuckDBPyConnection, edition: Edition) -> Manifest:
    """Write an edition as the quarter's draft, unless the draft is that already; its manifest."""
    figures = figure_files(marts, edition.quarter, edition.basis)
    manifest = manifest_of(home, marts, edition, figures)
    present = read_draft(home, edition.quarter)
    same_but_files = present and manifest.model_copy(update={"files": present.files}) == present
    if present and same_but_files and present.figures == manifest.figures:
        return present
    files = {**figures, **render(home, edition)}
    manifest = manifest_of(home, marts, edition, files)
    write_draft(home, manifest, files)
    return manifest


def _is_overtaken(home: Home, folder: Path) -> bool:
    """Whether a quarter has a later version than the one that its draft would follow."""
    latest = latest_version(home, folder.parent.name)
    return latest is not None and read_manifest(folder).previous != latest.number


def manifest_of(home: Home, marts: duckdb.DuckDBPyConnection, edition: Edition, files: dict[str, bytes]) -> Manifest:
    """Say what an edition is made from."""
    return Manifest(
        quarter=edition.quarter,
        version=edition.version,
        previous=edition.previous,
        basis=edition.basis,
        as_of=edition.as_of,
        run_as_of=run_moment(marts),
        approved_by=edition.approved_by,
        approved_at=edition.approved_at,
        reason=edition.reason,
        is_demo=edition.is_demo,
        rules=rules_in_force(edition.quarter),
        code=code_version(),
        differences=edition.differences,
        causes=edition.causes,
        offered=edition.offered,
        inputs=read_inputs(marts, home),
        withdrawals=read_withdrawals(home, run_moment(marts)),
        files=hash_files(files),
    )


def write_index(home: Home) -> None:
    """Write the list of all drafts and versions, each quarter's versions after each other, its draft last."""
    folders = [version.folder for version in published_versions(home) if is_whole(version.folder)]
    folders += [draft_folder(home, folder.parent.name) for folder in drafts(home)]
    editions = [read_manifest(folder).edition for folder in folders]
    editions.sort(key=lambda edition: (edition.quarter, edition.version is None, edition.version or 0))
    write_changed(home.published / "index.html", render_index(home, editions))
