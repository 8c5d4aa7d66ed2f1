"""The progress bar of a batch. Imports rich, so it is imported only where there is a terminal to show it on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from symdiff.cli.console import Screen

_EVERY = 0.1


@contextmanager
def bar(
    shown: Screen, size: int | None, state: Callable[[], tuple[int, int, int]]
) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """A bar over ``size`` bytes, without a thread of its own: yields how to complain above it and how to move it.

    ``state`` tells the bytes whose lines are answered, the lines done and the lines failed. Where ``size`` is None nobody
    knows how much there is: the time is what has passed, and else what is left.
    """
    console = Console(
        file=sys.stderr,
        width=shown.width,
        color_system="auto" if shown.colour else None,
        no_color=not shown.colour,
        force_terminal=True,
        markup=False,
        emoji=False,
        highlight=False,
    )
    known = (TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn(), TextColumn("left"))
    columns = (BarColumn(), *(known if size else (TextColumn("{task.description}"), TimeElapsedColumn())))
    with Progress(*columns, console=console, auto_refresh=False, transient=True) as progress:
        task = progress.add_task("", total=size)
        due = 0.0

        def move() -> None:
            nonlocal due
            now = time.monotonic()
            if now >= due:
                due = now + _EVERY
                read, done, failed = state()
                progress.update(task, completed=read, description=f"{done} done, {failed} failed", refresh=True)

        def complain(text: str) -> None:
            console.print(Text(text), soft_wrap=True)

        yield complain, move
