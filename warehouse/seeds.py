"""The reference folder as dbt needs it: a seed for every file, also for those that a district may leave out."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import get_args

from lifecircle.district import District
from lifecircle.settings import PROJECT


def described_rules(rules: Path, copy: Path) -> Path:
    """Give a folder of rules with the seeds' description: the project's own, or a copy of others beside it.

    Args:
        rules: the rules' CSV files.
        copy: where to put the copy; whatever is there is replaced.
    """
    own = PROJECT / "dbt_project" / "seeds" / "rules"
    if rules.resolve() == own:
        return own
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for path in (*rules.glob("*.csv"), *own.glob("*.yml")):
        shutil.copyfile(path, copy / path.name)
    return copy.resolve()


def complete_reference(reference: Path, copy: Path) -> Path:
    """Give a folder with every file of a district: the reference itself, or a copy with the usual rows of absent ones.

    Args:
        reference: a folder that holds all that a district must have.
        copy: where to put the copy; whatever is there is replaced.
    """
    absent = [name for name in District.model_fields if not (reference / f"{name}.csv").exists()]
    if not absent:
        return reference.resolve()
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for path in reference.glob("*.csv"):
        shutil.copy2(path, copy)
    for name in absent:
        field = District.model_fields[name]
        row, _ = get_args(field.annotation)
        with (copy / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row.model_fields), lineterminator="\n")
            writer.writeheader()
            writer.writerows(usual.model_dump() for usual in field.default)
    return copy.resolve()
