"""Nobody is killed and nothing is lost: what may happen to a batch, done to it.

In the ordinary run of the tests each is done once; SYMDIFF_FAULTS=100 is the campaign, whose counts stand in
docs/batches.md. After each: whole lines, no traceback, no process left, and where the batch can end, the right output.
"""

from __future__ import annotations

import errno
import functools
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked for in /proc")
TIMES = int(os.environ.get("SYMDIFF_FAULTS", "1"))
LINES = 1500
COMMAND = [sys.executable, "-m", "symdiff", "batch"]
heeded = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # the tests themselves may run ignoring it


def formula(number: int) -> str:
    return [f"sin({number}*x)*exp(x**2)", f"sine({number})", f"x**{number} + log(x)", f"x*y**{number}"][number % 4]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("faults") / "in.txt"
    path.write_text("".join(formula(number) + "\n" for number in range(LINES)))
    return path


@pytest.fixture(scope="module")
def whole(lines: Path) -> bytes:
    """The output of a run that nobody disturbs."""
    run = subprocess.run([*COMMAND, str(lines)], capture_output=True, timeout=100, check=False)
    assert run.returncode == 1
    assert run.stdout.count(b"\n") == LINES
    return run.stdout


@pytest.fixture(params=range(TIMES))
def moments(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(f"{request.node.originalname} {request.param}")


def start(*words: str, **how: Any) -> subprocess.Popen[bytes]:
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    return subprocess.Popen([*COMMAND, *words], start_new_session=True, preexec_fn=heeded, **streams)  # type: ignore[call-overload,no-any-return]  # noqa: PLW1509


def workers(parent: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes, str]:
    """Status and streams of a process that must end, and leave nobody of its session."""
    out, err = process.communicate(timeout=100)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.01)
    else:
        pytest.fail("somebody is left")
    said = err.decode()
    assert "Traceback" not in said
    assert "error[internal]" not in said
    return process.returncode, out, said


def when_working(process: subprocess.Popen[bytes], moments: random.Random) -> None:
    """Wait until there are workers, and for a moment more."""
    while not workers(process.pid) and process.poll() is None:
        time.sleep(0.005)
    time.sleep(moments.uniform(0, 0.4))


def is_begin_of(part: bytes, whole: bytes) -> bool:
    return whole.startswith(part) and (not part or part.endswith(b"\n"))


def test_a_worker_is_killed(lines: Path, whole: bytes, moments: random.Random) -> None:
    process = start(str(lines), "--jobs", "2")
    when_working(process, moments)
    for worker in workers(process.pid)[:1]:
        os.kill(worker, signal.SIGKILL)
    assert ended(process)[:2] == (1, whole)


@pytest.mark.parametrize("group", [False, True])
def test_the_parent_or_all_are_killed(
    lines: Path, whole: bytes, moments: random.Random, tmp_path: Path, group: bool
) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"older\n")
    process = start(str(lines), "--jobs", "2", "-o", str(target))
    when_working(process, moments)
    (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
    if ended(process)[0] == 1:  # it was done before
        assert target.read_bytes() == whole
        return
    assert target.read_bytes() == b"older\n"
    assert ended(start(str(lines), "-o", str(target), "--resume"))[0] == 1
    assert target.read_bytes() == whole


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("group", [False, True])
def test_it_is_asked_to_end(
    lines: Path, whole: bytes, moments: random.Random, number: signal.Signals, group: bool
) -> None:
    process = start(str(lines), "--jobs", "2")
    when_working(process, moments)
    (os.killpg if group else os.kill)(process.pid, number)
    status, out, said = ended(process)
    assert status in (130, 1)
    assert is_begin_of(out, whole)
    assert said.splitlines()[-1].endswith(" lines/s")


@pytest.mark.parametrize("early", [True, False], ids=["at first", "later"])
def test_the_disk_is_full(lines: Path, whole: bytes, moments: random.Random, tmp_path: Path, *, early: bool) -> None:
    """Also before anything is written: then the older file is not taken for the answers."""
    target = tmp_path / "out"
    target.write_bytes(b"older\n")
    size = moments.randrange(200 if early else len(whole))

    def short() -> None:
        heeded()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    process = subprocess.Popen(
        [*COMMAND, str(lines), "-o", str(target)],
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=short,  # noqa: PLW1509
    )
    status, _, said = ended(process)
    assert status == 2
    assert os.strerror(errno.EFBIG) in said
    assert target.read_bytes() == b"older\n"
    part = tmp_path / "out.part"
    assert is_begin_of(part.read_bytes(), whole)
    if part.stat().st_size:
        assert f"note: what was answered is in '{part}'" in said
    assert ended(start(str(lines), "-o", str(target), "--resume"))[0] == 1
    assert target.read_bytes() == whole


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_the_device_is_full(lines: Path) -> None:
    with open("/dev/full", "wb") as full:
        status, _, said = ended(start(str(lines), stdout=full))
    assert status == 2
    assert "error[unreadable]: cannot write to standard output: No space left on device\n" in said


def test_the_reader_goes(lines: Path, moments: random.Random) -> None:
    process = start(str(lines), "--jobs", "2")
    assert process.stdout is not None
    for _ in range(moments.randrange(200)):
        process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    status, _, said = ended(process)
    assert status == 0
    assert "error[unreadable]" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_reader_takes_nothing(tmp_path: Path, moments: random.Random, number: signal.Signals) -> None:
    path = tmp_path / "in.txt"
    path.write_text("".join(f"sin({number}*x)**9\n" for number in range(20_000)))
    process = start(str(path), "--jobs", "2")
    when_working(process, moments)
    time.sleep(0.5)
    os.kill(process.pid, number)
    process.wait(20)
    status, out, _ = ended(process)
    assert status == 130
    assert out.endswith(b"\n")


@pytest.fixture
def few(request: pytest.FixtureRequest) -> Callable[[], None]:
    """A limit that is set in the process before it begins."""
    kind, number = request.param
    return lambda: (heeded(), resource.setrlimit(kind, (number, number)))[0]


@pytest.mark.parametrize("few", [(resource.RLIMIT_NOFILE, 12), (resource.RLIMIT_NOFILE, 9)], indirect=True)
def test_there_are_few_descriptors(lines: Path, whole: bytes, few: Callable[[], None]) -> None:
    process = subprocess.Popen(
        [*COMMAND, str(lines), "--jobs", "8"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=few,  # noqa: PLW1509
    )
    status, out, said = ended(process)
    assert (status, out) == (1, whole)
    assert "note: no further worker can be started (Too many open files): going on with " in said


def test_the_input_breaks(tmp_path: Path, lines: Path, whole: bytes) -> None:
    """A file that cannot be read on in its middle: what was read is answered, and the error is said."""
    import gzip

    packed = gzip.compress(lines.read_bytes())
    path = tmp_path / "in.txt.gz"
    path.write_bytes(packed[: len(packed) // 2])
    status, out, said = ended(start(str(path), "--jobs", "2"))
    assert status == 2
    assert "error[unreadable]: the input " in said
    assert is_begin_of(out, whole)


def test_records_are_deep_or_large(tmp_path: Path) -> None:
    deep = ["[" * depth + "1" + "]" * depth for depth in (30, 500, 20_000)]
    texts = [
        *(f'{{"expr": "x**2", "at": {{"x": {value}}}}}' for value in deep),
        *(f'{{"expr": "x**2", "beside": {value}}}' for value in deep),
        '{"expr": "x**2", "id": 1e999, "at": {"x": 1e400}}',
        '{"expr": "x**2", "order": 1e999}',
        '{"expr": "x**2", "id": ' + "9" * 5000 + "}",
        '{"expr": "x**2", "at": {"x": 1e999999999}}',
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(f'{text}\n{{"expr": "x**3", "id": "after"}}\n' for text in texts))
    status, out, _ = ended(start(str(path), "-f", "json"))
    records = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert len(records) == 2 * len(texts)
    assert all(record["derivatives"][0]["expression"] == "3*x**2" for record in records[1::2])


def test_a_line_wants_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    large = "+".join(f"sin({k}*x)*cos(x**{k})" for k in range(60_000))
    path.write_text(f"x**2\n{large}\nx**3\n")
    status, out, said = ended(start(str(path), "--max-memory", "128M", "--jobs", "1"))
    assert status == 1
    assert out == b"2*x\n# error[memory]: there was not enough memory\n3*x**2\n"
    assert "hint: lower --max-nodes, or raise the --max-memory SIZE of a batch\n" in said


def test_the_machine_is_suspended(tmp_path: Path, moments: random.Random) -> None:
    path = tmp_path / "in.txt"
    path.write_text("".join(f"sin({number}*x)*exp(x**2)\n" for number in range(400)))
    process = start(str(path), "--jobs", "2", "--timeout", "2")
    when_working(process, moments)
    os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(5)
    os.killpg(process.pid, signal.SIGCONT)
    status, out, said = ended(process)
    assert (status, out.count(b"\n"), "time-out" in said) == (0, 400, False)
