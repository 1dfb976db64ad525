"""The whole of what happens, made once a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulation.world.communities import Community, settle
from simulation.world.demands import Demand, ask
from simulation.world.district import District, found_district
from simulation.world.facilities import Facility, furnish
from simulation.world.filings import Filing, file_documents
from simulation.world.issues import Issue, raise_issues
from simulation.world.projects import Project, plan_projects


@dataclass(frozen=True)
class World:
    """Everything by town code, facilities by department code."""

    district: District
    communities: dict[str, list[Community]]
    demands: dict[str, list[Demand]]
    projects: dict[str, list[Project]]
    facilities: dict[str, list[Facility]]
    issues: dict[str, list[Issue]]
    filings: dict[str, list[Filing]]
    first_listings: dict[str, date]
    """Project number -> the day on which a plan first listed it."""

    def plans(self, town_code: str, year: int) -> list[Filing]:
        """The town's plans for the year, first version first."""
        return [filing for filing in self.filings[town_code] if filing.year == year]

    def planned(self, town_code: str, year: int, day: date | None = None) -> list[Project]:
        """The projects of the town's plan for the year, as last filed by the day (None: its last version of all).

        A town whose first plan is still to come works by its draft.
        """
        plans = self.plans(town_code, year)
        known = [plan for plan in plans if day is None or plan.filed_at.date() <= day] or plans[:1]
        return [project for project in self.projects[town_code] if known[-1].is_listed(project)]

    def listed_on(self, project: Project) -> date:
        """The day on which a plan first listed the project; late additions may have to wait for the next year's.

        A project that no plan of the cycle lists counts from after all time.
        """
        return self.first_listings.get(project.project_id, date.max)


def create_world(seed: int) -> World:
    """Make the world of a seed, for the district of the settings' reference folder."""
    district = found_district(seed)
    communities = settle(district)
    demands = {town.code: ask(district, town, communities[town.code]) for town in district.towns}
    projects = {
        town.code: plan_projects(district, town, communities[town.code], demands[town.code]) for town in district.towns
    }
    filings = {town.code: file_documents(district, town) for town in district.towns}
    return World(
        district=district,
        communities=communities,
        demands=demands,
        projects=projects,
        facilities=furnish(district, communities, projects),
        issues={town.code: raise_issues(district, town, projects[town.code]) for town in district.towns},
        filings=filings,
        first_listings=_first_listings(projects, filings),
    )


def _first_listings(projects: dict[str, list[Project]], filings: dict[str, list[Filing]]) -> dict[str, date]:
    listings: dict[str, date] = {}
    for town_code, own in projects.items():
        for filing in filings[town_code]:
            for project in own:
                if filing.is_listed(project):
                    listings.setdefault(project.project_id, filing.filed_at.date())
    return listings
