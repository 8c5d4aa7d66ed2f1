"""Candidates that are made to fool a check, and right ones in other clothes, grown from the rows of the vocabulary.

Each is a *pair*: a formula, what is said to be its derivative by x, and whether that is so. What is wrong is wrong at some points alone:
beyond a border that lies at any offset, in a bump of any width, off a lattice, off a ray, on one piece of many, or by a part in 10**60.

``python -m tests.adversarial 100000 --seed 1`` runs a campaign of so many pairs, and prints a line for each that fools the check.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from symdiff.errors import SymdiffError
from symdiff.operators import FUNCTIONS, Operator
from symdiff.pipeline import judged
from symdiff.problems.problem import Options
from symdiff.status import Status


@dataclass(frozen=True)
class Pair:
    """``right``: whether the candidate is the derivative by x wherever that exists, but for isolated points."""

    kind: str
    formula: str
    candidate: str
    right: bool
    at: str = ""


SMOOTH = (
    ("x**2", "2*x"), ("sin(x)", "cos(x)"), ("exp(x/10)", "exp(x/10)/10"), ("x**3 - x", "3*x**2 - 1"), ("atan(x)", "1/(1 + x**2)"),
    ("log(x**2 + 1)", "2*x/(x**2 + 1)"), ("x*cos(x)", "cos(x) - x*sin(x)"), ("sqrt(x**2 + 3)", "x/sqrt(x**2 + 3)"),
    ("tanh(x)", "1 - tanh(x)**2"), ("5", "0"), ("7*x", "7"), ("sinh(x/50)", "cosh(x/50)/50"), ("1/(x**2 + 2)", "-2*x/(x**2 + 2)**2"),
)  # fmt: skip
"""Formulas that are smooth on the whole line, with their derivatives."""
OUTER = (
    "{}",
    "({})**2",
    "exp({}) - 1",
    "sin({})",
    "atan({})",
    "({})*exp(-({}))",
    "x*({})",
    "({})/(1 + x**2)",
    "log(1 + ({})**2)",
    "({})**3",
)
"""What is 0 where its operand is 0, and else not, but for separate points."""
INNER = ("x", "x**3", "exp(x)", "sinh(x)", "atan(x)", "2*x + 1", "x + x**3")
"""Growing functions of the whole line: a border of u is one of u(x)."""


def offsets(draw: random.Random) -> str:
    """Where a border lies: from 1e-9 to 1e9, on both sides of 0."""
    size = draw.choice((0, *range(-9, 10)))
    return f"{draw.choice(('', '-'))}{draw.randint(1, 99) / 10}*10**{size}" if draw.random() < 0.9 else "0"


def widths(draw: random.Random) -> str:
    return f"{draw.randint(1, 99) / 10}*10**({draw.randint(-9, 9)})"


def single(rows: tuple[Operator, ...]) -> list[Operator]:
    return [row for row in rows if row.arity == (1, 1)]


KINKED = [row for row in FUNCTIONS if row.kink is not None]
BORDERED = [row for row in single(FUNCTIONS) if row.domain is not None]

BEYOND = (
    "Max(0, {u})", "Heaviside({u})*{u}", "(1 + sign({u}))*{u}", "abs({u}) + {u}", "Piecewise((0, {u} < 0), ({u}, True))",
    "Min(0, {u})", "Piecewise(({u}, {u} < 0), (0, True))", "sqrt(({u})**2) - {u}", "if({u} > 0, 1, 0)", "Heaviside(-({u}))*{u}",
    "real_root({u}, 3) + real_root(abs({u}), 3)",
)  # fmt: skip
"""0 on one side of where u is 0."""
BUMPS = (
    "Max(0, 1 - abs({v}))", "Piecewise((1 - ({v})**2, ({v} > -1) & ({v} < 1)), (0, True))", "Heaviside(1 - abs({v}))",
    "Max(0, 1 - ({v})**2)", "exp(-({v})**2)", "1/(1 + ({v})**2)**20", "sech({v})", "(1 + sign(1 - ({v})**2))", "Max(0, Min({v}, 2 - {v}))",
)  # fmt: skip
"""0, or near to it, outside of a part of the line about as wide as v says."""
LATTICES = (
    "sin({n}*pi*x)", "sin({n}*pi*x)**2", "1 - cos(2*pi*{n}*x)", "x*sin({n}*pi*x)", "tan(pi*x*{n})/(1 + tan(pi*x*{n})**2)",
    "sin(pi*x*{n})*sin(pi*x*7)", "x*(x - 1)*(x + 1)*(x - 2)*(x + 2)*(x - 1/2)*(x + 1/2)/{n}",
)  # fmt: skip
"""0 on a lattice of points."""
SEVERAL = (
    ("x*y", "x"), ("x*y**2", "2*x*y"), ("sqrt(x*y)", "sqrt(y/x)/2"), ("x**2 + y**2", "2*y"), ("Max(-x, 0)*Max(-y, 0)", "0"), ("x*y", "y**2/x"),
    ("x**2*y", "2*x**2"), ("log(x*y)", "1/y"), ("x/y", "1/x"), ("abs(x)*abs(y)", "y"), ("sin(x)*sin(y)", "cos(y)*sin(x)"), ("x*y*z", "x*z"),
    ("x*y", "y + (x - y)*(x - 1)"), ("x**2 + y", "2*x + (y - x)*(y + x)"), ("Max(x, y)", "1"), ("Max(x, y)", "Heaviside(x)"),
    ("abs(x - y)", "sign(x) + 0*y"), ("sqrt((x - 3)**2*(y + 2)**2)", "abs(y + 2)"), ("x*y", "y + Max(0, x + y - 1000)"),
    ("x*y", "y + Max(0, -x*y - 10**6)"), ("x + y", "1 + (x**2 - y**2)"), ("(x*y)**3", "3*(x*y)**2*x"), ("atan2(y, x)", "-x/(x**2 + y**2)"),
)  # fmt: skip
"""Wrong by x, though equal on a line, at a symmetric point, or in some quadrants."""
CURVED = (
    ("1 - {x}**2 - {y}**2", "{y} - {x}**2 - {k}/100"), ("1 - {x}**2 - {y}**2", "{x}*{y} - {k}/200"), ("1 - {x}**2/9 - {y}**2", "{x} - 3*{k}/100 - {y}**2"),
    ("{x} - {y}**2", "{y} - {x}**2"), ("{x} - {y}**2", "{y} - {x}**3"), ("{x}*{y} - 1", "{x} + 2 - {y} - {k}/100 - {x}**2"), ("1 - abs({x}) - abs({y})", "{x}**2 + {y}**2 - {k}/100"),
    ("1 - {x}**4 - {y}**4", "{x}**2 + {y}**2 - 1 - {k}/250"), ("{k}/100 - ({x}**2 - {y})**2 - ({x} - 1)**2", "{x}"),
    ("{x} + 3 - {k}/100 - exp({x})", "{y} - {x}**2"),
)  # fmt: skip
"""Curves of the plane that enclose a piece with one another, where both are above 0."""
BOTH = ("Max(0, Min({a}, {b}))", "Heaviside({a})*Heaviside({b})", "Max(0, {a})*Max(0, {b})", "Piecewise((1, ({a} > 0) & ({b} > 0)), (0, True))", "(1 + sign(Min({a}, {b})))")  # fmt: skip
"""0 but where both are above 0."""
WAVES = (
    "sin({u}) + sin({r}*{u}) - 2", "sin({u})*sin({r}*{u}) - 1", "cos({u})*sin({r}*{u}) - 1", "sin({u})**2*cos({r}*{u})**2 - 1",
    "Min(sin({u}), cos({r}*{u})) - 1", "sin({u}) + cos({r}*{u}) + sin(sqrt(7)*{u} + 1) - 3",
)  # fmt: skip
"""Nearly 0 where waves meet that have no common period, and below."""
NARROW = ("Max(0, {w} + {e})", "Heaviside({w} + {e})", "Piecewise((1, {w} > -{e}), (0, True))", "(1 + sign({w} + {e}))", "abs({w} + {e}) + {w} + {e}")  # fmt: skip
ZEROS = (
    "x**2 - {k}", "x**3 - x - {k}", "exp(x) - {k}", "cos(x) - x/{k}", "x - sqrt({k})", "x - pi*{k}", "sinh(x) + {k}", "x*exp(x) - {k}", "atan(x) - 1/{k}", "(x - log({k}))*(x**2 + 1)",
)  # fmt: skip
"""0 at places that are no fractions."""
OWN = (
    "1 - sign({p})**2", "floor(1/(1 + ({p})**2))", "Heaviside({p})*Heaviside(-({p}))", "Piecewise((1, Eq({p}, 0)), (0, True))",
    "Piecewise((1, ({p} >= 0) & ({p} <= 0)), (0, True))", "ceiling(sech({p})) + floor(sech({p})) - 1", "floor(cos({p})*1/(1 + ({p})**2))",
)  # fmt: skip
"""0 but where p is."""
SMALL = (
    "({d})*(1 + 10**(-{k}))",
    "({d}) + 10**(-{k})*(1 + x**2)",
    "({d}) + (x**2 + 1)/10**{k}",
    "({d})*(1 - 3/10**{k}) + 10**(-{k})",
)


def wrong(draw: random.Random) -> Pair:
    """A candidate that is not the derivative."""
    kind = draw.choice(tuple(WRONG))
    return WRONG[kind](draw)


def _with(draw: random.Random, kind: str, error: str) -> Pair:
    """A smooth formula whose derivative has an error added; composed, so that the error stays 0 where it was."""
    formula, derivative = draw.choice(SMOOTH)
    outer = draw.choice(OUTER)
    return Pair(kind, formula, f"{derivative} + {outer.replace('{}', error)}", False)


def _beyond(draw: random.Random) -> Pair:
    u = f"({draw.choice(INNER)} - ({offsets(draw)}))"
    if "exp(x) -" in u:
        u = f"(exp(x) - {widths(draw)})"
    if "atan(x) -" in u:
        u = f"(atan(x) - {draw.randint(-14, 14) / 10})"
    return _with(draw, "beyond a border", "(" + draw.choice(BEYOND).format(u=u) + ")")


def _bump(draw: random.Random) -> Pair:
    v = f"((x - ({offsets(draw)}))/({widths(draw)}))"
    return _with(draw, "bump", "(" + draw.choice(BUMPS).format(v=v) + ")")


def _lattice(draw: random.Random) -> Pair:
    formula, derivative = draw.choice(SMOOTH)
    error = draw.choice(LATTICES).format(n=draw.choice((1, 2, 8, 10, 32, 64, 100, 1000, 1024, 10**6)))
    return Pair("lattice", formula, f"{derivative} + {error}", False)


def _undefined(draw: random.Random) -> Pair:
    """No value on an interval: 0 times a function outside its domain."""
    formula, derivative = draw.choice(SMOOTH)
    row = draw.choice([row for row in BORDERED if row.name not in _EVERYWHERE])
    u = f"(x - ({offsets(draw)}))/({widths(draw)})"
    return Pair("domain", formula, f"{derivative} + 0*{row.name}({u})", False)


_EVERYWHERE = {row.name for row in BORDERED if all(row.domain.holds(Fraction(k, 7)) for k in range(-40, 41) if k % 7)}  # type: ignore[union-attr]
"""Functions with values everywhere but at separate points."""


def _piece(draw: random.Random) -> Pair:
    """One wrong piece of many."""
    count = draw.randint(3, 9)
    ends = sorted(draw.sample(range(-(10**4), 10**4), count))
    scale = f"10**({draw.randint(-6, 4)})"
    bad = draw.randrange(count + 1)
    powers = [draw.randint(1, 4) for _ in range(count + 1)]

    def text(of: Callable[[int], str]) -> str:
        parts = [f"({of(k)}, x < {end}*{scale})" for k, end in enumerate(ends)]
        return f"Piecewise({', '.join(parts)}, ({of(count)}, True))"

    formula = text(lambda k: f"x**{powers[k]} + {k}")
    factor = draw.choice(("2*", "-", "x*", "1.0001*"))
    return Pair(
        "one piece",
        formula,
        text(lambda k: (factor if k == bad else "") + f"({powers[k]}*x**{powers[k] - 1})"),
        False,
    )


def _one_side(draw: random.Random) -> Pair:
    """The derivative of a kinked function on one side of its kink."""
    u = f"(x - ({offsets(draw)}))"
    s = draw.randint(2, 9)
    formula, candidate = draw.choice((
        (f"abs({u})", "1"), (f"abs({u})**3", f"3*{u}**2"), (f"Max({u}, 0)", "1"), (f"Min({u}, {s}*{u})", "1"), (f"sign({u})*{u}**2", f"2*{u}"),
        (f"Max({u}**2, {s})", f"2*{u}"), (f"sqrt({u}**2)", "1"), (f"real_root({u}, 3)", f"{u}**(-2/3)/3"), (f"log(abs({u}))", f"1/abs({u})"),
        (f"floor({u})*{u}", "0"), (f"floor({u})*{u}", f"{u}"), (f"ceiling({u})*x", f"floor({u})"), (f"abs({u})*{u}", f"2*{u}"),
        (f"acos(cos({u}))", "1"), (f"asin(sin({u}))", "1"), (f"Heaviside({u})*{u}", "1"), (f"{u}*atan(1/{u})", f"acot(abs({u}))"),
    ))  # fmt: skip
    return Pair("one side", formula, candidate, False)


def _several(draw: random.Random) -> Pair:
    formula, candidate = draw.choice(SEVERAL)
    at = (
        ""
        if any(name in formula + candidate for name in ("Max", "abs", "sqrt", "log"))
        else draw.choice(("", "x=1,y=1", "x=2,y=2"))
    )
    if at and "z" in formula:
        at += ",z=1"
    return Pair("several names", formula, candidate, False, at)


def _small(draw: random.Random) -> Pair:
    formula, derivative = draw.choice(SMOOTH)
    text = draw.choice(SMALL).format(d=derivative, k=draw.choice((3, 8, 12, 16, 20, 30, 45, 60)))
    return Pair("small", formula, f"{text} + 10**(-60)", False)


def _slip(draw: random.Random) -> Pair:
    """A function of the table with a common slip."""
    row = draw.choice([row for row in single(FUNCTIONS) if row.kink is None])
    low, high = row.sample[0]
    middle, half = (low + high) / 2, (high - low) / 2
    u = f"({middle} + {half}*sin(x))"
    slip = draw.choice(
        (f"{row.name}({u})*cos(x)", f"{row.name}({u}) + 1", f"x*{row.name}({u})", f"cos(x) - {row.name}({u})**2")
    )
    return Pair("slip", f"{row.name}({u})", slip, False)


def _curved(draw: random.Random) -> Pair:
    """Wrong in a piece of the plane that curves enclose."""
    size = f"10**({draw.randint(-4, 4)})"
    x, y = (f"(({name} - ({draw.randint(-99, 99)}*{size}))/({size}))" for name in "xy")
    a, b = (each.format(x=x, y=y, k=draw.randint(1, 99)) for each in draw.choice(CURVED))
    formula, derivative = draw.choice((("x*y", "y"), ("x**2*y", "2*x*y"), ("x + y", "1"), ("sin(x)*y", "y*cos(x)")))
    return Pair("curved", formula, f"{derivative} + {draw.choice(BOTH).format(a=a, b=b)}", False)


def _waves(draw: random.Random) -> Pair:
    """Wrong where waves meet."""
    u = f"({draw.choice(('x', '7*x', 'x/40', '1000*x', '(x - 3)', '(2*x + 1)'))})"
    w = draw.choice(WAVES).format(u=u, r=draw.choice(("sqrt(2)", "sqrt(3)", "pi", "exp(1)", "(1 + sqrt(5))")))
    e = "1/5" if w.endswith("- 3") else draw.choice(("1/50", "1/200"))
    return _with(draw, "waves", "(" + draw.choice(NARROW).format(w=w, e=e) + ")")


def _saturated(draw: random.Random) -> Pair:
    """Wrong far out alone, where a function that saturates is no longer 0 to any digit that is compared; beside what has many pieces that are alike."""
    formula, derivative = draw.choice((("cos(x)**3", "-3*sin(x)*cos(x)**2"), ("x*tan(x)", "x*(tan(x)**2 + 1) + tan(x)"), ("exp(sin(x))", "exp(sin(x))*cos(x)"), ("x**2", "2*x")))  # fmt: skip
    u = f"({draw.choice(('', '-'))}x - {draw.randint(2, 99)}*10**{draw.randint(2, 9)})*{draw.randint(1, 9)}"
    error = draw.choice(("1 + tanh({u})", "erfc(-({u}))", "1 + erf({u})", "logistic({u})", "1/(1 + exp(-({u})))"))
    return Pair("saturated", formula, f"{derivative} + {error.format(u=u)}", False)


def _own_value(draw: random.Random) -> Pair:
    """Wrong at separate places."""
    p = draw.choice(ZEROS).format(k=draw.choice((2, 3, 5, 7, 11, 13)))
    return _with(draw, "own value", "(" + draw.choice(OWN).format(p=p) + ")")


WRONG: dict[str, Callable[[random.Random], Pair]] = {
    "beyond a border": _beyond,
    "bump": _bump,
    "lattice": _lattice,
    "domain": _undefined,
    "one piece": _piece,
    "one side": _one_side,
    "several names": _several,
    "small": _small,
    "slip": _slip,
    "curved": _curved,
    "waves": _waves,
    "own value": _own_value,
    "saturated": _saturated,
}

NOTHING = (
    "sin({u})**2 + cos({u})**2 - 1", "abs({u}) - sqrt(({u})**2)", "Max({u}, 1) - ({u} + 1 + abs({u} - 1))/2", "floor({u}) + ceiling(-({u}))",
    "exp({u})*exp(-({u})) - 1", "cosh({u})**2 - sinh({u})**2 - 1", "({u})**2 - (({u}) - 1)*(({u}) + 1) - 1", "sign({u})*abs({u}) - ({u})",
    "Heaviside({u})*({u}) - Max({u}, 0)", "log(exp({u})) - ({u})", "Max({u}, 0) + Min({u}, 0) - ({u})", "sin(2*({u})) - 2*sin({u})*cos({u})",
    "Piecewise(({u}, {u} < 0), (0, True)) - Min({u}, 0)", "atan({u}) + atan(-({u}))", "real_root({u}, 3)**3 - ({u})",
    "sinh(asinh({u})) - ({u})", "tan(atan({u})) - ({u})", "log(({u})**2 + 1) + log(1/(({u})**2 + 1))", "cos(atan({u})) - 1/sqrt(1 + ({u})**2)",
    "exp(asinh({u})) - ({u}) - sqrt(({u})**2 + 1)", "(({u}) + 1)**5 - ({u})**5 - 5*({u})**4 - 10*({u})**3 - 10*({u})**2 - 5*({u}) - 1",
    "2**({u}) - exp(({u})*log(2))", "tanh({u}) - (exp(2*({u})) - 1)/(exp(2*({u})) + 1)", "cos({u} + pi/3) - cos({u})/2 + sin({u})*sqrt(3)/2",
    "sqrt(8)*({u}) - 2*sqrt(2)*({u})", "1/(sqrt(2) + 1) - sqrt(2) + 1", "sin(3*({u})) - 3*sin({u}) + 4*sin({u})**3",
)  # fmt: skip
"""0 for every u."""


def right(draw: random.Random) -> Pair:
    """The derivative in other clothes."""
    if draw.random() < 0.25:
        return _own(draw)
    formula, derivative = draw.choice(SMOOTH)
    u = draw.choice(
        ("x", "x**2", f"(x - ({offsets(draw)}))", f"({draw.randint(2, 9)}*x)", "sin(x)", "(x/7 - 3)", "(x**3 - x)")
    )
    nothing = draw.choice(NOTHING).format(u=u)
    form = draw.choice(("{d} + ({n})", "({d})*(1 + {n})", "{d} + ({n})*exp(x/9)", "({d}) - x*({n})"))
    return Pair("clothes", formula, form.format(d=derivative, n=nothing), True)


def _own(draw: random.Random) -> Pair:
    """Kinked formulas with their derivatives on all pieces."""
    u = f"(x - ({offsets(draw)}))"
    formula, candidate = draw.choice((
        (f"abs({u})", f"sign({u})"), (f"abs({u})", f"{u}/abs({u})"), (f"abs({u})**3", f"3*{u}*abs({u})"), (f"Max({u}, 0)", f"Heaviside({u})"),
        (f"Max({u}, 0)", f"(1 + sign({u}))/2"), (f"sqrt({u}**2)", f"sign({u})"), (f"log(abs({u}))", f"1/{u}"), (f"floor({u})*{u}", f"floor({u})"),
        (f"{u}*abs({u})", f"2*abs({u})"), (f"Max({u}, -{u})", f"sign({u})"), (f"Piecewise((0, {u} < 0), ({u}**2, True))", f"2*Max({u}, 0)"),
        (f"real_root({u}, 3)", f"1/(3*real_root({u}, 3)**2)"), (f"log({u})", f"1/{u}"), (f"sqrt({u})", f"1/(2*sqrt({u}))"),
        (f"acosh({u})", f"1/(sqrt({u} - 1)*sqrt({u} + 1))"), (f"asin({u})", f"1/(sqrt(1 - {u})*sqrt(1 + {u}))"), (f"{u}**3", f"3*{u}**2*{u}/{u}"),
        (f"Min({u}, 2*{u})", f"Piecewise((2, {u} < 0), (1, True))"), (f"sign({u})*{u}**2", f"2*abs({u})"), (f"x**4*abs({u})/abs({u})", "4*x**3"),
    ))  # fmt: skip
    return Pair("own", formula, candidate, True)


def pairs(seed: int) -> Iterator[Pair]:
    """Five wrong ones for each three that are right, without end."""
    draw = random.Random(seed)
    while True:
        yield wrong(draw) if draw.random() < 0.625 else right(draw)


def verdict(pair: Pair, timeout: float = 20) -> Status | str:
    """What the check says, or the code of an error."""
    at = ({name: value for name, _, value in (part.partition("=") for part in pair.at.split(","))},) if pair.at else ()
    try:
        return judged(
            pair.formula, pair.candidate, Options(timeout=timeout, syntax="plain"), wrt=(("x",),), at=at
        ).verdict
    except SymdiffError as error:
        return error.diagnostic.code


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(words)
    counts: Counter[str] = Counter()
    fooled, began = 0, time.monotonic()
    for _, pair in zip(range(asked.count), pairs(asked.seed), strict=False):
        found = verdict(pair)
        good = found is (Status.AGREE if pair.right else Status.DISAGREE)
        bad = found is (Status.DISAGREE if pair.right else Status.AGREE)
        counts["right" if pair.right else "wrong", "good" if good else "FOOLED" if bad else "open"] += 1  # type: ignore[index]
        fooled += bad
        if not good:
            print(
                f"{'FOOLED' if bad else 'open'}\t{found}\t{pair.kind}\t{pair.formula}\t{pair.candidate}\t{pair.at}",
                flush=True,
            )
    print(dict(counts), f"{time.monotonic() - began:.0f} s")
    return 1 if fooled else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
