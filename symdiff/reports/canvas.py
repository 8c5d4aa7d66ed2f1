"""Text drawn by rich, in memory: colours or none at all, and the width that is asked for.

Nothing else decides what rich may emit, so ``NO_COLOR`` and ``FORCE_COLOR`` have no say here. Imports nothing of symdiff.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_UNCUT = 10_000  # columns of a pipe: more than any table needs


def drawn(draw: Callable[[Console], None], *, width: int | None, colour: bool) -> str:
    """What ``draw`` prints on a console of its own; without colour there is no escape code, not even for italics."""
    from rich.console import Console

    paper = StringIO()
    draw(
        Console(
            file=paper,
            width=width or _UNCUT,
            force_terminal=colour,
            color_system="auto" if colour else None,
            no_color=not colour,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
        )
    )
    return paper.getvalue()
