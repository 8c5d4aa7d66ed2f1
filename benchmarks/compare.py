"""Whole-process times of symdiff against what people use now, as ratios of medians measured alternately in one run.

    python benchmarks/compare.py [--lines 800] [--runs 3] [--json FILE]

The work is the one-variable derivatives of ``rubi.jsonl`` in the folder of published cases (``SYMDIFF_CASES``, or
``../shared/cases``). A peer that is not installed is passed over with a word. Maxima is a Debian package.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

CASES = Path(os.environ.get("SYMDIFF_CASES") or Path(__file__).parents[2] / "shared" / "cases")

SYMPY_LOOP = """
import json, sys
from sympy import Symbol, diff
from sympy.parsing.sympy_parser import parse_expr
for line in open(sys.argv[1]):
    row = json.loads(line)
    names = {name: Symbol(name) for name in row["vars"]}
    print(str(diff(parse_expr(row["expr"], local_dict=names), names[row["wrt"][0]])))
"""

Command = tuple[str, Sequence[str], Path | None]
"""A label, the words of a command, and the file it reads on standard input."""


def seconds(words: Sequence[str], source: Path | None) -> float:
    """The wall time of one whole process, its output read and thrown away."""
    begin = time.perf_counter()
    with Path(source or os.devnull).open("rb") as stream:
        subprocess.run(words, stdin=stream, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def medians(ours: Command, theirs: Command, runs: int) -> tuple[float, float]:
    """The medians of two commands run in turn, after one uncounted run of ours."""
    seconds(ours[1], ours[2])
    pairs = [(seconds(ours[1], ours[2]), seconds(theirs[1], theirs[2])) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=800)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = [json.loads(line) for line in (CASES / "rubi.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = rows[: options.lines]
    symdiff = shutil.which("symdiff", path=str(Path(sys.executable).parent)) or "symdiff"
    results = []
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder, "rows.jsonl")
        lines.write_text("".join(json.dumps({key: row[key] for key in ("expr", "wrt", "vars")}) + "\n" for row in rows))
        loop = Path(folder, "loop.py")
        loop.write_text(SYMPY_LOOP)
        session = Path(folder, "rows.mac")
        calls = [f"diff({row['expr'].replace('**', '^')}, {row['wrt'][0]});\n" for row in rows]
        session.write_text("display2d: false$\n" + "".join(calls) + "quit();\n")

        batch = (f"batch, {len(rows)} lines", [symdiff, "batch", str(lines), "-f", "plain", "--jobs", "1"], None)
        single = ("one shot", [symdiff, "x**2+x+1", "--at", "1.0"], None)
        pairs: list[tuple[Command, Command]] = [
            (batch, ("sympy loop", [sys.executable, str(loop), str(lines)], None)),
            (batch, ("Maxima", ["maxima", "--very-quiet"], session)),
            (single, ("import sympy", [sys.executable, "-c", "import sympy"], None)),
        ]
        print(f"{'work':24}{'peer':16}{'ours s':>9}{'theirs s':>10}{'theirs/ours':>13}")
        for ours, theirs in pairs:
            if shutil.which(theirs[1][0]) is None:
                print(f"{ours[0]:24}{theirs[0]:16}not installed")
                continue
            a, b = medians(ours, theirs, options.runs)
            results.append({"work": ours[0], "peer": theirs[0], "ours": a, "theirs": b, "ratio": b / a})
            print(f"{ours[0]:24}{theirs[0]:16}{a:9.3f}{b:10.3f}{b / a:13.2f}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
