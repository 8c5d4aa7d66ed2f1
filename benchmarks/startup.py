"""Each millisecond of a one-shot call, by its owner.

    python benchmarks/startup.py [--json FILE]

Owners come from the interpreter's own import times, medians of several runs; what is no import is the work itself. Import
times are taken with the clock running in the interpreter, which costs some milliseconds in all.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from works import SYMDIFF

CALL = ("x**2+x+1", "--at", "1.0")
RUNS = 9
_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
OURS = {
    "operators": "symdiff: operators and rules", "rules": "symdiff: operators and rules", "partials": "symdiff: operators and rules",
    "parser": "symdiff: parser", "graph": "symdiff: graph", "notation": "symdiff: graph", "differentiator": "symdiff: differentiator",
    "calculus": "symdiff: differentiator", "evaluator": "symdiff: evaluator", "cli": "symdiff: command line", "reports": "symdiff: reports",
    "batch": "symdiff: command line",
}  # fmt: skip
"""The owner of a file of ours by its folder; the rest is ``symdiff: pipeline``."""


def owner(module: str) -> str:
    top, *below = module.split(".")
    if top == "symdiff":
        return OURS.get(below[0] if below else "", "symdiff: pipeline")
    if top in ("typer", "click", "rich", "shellingham"):
        return "typer"
    if top in ("sympy", "mpmath", "flint", "numpy", "matplotlib"):
        return top
    return "Python's library"


def wall(words: Sequence[str]) -> float:
    """Milliseconds of a process."""
    begin = time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT, check=True)
    return (time.perf_counter() - begin) * 1e3


def imports() -> dict[str, float]:
    """Milliseconds of imports by owner, in one run."""
    text = subprocess.run(
        [sys.executable, "-X", "importtime", SYMDIFF, *CALL],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=True,
    ).stderr
    found: dict[str, float] = {}
    for microseconds, module in _LINE.findall(text):
        found[owner(module)] = found.get(owner(module), 0.0) + int(microseconds) / 1e3
    return found


def measure() -> dict[str, float]:
    """Medians by owner, the interpreter and the whole among them."""
    wall((SYMDIFF, *CALL))
    bare = statistics.median(wall((sys.executable, "-S", "-c", "pass")) for _ in range(RUNS))
    whole = statistics.median(wall((SYMDIFF, *CALL)) for _ in range(RUNS))
    runs = [imports() for _ in range(RUNS)]
    owners = {name: statistics.median(run.get(name, 0.0) for run in runs) for run in runs for name in run}
    rest = whole - bare - sum(owners.values())
    return {"interpreter": bare, **owners, "the work itself, and what runs measure differently": rest, "whole": whole}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measure()
    for name, milliseconds in sorted(found.items(), key=lambda item: -item[1]):
        print(f"{name:56}{milliseconds:8.1f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
