"""`lifecircle`: try it, run it, see who has reported, read the pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.backfill import backfill, records
from cli.backup import backup, restore
from cli.brief import brief
from cli.console import console, errors, progress_bars
from cli.forms import forms
from cli.mail import outbox
from cli.note import note
from cli.options import AsOf, HomeOption, chosen_settings, failure, publication
from cli.receiving import receive, withdraw
from cli.upkeep import inspect, reread, status, verify
from lifecircle.district_files import DistrictError
from lifecircle.home import DamagedHomeError, Home, HomeInUseError, HomePathError
from lifecircle.home_format import HomeFormatError
from lifecircle.reference import load_district
from lifecircle.visible import visible

_PLAIN_ERRORS = (DamagedHomeError, DistrictError, HomeFormatError, HomeInUseError, HomePathError)
"""Errors whose messages say all."""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""From the files that towns and departments send to the quarterly scorecards.

    A first look: `lifecircle simulate --out inbox`, then `lifecircle run --inbox inbox --home home`,
    then `lifecircle status --home home` and `lifecircle serve --home home`.

    Settings come from the environment (`LIFECIRCLE_HOME` ..., see `.env.example`); an option wins over them.
    """,
)


@app.command()
def simulate(
    out: Annotated[Path, typer.Option("--out", help="The inbox to write: a new folder, or an earlier simulation's.")],
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="MONTH", help="The first month reported. Default: the cycle's first."),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="MONTH", help="The last month reported. Default: nine months later.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Another seed is another district; the same seed, the same bytes.")
    ] = None,
    mess: Annotated[
        str, typer.Option(help="How untidy the files are: `none` is by template, `light` is usual, `heavy` the worst.")
    ] = "none",
) -> None:
    """Write the files that a made-up district would have sent: every town and department, month by month."""
    from simulation import DEFAULT_SEED, SimulationError
    from simulation import simulate as simulate_district

    chosen = DEFAULT_SEED if seed is None else seed

    try:
        with progress_bars() as show:
            result = simulate_district(
                out, first, last, chosen, mess, lambda done, total: show("模拟报送", done, total)
            )
    except (SimulationError, DistrictError) as error:
        raise failure(str(error)) from error
    console.print(f"{result.files} files in {out}, with their register 收件登记.csv")


@app.command()
def run(
    inbox: Annotated[Path | None, typer.Option(help="Where files arrive, folders at any depth; never written.")] = None,
    home: HomeOption = None,
    as_of: AsOf = None,
    airflow: Annotated[
        bool, typer.Option("--airflow", help="By Airflow's own DAG runs, in this process: slower, with their logs.")
    ] = False,
) -> None:
    """Take the inbox through the whole cycle once: land, check, build the warehouse, publish the scorecards.

    Running it again lands only what is new; a run that was killed leaves nothing half done, the next one goes on.
    """
    from cli.summary import show_outcome
    from ingestion.inbox import read_inbox
    from workflows.cycle import CycleError, run_cycle
    from workflows.steps import Work

    settings = chosen_settings(inbox=inbox, home=home)
    try:
        load_district(settings.reference)
        found = read_inbox(settings.inbox)
    except (DistrictError, FileNotFoundError) as error:
        raise failure(str(error)) from error
    if not found.files:
        for line in found.passed_over:
            errors.print(f"[yellow]{escape(line)}", soft_wrap=True)
        raise failure(f"the inbox {settings.inbox.resolve()} is empty: put files there, or name another by --inbox")
    for remark in found.remarks:
        errors.print(f"[yellow]{escape(visible(remark))}")
    place = Home(settings.home.resolve())
    try:
        with place.hold("run"), progress_bars() as show:
            if airflow:
                from workflows.airflow_cycle import run_airflow_cycle

                run_airflow_cycle(settings, as_of or settings.as_of, show)
            else:
                run_cycle(Work(settings.inbox.resolve(), place, as_of or settings.moment()), show)
    except (HomeInUseError, CycleError) as error:
        raise failure(str(error)) from error
    show_outcome(Home(settings.home))


@app.command(name="check")
def check_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to be sent; they are only read.")],
    home: Annotated[
        Path | None,
        typer.Option("--home", help="Also what looks across files, by what it has received.", show_default=False),
    ] = None,
    mark: Annotated[
        Path | None, typer.Option("--mark", metavar="DIR", help="Write the marked copies there.", show_default=False)
    ] = None,
) -> None:
    """Check files before they are sent: what would be refused, quarantined or flagged. Exit status 1 on errors."""
    absent = [path for path in files if not path.is_file()]
    if absent:
        raise failure("no such file: " + ", ".join(str(path) for path in absent))
    from cli.check import show_check
    from warehouse.judging import NoJudgingError

    try:
        can_be_sent = show_check(files, Home(home) if home else None, mark)
    except (DistrictError, NoJudgingError) as error:
        raise failure(str(error)) from error
    if not can_be_sent:
        raise typer.Exit(1)


@app.command()
def explain(
    quarter: Annotated[str, typer.Argument(help="The quarter, as 2024Q1.")],
    unit: Annotated[str, typer.Argument(help="A town or department: its name, an alias or its code.")],
    metric: Annotated[str | None, typer.Argument(help="What to take apart: D3, or A1 for an adjustment.")] = None,
    home: HomeOption = None,
    basis: Annotated[
        str, typer.Option(help="`cutoff`: as of the quarter's cut-off; `latest`: as of the run.")
    ] = "cutoff",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
    rows: Annotated[int, typer.Option(min=0, help="At most so many source rows an item; 0 shows all.")] = 6,
    all_cells: Annotated[
        bool, typer.Option("--all-cells", help="Of a row all cells, not only those that decide.")
    ] = False,
) -> None:
    """Explain a score: as a sum; with a metric, its two sides, rules, items, and the cells that they were made from."""
    from cli.explain import show_explanation, show_json
    from lifecircle.marts.opening import NothingPublishedError
    from scorecards.explanation import ExplanationError
    from scorecards.explanation import explain as explain_score

    try:
        explanation = explain_score(Home(chosen_settings(home=home).home), quarter, unit, metric, basis)
    except (ExplanationError, NothingPublishedError) as error:
        raise failure(str(error)) from error
    if as_json:
        show_json(explanation)
    else:
        show_explanation(explanation, rows, all_cells=all_cells)


@app.command()
def publish(
    quarter: Annotated[str, typer.Argument(help="The quarter, as 2024Q1.")],
    approved_by: Annotated[
        str, typer.Option("--approved-by", metavar="NAME", help="Who approves it; shown on its pages.")
    ],
    home: HomeOption = None,
) -> None:
    """Approve a quarter's draft as it is: it becomes v1, which never changes."""
    from cli.publish import publish_quarter

    with publication():
        publish_quarter(Home(chosen_settings(home=home).home), quarter, approved_by)


@app.command()
def restate(
    quarter: Annotated[str, typer.Argument(help="A published quarter, as 2024Q1.")],
    approved_by: Annotated[
        str | None, typer.Option("--approved-by", metavar="NAME", help="Publish the next version; who approves it.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why it is restated; shown on its pages.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Show what later or corrected files change in a published quarter; approved, it becomes the next version."""
    from cli.publish import restate_quarter

    with publication():
        restate_quarter(Home(chosen_settings(home=home).home), quarter, approved_by, reason)


@app.command()
def serve(
    home: HomeOption = None,
    port: Annotated[int, typer.Option(help="On 127.0.0.1.")] = 8321,
) -> None:
    """Serve the published pages on 127.0.0.1 until interrupted."""
    from lifecircle.marts.opening import NothingPublishedError
    from publishing.serving import PortTakenError
    from publishing.serving import serve as serve_pages

    place = Home(chosen_settings(home=home).home)
    console.print(f"http://127.0.0.1:{port}/  (Ctrl-C ends it)")
    try:
        serve_pages(place, port)
    except (NothingPublishedError, PortTakenError) as error:
        raise failure(str(error)) from error


for command in (
    *(forms, receive, withdraw, note, outbox, brief, status, records, backfill, reread),
    *(inspect, verify, backup, restore),
):
    app.command()(command)


def main() -> None:
    """Enter from the shell; what goes wrong is one line, unless LIFECIRCLE_TRACEBACK asks for more."""
    try:
        app()
    except Exception as error:
        if os.environ.get("LIFECIRCLE_TRACEBACK"):
            raise
        lines = " ".join(str(error).split()) or type(error).__name__
        kind = "" if isinstance(error, _PLAIN_ERRORS) else f"{type(error).__name__}: "
        raise SystemExit(failure(kind + lines).exit_code) from None
