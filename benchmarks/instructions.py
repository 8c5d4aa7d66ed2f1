"""Instructions of two builds, side by side: what no other work on the machine disturbs.

    python benchmarks/instructions.py OLD/bin/python NEW/bin/python [--lines 100] [--json FILE]

Each Python has its own symdiff. Counted by callgrind (valgrind) for one more pass over the same lines of ``rubi.jsonl``, found by
``SYMDIFF_CASES``: so neither the start nor what is loaded once is in the figures. A third column is the ratio of the two.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

WORKS = {
    "plain": "formulas to derivatives",
    "checked": "the same with forward and central differences, as JSON",
    "reading": "formulas to graphs alone",
}
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONHASHSEED": "0",
}


def counted(python: str, work: str, lines: int, passes: int) -> int:
    """The instructions of a process that goes over the lines so many times."""
    words = (python, __file__, "--work", work, "--lines", str(lines), "--passes", str(passes))
    done = subprocess.run(
        ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *words),
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=True,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found is not None, done.stderr
    return int(found[1])


def perform(work: str, lines: int, passes: int) -> None:
    """What is counted. Older builds have their types in another file."""
    from symdiff.graph import Graph, GraphBuilder
    from symdiff.parser import parse
    from symdiff.pipeline import solve

    try:
        from symdiff.problems.problem import Options, Problem
    except ImportError:
        from symdiff.problem import Options, Problem  # type: ignore[import-not-found, no-redef]
    from symdiff.reports.json_report import record

    cases = (Path(os.environ["SYMDIFF_CASES"]) / "rubi.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in cases[:lines]]
    options = Options()
    for row in rows * passes:
        if work == "reading":
            parse(row["expr"], GraphBuilder(Graph()))
            continue
        at = ({name: str(value) for name, value in row["point"].items()},) if work == "checked" else ()
        report = solve(Problem(row["expr"], wrt=(("x",),), at=at), options)
        if work == "checked":
            record(report)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pythons", nargs="*")
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--work", choices=WORKS, help=argparse.SUPPRESS)
    parser.add_argument("--passes", type=int, default=1, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        perform(asked.work, asked.lines, asked.passes)
        return
    old, new = asked.pythons
    figures: dict[str, dict[str, float]] = {}
    for work, sentence in WORKS.items():
        counts = []
        for python in (old, new):
            subprocess.run((python, __file__, "--work", work, "--lines", "2"), env=ENVIRONMENT, check=True)
            counts.append(counted(python, work, asked.lines, 2) - counted(python, work, asked.lines, 1))
        figures[work] = {"old": counts[0] / 1e6, "new": counts[1] / 1e6, "ratio": counts[1] / counts[0]}
        print(f"{sentence:56}{counts[0] / 1e6:9.1f}{counts[1] / 1e6:9.1f}{counts[1] / counts[0]:7.2f}")
        sys.stdout.flush()
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
