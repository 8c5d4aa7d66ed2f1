"""The engine: order, small inputs, guilty lines, bounded memory. The pipeline is replaced by one that misbehaves on demand."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, pairwise
from pathlib import Path

import pytest

from symdiff import pipeline
from symdiff.batch import pool
from symdiff.batch.answer import Record
from symdiff.batch.engine import records
from symdiff.batch.lines import Line, Reader
from symdiff.batch.worker import Worker
from symdiff.budget import budget, heed_signals
from symdiff.errors import SymdiffError
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import DerivativeReport, Report
from symdiff.reports.settings import Settings

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork and interval timers")


def misbehaving(problem: Problem, options: Options) -> Report:
    """A pipeline whose formulas are commands."""
    command, _, argument = problem.source.partition(" ")
    match command:
        case "sleep":  # for short times, because only at a line of Python does a budget end
            end = time.monotonic() + float(argument)
            while time.monotonic() < end:
                time.sleep(0.005)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "hang":  # like one long call into C: no alarm gets through
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
            time.sleep(100)
        case "bug":
            raise ValueError("no [bold]such[/bold]\nthing")
        case "memory":
            raise MemoryError
        case "depth":
            raise RecursionError("maximum recursion depth exceeded")
    return Report(problem.source, problem.id, derivatives=(DerivativeReport(("x",), f"did {problem.source}"),))


@pytest.fixture(autouse=True)
def _pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "solve", misbehaving)
    monkeypatch.setattr(pool, "GRACE", 0.3)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., list[Record]]:
    def run(lines: list[str], *, timeout: float | None = 5.0, jobs: int = 2) -> list[Record]:
        with running(tmp_path, lines, timeout, jobs) as answers:
            return list(answers)

    return run


@contextmanager
def running(
    folder: Path, lines: list[str], timeout: float | None, jobs: int, tell: Callable[[str], None] = lambda _: None
) -> Iterator[Iterator[Record]]:
    path = folder / "lines.txt"
    path.write_text("".join(line + "\n" for line in lines))
    settings = Settings(options=Options(timeout=timeout))
    with path.open("rb", buffering=0) as file:
        answers = records(Reader(file.fileno(), 10_000, comments=True), settings, jobs, tell=tell)
        with closing(answers):  # type: ignore[type-var]
            yield chain.from_iterable(answers)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lines enough that those after them go to workers."""
    return [f"x{i}" for i in range(310)]


def texts(answers: list[Record]) -> list[str]:
    return [answer.text.removesuffix("\n") for answer in answers]


def test_small_input_starts_one_worker(run: Callable[..., list[Record]], monkeypatch: pytest.MonkeyPatch) -> None:
    started, start = [], Worker.__init__
    monkeypatch.setattr(Worker, "__init__", lambda self, *words: started.append(start(self, *words)))
    assert texts(run(["x", "# note", "", "y"])) == ["did x", "did y"]
    assert len(started) == 1


def test_the_first_line_ends_no_batch(run: Callable[..., list[Record]]) -> None:
    assert [answer.failed for answer in run(["die", "x", "exit"])] == [True, False, True]


def test_a_worker_that_somebody_ends_costs_nothing(tmp_path: Path, many: list[str]) -> None:
    lines = [*many, *["sleep 0.02"] * 100]
    seen = []
    with running(tmp_path, lines, 5.0, 2) as answers:
        for number, answer in enumerate(answers):
            seen.append(answer)
            if number == len(many) + 20:  # once: a line that is ended twice is to blame
                os.kill(int(children()[-1]), signal.SIGKILL)
    assert texts(seen) == [f"did {line}" for line in lines]


@pytest.mark.parametrize("started", [0, 1])
@pytest.mark.parametrize("number", [errno.EMFILE, errno.EAGAIN, errno.ENOMEM])
def test_where_no_process_starts_it_goes_on(
    tmp_path: Path, many: list[str], monkeypatch: pytest.MonkeyPatch, started: int, number: int
) -> None:
    start, told = Worker.__init__, []

    def refused(self: Worker, *words: object) -> None:
        if len(children()) >= started:
            raise OSError(number, os.strerror(number))
        start(self, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(Worker, "__init__", refused)
    lines = [*many, "bug", *many]
    with running(tmp_path, lines, 5.0, 4, told.append) as answers:
        assert [answer.failed for answer in answers] == [line == "bug" for line in lines]
    several = "0 workers" if not started else "1 worker"
    assert told == [f"note: no further worker can be started ({os.strerror(number)}): going on with {several}"]


def test_order_and_count(run: Callable[..., list[Record]]) -> None:
    lines = [f"x{i}" if i % 50 else f"sleep 0.01 {i}".replace(f" {i}", "") for i in range(2000)]
    answers = run(lines, jobs=3)
    assert texts(answers) == [f"did {line}" for line in lines]
    assert [answer.number for answer in answers] == list(range(1, 2001))


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("die", "worker", "the worker process ended while it had this line (signal 9)"),
        ("exit", "worker", "the worker process ended while it had this line (exit status 3)"),
        ("hang", "time-out", "the time budget of 1 s ran out"),
        ("sleep 9", "time-out", "the time budget of 1 s ran out"),
        ("bug", "internal", "ValueError: no [bold]such[/bold] thing"),
        ("memory", "memory", "there was not enough memory"),
        ("depth", "internal", "RecursionError: maximum recursion depth exceeded"),
    ],
)
def test_only_the_guilty_line_fails(
    run: Callable[..., list[Record]], many: list[str], line: str, code: str, words: str
) -> None:
    lines = [*many, line, *many]
    answers = run(lines, timeout=1.0)
    assert texts(answers) == [f"did {text}" if text != line else f"# error[{code}]: {words}" for text in lines]
    assert [answer.failed for answer in answers] == [text == line for text in lines]


@pytest.mark.parametrize("line", ["sleep 9", "bug", "memory", "depth"])
def test_without_workers_too(run: Callable[..., list[Record]], line: str) -> None:
    assert [answer.failed for answer in run(["x", line, "y"], timeout=0.2)] == [False, True, False]


def test_several_guilty_lines_at_once(run: Callable[..., list[Record]], many: list[str]) -> None:
    lines = [*many, "die", "die", "hang", "x", "exit", "hang"]
    answers = run(lines, timeout=0.5)
    assert [answer.failed for answer in answers[len(many) :]] == [True, True, True, False, True, True]
    assert not any(answer.failed for answer in answers[: len(many)])


def test_closing_ends_the_workers(tmp_path: Path, many: list[str]) -> None:
    with running(tmp_path, [*many, *["sleep 0.02"] * 200], None, 2) as answers:
        for _ in range(len(many) + 5):
            next(answers)
        assert children()
    assert not children()


def children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def test_slow_line_bounds_what_is_read_ahead(tmp_path: Path, many: list[str]) -> None:
    lines = [*many, "sleep 1", *[f"y{i}" for i in range(20_000)]]
    started = time.monotonic()
    with running(tmp_path, lines, None, 2) as answers:
        for answer in answers:
            if answer.text == "did sleep 1\n":
                break
        assert time.monotonic() - started >= 1
        assert len(list(answers)) == 20_000


def test_answers_do_not_wait_for_a_slow_line_after_them(tmp_path: Path, many: list[str]) -> None:
    with running(tmp_path, [*many, "x", "sleep 2", *many], None, 2) as answers:
        times = [(answer.text, time.monotonic()) for answer in answers]
    gaps = {text: after - before for (_, before), (text, after) in pairwise(times)}
    assert gaps["did sleep 2\n"] > 1.5
    assert max(gap for text, gap in gaps.items() if text != "did sleep 2\n") < 1


def test_lines_after_two_lost_ones_are_done_once(run: Callable[..., list[Record]], many: list[str]) -> None:
    lines = [*many, *["y", "die"] * 3, *(f"z{i}" for i in range(40)), "exit", "w"]
    answers = run(lines, jobs=2)
    assert [answer.number for answer in answers] == list(range(1, len(lines) + 1))
    assert [answer.failed for answer in answers] == [line in ("die", "exit") for line in lines]


def spin(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_budget_nests_and_ends() -> None:
    with budget(50):
        with pytest.raises(SymdiffError, match="budget of 0.1 s"), budget(0.1):
            spin(2)
        with pytest.raises(SymdiffError, match="budget of 0.2 s"), budget(0.2), budget(9):
            spin(2)
        heed_signals()
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal can be held back")
def test_a_worker_that_begins_is_not_ended_by_what_is_for_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    from symdiff.batch import worker

    def serve(link: object, settings: object, place: object, said: int, parent: int, memory: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        before(link, settings, place, said, parent, memory)  # type: ignore[arg-type]

    before = worker._serve
    monkeypatch.setattr(worker, "_serve", serve)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    hired = worker.Worker(Settings())
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == held
    try:
        hired.send(worker.Chunk([Line(1, b"x**2")]))
        assert [record.text for record in hired.listen()] == ["did x**2\n"]
    finally:
        hired.stop()


class _Slow:
    """A destructor in which the alarm rings: what is raised there is lost."""

    def __del__(self) -> None:
        time.sleep(0.3)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_answer_that_came_too_late_is_refused_where_the_alarm_was_lost() -> None:
    with pytest.raises(SymdiffError, match="budget of 0.1 s"), budget(0.1):
        _Slow()
    with pytest.raises(SymdiffError, match="budget of 0.1 s"), budget(0.1), suppress(SymdiffError):
        time.sleep(0.3)
    with pytest.raises(ValueError, match="is not in list"), budget(0.1):
        [_Slow()].index(0)


def test_no_budget() -> None:
    with budget(None):
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_a_checked_line_that_hangs_in_c_is_ended_though_there_are_few(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(f'{{"id": "{each}", "expr": "{each}", "expected": "x"}}\n' for each in ("a", "hang", "b")))
    settings = Settings(options=Options(timeout=0.3), jsonl=True, candidates=True)
    with path.open("rb", buffering=0) as file:
        answers = list(chain.from_iterable(records(Reader(file.fileno(), 10_000, comments=False), settings, 1)))
    assert [answer.failed for answer in answers] == [False, True, False]
    assert answers[1].diagnostic.startswith("error[time-out]: the time budget of 0.3 s ran out")
