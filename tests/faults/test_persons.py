"""A telephone typed into any cell of a cover reaches nobody but the sender; contacts and passwords reach nobody else.

A whole cycle, published, with a mail server that refuses the password, and with a failure in it: then every file of
the home is looked through, packed or not, and all that was said on the way.  Airflow's own places are looked through
where a scheduler runs: tests/integration/test_scheduler.py.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pypdf
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from deploy.local_airflow import free_port
from lifecircle.forms import COVER_SHEET
from lifecircle.home import Home
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, district_of
from tests.building.marts import read_marts
from tests.building.terminal import lifecircle
from tests.golden.golden_quarter import AS_OF

pytestmark = pytest.mark.long

CANARY = "13800138999"
SIMULATED = re.compile(r"021-0000\d{4}")
"""The telephones that the simulator puts on covers."""
CONTACT = ("欧阳试探", "13900139077", "shitan@town.example.cn")
PASSWORD = "youxiang-mima-5127"
MODIFIED = 1696125600
REFUSING: dict[str, Any] = {
    "auth_required": True,
    "auth_require_tls": False,
    "authenticator": lambda *_: AuthResult(success=False, handled=False, message="535 5.7.8 not you"),
}
"""How a mail server is set that knows nobody."""


@dataclass(frozen=True)
class Cycle:
    """A home after a whole cycle, and all that was said on the way."""

    home: Home
    said: str


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
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    """A run over every workbook form, sent once for each cell of its cover; published; failed once."""
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
    home.settings.mkdir(parents=True)
    contacts = home.settings / "contacts.csv"
    contacts.write_text(f"单位,姓名,电话,邮箱\n东湖镇,{','.join(CONTACT)}\n", encoding="utf-8")
    password = folder / "mail-password"
    password.write_text(PASSWORD, encoding="utf-8")
    server = Controller(None, hostname="127.0.0.1", port=free_port(), **REFUSING)
    server.start()
    settings: dict[str, str | Path] = {
        "LIFECIRCLE_REFERENCE": TOY_DISTRICT,
        "LIFECIRCLE_AS_OF": AS_OF,
        "LIFECIRCLE_SMTP_URL": f"smtp://lifecircle@127.0.0.1:{server.port}",
        "LIFECIRCLE_SMTP_PASSWORD_FILE": password,
    }
    said = [
        lifecircle("run", "--inbox", folder / "inbox", "--home", home.root, **settings),
        lifecircle("publish", "2023Q3", "--approved-by", "测试", "--home", home.root, **settings),
        lifecircle("outbox", "--send", "--home", home.root, **settings),
    ]
    server.stop()
    assert [done.returncode for done in said[:2]] == [0, 0], said
    assert "535" in said[2].stdout + said[2].stderr
    # columns in another order than their heads; then right again
    right = contacts.read_text(encoding="utf-8")
    contacts.write_text(f"单位,姓名,电话,邮箱\n{','.join(CONTACT)},东湖镇\n", encoding="utf-8")
    said.append(lifecircle("note", "东湖镇", "无人接听", "--home", home.root, **settings))
    chased = texts(home.receipts / "chase.html")
    assert [word in chased for word in ("line 2", *CONTACT)] == [True, False, False, False]
    contacts.write_text(right, encoding="utf-8")
    said.append(lifecircle("note", "东湖镇", "已告知", "--home", home.root, **settings))
    # a landed cover that is cut off
    cover = min((home.landed / "covers").rglob("*.parquet"))
    kept = cover.read_bytes()
    cover.chmod(0o644)
    cover.write_bytes(kept[: len(kept) // 2])
    said.append(lifecircle("run", "--inbox", folder / "inbox", "--home", home.root, **settings))
    cover.write_bytes(kept)
    return Cycle(home, "".join(done.stdout + done.stderr for done in said))


def texts(path: Path) -> str:
    """All that a file says, unpacked where it is packed."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    if path.suffix == ".parquet":
        with duckdb.connect() as database:
            return repr(database.execute("from read_parquet(?)", [str(path)]).fetchall())
    if path.suffix == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return path.read_bytes().decode("utf-8", "replace")


def place(path: Path) -> str:
    """Where in the home a file lies, as far as it matters who may read it."""
    if path.parts[0] == "receipts":
        return "receipts/chase.html" if path.name == "chase.html" else f"receipts/*{path.suffix}"
    if path.parts[-3:-1] == ("landed", "covers"):
        # dbt reads the batches that count by a folder of their own
        return "landed/covers"
    return path.parts[0] if path.parts[0] == "outbox" else "/".join(path.parts[:2])


@pytest.fixture(scope="module")
def told(cycle: Cycle) -> dict[Path, str]:
    """What each file of the home says, but for the originals as they were sent, and whom to reach."""
    kept = {cycle.home.archive, cycle.home.settings}
    files = [path for path in cycle.home.root.rglob("*") if path.is_file() and not kept & set(path.parents)]
    return {path.relative_to(cycle.home.root): texts(path) for path in files}


def test_it_is_in_no_mart(cycle: Cycle) -> None:
    marts = read_marts(cycle.home.snapshot)
    assert len(marts["fct_submission"]) > 20
    assert CANARY not in json.dumps(marts, ensure_ascii=False, default=str)


def test_it_is_in_no_file_but_the_landed_covers_and_the_senders_own_copy(told: dict[Path, str]) -> None:
    found = {place(path) for path, text in told.items() if CANARY in text}
    assert found == {"landed/covers", "receipts/*.xlsx"}


def test_whom_a_cover_names_the_data_team_may_be_told_besides(told: dict[Path, str]) -> None:
    found = {place(path) for path, text in told.items() if SIMULATED.search(text)}
    assert found - {"receipts/chase.html"} == {"landed/covers", "receipts/*.xlsx"}


def test_a_contact_is_told_to_nobody_but_the_data_team_and_the_mail_server(told: dict[Path, str]) -> None:
    found = {place(path) for path, text in told.items() if any(word in text for word in CONTACT)}
    assert found - {"receipts/chase.html"} == {"outbox"}


def test_the_mail_servers_password_is_in_no_file(told: dict[Path, str]) -> None:
    assert [path for path, text in told.items() if PASSWORD in text] == []


def test_nothing_of_it_is_said_on_the_way_even_where_something_fails(cycle: Cycle) -> None:
    assert [word for word in (CANARY, PASSWORD, *CONTACT[:2]) if word in cycle.said] == []
    assert SIMULATED.findall(cycle.said) == []
