from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

import publishing.snapshot
from lifecircle.home import Home
from publishing.snapshot import NothingBuiltError, publish_snapshot
from tests.publishing.toy_warehouse import build

RENAME = "update marts.dim_town set town_name = '改名镇' where town_code = 'nanqiao';"
NAME = "select town_name from marts.dim_town where town_code = 'nanqiao'"


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_snapshot_holds_the_marts_and_nothing_else(home: Home) -> None:
    path = publish_snapshot(home)
    assert path == home.snapshot
    assert rows(path, "select distinct schema_name from duckdb_tables()") == [("marts",)]
    assert rows(path, "select schema_name from duckdb_schemas() where not internal") == [("marts",)]
    assert rows(path, "select count(*) from marts.scorecard_town") == [(6,)]


def test_what_stood_beside_the_marts_leaves_no_trace_in_the_file(home: Home) -> None:
    contact = "联系人电话".encode()
    assert contact in home.latest_build.read_bytes()
    assert contact not in publish_snapshot(home).read_bytes()


def test_comments_constraints_and_views_survive(home: Home) -> None:
    path = publish_snapshot(home)
    assert rows(path, "select comment from duckdb_tables() where table_name = 'dim_town'") == [("街镇",)]
    assert rows(path, "select column_name, comment from duckdb_columns() where comment is not null") == [
        ("town_name", "街镇名称")
    ]
    assert ("PRIMARY KEY(town_code)",) in rows(path, "select constraint_text from duckdb_constraints()")
    assert rows(path, "select town_code from marts.towns_by_name") == [("nanqiao",), ("fengpu",)]


def test_older_drivers_can_read_the_file(home: Home) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{publish_snapshot(home)}' as snapshot (read_only)")
        tags = connection.execute("select tags from duckdb_databases() where database_name = 'snapshot'").fetchall()
    assert "v1.4.0" in tags[0][0]["storage_version"]


def test_parquet_holds_the_same_rows(home: Home) -> None:
    path = publish_snapshot(home)
    tables = [name for (name,) in rows(path, "select table_name from duckdb_tables()")]
    assert sorted(file.stem for file in home.marts.iterdir()) == sorted(tables)
    with duckdb.connect(path, read_only=True) as connection:
        for table in tables:
            parquet = f"from '{home.marts / table}.parquet'"
            both = connection.execute(
                f"(from marts.{table} except all {parquet}) union all ({parquet} except all from marts.{table})"
            )
            assert both.fetchall() == [], table


def test_a_build_is_published_once(home: Home) -> None:
    publish_snapshot(home)
    first = home.snapshot.resolve()
    changed_at = first.stat().st_mtime_ns
    publish_snapshot(home)
    assert home.snapshot.resolve() == first
    assert first.stat().st_mtime_ns == changed_at


def test_a_reader_keeps_its_rows_while_the_next_one_sees_the_new(home: Home) -> None:
    with duckdb.connect(publish_snapshot(home), read_only=True) as reader:
        build(home, 2, RENAME)
        publish_snapshot(home)
        assert reader.execute(NAME).fetchall() == [("南桥镇",)]
        assert rows(home.snapshot, NAME) == [("改名镇",)]


def test_snapshot_and_parquet_change_in_the_same_instant(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_snapshot(home)
    build(home, 2, RENAME)
    seen: list[tuple[Any, Any]] = []

    def look_and_replace(source: Any, target: Any) -> None:
        replace(source, target)
        with duckdb.connect() as connection:
            parquet = connection.execute(f"select town_name from '{home.marts}/dim_town.parquet' order by 1").fetchall()
        seen.append((rows(home.snapshot, "select town_name from marts.dim_town order by 1"), parquet))

    replace = os.replace
    monkeypatch.setattr(os, "replace", look_and_replace)
    publish_snapshot(home)
    assert len(seen) > 1
    assert all(tables == parquet for tables, parquet in seen)


@pytest.mark.parametrize("interruption", [duckdb.Error("disk full"), KeyboardInterrupt()])
def test_a_publication_that_fails_half_way_leaves_the_old_one(
    home: Home, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    publish_snapshot(home)
    build(home, 2, RENAME)

    def fail(folder: Path) -> None:
        raise interruption

    with monkeypatch.context() as patch:
        patch.setattr(publishing.snapshot, "_sync", fail)
        with pytest.raises(type(interruption)):
            publish_snapshot(home)
    assert rows(home.snapshot, NAME) == [("南桥镇",)]

    publish_snapshot(home)
    assert rows(home.snapshot, NAME) == [("改名镇",)]
    assert not list((home.snapshot.parent / "snapshots").glob(".*"))


def test_only_the_last_few_versions_are_kept(home: Home) -> None:
    for number in range(1, 6):
        shutil.rmtree(home.builds)
        build(home, number)
        publish_snapshot(home)
    kept = sorted(folder.name.partition("-")[0] for folder in (home.snapshot.parent / "snapshots").iterdir())
    assert kept == ["3", "4", "5"]


def test_a_build_of_the_same_number_made_anew_is_published(home: Home) -> None:
    publish_snapshot(home)
    shutil.rmtree(home.builds)
    build(home, 1, RENAME)
    assert rows(publish_snapshot(home), NAME) == [("改名镇",)]


def test_without_a_build_nothing_is_made(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with pytest.raises(NothingBuiltError, match="no warehouse has been built yet"):
        publish_snapshot(home)
    assert not home.root.exists()


def test_a_build_without_marts_is_refused(home: Home) -> None:
    build(home, 2, "drop schema marts cascade;")
    with pytest.raises(NothingBuiltError, match="no table in the schema marts"):
        publish_snapshot(home)
    assert not home.snapshot.exists()
