"""What a person at the terminal sees: one progress bar a step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from lifecircle.progress import Listener

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


@contextmanager
def progress_bars() -> Iterator[Listener]:
    """Show a bar for each step that reports; without a terminal, a line when a step is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bars: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in bars:
                bars[step] = progress.add_task(step, total=total)
            progress.update(bars[step], completed=done, total=total)
            if done == total and not console.is_terminal:
                console.print(f"{step}  {done}/{total}")

        yield show
