"""What the gate hands on is what it has looked through."""

import io
import zipfile

import pytest

from ingestion.gate import open_package
from tests.building.workbooks import monthly_report


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(data: bytes) -> bytes | None:
    return open_package(data, "xlsx", "[Content_Types].xml", {}).repacked()


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2])
def test_a_package_packed_anew_has_the_same_parts(how: int) -> None:
    parts = parts_of(monthly_report()) | {"xl/图片.bin": bytes(range(256)), "docProps/empty.xml": b""}
    anew = repacked(packed(parts, how))
    assert anew is not None
    assert parts_of(anew) == parts


def test_a_package_with_a_part_too_large_to_be_kept_is_not_packed_anew() -> None:
    assert repacked(packed(parts_of(monthly_report()) | {"xl/large.xml": b"<a>" + bytes(2**20) + b"</a>"})) is None
