"""Settings by environment: `LIFECIRCLE_*`, or a file `.env`; every default works."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from lifecircle.calendar import parse_moment

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an installation may choose; see `.env.example`."""

    model_config = SettingsConfigDict(env_prefix="LIFECIRCLE_", env_file=".env", env_ignore_empty=True, extra="ignore")

    inbox: Path = Path("inbox")
    """Where towns' and departments' files arrive; written by `receive` and `withdraw` alone."""
    home: Path = Path("home")
    """Where lifecircle keeps everything it makes."""
    reference: Path = PROJECT / "dbt_project" / "seeds" / "reference"
    """The district's own codes, dates and rules, a CSV file each: see `lifecircle/district.py`."""
    as_of: datetime | None = None
    """The moment as of which to compute; none is now."""

    rules: Path = PROJECT / "dbt_project" / "seeds" / "rules"
    """The rules that are every district's; only `lifecircle verify` chooses others, those kept with a version."""
    forms: Path = PROJECT / "lifecircle" / "forms.yml"
    """The forms; only `lifecircle verify` chooses others, those kept with a version."""
    settling_seconds: float = 5.0
    """How long a file must have been as it is before it is landed: one that is still being written waits."""

    @field_validator("as_of", mode="before")
    @classmethod
    def _in_shanghai(cls, value: object) -> object:
        return parse_moment(value) if isinstance(value, str) else value
