"""symdiff against what people use now: every row a ratio of medians, measured in turn in one run.

    python benchmarks/run.py [--only WORDS] [--runs N] [--times N] [--json FILE]

The work is ``../shared/cases`` (``SYMDIFF_CASES`` names another folder) and what ``works.py`` makes of it. A program that
is not installed is passed over with a word. ``counts.py`` holds the operation counts, which no noise disturbs.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from works import Peer, Side, Work, works

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed program runs from its compiled files; the first, uncounted run writes those of a checkout."""
CASES = Path(os.environ.get("SYMDIFF_CASES") or Path(__file__).parents[2] / "shared" / "cases")
SHORT = 5.0
"""Seconds of two runs up to which there are at least so many pairs:"""
PAIRS = 7
BESIDE = 5
"""How often ours is run beside one of theirs at most."""


def is_there(side: Side) -> bool:
    return shutil.which(side.words[0]) is not None and (
        not side.module or importlib.util.find_spec(side.module) is not None
    )


def seconds(side: Side, *, processor: bool = False) -> float:
    """One run: the wall time of the process, or its processor's time, or what it says of itself."""
    if side.fixed is not None:
        return side.fixed
    begin = _used() if processor else time.perf_counter()
    with Path(side.source or os.devnull).open("rb") as stream:
        found = subprocess.run(
            side.words, stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT, check=True
        )
    return float(found.stdout) if side.printed else (_used() if processor else time.perf_counter()) - begin


def _used() -> float:
    """Seconds that the processor has worked for our children."""
    used = os.times()
    return used.children_user + used.children_system


def form() -> str:
    """Which form of symdiff stands beside this interpreter."""
    code = "import symdiff.notation.writer as module; print(module.__file__)"
    found = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    return "plain" if found.stdout.strip().endswith(".py") else "compiled"


def compare(work: Work, peer: Peer, runs: int) -> dict[str, Any]:
    """The medians of two sides run in turn, after one uncounted run of ours.

    Beside a much longer run of theirs ours is run several times and the median taken, so that a moment in which the machine
    is busy does not fall on ours alone; short runs of both are paired more often. Against a limit in seconds the processor's
    time counts, which other work on the machine does not lengthen.
    """
    processor = peer.side.processor
    seconds(work.ours)
    pairs: list[tuple[float, float]] = []
    timed = runs > 1 and peer.side.fixed is None
    while len(pairs) < (max(runs, PAIRS) if timed and pairs and sum(pairs[0]) < SHORT else runs):
        ours = [seconds(work.ours, processor=processor)]
        theirs = seconds(peer.side)
        while timed and len(ours) < BESIDE and 4 * sum(ours) < theirs:
            ours.append(seconds(work.ours, processor=processor))
        pairs.append((statistics.median(ours), theirs))
    middle, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return {
        "work": work.name,
        "peer": peer.side.label,
        "ours": middle,
        "theirs": other,
        "ratio": ratio,
        "must": peer.must,
        "aim": peer.aim,
        "holds": None if peer.must is None else ratio <= peer.must,
        "form": form(),
    }


def joined(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The run in the middle, with the ratios of all; a limit holds if it held in each."""
    runs = sorted(runs, key=lambda run: run["ratio"])
    holds = None if runs[0]["must"] is None else all(run["holds"] for run in runs)
    return {**runs[(len(runs) - 1) // 2], "ratios": [run["ratio"] for run in runs], "holds": holds}


def line(row: dict[str, Any]) -> str:
    limits = "".join(f"{'' if limit is None else format(limit, '.3g'):>7}" for limit in (row["must"], row["aim"]))
    verdict = {True: "  holds", False: "  FAILS", None: ""}[row["holds"]]
    return (
        f"{row['work']:56}{row['peer']:22}{row['ours']:9.3f}{row['theirs']:10.3f}{row['ratio']:8.3f}{limits}{verdict}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="rows whose name has these words")
    parser.add_argument("--lines", type=int, default=800)
    parser.add_argument("--many", type=int, default=50_000, help="lines for two workers")
    parser.add_argument("--runs", type=int, help="measurements of each side")
    parser.add_argument(
        "--times", type=int, default=1, help="runs of the table; after the first of rows with a limit only"
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--add", action="store_true", help="keep the rows of the JSON file that are not measured now")
    options = parser.parse_args()
    kept = json.loads(options.json.read_text()) if options.add else []
    results: dict[tuple[str, str], list[dict[str, Any]]] = {}
    print(f"{'work':56}{'against':22}{'ours s':>9}{'theirs s':>10}{'ratio':>8}{'must':>7}{'aim':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.times):
            for work in works(CASES, Path(folder), options.lines, options.many):
                if options.only not in work.name:
                    continue
                for peer in work.peers:
                    if not is_there(peer.side):
                        print(f"{work.name:56}{peer.side.label:22}not installed")
                    elif not turn or peer.must is not None:
                        found = compare(work, peer, options.runs or work.runs)
                        print(line(found), flush=True)
                        results.setdefault((work.name, peer.side.label), []).append(found)
    rows = [*(row for row in kept if (row["work"], row["peer"]) not in results), *map(joined, results.values())]
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
