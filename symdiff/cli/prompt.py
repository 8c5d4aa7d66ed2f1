"""The prompt of ``symdiff repl``: history in the user's state folder, and names completed by Tab. Needs prompt_toolkit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from symdiff.errors import missing_extra

if TYPE_CHECKING:
    from prompt_toolkit.history import History

_WORD = re.compile(r"\w*[^\W\d]:?|:")
"""A name, or a command with its colon, as the library looks for it: backward."""


def prompt(commands: Iterable[str]) -> Callable[[str], str]:
    """What reads a line after some text. Raises SymdiffError ``missing-extra`` without the library."""
    try:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import WordCompleter
    except ImportError:
        raise missing_extra(
            "the prompt needs prompt_toolkit", "repl", "; lines of a pipe are answered without it"
        ) from None
    from symdiff.operators import CONSTANTS, FORMS, FUNCTIONS

    names = {
        *(word for row in FUNCTIONS for word in (row.name, *row.aliases)),
        *(word for form in FORMS for word in form.names),
        *(word for row in CONSTANTS for word in (row.name, *row.aliases)),
    }
    words = [*commands, *sorted(each for each in names if each.isidentifier() and len(each) > 1)]
    session: PromptSession[str] = PromptSession(
        history=_history(),
        completer=WordCompleter(words, pattern=_WORD),
        complete_while_typing=False,
        enable_history_search=True,
    )
    return session.prompt


def _history() -> History:
    """The lines of former sessions; where they cannot be kept, those of this one."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    try:
        path = history_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        if os.access(path, os.R_OK | os.W_OK):
            return FileHistory(path)
    except (OSError, RuntimeError):  # a folder that cannot be made; a user without a home
        pass
    return InMemoryHistory()


def history_file() -> Path:
    """``$XDG_STATE_HOME/symdiff/history``; a relative folder there does not count, as the specification says."""
    given = os.environ.get("XDG_STATE_HOME", "")
    state = Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "state"
    return state / "symdiff" / "history"
