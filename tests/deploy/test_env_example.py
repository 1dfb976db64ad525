""".env.example names every setting and gives no secret away."""

from __future__ import annotations

import re

import pytest

from lifecircle.settings import PROJECT, Settings

EXAMPLE = PROJECT / ".env.example"
LINES = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_setting_of_lifecircle_is_shown() -> None:
    assert {f"LIFECIRCLE_{name.upper()}" for name in Settings.model_fields} <= LINES.keys()


def test_every_name_that_compose_asks_for_is_shown() -> None:
    compose = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")

    assert set(re.findall(r"\$\{([A-Z_]+)", compose)) <= LINES.keys()


def test_as_it_stands_it_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LINES:
        monkeypatch.delenv(name, raising=False)

    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)


def test_no_secret_has_a_line() -> None:
    assert [name for name in LINES if re.search("PASSWORD$|SECRET$|KEY$", name) and LINES[name]] == []
