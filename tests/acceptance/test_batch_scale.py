"""Many lines through ``batch``: none lost, none out of place, and the memory does not grow with the file.

20,000 lines in the ordinary run of the tests; SYMDIFF_BATCH_LINES=1000000 runs the number that is promised.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

LINES = int(os.environ.get("SYMDIFF_BATCH_LINES", "20000"))
WARM = 10_000
"""From this line on the memory of each process is flat: windows are full, and libraries loaded."""
GROWTH = 1.05


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


def resident(pid: int) -> int:
    """Bytes in memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def workers(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc, which only Linux has")
def test_many_lines(tmp_path: Path) -> None:
    file, answers, complaints = (tmp_path / name for name in ("lines.txt", "answers", "complaints"))
    file.write_text("".join(formula(number)[0] + "\n" for number in range(1, LINES + 1)), encoding="utf-8")
    begun = sum(len(formula(number)[1]) + 1 for number in range(1, WARM + 1))
    memory: dict[int, list[int]] = {}
    with answers.open("wb") as out, complaints.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "symdiff", "batch", str(file), "--jobs", "2"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        while process.poll() is None:
            if answers.stat().st_size > begun:
                with suppress(FileNotFoundError, ProcessLookupError):
                    for pid in (process.pid, *workers(process.pid)):
                        memory.setdefault(pid, []).append(resident(pid))
            time.sleep(0.01)
    assert process.returncode == 1  # the lines that are no formulas
    found = answers.read_text(encoding="utf-8").splitlines()
    assert len(found) == LINES
    assert all(answer == formula(number)[1] for number, answer in enumerate(found, 1))
    failed = LINES // 5
    assert f"{LINES} done, {failed} failed, " in complaints.read_text(encoding="utf-8").splitlines()[-1]

    assert len(memory) == 3, "the parent and two workers"
    for pid, (first, *others) in memory.items():
        assert len(others) >= 10, "too few samples to say anything"
        growth = max(others) / first
        print(f"{'parent' if pid == process.pid else 'worker'}: {first / 1e6:.1f} MB, and {growth:.4f} of it at most")
        assert growth <= GROWTH, pid


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
