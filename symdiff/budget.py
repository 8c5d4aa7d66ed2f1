"""The time budget of one formula, and the only places where a signal takes effect while there is one.

A handler that raises does so wherever the program is. Inside the whole-number arithmetic of a compiled file that ends the
process there and then. So while a budget is open no handler is called where its signal comes, whoever set it: the signal is
noted, and its handler called by ``heed_signals``, as long loops do, or at the next line that Python interprets, of sympy say.

Time is counted by an alarm in the main thread, and by a thread beside it elsewhere: in other threads, on systems that have no
interval timer, and where somebody else's timer runs. It is counted in short pieces, and what lasted far longer than a piece,
because the machine was suspended, counts as a short one. Imports ``errors``.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # ``signal`` makes enumerations of what this gives
import _thread
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from types import FrameType, TracebackType
from typing import Any, ParamSpec, TypeVar

from symdiff.errors import SymdiffError, fault

GRACE = 2.0
"""Seconds beyond the budget after which code that heeds nothing is given up."""
_PIECES = 8
_LONGEST = 0.5
"""A budget is counted in so many pieces, of at most so many seconds."""
_SHORTEST = 0.005
_AGAIN = 1.0
"""Seconds until time is up again, in case what was raised was lost (in a destructor, say)."""
_HAS_TIMER = hasattr(signal, "setitimer")
_ALARM = int(getattr(signal, "SIGALRM", 0))
_TIME = 0
"""What is noted where time is up: no signal has this number."""
_SIGNALS = tuple(
    int(number)
    for number in sorted(signal.valid_signals())
    if number < 32 and number not in (getattr(signal, "SIGKILL", 0), getattr(signal, "SIGSTOP", 0))
)
P = ParamSpec("P")
T = TypeVar("T")

give_up: list[Callable[[float], None]] = []
"""What ends the process, where it may be ended, when its code heeds nothing; it is given the budget's seconds."""


def out_of_time(seconds: float) -> SymdiffError:
    """The error for a budget that ran out."""
    return fault("time-out", f"the time budget of {seconds:g} s ran out", hint="raise it with --timeout SECONDS")


def heed_signals() -> None:
    """Let what came meanwhile take effect here: a signal, or the end of a budget. Long loops of compiled files call this."""
    if _main.noted or _rung:
        _heed()


def heeding(verb: Callable[P, T]) -> Callable[P, T]:
    """The same function, in which signals take effect only where they are heeded."""

    @wraps(verb)
    def run(*arguments: P.args, **named: P.kwargs) -> T:
        with budget(None):
            return verb(*arguments, **named)

    return run


class Late(BaseException):
    """Raised where time is up: no ``except Exception`` of a library catches it. The budget makes its own error of it."""


class budget:  # noqa: N801 - used as a verb: ``with budget(60):``
    """Raise ``error[time-out]``, or another error, in the body after so many seconds; None is for ever.

    Holds in any thread. Budgets nest: the shorter one rules. What is raised may be lost on its way: then it is raised again, and a body that ends before that raises at its end, for its
    answer came too late.

    A class and not a generator, because each of a million lines has two of them.
    """

    __slots__ = ("_before", "_counter", "_error", "late", "left", "seconds")

    def __init__(self, seconds: float | None, error: Callable[[float], BaseException] = out_of_time) -> None:
        self.seconds = seconds
        self.left = 0.0 if seconds is None else seconds
        self.late = False
        self._error = error
        self._before = False
        self._counter: _Main | _Beside | None = None

    def __enter__(self) -> None:
        stack = _open.stack
        try:
            if not stack and _in_main_thread():
                _main.begin(stack)
            if stack is _main.stack:
                self._before = _main.at_once
                _main.at_once = False
            if self.seconds is not None and not _ruled(stack, self.seconds):
                self._counter = _main if stack is _main.stack and _main.counts else _Beside()
                self._counter.start(self)
            stack.append(self)
        except BaseException:
            self._close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trail: TracebackType | None
    ) -> None:
        try:
            self._close()
        except Late:  # by a thread beside this one, in the middle of it
            self._close()
        if self.late and (kind is None or kind is Late) and not any(outer.late for outer in _open.stack):
            assert self.seconds is not None
            raise self._error(self.seconds).with_traceback(trail) from None
        if not _open.stack and _open.stack is _main.stack:
            _main.end()

    def _close(self) -> None:
        stack = _open.stack
        for one in [*stack[stack.index(self) :][::-1], self] if self in stack else [self]:
            if one._counter is not None:
                one._counter.stop(one)
                one._counter = None
            if one in stack:
                stack.remove(one)
        if stack is _main.stack:
            _main.at_once = self._before
            if not stack:
                _main.release()


class at_once:  # noqa: N801 - used as an adverb
    """In the body handlers are called where their signals come: for what waits, and for the code of a user.

    Nothing compiled may be called there that has no budget of its own.
    """

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        heed_signals()
        self._before = _main.at_once
        if _open.stack is _main.stack:
            _main.at_once = True

    def __exit__(self, *error: object) -> None:
        if _open.stack is _main.stack:
            _main.at_once = self._before


class unbroken:  # noqa: N801 - used as an adverb
    """Nothing that comes takes effect in the body, but at its end: for what belongs together, such as a record and its count."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = _main.held
        _main.held = _main.held or _open.stack is _main.stack

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        _main.held = self._before
        if kind is None:
            heed_signals()


def _in_main_thread() -> bool:
    threads = sys.modules.get("threading")  # without it there is one thread
    return threads is None or threads.current_thread() is threads.main_thread()


def _ruled(stack: list[budget], seconds: float) -> bool:
    """Whether an outer budget ends before another of so many seconds would."""
    return any(outer.seconds is not None and outer.left <= seconds for outer in stack)


class _Open(_thread._local):
    """The budgets of a thread, the outermost first."""

    def __init__(self) -> None:
        self.stack: list[budget] = []


class _Main:
    """The main thread, where signals come: the handlers that wait, what was noted, and the alarm that counts time."""

    def __init__(self) -> None:
        self.stack: list[budget] | None = None
        self.noted: list[int] = []
        self.at_once = False
        self.held = False
        self.counts = False
        self._handlers: dict[int, Any] = {}
        self._replaced: list[int] = []
        self._timed: list[budget] = []
        self._piece = self._when = self._worked = 0.0
        self._raised: tuple[int, BaseException] | None = None
        self._traced: list[FrameType] = []
        self._places: dict[FrameType, int] = {}
        self._tracer: Any = None
        self._hook: Any = None

    # The handlers

    def begin(self, stack: list[budget]) -> None:
        """Let no handler be called where its signal comes."""
        self.stack = stack
        self.counts = _HAS_TIMER and not signal.getitimer(signal.ITIMER_REAL)[0]
        self._handlers.clear()
        for number in _SIGNALS:
            handler = _signal.getsignal(number)
            if callable(handler) or (number == _ALARM and self.counts and handler is not None):
                self._handlers[number] = handler
                self._replaced.append(number)
                signal.signal(number, self._come)

    def release(self) -> None:
        """Put the handlers back; what interrupts that is raised when it is done."""
        try:
            if self._traced:
                self._untrace()
            while self._replaced:
                number = self._replaced[-1]
                signal.signal(number, self._handlers[number])
                self._replaced.pop()
        except BaseException:
            self.release()
            raise

    def end(self) -> None:
        """Call the handlers of what was noted and not heeded."""
        self._raised = None
        if self._hook is not None:
            sys.unraisablehook, self._hook = self._hook, None
        self.held = False
        self.heed()

    def _come(self, number: int, frame: FrameType | None) -> None:
        """What is called when a signal comes."""
        if number == _ALARM and self._timed:
            if not self._count_on():
                return
            number = _TIME
        if self.at_once and not self.held:
            self._act(number, frame)
            return
        self.noted.append(number)
        self._trace(frame)

    def heed(self) -> None:
        """Let what was noted take effect."""
        if self.held:
            return
        if self._traced:
            self._untrace()
        while self.noted:
            self._act(self.noted.pop(0), sys._getframe())

    def _act(self, number: int, frame: FrameType | None) -> None:
        if number == _TIME:
            if any(one.late for one in self._timed):
                raise self._kept(number, Late())
            return
        handler = self._handlers.get(number)
        if not callable(handler):  # somebody's alarm that has no handler
            return
        try:
            handler(number, frame)
        except BaseException as error:
            self._kept(number, error)
            raise

    def _kept(self, number: int, error: BaseException) -> BaseException:
        self._raised = number, error
        return error

    # The lines that Python interprets

    def _trace(self, frame: FrameType | None) -> None:
        """Have ``_line`` called at the next line that Python interprets. Comes last in a handler, which must not meet it."""
        if not self._traced:
            self._tracer = sys.gettrace()
            if self._hook is None:
                self._hook = sys.unraisablehook
                sys.unraisablehook = self._unraised
        while frame is not None and len(self._traced) < 1000:
            frame.f_trace = self._line
            self._traced.append(frame)
            frame = frame.f_back
        sys.settrace(self._line)

    def _untrace(self) -> None:
        sys.settrace(self._tracer)
        self._places.clear()
        while self._traced:
            self._traced[-1].f_trace = None
            self._traced.pop()

    def _line(self, frame: FrameType, event: str, value: object) -> Any:
        """Called at calls and lines.

        Signals take effect where Python itself would call their handlers: where a function begins and a loop goes round, and
        not between a body and the end of its ``with``; nor in a destructor, nor in this file.
        """
        if frame.f_code.co_filename == __file__ or frame.f_code.co_name == "__del__":
            return None
        before = self._places.get(frame, sys.maxsize if event == "call" else -1)
        self._places[frame] = frame.f_lasti
        if frame.f_lasti <= before and event in ("call", "line"):
            self.heed()
        return self._line

    def _unraised(self, lost: Any) -> None:
        """What is lost in a callback of the garbage collector is raised again."""
        if self._raised is None or lost.exc_value is not self._raised[1]:
            self._hook(lost)
            return
        self.noted.append(self._raised[0])
        self._trace(sys._getframe())

    # The time

    def start(self, one: budget) -> None:
        """Count the time of a budget, which ends before the others that are counted."""
        self._count()
        self._timed.append(one)
        self._set(one.left, one.left)

    def stop(self, one: budget) -> None:
        """Count the time of a budget no more."""
        self._count()
        if one in self._timed:
            self._timed.remove(one)
        if self._timed:
            left = min(other.left for other in self._timed)
            self._set(max(left, _SHORTEST), left)
        else:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _set(self, seconds: float, left: float) -> None:
        self._piece = max(_SHORTEST, min(_LONGEST, seconds / _PIECES))
        signal.setitimer(signal.ITIMER_REAL, max(min(self._piece, left), 1e-4))

    def _count(self) -> None:
        """Take off the time that went by: what was worked, or waited in no more than two pieces."""
        now, worked = time.monotonic(), time.thread_time()
        spent = max(min(now - self._when, 2 * self._piece), worked - self._worked)
        for one in self._timed:
            one.left -= spent
        self._when, self._worked = now, worked

    def _count_on(self) -> bool:
        """Count, and set the alarm again; whether time is up."""
        self._count()
        left = min(one.left for one in self._timed)
        if left > 0:
            signal.setitimer(signal.ITIMER_REAL, max(min(self._piece, left), 1e-4))
            return False
        for one in self._timed:
            one.late = one.late or one.left <= 0
            if one.left < -GRACE and give_up:
                assert one.seconds is not None
                give_up[-1](one.seconds)
        self._piece = _AGAIN
        signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        return True


class _Beside:
    """Counts the time of one budget in a thread beside the budget's own, in which it raises ``Late`` when time is up."""

    def __init__(self) -> None:
        self._lock = _thread.allocate_lock()
        self._thread = _thread.get_ident()
        self._over = False

    def start(self, one: budget) -> None:
        """Count the time of a budget."""
        self._lock.acquire()
        _thread.start_new_thread(self._count, (one,))

    def stop(self, one: budget) -> None:
        """Count no more. May be interrupted and called again."""
        while not self._over:
            with suppress(RuntimeError):
                self._lock.release()
            time.sleep(1e-4)
        if one.late:
            if one in _rung:
                _rung.remove(one)
            _take_back()

    def _count(self, one: budget) -> None:
        assert one.seconds is not None
        piece = max(_SHORTEST, min(_LONGEST, one.seconds / _PIECES))
        when = time.monotonic()
        while not self._lock.acquire(timeout=min(piece, max(one.left, _SHORTEST)) if not one.late else _AGAIN):
            now = time.monotonic()
            one.left -= min(now - when, 2 * piece)
            when = now
            if one.left <= 0:
                if not one.late:
                    one.late = True
                    _rung.append(one)
                _raise_in(self._thread)
        self._over = True


def _raise_in(thread: int) -> bool:
    """Raise ``Late`` in a thread at the next line that Python interprets there; whether it will be."""
    try:
        import ctypes
    except ImportError:
        return False
    return bool(ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(Late)))


def _take_back() -> None:
    """Let no ``Late`` be left that was to be raised in this thread.

    It is replaced by another and waited for: where one is merely taken away, CPython 3.11 goes on looking for it, in the main
    thread for ever as soon as that is traced.
    """
    try:
        while _raise_in(_thread.get_ident()):
            time.sleep(0)
    except Late:
        return


def _heed() -> None:
    if _open.stack is _main.stack and _main.noted:
        _main.heed()
    if any(one.late for one in _open.stack):
        raise Late


_open = _Open()
_main = _Main()
_rung: list[budget] = []
"""The budgets of other threads whose time is up."""
