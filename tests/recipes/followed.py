"""The recipes of CONTRIBUTING.md, each followed once: one function a heading, one edit a step."""

from __future__ import annotations

from collections.abc import Callable

from tests.recipes.scratch import Scratch

REFERENCE = "dbt_project/seeds/reference"
MODELS = "dbt_project/models"


def add_a_column(scratch: Scratch) -> None:
    """协办单位 in the monthly report's 存在问题, into `issue_quarter`."""
    scratch.insert(
        "lifecircle/forms.yml",
        "resolution: {header: 处理结果, type: text}\n",
        "        helper: {header: 协办单位, type: text}\n",
    )
    scratch.insert(f"{MODELS}/staging/stg_issues.sql", "    resolution", ",\n    helper")
    scratch.insert(
        f"{MODELS}/intermediate/in_force/int_issues_in_force.sql", "latest.row_number,", "\n        latest.helper,"
    )
    scratch.insert(f"{MODELS}/marts/issue_quarter.sql", "        row_number", ",\n        helper")
    scratch.add(
        f"{MODELS}/marts/_marts__issues_models.yml",
        """      - name: helper
        data_type: varchar
        description: "Who helps; null where none is named. 协办单位；未填时为空。"
""",
    )
    scratch.insert("docs/contract/marts.md", "with the row where it is written", " and who helps")


def add_a_form(scratch: Scratch) -> None:
    """A monthly ledger of libraries, 图书馆台账."""
    scratch.add(
        "lifecircle/forms.yml",
        """
library_ledger:
  title: 图书馆台账
  sender: dept
  stem: 图书馆台账
  period: month
  container: ledger
  tables:
    library_ledger:
      columns:
        library_id: {header: 图书馆编号, type: code, required: true, key: true}
        town: {header: 街镇, type: town, required: true}
        visitors: {header: 到馆人次, type: int, required: true}
""",
    )
    scratch.add(
        f"{MODELS}/staging/_staging__sources.yml",
        """      - name: library_ledger
        description: One row per data row of 图书馆台账.
""",
    )
    scratch.add(
        f"{MODELS}/staging/stg_library_ledger.sql",
        """select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    library_id,
    town,
    visitors
from {{ source('landed', 'library_ledger') }}
""",
    )
    scratch.add(
        f"{MODELS}/staging/_staging__models.yml",
        """  - name: stg_library_ledger
    description: One row per data row of 图书馆台账, as landed, whatever became of it.
""",
    )
    scratch.insert(f"{MODELS}/intermediate/received/int_rows_read.sql", "'community_ledger',", " 'library_ledger',")
    scratch.add(f"{REFERENCE}/expected_feeds.csv", "park,library_ledger,monthly\n")
    scratch.add(f"{REFERENCE}/due_days.csv", "library_ledger,2023-01-01,7,made up\n")


def add_a_finding_code(scratch: Scratch) -> None:
    """W90: an issue that is described in fewer than six characters."""
    message = "第 {row} 行“{column}”为“{value}”，{detail}，请写清楚。"
    scratch.add(
        "dbt_project/seeds/findings/finding_codes.csv",
        f"W90,warning,问题描述过短,expectations,报送单位,{message},请问具体是什么问题？\n",
    )
    suites = "expectations/suites.py"
    scratch.insert(
        suites,
        "from great_expectations.expectations.core.expect_column_pair_values_a_to_be_greater_than_b import (\n"
        "    ExpectColumnPairValuesAToBeGreaterThanB,\n)\n",
        "from great_expectations.expectations.core.expect_column_value_lengths_to_be_between import (\n"
        "    ExpectColumnValueLengthsToBeBetween,\n)\n",
    )
    scratch.insert(
        suites, "        *_sum_and_order_expectations(name, table),\n", "        *_text_expectations(name),\n"
    )
    scratch.insert(
        suites,
        "return gx.ExpectationSuite(name=name, expectations=expectations)\n",
        '''

def _text_expectations(name: str) -> Iterator[Expectation]:
    """W90."""
    if name == "issues":
        parts = _finding_parts("W90", "description", "不足6个字")
        yield ExpectColumnValueLengthsToBeBetween(column="description", min_value=6, **parts)
''',
    )
    scratch.insert(
        "docs/contract/submissions.md",
        "Persons' names and telephones are never shown.\n",
        "### W90\nAn issue described in fewer than six characters.\n",
    )


def add_a_metric(scratch: Scratch) -> None:
    """S4: of the residents' opinions those that were answered; S1 gives up a point for it from 2023-10-01 on."""
    scratch.replace("lifecircle/district_rows.py", '"S1", "S2", "S3",', '"S1", "S2", "S3", "S4",')
    scratch.add(
        f"{REFERENCE}/metrics.csv",
        "S4,town,people,意见回应,1,2023-10-01\nS1,town,people,问题按期解决,4,2023-10-01\n",
    )
    computed = f"{MODELS}/intermediate/scored/int_people_metrics_computed.sql"
    scratch.insert(
        computed,
        "        bad as denominator\n    from ratings\n",
        """    union all
    select
        quarter,
        basis,
        town_code,
        'S4' as metric_code,
        sum(answered) as numerator,
        sum(opinions) as denominator
    from {{ ref('int_activities_in_force') }}
    group by quarter, basis, town_code
""",
    )
    scratch.replace(computed, "('S1'), ('S2'), ('S3')", "('S1'), ('S2'), ('S3'), ('S4')")
    item = "month || '/' || cast(row_number as string)"
    scratch.replace(
        f"{MODELS}/intermediate/scored/int_town_items_listed.sql",
        "    {%- endfor %}\n)",
        f"""    {{%- endfor %}}
    union all
    select
        quarter,
        basis,
        town_code as unit_code,
        'S4' as metric_code,
        {item} as item_id,
        kind as item_name,
        coalesce(answered, 0) as numerator,
        coalesce(opinions, 0) as denominator
    from {{{{ ref('int_activities_in_force') }}}}
)""",
    )
    scratch.replace(
        f"{MODELS}/intermediate/evidence/int_people_evidence_traced.sql",
        "    {%- endfor %}\n)",
        f"""    {{%- endfor %}}
    union all
    select
        quarter,
        basis,
        town_code as unit_code,
        'S4' as metric_code,
        {item} as item_id,
        'engagement' as table_name,
        submission_id,
        row_number
    from {{{{ ref('int_activities_in_force') }}}}
)""",
    )
    scratch.replace(
        "scorecards/definitions.yml",
        "department_metrics:\n",
        """  S4:
    means: 季度内收集的意见已回应的占比。
    numerator: 已回应意见
    denominator: 收集意见
    source: 街镇月报
department_metrics:
""",
    )
    scratch.insert(
        "docs/contract/assessment.md",
        "Bad ratings rectified (差评整改): `min(1, rectified / bad)` over the quarter's months.\n",
        "### S4\nOpinions answered (意见回应): answered / opinions over the quarter's activities.\n",
    )


def change_a_rule(scratch: Scratch) -> None:
    """A late report is worth 0.5 instead of 0.6 from the fourth quarter of 2023 on."""
    scratch.add(
        "dbt_project/seeds/rules/rules.csv", "report_value_late,2023-10-01,0.5,value of a late report,made up\n"
    )


def move_a_due_day(scratch: Scratch) -> None:
    """The reports of 2023-09 are due after a holiday."""
    scratch.add(f"{REFERENCE}/moved_due_dates.csv", "monthly_report,2023-09,2023-10-09,made up\n")


def add_a_town(scratch: Scratch) -> None:
    """南湾镇."""
    scratch.add(f"{REFERENCE}/towns.csv", "nan,南湾镇,镇,镇,,30.05,120.15,南湾\n")
    scratch.add(f"{REFERENCE}/tiles.csv", "nan,3,1\n")


def add_a_department(scratch: Scratch) -> None:
    """区文旅局."""
    scratch.add(f"{REFERENCE}/departments.csv", "culture,区文旅局,成员,\n")
    scratch.add(f"{REFERENCE}/task_departments.csv", "1,culture\n")
    scratch.add(f"{REFERENCE}/expected_feeds.csv", "culture,facility_ledger,monthly\n")


def add_a_mart(scratch: Scratch) -> None:
    """`issue_category_quarter`: how many issues of each category."""
    scratch.add(
        f"{MODELS}/marts/issue_category_quarter.sql",
        """with issues as (
    select * from {{ ref('int_issues_in_force') }}
),

final as (
    select
        quarter,
        basis,
        category,
        count(*) as issues
    from issues
    group by quarter, basis, category
)

select * from final
""",
    )
    scratch.add(
        f"{MODELS}/marts/_marts__categories_models.yml",
        """version: 2

models:
  - name: issue_category_quarter
    description: "One row per quarter, basis and category of issues. 各类问题的件数，一类一行。"
    data_tests:
      - unique_key: {arguments: {columns: [quarter, basis, category]}}
    columns:
      - name: quarter
        data_type: varchar
        description: "The quarter, as 2024Q1. 季度，如 2024Q1。"
        constraints: [{type: not_null}]
      - name: basis
        data_type: varchar
        description: "cutoff or latest. 口径。"
        constraints: [{type: not_null}]
      - name: category
        data_type: varchar
        description: "The category. 问题类别。"
        constraints: [{type: not_null}]
      - name: issues
        data_type: bigint
        description: "How many. 件数。"
        constraints: [{type: not_null}]
""",
    )
    scratch.insert(
        "docs/contract/marts.md",
        "| table | one row per |\n| --- | --- |\n",
        "| `issue_category_quarter` | quarter, basis, category of issues |\n",
    )


def add_a_section(scratch: Scratch) -> None:
    """问题分类 on the quarter's page and in the workbook."""
    scratch.add(
        "scorecards/figures/issue_categories.py",
        '''"""How many issues of each category (docs/contract/marts.md, Tables)."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class IssueCategory:
    """A category and how many issues it has."""

    category: str
    issues: int


def read_issue_categories(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> tuple[IssueCategory, ...]:
    """Read the categories, the largest first."""
    order = ("-issues", "category")
    return read_rows(
        connection, IssueCategory, "issue_category_quarter", order_by=order, quarter=quarter, basis=basis
    )
''',
    )
    quarter = "scorecards/figures/quarter.py"
    scratch.insert(
        quarter,
        "from scorecards.figures.explained import Rule\n",
        "from scorecards.figures.issue_categories import IssueCategory, read_issue_categories\n",
    )
    scratch.insert(quarter, "    matters: tuple[Matter, ...]\n", "    issue_categories: tuple[IssueCategory, ...]\n")
    scratch.insert(
        quarter, "        matters=read_matters(*place),\n", "        issue_categories=read_issue_categories(*place),\n"
    )
    scratch.add(
        "scorecards/pages/templates/quarter/issue_categories.html.j2",
        """<section aria-labelledby="categories">
<h2 id="categories">问题分类</h2>
<ul>
{% for each in quarter.issue_categories %}
<li>{{ each.category }}问题{{ each.issues }}件</li>
{% endfor %}
</ul>
</section>
""",
    )
    page = "scorecards/pages/templates/quarter.html.j2"
    scratch.replace(page, "('late', '迟报漏报'),", "('categories', '问题分类'), ('late', '迟报漏报'),")
    scratch.replace(
        page,
        "{% include 'quarter/late.html.j2' %}\n",
        "{% include 'quarter/issue_categories.html.j2' %}\n{% include 'quarter/late.html.j2' %}\n",
    )
    sheets = "scorecards/workbook/lists.py"
    scratch.insert(sheets, "    yield _discrepancies(quarter)\n", "    yield _issue_categories(quarter)\n")
    scratch.add(
        sheets,
        """

def _issue_categories(quarter: Quarter) -> Table:
    columns = (Column("问题类别", width=14), Column("件数", "whole", 9))
    rows: list[tuple[Cell, ...]] = [(each.category, each.issues) for each in quarter.issue_categories]
    return Table("问题分类", "问题分类", "件数多的在前。", columns, rows, tab=_TAB, empty="没有问题。")
""",
    )


RECIPES: dict[str, Callable[[Scratch], None]] = {
    "Add a column to a form": add_a_column,
    "Add a form": add_a_form,
    "Add a finding code": add_a_finding_code,
    "Add a metric": add_a_metric,
    "Change a rule from a date on": change_a_rule,
    "Move a due day": move_a_due_day,
    "Add a town": add_a_town,
    "Add a department": add_a_department,
    "Add a mart": add_a_mart,
    "Add a section to a page": add_a_section,
}
"""Heading in CONTRIBUTING.md -> what its reader does."""
