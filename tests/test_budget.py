"""Signals and time: whatever comes at whatever moment ends in an ordinary error, in every thread, and leaves nothing behind."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _thread
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FrameType

import pytest

import symdiff
from symdiff import budget as budget_module
from symdiff.budget import Late, at_once, budget, heed_signals, heeding, unbroken
from symdiff.errors import SymdiffError
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

MOMENTS = int(os.environ.get("SYMDIFF_MOMENTS", "30"))
"""Random moments at which a signal comes; the campaign takes a few thousand."""
LARGE = "exp(x**2)", 60
"""Its coefficients are numbers of many digits, in whose arithmetic Python looks for signals."""


class Noticed(Exception):
    """What a handler of somebody else raises."""


def notice(number: int, frame: FrameType | None) -> None:
    raise Noticed


@pytest.fixture(autouse=True)
def _ctrl_c() -> Iterator[None]:
    """As in a program of a terminal; the tests themselves may run ignoring it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def noticed() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, notice)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def spin(seconds: float) -> None:
    """Work for so long, however busy the machine is with other things."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def settled() -> None:
    """Nothing of a budget is left."""
    assert sys.gettrace() is None
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("noticed")
def test_a_signal_at_any_moment_of_a_verb_raises_what_its_handler_raises() -> None:
    text, order = LARGE
    symdiff.derivative(text, order=order)
    began = time.perf_counter()
    symdiff.derivative(text, order=order)
    whole = time.perf_counter() - began
    moments = random.Random(1)
    seen = 0
    for _ in range(MOMENTS):
        try:
            signal.setitimer(signal.ITIMER_REAL, moments.uniform(1e-6, whole))  # it may come before this returns
            symdiff.derivative(text, order=order)
            time.sleep(whole)
        except Noticed:
            seen += 1
        settled()
    assert seen == MOMENTS


def test_time_is_up_at_any_moment() -> None:
    text, order = LARGE
    problem = Problem(text, order=order)
    began = time.perf_counter()
    solve(problem)
    whole = time.perf_counter() - began
    moments = random.Random(2)
    codes = set()
    for seconds in (60, *(moments.uniform(1e-5, 1.2 * whole) for _ in range(MOMENTS))):
        report = solve(problem, Options(timeout=seconds))
        codes.add(report.error.code if report.error else None)
        settled()
    assert codes == {None, "time-out"}


def test_what_sets_a_handler_between_two_budgets_is_put_aside_and_back() -> None:
    def other(*_: object) -> None:
        raise Noticed

    for handler in (signal.SIG_DFL, notice, other, notice, signal.SIG_IGN):
        before = signal.signal(signal.SIGUSR1, handler)
        try:
            with budget(60):
                inside = signal.getsignal(signal.SIGUSR1)
            assert (inside is handler) is isinstance(handler, signal.Handlers)
            assert signal.getsignal(signal.SIGUSR1) is handler
        finally:
            signal.signal(signal.SIGUSR1, before)


def in_thread(body: Callable[[], None]) -> list[BaseException]:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            body()
        except BaseException as error:  # noqa: BLE001 - told to the test
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    return raised


def test_a_budget_holds_in_another_thread() -> None:
    def body() -> None:
        with budget(0.1):
            spin(5)

    (error,) = in_thread(body)
    assert str(error).startswith("error[time-out]: the time budget of 0.1 s ran out\n")


def test_budgets_nest_in_another_thread() -> None:
    def body() -> None:
        with budget(0.6):
            with pytest.raises(SymdiffError, match="budget of 0.1 s"), budget(0.1):
                spin(5)
            with pytest.raises(Late), budget(5):
                spin(5)
            raise Late

    (error,) = in_thread(body)
    assert str(error).startswith("error[time-out]: the time budget of 0.6 s ran out\n")


def test_a_budget_that_held_leaves_another_thread_alone() -> None:
    def body() -> None:
        for _ in range(50):
            with suppress(SymdiffError), budget(0.003):
                spin(0.003)
            spin(0.0005)

    assert in_thread(body) == []


def test_time_is_up_anywhere_in_another_thread() -> None:
    """Not once is it up after the budget's end, nor before anything could catch it."""
    moments = random.Random(6)
    late = 0

    def body() -> None:
        nonlocal late
        for _ in range(10 * MOMENTS):
            try:
                with budget(0.006):  # noticed after 10 ms at the earliest, and when the thread that counts has its turn
                    spin(moments.uniform(0.004, 0.02))
            except SymdiffError:
                late += 1
            spin(0.0002)

    assert in_thread(body) == []
    assert late


def test_to_open_a_budget_sets_no_alarm_and_starts_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    set_, threads, calls = _signal.setitimer, _thread.start_new_thread, list[object]()
    monkeypatch.setattr(_signal, "setitimer", lambda *given: (calls.append(given), set_(*given))[1])
    monkeypatch.setattr(_thread, "start_new_thread", lambda *given: (calls.append(given), threads(*given))[1])

    def body() -> None:
        calls.clear()
        for _ in range(1000):
            with budget(60), budget(60):
                pass

    with budget(None):
        body()
        assert calls == [(signal.ITIMER_REAL, 0.5)]
    assert in_thread(body) == []
    assert len(calls) <= 1
    calls.clear()
    with budget(None):
        with budget(60), budget(0.8):
            pass
        with budget(0.8):
            pass
    assert calls == [(signal.ITIMER_REAL, 0.5), (signal.ITIMER_REAL, 0.1), (signal.ITIMER_REAL, 0)]


def test_an_alarm_that_somebody_took_is_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symdiff.budget, "_AGAIN", 0.0)
    with budget(None):
        with budget(60):
            signal.setitimer(signal.ITIMER_REAL, 0)
        time.sleep(0.6)
        with pytest.raises(SymdiffError, match=r"budget of 0\.3 s"), budget(0.3):
            spin(5)


@pytest.mark.usefixtures("noticed")
def test_a_budget_holds_beside_the_timer_of_somebody_else() -> None:
    signal.setitimer(signal.ITIMER_REAL, 20)
    with pytest.raises(SymdiffError, match=r"budget of 0\.1 s"), budget(0.1):
        spin(5)
    assert 10 < signal.getitimer(signal.ITIMER_REAL)[0] < 20


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be suspended")
def test_a_suspended_process_has_used_no_time() -> None:
    child = os.fork()
    if not child:
        status = 1
        try:
            with budget(0.8):
                time.sleep(0.2)
                os.kill(os.getpid(), signal.SIGSTOP)
                time.sleep(0.1)
            status = 0
        finally:
            os._exit(status)
    os.waitpid(child, os.WUNTRACED)
    time.sleep(1.2)
    os.kill(child, signal.SIGCONT)
    assert os.waitpid(child, 0)[1] == 0


def test_ctrl_c_takes_effect_in_code_that_heeds_nothing() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), budget(None):  # noqa: PT012 - a body that ends in an interrupt
        os.kill(os.getpid(), signal.SIGINT)
        spin(5)
    assert time.monotonic() - began < 4
    settled()


def test_what_belongs_together_is_not_broken() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), budget(None):  # noqa: PT012 - a body that ends in an interrupt
        with unbroken():
            os.kill(os.getpid(), signal.SIGINT)
            for number in range(100):
                heed_signals()
                done.append(number)
        done.append(-1)
    assert done == list(range(100))
    settled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked")
def test_what_came_to_a_process_does_not_come_to_its_copy() -> None:
    with pytest.raises(KeyboardInterrupt), budget(None), unbroken():  # noqa: PT012 - a body that ends in an interrupt
        os.kill(os.getpid(), signal.SIGINT)
        child = os.fork()
        if not child:
            status = 1
            try:
                heed_signals()
                spin(0.01)
                status = int(budget_module._main.noted != [])
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
    settled()


def test_what_waits_is_interrupted_at_once() -> None:
    source, target = os.pipe()
    try:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt), budget(None), at_once():
            os.read(source, 1)
    finally:
        os.close(source)
        os.close(target)
    settled()


class Slow:
    """A destructor in which a signal comes."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        spin(0.01)


def test_a_signal_in_a_destructor_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt), budget(None):  # noqa: PT012 - a body that ends in an interrupt
        Slow()
        spin(5)
    settled()


def test_handlers_come_back_though_a_signal_comes_meanwhile() -> None:
    for _ in range(200):
        with suppress(KeyboardInterrupt):
            with budget(None):
                os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
        settled()


ON_ITS_WAY = """
import signal, time
from symdiff.budget import budget

with budget(0.05):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    time.sleep(0.03)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
print(signal.getsignal(signal.SIGALRM) is signal.SIG_DFL)
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals are blocked on Unix alone")
def test_an_alarm_on_its_way_ends_nobody_when_the_budget_is_over() -> None:
    run = subprocess.run([sys.executable, "-c", ON_ITS_WAY], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "True\n", "")


def test_every_verb_heeds() -> None:
    """A verb that calls compiled code without a budget would end the process where a handler raises."""
    inner = heeding(len).__code__
    for name in symdiff.__all__:
        verb = getattr(symdiff, name)
        if not isinstance(verb, type) and name != "solve":  # which has a budget of its own
            assert verb.__code__ is inner, name


def test_a_budget_holds_where_there_is_neither_an_alarm_nor_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    from symdiff import budget as file

    monkeypatch.setattr(file, "_ALONE", True)
    monkeypatch.setattr(file, "_HAS_TIMER", False)
    monkeypatch.setattr(file._thread, "start_new_thread", lambda *_: pytest.fail("a thread began"))
    asked = 0

    def body() -> None:
        nonlocal asked
        with budget(0.05):
            while True:
                asked += 1
                heed_signals()

    with pytest.raises(SymdiffError, match=r"budget of 0\.05 s"):
        body()
    assert asked > 1
    with pytest.raises(SymdiffError, match=r"budget of 0\.001 s"), budget(0.001):
        time.sleep(0.01)  # heeds nothing, and is told at its end
    with budget(60):
        heed_signals()
    assert file._rung == []
