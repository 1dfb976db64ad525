"""A telephone number that somebody types into any cell of a cover reaches nobody but the sender."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from lifecircle.forms import COVER_SHEET
from lifecircle.home import Home
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, district_of
from tests.building.marts import read_marts
from tests.building.terminal import lifecircle
from tests.golden.golden_quarter import AS_OF

pytestmark = pytest.mark.long

CANARY = "13800138999"
MODIFIED = 1696125600


def with_canary(data: bytes) -> Iterator[bytes]:
    """The workbook once for each cell of its cover, with the number in that cell."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell.coordinate for row in book[COVER_SHEET].iter_rows() for cell in row if cell.value is not None]
    for coordinate in cells:
        typed = openpyxl.load_workbook(io.BytesIO(data))
        typed[COVER_SHEET][coordinate] = CANARY
        stream = io.BytesIO()
        typed.save(stream)
        yield stream.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A run over every workbook form, sent once for each cell of its cover."""
    folder = tmp_path_factory.mktemp("canary")
    with district_of(TOY_DISTRICT):
        simulate(folder / "sent", "2023-06", "2023-08")
    for form in ("月报", "年度计划", "行动蓝图"):
        source = min((folder / "sent").rglob(f"{form}_东湖镇*.xlsx"))
        for number, data in enumerate(with_canary(source.read_bytes())):
            path = folder / "inbox" / str(number) / source.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            os.utime(path, (MODIFIED + number, MODIFIED + number))
    home = Home(folder / "home")
    arguments = ("run", "--inbox", folder / "inbox", "--home", home.root, "--as-of", AS_OF)
    done = lifecircle(*arguments, LIFECIRCLE_REFERENCE=TOY_DISTRICT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert CANARY not in done.stdout + done.stderr
    return home


def texts(path: Path) -> str:
    """All that a file says, unpacked where it is packed."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def test_it_is_in_no_mart(home: Home) -> None:
    marts = read_marts(home.snapshot)
    assert len(marts["fct_submission"]) > 20
    assert CANARY not in json.dumps(marts, ensure_ascii=False, default=str)


def test_it_is_in_no_file_but_the_originals_the_landed_covers_and_the_senders_own_copy(home: Home) -> None:
    meant = {home.archive, home.landed / "covers"}
    found = [
        path
        for path in home.root.rglob("*")
        if path.is_file() and not meant & set(path.parents) and path.suffix != ".parquet" and CANARY in texts(path)
    ]
    assert {path.suffix for path in found} <= {".xlsx"}
    assert all(path.is_relative_to(home.receipts) for path in found)
