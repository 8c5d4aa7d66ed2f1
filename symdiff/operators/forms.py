"""Spellings that stand for a combination of rows. Imports the files of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symdiff.operators.elementary import log, real_root
from symdiff.operators.special import polygamma


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling that stands for a combination of other rows: ``sqrt(x)`` is ``x**(1/2)``."""

    names: tuple[str, ...]
    arity: tuple[int, int]
    build: Callable[..., Any]
    """Takes the builder and the operands."""
    words: str


def _inverse(build: Any, node: Any) -> Any:
    return build.power(node, build.number(-1))


def _log_to_base(build: Any, u: Any, base: Any) -> Any:
    return build.product((build.call(log, (u,)), _inverse(build, build.call(log, (base,)))))


FORMS: tuple[Form, ...] = (
    Form(("sqrt", "√"), (1, 1), lambda b, u: b.power(u, b.number(Fraction(1, 2))), "u**(1/2)"),
    Form(("cbrt", "∛"), (1, 1), lambda b, u: b.call(real_root, (u, b.number(3))), "the real cube root"),
    Form(("pow", "power", "Pow"), (2, 2), lambda b, u, v: b.power(u, v), "u**v"),
    Form(("log", "ln"), (2, 2), _log_to_base, "log(u)/log(v): the second argument is the base"),
    Form(("log2", "lb", "log_2"), (1, 1), lambda b, u: _log_to_base(b, u, b.number(2)), "log(u)/log(2)"),
    Form(("log10", "lg", "log_10"), (1, 1), lambda b, u: _log_to_base(b, u, b.number(10)), "log(u)/log(10)"),
    Form(("digamma", "psi"), (1, 1), lambda b, u: b.call(polygamma, (b.number(0), u)), "polygamma(0, u)"),
)
"""Rows by name and number of operands; ``root`` needs the value of its degree and is read by the parser."""
