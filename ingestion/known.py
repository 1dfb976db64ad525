"""What has landed already, and when a file counts as received that has not."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from ingestion.archive import Original
from ingestion.inbox import InboxFile
from ingestion.submission import submission_id
from lifecircle.batches import Batches
from lifecircle.home import Home
from lifecircle.landed import SUBMISSIONS, WITHDRAWALS
from lifecircle.visible import visible

log = logging.getLogger(__name__)


class Known:
    """The submissions landed before: their ids, the latest of each name and SHA-256, and the receipts of a name."""

    def __init__(self, home: Home, batches: Batches) -> None:
        self.ids: set[str] = set()
        self.withdrawals: list[dict[str, Any]] = _landed(home, batches, "withdrawals", WITHDRAWALS).to_pylist()
        self._latest: dict[tuple[str, str], str] = {}
        self._receipts: dict[tuple[str, datetime], str] = {}
        for row in _landed(home, batches, "submissions", SUBMISSIONS).to_pylist():
            self.ids.add(row["submission_id"])
            self._latest[row["file_name"], row["sha256"]] = row["submission_id"]
            self._receipts.setdefault((row["file_name"], row["received_at"]), row["sha256"])

    def received(self, file: InboxFile, original: Original) -> datetime | None:
        """When a file counts as received that is to be landed; None where it has landed as it is.

        A modification time alone changes nothing: files of a copied inbox must not count as received again.
        A line of the register is that of the content which was landed by it; what replaced it in place came later.
        """
        received = file.received_at
        owner = self._receipts.get((file.file_name, received))
        is_replaced = file.registered and owner not in (None, original.sha256)
        latest = self._latest.get((file.file_name, original.sha256))
        if is_replaced:
            if latest is not None:
                return None
            if file.modified_at is not None and file.modified_at > received:
                log.warning(
                    "%s was replaced after it had landed, and the register has no line for that: "
                    "it counts as received when it was changed, %s",
                    *(visible(file.file_name), f"{file.modified_at:%Y-%m-%d %H:%M:%S}"),
                )
                received = file.modified_at
        if latest is None:
            return received
        is_other = file.registered and latest != submission_id(file.file_name, original.sha256, received)
        return received if is_other else None


def _landed(home: Home, batches: Batches, table: str, schema: pa.Schema) -> pa.Table:
    """All that has landed of a table, checked or not."""
    files = [str(home.landed / path) for seal in batches.seals for path in seal.files_of(table)]
    return ds.dataset(files, schema=schema).to_table() if files else schema.empty_table()
