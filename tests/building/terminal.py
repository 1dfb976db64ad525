"""The command line as its user calls it, and the marts that a run leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb

from lifecircle.home import Home
from lifecircle.settings import PROJECT

LIFECIRCLE = Path(sys.executable).with_name("lifecircle")
_WIDE = {"COLUMNS": "400"}
"""A terminal on which no message is wrapped, however long the paths in it."""


def lifecircle(*arguments: str | Path, **settings: str | Path) -> subprocess.CompletedProcess[str]:
    """Call `lifecircle` with settings such as LIFECIRCLE_REFERENCE; the caller looks at its exit code and output."""
    command = [str(LIFECIRCLE), *map(str, arguments)]
    environment = os.environ | _WIDE | {name: str(value) for name, value in settings.items()}
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, env=environment)


def start_lifecircle(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start `lifecircle` and go on."""
    command = [str(LIFECIRCLE), *map(str, arguments)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def published_marts(home: Home) -> Mapping[str, list[tuple[object, ...]]]:
    """Every row of every published mart, sorted."""
    with duckdb.connect(str(home.snapshot.resolve()), read_only=True) as marts:
        names = "select table_name from information_schema.tables where table_schema = 'marts'"
        tables = [name for (name,) in marts.execute(names).fetchall()]
        return {table: sorted(marts.table(f"marts.{table}").fetchall(), key=repr) for table in tables}
