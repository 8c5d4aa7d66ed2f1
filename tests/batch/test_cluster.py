"""The engine over a Dask cluster: the same bytes as on this machine, whatever happens to workers.

Scheduler and workers are processes of their own, as they are on machines of their own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems"),
    pytest.mark.skipif(find_spec("distributed") is None, reason="the extra dask"),
]
SYMDIFF = (sys.executable, "-m", "symdiff")
FORMULAS = ("sin({n}*x)*exp(-x**2)", "x**{n} + log(x + {n})", "x*y/{n}", "sine({n})", "sqrt(x**2 + {n})/(x + {n})")
PATIENCE = 60.0

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.txt"
    count = int(os.environ.get("SYMDIFF_CLUSTER_LINES", "2000"))
    path.write_text("".join(FORMULAS[n % len(FORMULAS)].format(n=n) + "\n" for n in range(1, count + 1)))
    return path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a program of Dask; all end with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*words: str, **environment: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"{words[0]}-{len(running)}.log").open("wb") as log:
            found = subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        running.append(found)
        return found

    yield start
    for one in running:
        with_group(one, signal.SIGKILL)


def with_group(process: subprocess.Popen[bytes], number: int) -> None:
    """End a process with all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    process.wait()


@pytest.fixture
def scheduler(start: Start, tmp_path: Path) -> str:
    file = tmp_path / "scheduler.json"
    start("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file))
    return address(file)


def address(file: Path) -> str:
    import json

    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if file.exists() and (text := file.read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.05)
    pytest.fail("the scheduler did not start")


def worker(start: Start, scheduler: str, *more: str) -> subprocess.Popen[bytes]:
    return start("worker", scheduler, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", *more)


def local(lines: Path) -> bytes:
    return subprocess.run([*SYMDIFF, "batch", str(lines)], capture_output=True, timeout=PATIENCE, check=False).stdout


def dask(lines: Path, *words: str) -> subprocess.Popen[bytes]:
    with Path(f"{lines}.err").open("wb") as err:
        return subprocess.Popen(
            [*SYMDIFF, "batch", str(lines), "--engine", "dask", *words], stdout=subprocess.PIPE, stderr=err
        )


def ended(run: subprocess.Popen[bytes], lines: Path) -> tuple[bytes, str]:
    """What is left of the output of a run, and what it said."""
    with run:
        assert run.stdout is not None
        out = run.stdout.read()
        run.wait(PATIENCE)
    return out, Path(f"{lines}.err").read_text()


def test_one_worker_is_killed_and_one_joins_late(start: Start, scheduler: str, lines: Path) -> None:
    first = worker(start, scheduler, "--no-nanny")
    run = dask(lines, "--scheduler", scheduler)
    assert run.stdout is not None
    begun = b"".join(run.stdout.readline() for _ in range(100))
    with_group(first, signal.SIGKILL)
    worker(start, scheduler, "--no-nanny")
    out, err = ended(run, lines)
    assert begun + out == local(lines)
    assert run.returncode == 1, err
    assert " done, " in err.splitlines()[-1]


def test_a_cluster_of_this_machine_of_which_a_worker_is_killed(lines: Path) -> None:
    run = dask(lines, "--jobs", "2")
    assert run.stdout is not None
    begun = b"".join(run.stdout.readline() for _ in range(100))
    servers = [child for child in children(run.pid) if children(child)]
    assert len(servers) == 1  # the process that the workers are forked from
    os.kill(children(servers[0])[0], signal.SIGKILL)
    out, err = ended(run, lines)
    assert begun + out == local(lines)
    assert run.returncode == 1, err


def test_no_worker_outlives_its_parent(lines: Path) -> None:
    run = dask(lines, "--jobs", "2")
    assert run.stdout is not None
    run.stdout.readline()
    (server,) = (child for child in children(run.pid) if children(child))
    workers = [server, *children(server)]
    run.kill()
    ended(run, lines)
    end = time.monotonic() + PATIENCE
    while any(alive(one) for one in workers):
        assert time.monotonic() < end, "a worker runs on"
        time.sleep(0.1)


def children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


MISBEHAVING = """
import os, signal, time
from symdiff import pipeline
from symdiff.reports.report import DerivativeReport, Report

def solve(problem, options):
    if problem.source == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if problem.source == "hang":
        time.sleep(1000)
    return Report(problem.source, problem.id, derivatives=(DerivativeReport(("x",), "did " + problem.source),))

pipeline.solve = solve
"""


def test_lines_that_end_or_stop_their_worker_fail_alone(start: Start, tmp_path: Path) -> None:
    preload, file, formulas = tmp_path / "misbehaving.py", tmp_path / "scheduler.json", tmp_path / "formulas.txt"
    preload.write_text(MISBEHAVING)
    found = [*(f"x{n}" for n in range(25)), "die", "y", "hang", "z"]
    formulas.write_text("\n".join(found))
    start(
        "scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file),
        DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0",
    )  # fmt: skip
    nanny = worker(start, address(file), "--preload", str(preload))
    run = dask(formulas, "--scheduler", address(file), "--timeout", "0.5")
    until = time.monotonic() + PATIENCE
    while run.poll() is None and time.monotonic() < until:
        if nanny.poll() is not None:  # one whose worker dies while it starts gives up
            nanny = worker(start, address(file), "--preload", str(preload))
        time.sleep(0.1)
    out, err = ended(run, formulas)
    failures = {
        "die": "# error[worker]: the worker process ended while it had this line",
        "hang": "# error[time-out]: the time budget of 0.5 s ran out",
    }
    assert out.decode().splitlines() == [failures.get(line, f"did {line}") for line in found]
    assert run.returncode == 1, err


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (
            ["--engine", "dask", "--scheduler", "nowhere"],
            2,
            "error[cluster]: there is no scheduler at nowhere: missing port",
        ),
        (
            ["--engine", "dusk"],
            2,
            "error[usage]: --engine must be 'local' or 'dask', not 'dusk'\nhint: did you mean 'dask'?",
        ),
        (
            ["--scheduler", "tcp://127.0.0.1:8786"],
            2,
            "error[usage]: --scheduler is where the scheduler of another engine is\nhint: add --engine dask",
        ),
    ],
)
def test_refusals(lines: Path, words: list[str], status: int, message: str) -> None:
    found = subprocess.run([*SYMDIFF, "batch", str(lines), *words], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (status, "")
    assert message in found.stderr


def test_the_extra_is_asked_for(lines: Path, tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError")
    path = os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))
    found = subprocess.run(
        [*SYMDIFF, "batch", str(lines), "--engine", "dask"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert found.returncode == 2
    assert (
        "error[missing-extra]: --engine dask needs distributed\nhint: pip install 'symdiff-cli[dask]'\n" in found.stderr
    )


def test_a_worker_of_another_version_is_refused() -> None:
    from symdiff.batch.cluster import asked

    assert asked(b"", b"", "0.0.0")[2] == b""
