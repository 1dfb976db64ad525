"""Restatement: what is known by now beside what was published, and the next version if a person approves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import duckdb

from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.progress import Progress
from publishing.approval import ApprovalError, due_quarter, named, publish_edition, require_draft
from publishing.causes import find_causes
from publishing.differences import OFFERING, compare
from publishing.drafts import WAIT_SECONDS, draft, write_index
from publishing.figures import due_quarters, run_moment
from publishing.manifest import Manifest, read_manifest
from publishing.provenance import rules_in_force
from publishing.registry import latest_version, recover_versions
from publishing.snapshot import publish_snapshot
from publishing.versions import is_whole, remove_draft
from scorecards.edition import Edition


@dataclass(frozen=True)
class Restatement:
    """What the next version of a quarter would be, beside the version that holds."""

    published: Manifest
    edition: Edition

    @property
    def changes_anything(self) -> bool:
        """Whether any figure differs."""
        return bool(self.edition.differences)

    @property
    def is_offered(self) -> bool:
        """Whether a total, rank, band or light changes."""
        return any(difference.kind in OFFERING for difference in self.edition.differences)


def propose_restatement(home: Home, quarter: str) -> Restatement:
    """Compare what is known by now with what is published, and write the draft of the next version if it differs.

    Raises:
        ApprovalError: the quarter is not due or has not been published.
        NothingPublishedError: the home has no snapshot.
    """
    with home.hold("publication", wait_seconds=WAIT_SECONDS), open_snapshot(home) as marts:
        recover_versions(home)
        restatement = _compare(home, marts, quarter)
        _write_draft(home, marts, restatement, wanted=restatement.changes_anything)
        write_index(home)
    return restatement


def propose_restatements(home: Home, progress: Progress | None = None) -> list[Restatement]:
    """Do so for every published quarter, and write drafts of those for which a restatement is offered; return these.

    Args:
        home: its snapshot is read, its `published` is written.
        progress: told (quarters done, quarters in all).

    Raises:
        NothingPublishedError: the home has no snapshot.
    """
    offered = []
    with home.hold("publication", wait_seconds=WAIT_SECONDS), open_snapshot(home) as marts:
        recover_versions(home)
        latest = {quarter: latest_version(home, quarter) for quarter in due_quarters(marts)}
        published = [quarter for quarter, version in latest.items() if version and is_whole(version.folder)]
        for done, quarter in enumerate(published, start=1):
            restatement = _compare(home, marts, quarter)
            _write_draft(home, marts, restatement, wanted=restatement.is_offered)
            if restatement.is_offered:
                offered.append(restatement)
            if progress:
                progress(done, len(published))
        if published:
            write_index(home)
    return offered


def restate(
    home: Home,
    quarter: str,
    approved_by: str,
    reason: str,
    approved_at: datetime | None = None,
    seen: str | None = None,
) -> Restatement:
    """Publish what is known by now as the quarter's next version, if it differs from the one that holds.

    Args:
        home: with a published snapshot.
        quarter: as 2024Q1.
        approved_by: the name of the person who approves it.
        reason: why it is restated; shown on the pages.
        approved_at: the moment of approval; None is the settings'.
        seen: the hash of the figures that were approved (`request_approval`); None takes what differs now.

    Returns:
        What was compared; `edition.version` is the new version, None where nothing differs and nothing was published.

    Raises:
        ApprovalError: no name or reason, or the quarter is not due or has not been published.
        DraftChangedError: other figures were seen.
        NothingPublishedError: the home has no snapshot.
    """
    approver = named(approved_by)
    if not reason.strip():
        raise ApprovalError("a restatement needs a reason: the pages of the new version show it")
    with home.hold("publication", wait_seconds=WAIT_SECONDS), open_snapshot(home) as marts:
        recover_versions(home)
        restatement = _compare(home, marts, quarter)
        if not restatement.changes_anything:
            return restatement
        if seen:
            require_draft(home, marts, restatement.edition, seen)
        version = (restatement.edition.previous or 0) + 1
        edition = replace(restatement.edition, version=version, reason=" ".join(reason.split()))
        publish_edition(home, marts, edition, approver, approved_at)
    publish_snapshot(home)
    return replace(restatement, edition=edition)


def _compare(home: Home, marts: duckdb.DuckDBPyConnection, quarter: str) -> Restatement:
    quarter = due_quarter(marts, quarter)
    published_version = latest_version(home, quarter)
    if published_version is None:
        raise ApprovalError(
            f"{quarter} has not been published yet, so there is nothing to restate: `lifecircle publish {quarter}`"
        )
    if not is_whole(published_version.folder):
        raise ApprovalError(f"{published_version.folder} is missing or damaged: put it back from a backup")
    published = read_manifest(published_version.folder)
    comparison = compare(marts, quarter, published_version.folder)
    edition = Edition(
        quarter,
        "latest",
        run_moment(marts),
        differences=tuple(comparison.differences),
        causes=find_causes(marts, published, published_version.folder, comparison.metrics),
        rule_version=rules_in_force(quarter).name,
        previous=published_version.number,
    )
    return Restatement(published, edition)


def _write_draft(home: Home, marts: duckdb.DuckDBPyConnection, restatement: Restatement, wanted: bool) -> None:
    """Keep the draft of the next version in step: one that nothing asks for any more goes."""
    if wanted:
        draft(home, marts, restatement.edition)
    else:
        remove_draft(home, restatement.edition.quarter)
