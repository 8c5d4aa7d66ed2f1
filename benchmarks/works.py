"""The rows of the benchmark: what is done, by whom, and what the ratio must reach.

A side is a whole process (its wall time counts) or, where ``printed`` is set, a process that measures itself and prints
seconds. Every limit is on our time over theirs. Nothing here runs anything.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inside import ORDERED, POINTS

HERE = Path(__file__).parent
SYMDIFF = shutil.which("symdiff", path=str(Path(sys.executable).parent)) or "symdiff"


@dataclass(frozen=True, slots=True)
class Side:
    """One program at work: its words, and the file it reads on standard input."""

    label: str
    words: Sequence[str]
    source: Path | None = None
    printed: bool = False
    module: str = ""
    """A Python package without which the side is passed over."""
    fixed: float | None = None
    """A limit that is no program: what is compared with."""
    processor: bool = False
    """Whether our processor's time is held to it."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program at the same work; ``must`` and ``aim`` bound our time over its time."""

    side: Side
    must: float | None = None
    aim: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One row of the table."""

    name: str
    ours: Side
    peers: Sequence[Peer]
    runs: int = 3


def _limit(label: str, seconds: float, *, processor: bool = False) -> Side:
    return Side(label, [sys.executable], fixed=seconds, processor=processor)


def _python(label: str, *words: str, module: str = "", printed: bool = False) -> Side:
    return Side(label, [sys.executable, *words], printed=printed, module=module)


def _inside(label: str, work: str, *arguments: object, module: str = "") -> Side:
    return _python(label, str(HERE / "inside.py"), work, *map(str, arguments), module=module, printed=True)


def _loop(name: str, lines: Path) -> Side:
    return _python(f"{name} loop", str(HERE / "peers" / "loops.py"), name, str(lines), module=name.partition("-")[0])


def published(cases: Path, count: int) -> list[dict[str, object]]:
    """The first rows of ``rubi.jsonl``, one variable to differentiate by each."""
    lines = (cases / "rubi.jsonl").read_text(encoding="utf-8").splitlines()[:count]
    return [json.loads(line) for line in lines]


def works(cases: Path, folder: Path, count: int = 800, many_lines: int = 50_000) -> Iterator[Work]:
    """Every row; the files that the programs read are written to ``folder``."""
    rows = published(cases, count)
    lines, points, many, session, shell = (
        folder / name for name in ("rows.jsonl", "points.jsonl", "many.jsonl", "rows.mac", "rows.ginsh")
    )
    asked = [{"expr": row["expr"], "wrt": row["wrt"], "vars": row["vars"]} for row in rows]
    _write(lines, asked)
    _write(points, [{**ask, "at": row["point"]} for ask, row in zip(asked, rows, strict=True)])
    _write(many, [_renamed(row, k) for k in range(many_lines // len(rows) + 1) for row in rows][:many_lines])
    calls = [f"diff({str(row['expr']).replace('**', '^')}, {row['wrt'][0]});\n" for row in rows]  # type: ignore[index]
    session.write_text("display2d: false$\n" + "".join(calls) + "quit();\n")
    shell.write_text("".join(calls))

    maxima, ginsh = Side("Maxima", ["maxima", "--very-quiet"], session), Side("ginsh", ["ginsh"], shell)
    yield Work(
        f"batch, derivatives, {count} lines",
        Side("symdiff", [SYMDIFF, "batch", str(lines), "-f", "plain", "--jobs", "1"]),
        [
            Peer(_loop("sympy", lines), must=1 / 30),
            Peer(maxima, must=0.7),
            Peer(_loop("symengine", lines), aim=1),
            Peer(ginsh, aim=1),
        ],
    )
    yield Work(
        f"batch, checked, JSON, {count} lines",
        Side("symdiff", [SYMDIFF, "batch", str(points), "-f", "json", "--jobs", "1", "--exit-zero"]),
        [Peer(_loop("sympy-checked", points), must=1 / 25), Peer(maxima, aim=1)],
    )
    yield Work(
        f"batch, {many_lines:,} lines, two workers",
        Side("two workers", [SYMDIFF, "batch", str(many), "-f", "plain", "--jobs", "2"]),
        [
            Peer(
                Side("one worker", [SYMDIFF, "batch", str(many), "-f", "plain", "--jobs", "1"]),
                must=1 / 1.7,
                aim=1 / 1.95,
            )
        ],
        runs=5,
    )
    yield Work(
        "one shot",
        Side("symdiff", [SYMDIFF, "x**2+x+1", "--at", "1.0"]),
        [
            Peer(_python("import sympy", "-c", "import sympy"), must=0.4),
            Peer(Side("Qalculate", ["qalc", "diff(x^2+x+1, x)"]), aim=1),
            Peer(Side("Maxima", ["maxima", "--very-quiet", "--batch-string=diff(x^2+x+1,x);"]), aim=1),
        ],
        runs=9,
    )
    yield Work(
        "200 formulas from a shell loop",
        Side("symdiff", ["bash", str(HERE / "coprocess.sh"), SYMDIFF, "200"]),
        [
            Peer(_limit("60 ms a call", 12), must=1),
            Peer(
                Side(
                    "ginsh, 200 processes", ["bash", "-c", "for i in {1..200}; do ginsh <<< 'diff(x^2+x+1,x);'; done"]
                ),
                aim=1,
            ),
        ],
        runs=1,
    )
    for n in (50, 400, 2000):
        yield Work(
            f"gradient of x1*...*x{n}",
            _inside("symdiff", "gradient", "symdiff", n),
            [
                Peer(_inside("symengine", "gradient", "symengine", n, module="symengine"), must=None if n < 400 else 1),
                Peer(_inside("CasADi", "gradient", "casadi", n, module="casadi"), aim=1),
            ],
        )
    yield Work(
        "Hessian of 100-variable Rosenbrock",
        _inside("symdiff", "hessian", "symdiff", 100),
        [Peer(_inside("CasADi", "hessian", "casadi", 100, module="casadi"), aim=1)],
    )
    yield Work(
        "its entries that are not 0",
        _inside("symdiff", "nonzeros", "symdiff", 100),
        [Peer(_inside("CasADi's nonzeros", "nonzeros", "casadi", 100, module="casadi"), aim=1)],
        runs=1,
    )
    yield Work(
        "Jacobian of 200 sparse equations",
        _inside("symdiff", "jacobian", "symdiff", 200),
        [Peer(_inside("CasADi", "jacobian", "casadi", 200, module="casadi"), aim=1)],
    )
    yield Work(
        "its entries that are not 0, of 40,000",
        _inside("symdiff", "filled", "symdiff", 200),
        [Peer(_inside("CasADi's nonzeros", "filled", "casadi", 200, module="casadi"), aim=1)],
        runs=1,
    )
    for number, text in enumerate(POINTS):
        yield Work(
            f"1,000,000 points of {text}",
            _inside("symdiff", "points", "symdiff", number, module="numpy"),
            [
                Peer(_inside("NumPy by hand", "points", "numpy", number, module="numpy"), must=1.2),
                Peer(_inside("numexpr", "points", "numexpr", number, module="numexpr"), aim=1),
            ],
        )
    for order in (4, 6, 8):
        yield Work(
            f"operations printed at order {order}",
            _inside("symdiff", "printed", "symdiff", order),
            [Peer(_inside("sympy.diff", "printed", "sympy", order, module="sympy"), must=1)],
            runs=1,
        )
    yield Work(
        "order 30, whole process",
        Side("symdiff", [SYMDIFF, ORDERED, "--order", "30", "--shared"]),
        [Peer(_limit("2 s", 2, processor=True), must=1)],
    )
    large = folder / "large.txt"
    large.write_text(" + ".join(f"sin(a{i}*x)*x**{i % 7 + 2}" for i in range(12_500)) + "\n")
    yield Work(
        "100,000 nodes, --shared, whole process",
        Side("symdiff", [SYMDIFF, "-", "-w", "x", "--shared"], large),
        [Peer(_limit("10 s", 10, processor=True), must=1)],
    )


def _write(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def _renamed(row: dict[str, object], k: int) -> dict[str, object]:
    """The same work with another number in it."""
    return {"expr": f"{row['expr']} + {k + 2}*{row['wrt'][0]}", "wrt": row["wrt"], "vars": row["vars"]}  # type: ignore[index]
