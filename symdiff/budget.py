"""The time budget of one formula: an alarm that raises inside Python code.

Works in the main thread of systems that have interval timers and does nothing elsewhere. It stops Python code, mpmath
included; one long call into C ends first. Imports ``errors``.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType

from symdiff.errors import SymdiffError, fault

_HAS_TIMER = hasattr(signal, "setitimer")
_AGAIN = 1.0  # seconds until the alarm rings again, in case the first error was swallowed (in a destructor, say)


def out_of_time(seconds: float) -> SymdiffError:
    """The error for a budget that ran out."""
    return fault("time-out", f"the time budget of {seconds:g} s ran out", hint="raise it with --timeout SECONDS")


class budget:  # noqa: N801 - used as a verb: ``with budget(60):``
    """Raise ``error[time-out]``, or another error, in the body after so many seconds. Budgets nest: the shorter one rules.

    An alarm may ring where nothing can be raised (a destructor, a callback of the garbage collector), or be caught on its
    way: then it rings again, and a body that ends before that raises at its end, for its answer came too late.

    A class and not a generator, because each of a million lines has two of them.
    """

    __slots__ = ("_began", "_error", "_outer", "_previous", "_rang", "_ringing", "_seconds")

    def __init__(self, seconds: float | None, error: Callable[[float], BaseException] = out_of_time) -> None:
        self._seconds = seconds
        self._error = error
        self._rang = False
        self._ringing = False

    def __enter__(self) -> None:
        if self._seconds is None or not _HAS_TIMER:
            return
        self._outer = signal.getitimer(signal.ITIMER_REAL)[0]
        if 0 < self._outer <= self._seconds:
            return
        try:
            self._previous = signal.signal(signal.SIGALRM, self._ring)
        except ValueError:  # outside the main thread
            return
        self._began = time.monotonic()
        self._ringing = True
        try:
            signal.setitimer(signal.ITIMER_REAL, self._seconds, _AGAIN)
        except BaseException:
            self.__exit__(BaseException)
            raise

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if not self._ringing:
            return
        self._ringing = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._previous)
        if self._outer:
            signal.setitimer(signal.ITIMER_REAL, max(self._outer - (time.monotonic() - self._began), 1e-3), _AGAIN)
        if self._rang and kind is None:
            raise self._late()

    def _late(self) -> BaseException:
        assert self._seconds is not None
        return self._error(self._seconds)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._ringing:
            self._rang = True
            raise self._late()


def heed_signals() -> None:
    """Python runs the handlers of signals when this begins. Long loops of compiled files call it, or no alarm would end them."""
