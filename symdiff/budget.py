"""The time budget of one formula, and the only places where a signal takes effect while there is one.

A handler that raises does so wherever the program is. Inside the whole-number arithmetic of a compiled file that ends the
process there and then. So while a budget is open no handler is called where its signal comes, whoever set it: the signal is
noted, and its handler called by ``heed_signals``, as long loops do, or at the next line that Python interprets, of sympy say.

Time is counted by an alarm in the main thread, and by one thread beside all others elsewhere: in other threads, on systems that
have no interval timer, and where somebody else's timer runs. Both go on from one budget to the next, so that to open one costs
no more than to look at the clock. Time is counted in short pieces, and what lasted far longer than a piece, because the machine
was suspended, counts as a short one. In a browser, where neither is to be had, the clock is asked wherever signals are
heeded. Imports ``errors``.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # ``signal`` makes enumerations of what this gives
import _thread
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from types import FrameType, TracebackType

from symdiff.annotations import Any, ParamSpec, TypeVar
from symdiff.errors import SymdiffError, fault

GRACE = 2.0
"""Seconds beyond the budget after which code that heeds nothing is given up."""
_PIECES = 8
_LONGEST = 0.5
"""A budget is counted in so many pieces, of at most so many seconds."""
_SHORTEST = 0.005
_AGAIN = 1.0
"""Seconds until time is up again, in case what was raised was lost (in a destructor, say)."""
_ALONE = sys.platform == "emscripten"
"""Whether there is one thread, and no alarm rings while it works."""
_HAS_TIMER = hasattr(_signal, "setitimer") and not _ALONE
_ALARM = int(getattr(_signal, "SIGALRM", 0))
_TIME = 0
"""What is noted where time is up: no signal has this number."""
_SIGNALS = tuple(
    int(number)
    for number in sorted(_signal.valid_signals())
    if number < 32 and number not in (getattr(_signal, "SIGKILL", 0), getattr(_signal, "SIGSTOP", 0))
)
P = ParamSpec("P")
T = TypeVar("T")

give_up: list[Callable[[float], None]] = []
"""What ends the process, where it may be ended, when its code heeds nothing; it is given the budget's seconds."""
guards: list[Callable[[float, float], Callable[[], None]]] = []
"""What has the process ended from outside, where it does not come to end itself: begun where a budget lasts, with what is left
of it and its seconds; gives what ends that."""
_LASTS = 1.0
"""Seconds, or half of a shorter budget, after which it lasts."""


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

    __slots__ = ("_before", "_counter", "_error", "late", "left", "rung", "seconds", "since", "thread")
    left: float
    since: float
    """When it began."""
    rung: float
    """In other threads: how far beyond its end it is raised again."""
    thread: int

    def __init__(self, seconds: float | None, error: Callable[[float], BaseException] = out_of_time) -> None:
        self.seconds = seconds
        self.late = False
        self._error = error
        self._before = False
        self._counter: _Main | _Beside | _Asked | None = None
        if seconds is not None:
            self.left = seconds

    def __enter__(self) -> None:
        stack = _open.stack
        try:
            if not stack and _in_main_thread():
                _main.begin(stack)
            if stack is _main.stack:
                self._before = _main.at_once
                _main.at_once = False
            if self.seconds is not None and not (stack and _ruled(stack, self.seconds)):
                self._counter = _main if stack is _main.stack and _main.counts else _asked if _ALONE else _beside
                self._counter.start(self)
            stack.append(self)
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trail: TracebackType | None
    ) -> None:
        try:
            self._close()
        except Late:  # by a thread beside this one, in the middle of it
            self._close()
        stack = _open.stack
        if self.late and (kind is None or kind is Late) and not any(outer.late for outer in stack):
            assert self.seconds is not None
            raise self._error(self.seconds).with_traceback(trail) from None
        if not stack and stack is _main.stack:
            _main.end()

    def _close(self) -> None:
        stack = _open.stack
        if stack and stack[-1] is self:
            self._uncount()
            stack.pop()
        else:  # what was opened in the body and not closed, or it was interrupted here or where it opened
            for one in stack[stack.index(self) :][::-1] if self in stack else [self]:
                one._uncount()
                if one in stack:
                    stack.remove(one)
        if stack is _main.stack:
            _main.at_once = self._before
            if not stack:
                _main.release()

    def _uncount(self) -> None:
        if self._counter is not None:
            self._counter.stop(self)
            self._counter = None


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
    return any([outer.seconds is not None and outer.left <= seconds for outer in stack])  # noqa: C419 - half the time for two


def _piece(seconds: float) -> float:
    """The pieces in which a budget is counted."""
    return max(_SHORTEST, min(_LONGEST, seconds / _PIECES))


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
        self._found: list[Any] = []
        """The handlers of all signals when the last outermost budget began, and of these the ones that are put aside."""
        self._set_by_somebody: list[tuple[int, Any]] = []
        self._replaced: list[int] = []
        self._timed: list[budget] = []
        self._ticks = False
        """Whether the alarm is set: it is from the first budget on, until the outermost ends or there was none for a piece."""
        self._most = self._when = self._worked = self._due = 0.0
        self._guard: Callable[[], None] | None = None
        self._raised: tuple[int, BaseException] | None = None
        self._traced: list[FrameType] = []
        self._places: dict[FrameType, int] = {}
        self._tracer: Any = None
        self._hook: Any = None

    # The handlers

    def begin(self, stack: list[budget]) -> None:
        """Let no handler be called where its signal comes."""
        self.stack = stack
        self.counts = _HAS_TIMER and not _signal.getitimer(_signal.ITIMER_REAL)[0]
        self._handlers.clear()
        found = list(map(_signal.getsignal, _SIGNALS))
        if found != self._found:  # from one budget to the next they are mostly the same
            self._found = found
            self._set_by_somebody = [
                (number, handler)
                for number, handler in zip(_SIGNALS, found, strict=True)
                if callable(handler) or (number == _ALARM and handler is not None)
            ]
        for number, handler in self._set_by_somebody:
            if self.counts or callable(handler):
                self._handlers[number] = handler
                self._replaced.append(number)
                _signal.signal(number, self._come)

    def release(self) -> None:
        """Put the handlers back; what interrupts that is raised when it is done."""
        try:
            if self._ticks:
                _signal.setitimer(_signal.ITIMER_REAL, 0)
                self._ticks = False
            if self._traced:
                self._untrace()
            while self._replaced:
                number = self._replaced[-1]
                if number == _ALARM and not callable(self._handlers[number]):
                    _signal.signal(number, _signal.SIG_IGN)  # forgets one on its way, which would end the process now
                _signal.signal(number, self._handlers[number])
                self._replaced.pop()
        except BaseException:
            self.release()
            raise

    def forget(self) -> None:
        """Nothing came."""
        self.noted.clear()
        if self._traced:
            self._untrace()

    def end(self) -> None:
        """Call the handlers of what was noted and not heeded."""
        self._raised = None
        if self._hook is not None:
            sys.unraisablehook, self._hook = self._hook, None
        self.held = False
        self.heed()

    def _come(self, number: int, frame: FrameType | None) -> None:
        """What is called when a signal comes."""
        if number == _ALARM and self._ticks:
            if not self._tick():
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
        one.since = now = time.monotonic()
        self._timed.append(one)
        if not self._ticks:
            self._when, self._worked = now, time.thread_time()
            self._set()
        # Too late for this one, or never: somebody else may have taken the alarm.
        elif self._due - now > min(_piece(one.left), one.left) or now - self._due > _AGAIN:
            self._count()
            self._set()

    def stop(self, one: budget) -> None:
        """Count the time of a budget no more."""
        if one in self._timed:
            self._timed.remove(one)
        if self._guard is not None:
            self._guard()
            self._guard = None
        if one.late and self._timed:
            self._count()
            self._set()

    def _set(self) -> None:
        """Set the alarm for the end of a piece."""
        piece = left = _LONGEST
        for one in self._timed:
            piece = min(piece, _piece(one.seconds or 0.0))
            left = min(left, one.left)
        self._ring_in(min(piece, left), piece)

    def _ring_in(self, seconds: float, piece: float) -> None:
        seconds = max(seconds, 1e-4)
        self._most, self._due, self._ticks = 2 * piece, time.monotonic() + seconds, True
        _signal.setitimer(_signal.ITIMER_REAL, seconds)

    def _count(self) -> None:
        """Take off the time that went by: what was worked, or waited in no more than two pieces."""
        now, worked = time.monotonic(), time.thread_time()
        (last, self._when), (before, self._worked) = (self._when, now), (self._worked, worked)
        for one in self._timed:
            since = max(one.since, last)
            one.left -= max(min(now - since, self._most), worked - before - (since - last))

    def _tick(self) -> bool:
        """Count, and set the alarm again where there is what to count; whether time is up."""
        self._count()
        if not self._timed:
            self._ticks = False
            return False
        if min([one.left for one in self._timed]) > 0:
            if guards and self._guard is None:
                self._have_guarded()
            self._set()
            return False
        for one in self._timed:
            one.late = one.late or one.left <= 0
            if one.left < -GRACE and give_up:
                assert one.seconds is not None
                give_up[-1](one.seconds)
        self._ring_in(_AGAIN, _AGAIN)
        return True

    def _have_guarded(self) -> None:
        left, seconds = max((one.left, one.seconds or 0.0) for one in self._timed)
        if seconds - left >= min(_LASTS, seconds / 2):
            self._guard = guards[-1](left, seconds)


class _Beside:
    """A thread that counts the time of the budgets of others, and raises ``Late`` there when it is up.

    It begins with the first budget, and ends when there was none for a while.
    """

    def __init__(self) -> None:
        self._timed: list[budget] = []
        self._ticks = False
        self._due = 0.0
        self._lock = _thread.allocate_lock()
        """Held while something is raised: nothing is in a thread that counts its budget no more."""
        self._sooner = _thread.allocate_lock()
        """Released where a piece is to be shorter than the thread thinks."""

    def start(self, one: budget) -> None:
        """Count the time of a budget."""
        one.rung = 0.0
        one.thread = _thread.get_ident()
        one.since = now = time.monotonic()
        with self._lock:
            self._timed.append(one)
            if not self._ticks:
                _thread.start_new_thread(self._count, (self._sooner,))
                self._ticks = True
                self._due = now
        if self._due - now > min(_piece(one.left), one.left):
            with suppress(RuntimeError):  # it was released, and the thread has not come to it
                self._sooner.release()

    def stop(self, one: budget) -> None:
        """Count no more. May be interrupted and called again."""
        with self._lock:
            if one in self._timed:
                self._timed.remove(one)
        if one.late:
            if one in _rung:
                _rung.remove(one)
            _take_back()

    def _count(self, sooner: _thread.LockType) -> None:
        last = idle = time.monotonic()
        piece = _SHORTEST
        while True:
            with self._lock:
                now = time.monotonic()
                left = [self._counted(one, min(now - max(one.since, last), 2 * piece)) for one in self._timed]
                if self._timed:
                    idle = now
                elif now - idle > _AGAIN:
                    self._ticks = False
                    return
                last = now
                piece = min([_piece(one.seconds or 0.0) for one in self._timed], default=_LONGEST)
                seconds = max(_SHORTEST, min(piece, *left, _AGAIN))
                self._due = now + seconds
            sooner.acquire(timeout=seconds)

    @staticmethod
    def _counted(one: budget, seconds: float) -> float:
        """Take seconds off a budget; those until something is due."""
        one.left -= seconds
        if one.left > -one.rung:
            return one.left + one.rung
        if not one.late:
            one.late = True
            _rung.append(one)
        # It is raised where the thread waits to go on. Where a budget opens or closes, which sees by itself that it is late,
        # that may be before anything would catch it.
        frame = sys._current_frames().get(one.thread)
        if frame is not None and frame.f_code.co_filename == __file__:
            return 0.0
        one.rung = _AGAIN - one.left
        _raise_in(one.thread)
        return _AGAIN


class _Asked:
    """Looks at the clock whenever somebody heeds, as long as it counts."""

    def start(self, one: budget) -> None:
        """Count the time of a budget."""
        one.since = time.monotonic()
        _rung.append(one)

    def stop(self, one: budget) -> None:
        """Count no more."""
        self.look(one)
        if one in _rung:
            _rung.remove(one)

    def look(self, one: budget) -> None:
        """Take off the time that went by."""
        now = time.monotonic()
        one.left -= now - one.since
        one.since = now
        one.late = one.late or one.left <= 0


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
    for one in _open.stack:
        if one._counter is _asked:
            _asked.look(one)
    if any(one.late for one in _open.stack):
        raise Late


_open = _Open()
_main = _Main()
_beside = _Beside()
_asked = _Asked()
_rung: list[budget] = []
"""The budgets of other threads whose time is up, or whose time is to be asked for."""


def _alone() -> None:
    """A process that was forked has none of the threads of the other, and nothing came to it yet."""
    _beside.__init__()  # type: ignore[misc]
    _main.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_alone)
