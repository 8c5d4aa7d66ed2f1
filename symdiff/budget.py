"""The time budget of one formula: an alarm that raises inside Python code.

Works in the main thread of systems that have interval timers and does nothing elsewhere. It stops Python code, mpmath
included; one long call into C ends first. Imports ``errors``.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from symdiff.errors import SymdiffError, fault

_AGAIN = 1.0  # seconds until the alarm rings again, in case the first error was swallowed (in a destructor, say)


def out_of_time(seconds: float) -> SymdiffError:
    """The error for a budget that ran out."""
    return fault("time-out", f"the time budget of {seconds:g} s ran out", hint="raise it with --timeout SECONDS")


@contextmanager
def budget(seconds: float | None) -> Iterator[None]:
    """Raise ``error[time-out]`` in the body after so many seconds. Budgets nest: the shorter one rules."""
    if seconds is None or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    outer = signal.getitimer(signal.ITIMER_REAL)[0]
    if 0 < outer <= seconds:
        yield
        return
    ringing = True

    def ring(number: int, frame: FrameType | None) -> None:
        if ringing:
            raise out_of_time(seconds)

    previous = signal.signal(signal.SIGALRM, ring)
    began = time.monotonic()
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
            yield
        finally:
            ringing = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if outer:
            signal.setitimer(signal.ITIMER_REAL, max(outer - (time.monotonic() - began), 1e-3), _AGAIN)
