"""The command line. ``main`` is the entry point and the one boundary that errors do not cross.

Imports what it needs when it runs, so that a failing import is an ordinary error too.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line (without the program's name; by default that of the process) and return its exit status."""
    if words is not None:
        return _run(words)
    # The process is ours: what is imported stays to the end, so the collector need not look for it while it comes in, nor when
    # the process ends. Both took a seventh of a one-shot command's time.
    gc.set_threshold(_YOUNG)
    try:
        from symdiff.cli import interrupts

        interrupts.heed()
        status = _run(None)
        interrupts.ignore()
    except KeyboardInterrupt:  # before there was anything to end, or when it had ended
        return 130
    finally:
        gc.freeze()
    return status


_YOUNG = 50_000
"""New objects before the collector looks among them."""


def _run(words: Sequence[str] | None) -> int:
    from symdiff.errors import ExitStatus, SymdiffError

    try:
        from symdiff.budget import budget, give_up, guards
        from symdiff.cli import console
        from symdiff.cli.app import run
        from symdiff.cli.guard import guard  # not where the alarm rings, which may be in an import
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    try:
        if words is None:
            give_up.append(console.give_up)
            guards.append(guard)
        console.prepare()
        with budget(None):
            return run(words)
    except console.ReaderGone:
        return ExitStatus.DONE
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except SymdiffError as error:
        console.say(str(error))
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # while a class was made: Python tells it as a RuntimeError
            return ExitStatus.INTERRUPTED
        if os.environ.get("SYMDIFF_DEBUG"):
            raise
        advice = "this is a fault of symdiff: please report it with the output of SYMDIFF_DEBUG=1"
        console.say(f"error[internal]: {type(error).__name__}: {' '.join(str(error).split())} ({advice})")
    return ExitStatus.FAILED
