"""Which of a workbook's sheets a form means (docs/contract/submissions.md, Normalised: sheet names)."""

from __future__ import annotations

from ingestion.header import HeaderError, find_header
from ingestion.sheets import Sheet, Workbook
from lifecircle.forms import Table
from lifecircle.plain import plain


class Worksheets:
    """The sheets of a workbook; each is read once, and as it is seen."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._names = [plain(name or "") for name in workbook.names]
        self._read: dict[int, Sheet] = {}

    def read(self, index: int) -> Sheet:
        """Read a sheet, without the characters that nobody sees."""
        if index not in self._read:
            self._read[index] = self._workbook.sheet(index).as_seen()
        return self._read[index]

    def find(self, wanted: str | None, table: Table | None = None) -> int | None:
        """Find a sheet by its name in the form: the one that equals it, else the first that contains it.

        A hidden one is passed over where a visible one would do.

        Args:
            wanted: the name; None for a ledger, which is the first sheet.
            table: what its header must name; None for a sheet without header.
        """
        candidates = [index for index, name in enumerate(self._names) if wanted is None or wanted in name]
        if not self._workbook.hidden.isdisjoint(candidates):
            visible = [index for index in candidates if index not in self._workbook.hidden]
            if any(table is None or self._has_header(index, table) for index in visible):
                candidates = visible
        equal = (index for index in candidates if self._names[index] == wanted)
        return next(equal, next(iter(candidates), None))

    def _has_header(self, index: int, table: Table) -> bool:
        try:
            find_header(self.read(index), table)
        except HeaderError as error:
            return error.row is not None
        return True
