"""Settings by environment: `LIFECIRCLE_*`, or a file `.env`; every default works."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from lifecircle.calendar import now, parse_moment

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
    """The moment as of which to compute; none is now: see `moment`."""

    smtp_url: str | None = None
    """The mail server, as `starttls://user@mail.example.cn:587`; without one mails wait in `home/outbox`."""
    smtp_password_file: Path | None = None
    """A file whose first line is the password of the mail server's user."""
    mail_from: str = "15分钟社区生活圈专班 <lifecircle@localhost>"
    """The sender of every mail."""
    office_name: str = "区“15分钟社区生活圈”行动工作专班办公室"
    """The assessment office, as towns and departments call it: whom to ask."""
    office_telephone: str | None = None
    """Where the office can be rung; told to whoever gets a receipt, a reminder or a form."""
    office_mail: str | None = None
    """Where the month's report on who sent what goes."""
    data_team_mail: str | None = None
    """Where the data team is told of failures and of the day."""
    mail_days: int = 35
    """For how many days a file's receipt is mailed after it came, and any mail that waits is still sent."""
    airflow_url: str = "http://127.0.0.1:8080"
    """Where Airflow's pages answer: failure mails say which to open."""

    backup: Path | None = None
    """The folder into which the home is backed up, on another disk; none is no backup."""
    keep_backups: int = Field(default=30, ge=1)
    """How many backups are kept, the last ones; bytes that several have are kept once."""
    keep_builds: int = Field(default=3, ge=1)
    """How many builds of the warehouse are kept, the last ones."""
    keep_snapshots: int = Field(default=3, ge=1)
    """How many snapshots are kept, the last ones, and each for at least an hour."""
    keep_logs_days: int = Field(default=90, ge=1)
    """How many days Airflow's logs are kept."""
    least_free_gib: float = Field(default=5.0, ge=0)
    """How much must be free on the disks of the home and of the backups: below it the status is not ok."""
    backup_late_days: int = Field(default=8, ge=1)
    """After how many days without a backup the status is not ok."""

    rules: Path = PROJECT / "dbt_project" / "seeds" / "rules"
    """The rules that are every district's; only `lifecircle verify` chooses others, those kept with a version."""
    forms: Path = PROJECT / "lifecircle" / "forms.yml"
    """The forms; only `lifecircle verify` chooses others, those kept with a version."""
    settling_seconds: float = 5.0
    """How long a file must have been as it is before it is landed: one that is still being written waits."""

    def moment(self) -> datetime:
        """Tell the moment that everything stands on: `LIFECIRCLE_AS_OF`, or now, in Shanghai."""
        return self.as_of or now()

    @field_validator("as_of", mode="before")
    @classmethod
    def _in_shanghai(cls, value: object) -> object:
        return parse_moment(value) if isinstance(value, str) else value
