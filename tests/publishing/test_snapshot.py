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
from tests.building.toy_warehouse import build

RENAME = "update marts.dim_town set town_name = '改名镇' where town_code = 'nanqiao';"
NAME = "select town_name from marts.dim_town where town_code = 'nanqiao'"


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_snapshot_holds_the_marts_and_nothing_else(built: Home) -> None:
    path = publish_snapshot(built)
    assert path == built.snapshot
    assert rows(path, "select distinct schema_name from duckdb_tables()") == [("marts",)]
    assert rows(path, "select schema_name from duckdb_schemas() where not internal") == [("marts",)]
    assert rows(path, "select count(*) from marts.scorecard_town") == [(6,)]


def test_what_stood_beside_the_marts_leaves_no_trace_in_the_file(built: Home) -> None:
    contact = "联系人电话".encode()
    assert contact in built.latest_build.read_bytes()
    assert contact not in publish_snapshot(built).read_bytes()


def test_comments_constraints_and_views_survive(built: Home) -> None:
    path = publish_snapshot(built)
    assert rows(path, "select comment from duckdb_tables() where table_name = 'dim_town'") == [("街镇",)]
    assert rows(path, "select column_name, comment from duckdb_columns() where comment is not null") == [
        ("town_name", "街镇名称")
    ]
    assert ("PRIMARY KEY(town_code)",) in rows(path, "select constraint_text from duckdb_constraints()")
    assert rows(path, "select town_code from marts.towns_by_name") == [("nanqiao",), ("fengpu",)]


def test_older_drivers_can_read_the_file(built: Home) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{publish_snapshot(built)}' as snapshot (read_only)")
        tags = connection.execute("select tags from duckdb_databases() where database_name = 'snapshot'").fetchall()
    assert "v1.4.0" in tags[0][0]["storage_version"]


def test_parquet_holds_the_same_rows(built: Home) -> None:
    path = publish_snapshot(built)
    tables = [name for (name,) in rows(path, "select table_name from duckdb_tables()")]
    assert sorted(file.stem for file in built.marts.iterdir()) == sorted(tables)
    with duckdb.connect(path, read_only=True) as connection:
        for table in tables:
            parquet = f"from '{built.marts / table}.parquet'"
            both = connection.execute(
                f"(from marts.{table} except all {parquet}) union all ({parquet} except all from marts.{table})"
            )
            assert both.fetchall() == [], table


def test_a_build_is_published_once(built: Home) -> None:
    publish_snapshot(built)
    first = built.snapshot.resolve()
    changed_at = first.stat().st_mtime_ns
    publish_snapshot(built)
    assert built.snapshot.resolve() == first
    assert first.stat().st_mtime_ns == changed_at


def test_a_reader_keeps_its_rows_while_the_next_one_sees_the_new(built: Home) -> None:
    with duckdb.connect(publish_snapshot(built), read_only=True) as reader:
        build(built, 2, RENAME)
        publish_snapshot(built)
        assert reader.execute(NAME).fetchall() == [("南桥镇",)]
        assert rows(built.snapshot, NAME) == [("改名镇",)]


def test_snapshot_and_parquet_change_in_the_same_instant(built: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_snapshot(built)
    build(built, 2, RENAME)
    seen: list[tuple[Any, Any]] = []

    def look_and_replace(source: Any, target: Any) -> None:
        replace(source, target)
        with duckdb.connect() as connection:
            parquet = connection.execute(
                f"select town_name from '{built.marts}/dim_town.parquet' order by 1"
            ).fetchall()
        seen.append((rows(built.snapshot, "select town_name from marts.dim_town order by 1"), parquet))

    replace = os.replace
    monkeypatch.setattr(os, "replace", look_and_replace)
    publish_snapshot(built)
    assert len(seen) > 1
    assert all(tables == parquet for tables, parquet in seen)


@pytest.mark.parametrize("interruption", [duckdb.Error("disk full"), KeyboardInterrupt()])
def test_a_publication_that_fails_half_way_leaves_the_old_one(
    built: Home, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    publish_snapshot(built)
    build(built, 2, RENAME)

    def fail(folder: Path) -> None:
        raise interruption

    with monkeypatch.context() as patch:
        patch.setattr(publishing.snapshot, "_protect", fail)
        with pytest.raises(type(interruption)):
            publish_snapshot(built)
    assert rows(built.snapshot, NAME) == [("南桥镇",)]

    publish_snapshot(built)
    assert rows(built.snapshot, NAME) == [("改名镇",)]
    assert not list((built.snapshot.parent / "snapshots").glob(".*"))


def test_only_the_last_few_versions_are_kept_once_they_are_an_hour_old(
    built: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        shutil.rmtree(built.builds)
        build(built, number)
        publish_snapshot(built)
    versions = built.snapshot.parent / "snapshots"
    assert sorted(folder.name.partition("-")[0] for folder in versions.iterdir()) == ["1", "2", "3", "4", "5"]
    monkeypatch.setattr("publishing.snapshot._SECONDS_KEPT", -1)
    publish_snapshot(built)
    assert sorted(folder.name.partition("-")[0] for folder in versions.iterdir()) == ["3", "4", "5"]


def test_a_build_of_the_same_number_made_anew_is_published(built: Home) -> None:
    publish_snapshot(built)
    shutil.rmtree(built.builds)
    build(built, 1, RENAME)
    assert rows(publish_snapshot(built), NAME) == [("改名镇",)]


def test_without_a_build_nothing_is_made(tmp_path: Path) -> None:
    built = Home(tmp_path / "built")
    with pytest.raises(NothingBuiltError, match="no warehouse has been built yet"):
        publish_snapshot(built)
    assert not built.root.exists()


def test_a_build_without_marts_is_refused(built: Home) -> None:
    build(built, 2, "drop schema marts cascade;")
    with pytest.raises(NothingBuiltError, match="no table in the schema marts"):
        publish_snapshot(built)
    assert not built.snapshot.exists()
