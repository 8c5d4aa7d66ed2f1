"""Many lines through ``batch``: none lost, none out of place, and the memory does not grow with the file.

20,000 lines in the ordinary run of the tests; SYMDIFF_BATCH_LINES=100000 runs the number that is promised.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

LINES = int(os.environ.get("SYMDIFF_BATCH_LINES", "20000"))
WARM = 1000
"""From this line on the memory is flat."""
RECORD = 400
"""More bytes than one record and its line take here."""
CHUNK, WINDOW = 500, 8
"""Lines of a chunk, and chunks per worker that may wait for an earlier line: what an engine may hold, once full."""
SLACK = 4 << 20
"""What an allocator keeps in arenas of 1 MiB while it has no need to return them, for a parent and two workers."""


def formula(number: int) -> tuple[str, str]:
    """A formula that no other line has, and its derivative."""
    number += LINES  # a number with digits to print
    match number % 5:
        case 0:
            return f"{number}*x", f"{number}"
        case 1:
            return f"sin({number}*x)", f"{number}*cos({number}*x)"
        case 2:
            return f"x**2 + {number}*x", f"2*x + {number}"
        case 3:
            return f"log(x + {number})", f"1/(x + {number})"
        case _:
            return f"sine({number})", "# error[unknown-function]: there is no function named 'sine'"


def tree_memory(pid: int) -> int:
    """Bytes in memory of a process and of all that it started, each page counted once for those that share it."""
    total = 0
    for process in (pid, *descendants(pid)):
        try:
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) << 10
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="memory is read from /proc, which only Linux has"
)
def test_many_lines(tmp_path: Path) -> None:
    file, answers, complaints = (tmp_path / name for name in ("lines.txt", "answers", "complaints"))
    file.write_text("".join(formula(number)[0] + "\n" for number in range(1, LINES + 1)), encoding="utf-8")
    memory: list[tuple[int, int]] = []
    with answers.open("wb") as out, complaints.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "symdiff", "batch", str(file), "--jobs", "2"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        while process.poll() is None:
            memory.append((answers.stat().st_size, tree_memory(process.pid)))
            time.sleep(0.1)
    assert process.returncode == 1  # the lines that are no formulas
    found = answers.read_text(encoding="utf-8").splitlines()
    assert len(found) == LINES
    assert all(answer == formula(number)[1] for number, answer in enumerate(found, 1))
    failed = LINES // 5
    assert f"{LINES} done, {failed} failed, " in complaints.read_text(encoding="utf-8").splitlines()[-1]

    begun = sum(len(answer) + 1 for answer in found[:WARM])
    flat = [size for written, size in memory if written > begun and size]
    assert len(flat) >= 10, "too few samples to say anything"
    window = 2 * WINDOW * CHUNK * RECORD  # fills up after the first lines
    quarter = len(flat) // 4
    early, late = max(flat[:quarter]), max(flat[quarter:])
    assert late <= early + SLACK + window, (early, late)


def test_records_that_wait_for_a_slow_line_stay_few(tmp_path: Path) -> None:
    """One line takes seconds while thousands behind it are quick: order holds and nothing is lost."""
    slow = "+".join(f"sin({k}*x)*cos(x**{k})" for k in range(8000))
    lines = [slow if number == 1500 else f"{number}*x" for number in range(1, 6001)]
    file = tmp_path / "lines.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "symdiff", "batch", str(file), "--jobs", "2"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = run.stdout.splitlines()
    assert len(found) == len(lines)
    assert [answer for number, answer in enumerate(found, 1) if number != 1500] == [
        str(number) for number in range(1, 6001) if number != 1500
    ]
