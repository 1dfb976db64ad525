"""Secrets and persons that a run of Airflow is given, to be looked for wherever others read."""

from __future__ import annotations

from pathlib import Path

import duckdb
from sqlalchemy import create_engine, inspect, text

from lifecircle.home import Home

MAIL_PASSWORD = "youxiang-mima-5127"
CLIENT_SECRET = "kehu-miyao-8846"
PERSON, TELEPHONE, ADDRESS = "欧阳试探", "13900139077", "shitan@town.example.cn"

_CONTACTS = f"单位,姓名,电话,邮箱\n南桥镇,{PERSON},{TELEPHONE},{ADDRESS}\n"


def settings_with_canaries(home: Home) -> dict[str, str]:
    """Put a contact into the home, and a mail server that does not answer into the settings, which are returned."""
    home.settings.mkdir(parents=True, exist_ok=True)
    (home.settings / "contacts.csv").write_text(_CONTACTS, encoding="utf-8")
    password = home.settings / "mail-password"
    password.write_text(MAIL_PASSWORD, encoding="utf-8")
    return {"LIFECIRCLE_SMTP_URL": "smtp://lifecircle@127.0.0.1:9", "LIFECIRCLE_SMTP_PASSWORD_FILE": str(password)}


def telephones_of_covers(home: Home) -> set[str]:
    """The telephone numbers that towns wrote on the covers of what was landed."""
    covers = str(home.landed / "covers" / "**" / "*.parquet")
    with duckdb.connect() as database:
        found = database.execute(f"select value from read_parquet('{covers}') where field = 'phone'").fetchall()
    return {number for (number,) in found if number}


def rows_of(database: str) -> dict[str, str]:
    """All rows of a PostgreSQL database as text, by table: XComs, rendered templates, the audit log and the rest."""
    engine = create_engine(database)
    with engine.connect() as connection:
        found = {
            table: "\n".join(connection.scalars(text(f'select rows::text from "{table}" as rows')))
            for table in inspect(engine).get_table_names()
        }
    engine.dispose()
    return found


def logs_of(folder: Path) -> dict[str, str]:
    """All logs below a folder, by name."""
    return {str(path): path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob("*.log")}
