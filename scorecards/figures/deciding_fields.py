"""Which columns of a source row a figure reads: evidence shows these and what tells the row from others."""

from __future__ import annotations

from lifecircle.forms import load_tables

_KEYS: dict[str, tuple[str, ...]] = {
    "plan_projects": ("project_id", "project_name"),
    "project_progress": ("project_id", "project_name"),
    "issues": ("issue_id", "description"),
    "facility_ledger": ("facility_id", "facility_name"),
    "community_ledger": ("community_code", "community_name"),
    "demands": ("demand_id", "description"),
    "disbursement_ledger": ("disbursement_id", "project_id"),
    "supervision_ledger": ("supervision_id", "town", "task_no"),
    "recognition_ledger": ("document", "town", "year", "version"),
    "satisfaction_ledger": ("facility_id", "town"),
    "indicator_ledger": ("indicator_code", "town"),
}
_WHOLE = {
    "issues": ("dept", "raised_on", "status", "resolved_on"),
    "facility_ledger": ("facility_type", "status", "opened_on", "lon", "lat"),
    "community_ledger": ("area_kind", "new_city", "population", "lon", "lat"),
    "demands": ("service_class", "priority", "facility_type"),
    "disbursement_ledger": ("fund_source", "paid_on", "amount"),
    "supervision_ledger": ("supervised_on", "manner", "rectify_by", "rectified_on"),
    "recognition_ledger": ("filed_on", "recognised_on", "disclosed_on"),
    "satisfaction_ledger": ("good", "bad", "rectified"),
    "indicator_ledger": ("numerator", "denominator"),
}
_PLANNED = ("planned_q1", "planned_q2", "planned_q3", "planned_q4")
_FUNDS = ("fund_city", "fund_district", "fund_town", "fund_social")
_OF_FIGURE: dict[tuple[str, str], tuple[str, ...]] = {
    ("P3", "plan_projects"): ("implementing_body", "planned_start", "planned_finish", *_FUNDS),
    ("D1", "plan_projects"): ("planned_start",),
    ("D1", "project_progress"): ("status", "actual_start"),
    ("D2", "plan_projects"): ("planned_finish",),
    ("D2", "project_progress"): ("status", "actual_finish"),
    ("D3", "plan_projects"): ("total_investment", *_PLANNED),
    ("D3", "project_progress"): ("status", "progress_pct"),
    ("K3", "plan_projects"): ("dept", "total_investment", *_PLANNED),
    ("K3", "project_progress"): ("status", "progress_pct"),
    ("F1", "plan_projects"): ("year_investment",),
    ("F1", "project_progress"): ("status", "ytd_investment"),
    ("F2", "plan_projects"): ("year_investment",),
    ("F2", "project_progress"): ("status", "ytd_investment"),
    ("C2", "plan_projects"): ("demand_ids",),
    ("K2", "plan_projects"): ("task_no", "dept"),
    ("A1", "plan_projects"): ("facility_type", "works", "lon", "lat"),
    ("projects", "plan_projects"): ("task_no", "total_investment", "year_investment", *_PLANNED),
    ("projects", "project_progress"): ("status", "progress_pct", "actual_start", "actual_finish", "ytd_investment"),
    ("matters", "plan_projects"): (
        "planned_start",
        "planned_finish",
        *_PLANNED,
        "facility_type",
        "works",
        "lon",
        "lat",
    ),
    ("matters", "project_progress"): ("status", "progress_pct", "actual_start", "actual_finish"),
    ("funds", "plan_projects"): _FUNDS,
    ("completion", "plan_projects"): ("planned_finish",),
    ("completion", "project_progress"): ("status", "actual_finish"),
}


def deciding_headers(figure: str, table: str) -> tuple[str, ...]:
    """The form's headers of the columns that a figure reads (a metric, a page of figures), keys first."""
    columns = load_tables()[table].columns
    read = _OF_FIGURE.get((figure, table), _WHOLE.get(table, ("status",)))
    fields = (*_KEYS.get(table, ()), *read)
    return tuple(columns[field].header for field in fields if field in columns)
