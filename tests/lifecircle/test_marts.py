"""Rows of a mart are chosen by the values of their columns, in an order, as values of a dataclass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from lifecircle.calendar import CHINA
from lifecircle.marts.copying import NoMartsError, copy_marts, copy_rows
from lifecircle.marts.reading import read_distinct, read_records, read_rows, table_columns

FEES = """
set TimeZone = 'UTC';
create schema marts;
create table marts.fee (town varchar, month varchar, amount double, paid_at timestamptz);
insert into marts.fee values
    ('b', '2024-02', 3.5, '2024-03-01T16:00:00Z'), ('a', '2024-02', null, null),
    ('a', '2024-01', 1.5, '2024-02-01T00:00:00Z'), ('c', '2024-03', 2.5, null);
create view marts.paid as select * from marts.fee where paid_at is not null;
"""


@dataclass(frozen=True)
class Fee:
    unit: str
    month: str
    amount: float | None
    paid_at: datetime | None
    remark: str = "none"


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(FEES)
        yield connection


def read(marts: duckdb.DuckDBPyConnection, *order: str, **wanted: object) -> list[tuple[str, str]]:
    rows = read_rows(marts, Fee, "fee", columns={"unit": "town"}, order_by=order, **wanted)  # type: ignore[arg-type]
    return [(row.unit, row.month) for row in rows]


def test_a_row_is_a_value_with_moments_of_shanghai_and_fields_of_its_own_left_as_they_are(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    (fee,) = read_rows(marts, Fee, "fee", columns={"unit": "town"}, town="b")
    assert fee == Fee("b", "2024-02", 3.5, datetime(2024, 3, 2, tzinfo=CHINA))
    assert str(fee.paid_at) == "2024-03-02 00:00:00+08:00"


def test_rows_are_chosen_by_a_value_by_several_or_up_to_one(marts: duckdb.DuckDBPyConnection) -> None:
    assert read(marts, "month", town="a") == [("a", "2024-01"), ("a", "2024-02")]
    assert read(marts, "town", town={"b", "c"}) == [("b", "2024-02"), ("c", "2024-03")]
    assert read(marts, town=[]) == []
    assert read(marts, "town", "month", at_most={"month": "2024-02"}, town=("a", "c")) == [
        ("a", "2024-01"),
        ("a", "2024-02"),
    ]
    assert len(read(marts, at_most={"month": None})) == 4


def test_rows_are_in_order_up_or_down_and_empty_values_come_last(marts: duckdb.DuckDBPyConnection) -> None:
    assert [town for town, _ in read(marts, "amount")] == ["a", "c", "b", "a"]
    assert [town for town, _ in read(marts, "-amount", "town")] == ["b", "c", "a", "a"]


def test_a_value_is_never_taken_for_sql(marts: duckdb.DuckDBPyConnection) -> None:
    assert read(marts, town="a' or 'a' = 'a") == []


def test_a_column_that_is_not_there_is_an_error(marts: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.BinderException, match="quarter"):
        read(marts, quarter="2024Q1")


def test_records_have_every_column_and_distinct_values_come_once(marts: duckdb.DuckDBPyConnection) -> None:
    (record,) = read_records(marts, "fee", town="c")
    assert record == {"town": "c", "month": "2024-03", "amount": 2.5, "paid_at": None}
    assert read_distinct(marts, "fee", ("month",), town=("a", "b")) == {("2024-01",), ("2024-02",)}
    assert table_columns(marts) == {"fee": ["town", "month", "amount", "paid_at"]}


def test_the_same_rows_are_the_same_parquet_whatever_their_order(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    copy_rows(marts, "fee", tmp_path / "one.parquet", town="a")
    marts.execute("create or replace table marts.fee as select * from marts.fee order by month desc")
    copy_rows(marts, "fee", tmp_path / "other.parquet", town="a")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "other.parquet").read_bytes()
    assert pq.read_table(tmp_path / "one.parquet").column("month").to_pylist() == ["2024-01", "2024-02"]


def test_only_marts_are_copied_and_a_build_without_them_is_refused(tmp_path: Path) -> None:
    build = tmp_path / "it's a build.duckdb"
    with duckdb.connect(build) as connection:
        connection.execute("create schema staging; create table staging.covers as select '57420000' as phone")
    with pytest.raises(NoMartsError, match="no table in the schema marts"):
        copy_marts(build, tmp_path / "empty.duckdb", tmp_path, {})
    with duckdb.connect(build) as connection:
        connection.execute(FEES)
    copy_marts(build, tmp_path / "copy.duckdb", tmp_path, {})
    with duckdb.connect(tmp_path / "copy.duckdb", read_only=True) as copy:
        assert len(read(copy)) == 4
        assert copy.execute("select schema_name from duckdb_schemas() where not internal").fetchall() == [("marts",)]
    assert pq.read_table(tmp_path / "fee.parquet").num_rows == 4
