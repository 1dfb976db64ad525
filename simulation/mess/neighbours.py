"""What belongs to others: the wrong thing to report (E11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from simulation.submissions.submission import Submission
from simulation.world.world import World


@dataclass(frozen=True)
class Neighbours:
    """The owners of projects, types of facilities and indicators."""

    world: World

    def another_s(self, rng: Random, submission: Submission, row: Mapping[str, object]) -> tuple[str, str]:
        """A field of the row and another unit's value for it; two empty texts where there is none."""
        if submission.form_name in ("monthly_report", "annual_plan"):
            return self._project(rng, submission) if "progress_pct" in row or "works" in row else ("", "")
        if submission.form_name == "facility_ledger":
            types = [kind.code for kind in self.world.district.facility_types if kind.dept_code != submission.unit_code]
            return ("facility_type", rng.choice(types)) if types else ("", "")
        if submission.form_name == "indicator_ledger":
            others = [i.code for i in self.world.district.indicators if i.dept_code != submission.unit_code]
            return ("indicator_code", rng.choice(others)) if others else ("", "")
        return ("", "")

    def _project(self, rng: Random, submission: Submission) -> tuple[str, str]:
        """A project that another town's plan had listed before."""
        day = submission.received_at.date()
        numbers = [
            project.project_id
            for town_code, projects in self.world.projects.items()
            if town_code != submission.unit_code
            for project in projects
            if self.world.listed_on(project) < day
        ]
        return ("project_id", rng.choice(numbers)) if numbers else ("", "")
