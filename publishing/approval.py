"""Approval: a named person turns the draft as it is into the quarter's first version."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import duckdb

from lifecircle.calendar import parse_period
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.plain import plain
from lifecircle.settings import Settings
from publishing.drafts import WAIT_SECONDS, draft, first_edition, manifest_of, write_index
from publishing.figures import due_quarters, figure_files
from publishing.manifest import Manifest, read_manifest
from publishing.registry import latest_version, recover_versions, register_version
from publishing.rulebook import keep_rulebook
from publishing.snapshot import publish_snapshot
from publishing.versions import (
    AlreadyPublishedError,
    draft_folder,
    finish_version,
    is_whole,
    prepare_version,
    read_draft,
    remove_draft,
)
from scorecards.edition import Edition
from scorecards.rendering import render

DEMO_APPROVER = "演示"
"""Who approves in a demonstration: the pages say that nobody did."""


class ApprovalError(Exception):
    """The quarter cannot be published as asked; the message says why and what to do."""


class DraftChangedError(ApprovalError):
    """The figures are others than those that were approved; the draft is new, to be read and approved anew."""


def publish(
    home: Home, quarter: str, approved_by: str, approved_at: datetime | None = None, seen: str | None = None
) -> Manifest:
    """Publish a quarter's draft as its first version, and put it into the register and the snapshot.

    What was approved may be published already, by command meanwhile or by a run that was killed right after; then
    the register and the snapshot are put in step with it.

    Args:
        home: with a published snapshot and the quarter's draft.
        quarter: as 2024Q1 or 2024年第一季度.
        approved_by: the name of the person who approves it.
        approved_at: the moment of approval; None is the settings'.
        seen: the hash of the figures that were approved (`request_approval`); None means the draft's.

    Raises:
        ApprovalError: no name, no such quarter, or no draft.
        DraftChangedError: the warehouse has left the draft behind.
        AlreadyPublishedError: it has been published, with other figures or for all we know; it can be restated.
        NothingPublishedError: the home has no snapshot.
    """
    approver = named(approved_by)
    with home.hold("publication", wait_seconds=WAIT_SECONDS), open_snapshot(home) as marts:
        recover_versions(home)
        quarter = due_quarter(marts, quarter)
        if published := latest_version(home, quarter):
            if not is_whole(published.folder):
                raise ApprovalError(f"{published.folder} is missing or damaged: put it back from a backup")
            manifest = read_manifest(published.folder)
            if manifest.figures_sha256 != seen:
                raise AlreadyPublishedError(
                    f"{quarter} has been published as v{published.number}, which never changes; "
                    f"`lifecircle restate {quarter}` shows what is known by now and makes the next version"
                )
            _tidy(home, quarter)
        else:
            edition = first_edition(marts, quarter)
            require_draft(home, marts, edition, seen)
            manifest = publish_edition(home, marts, replace(edition, version=1), approver, approved_at)
    publish_snapshot(home)
    return manifest


def publish_edition(
    home: Home, marts: duckdb.DuckDBPyConnection, edition: Edition, approver: str, approved_at: datetime | None
) -> Manifest:
    """Write an edition as a version for ever, record it, and remove the draft; the caller holds `publication`."""
    at = approved_at or Settings().moment()
    approved = replace(edition, approved_by=approver, approved_at=at, is_demo=approver == DEMO_APPROVER)
    files = {**figure_files(marts, edition.quarter, edition.basis), **render(home, approved)}
    manifest = manifest_of(home, marts, approved, files)
    keep_rulebook(home)
    prepare_version(home, manifest, files)
    home.require_held("publication")
    register_version(home, manifest)
    finish_version(home, manifest.name)
    _tidy(home, edition.quarter)
    return manifest


def _tidy(home: Home, quarter: str) -> None:
    """Bring the register, the drafts and the index in step with a version."""
    recover_versions(home)
    remove_draft(home, quarter)
    write_index(home)


def named(approved_by: str) -> str:
    """The approver's name without blanks around it.

    Raises:
        ApprovalError: it is blank.
    """
    name = " ".join(approved_by.split())
    if not name:
        raise ApprovalError("a publication needs the name of the person who approves it")
    return name


def due_quarter(marts: duckdb.DuckDBPyConnection, text: str) -> str:
    """Read a quarter that has cards.

    Raises:
        ApprovalError: it is no quarter, or not due yet.
    """
    quarter = parse_period(plain(text), "quarter")
    due = due_quarters(marts)
    if quarter not in due:
        known = f"due are {', '.join(due)}" if due else "none is due yet"
        raise ApprovalError(f"{text!r} is no quarter whose scorecards can be published; {known}")
    return quarter


def require_draft(home: Home, marts: duckdb.DuckDBPyConnection, edition: Edition, seen: str | None) -> None:
    """Refuse to publish other figures than those that the approver could read; the draft is the new one then.

    Raises:
        ApprovalError: there was no draft.
        DraftChangedError: it had other figures.
    """
    present = read_draft(home, edition.quarter)
    fresh = draft(home, marts, edition)
    approved = seen or (present and present.figures_sha256)
    if approved == fresh.figures_sha256:
        return
    write_index(home)
    todo = f"read {draft_folder(home, edition.quarter)}, which is new, and approve that"
    if approved is None:
        raise ApprovalError(f"{edition.quarter} had no draft to approve; {todo}")
    raise DraftChangedError(f"{edition.quarter} has other figures now than the draft that was approved; {todo}")
