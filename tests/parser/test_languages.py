"""Programming languages and other systems: each row's table, their meaning against the language itself, and pairs of them."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symdiff.errors import SymdiffError
from symdiff.operators import Exact, Operator
from symdiff.parser import SYNTAXES, read
from symdiff.parser.agreement import Canonical
from symdiff.parser.recognition import MARKS, recognise, syntax_named

NAMED = [row.name for row in MARKS]
READS = [(name, text, plain) for name in NAMED for text, plain in syntax_named(name).reads]
REFUSES = [(name, *row) for name in NAMED for row in syntax_named(name).refuses]


@pytest.mark.parametrize(("syntax", "text", "plain"), READS, ids=ascii)
def test_a_row_of_a_syntax_is_read_as_it_says(syntax: str, text: str, plain: str) -> None:
    builder = Canonical()
    found = read(text, builder, syntax=syntax).node
    expected = read(plain, builder, syntax="plain").node
    assert found == expected, f"{builder.text(found)} is not {builder.text(expected)}"


@pytest.mark.parametrize(("syntax", "text", "code", "write"), REFUSES, ids=ascii)
def test_a_row_of_a_syntax_is_refused_as_it_says(syntax: str, text: str, code: str, write: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        read(text, Canonical(), syntax=syntax)
    assert caught.value.diagnostic.code == code


SHARED = frozenset(("%e^x*%pi", "let y = x*x + 1.0;", "x*D[1, 2](f)(x, y)"))
"""Texts that mean the same in another language, for which they are taken."""


def test_a_mark_is_of_one_syntax_alone() -> None:
    for name, text, _ in READS:
        try:
            found = recognise(text)
        except SymdiffError as error:
            found = str(error)
        assert found in ("plain", name) or text in SHARED, f"{text!r} of {name} is taken for {found}"


class Fractions:
    """A builder that computes with fractions, conditions included."""

    def __init__(self, **values: Exact) -> None:
        self.values = values

    def number(self, value: Exact) -> Exact:
        return value

    def symbol(self, name: str) -> Exact:
        return self.values[name]

    def constant(self, name: str) -> Exact:
        raise NotImplementedError

    def truth(self, value: bool) -> bool:
        return value

    def sum(self, terms: tuple[Exact, ...]) -> Exact:
        return sum(terms, Fraction(0))

    def product(self, factors: tuple[Exact, ...]) -> Exact:
        return math.prod(map(Fraction, factors))

    def power(self, base: Exact, exponent: Exact) -> Exact:
        return Fraction(base) ** int(exponent)

    def call(self, operator: Operator, operands: tuple[Any, ...]) -> Any:
        u, *rest = operands
        v = rest[0] if rest else None
        return {
            "floor": lambda: math.floor(u),
            "abs": lambda: abs(u),
            "sign": lambda: (u > 0) - (u < 0),
            "Max": lambda: max(operands),
            "<": lambda: u < v,
            "<=": lambda: u <= v,
            ">": lambda: u > v,
            ">=": lambda: u >= v,
            "==": lambda: u == v,
            "!=": lambda: u != v,
            "&": lambda: all(operands),
            "|": lambda: any(operands),
            "~": lambda: not u,
            "Piecewise": lambda: next(a for a, c in zip(operands[::2], operands[1::2], strict=True) if c),
        }[operator.name]()


def _python(source: random.Random, depth: int) -> str:
    if depth == 0 or source.random() < 0.15:
        return source.choice(("x", "y", "2", "3", "7"))
    a, b, c, d = (_python(source, depth - 1) for _ in range(4))
    sign, compared = source.choice(("<", "<=", ">", ">=", "==", "!=")), source.choice(("and", "or"))
    return source.choice(
        (f"{a} + {b}", f"{a}-{b}", f"{a}*{b}", f"({a})/({b})", f"{a} % {b}", f"{a}//{b}", f"-{a}", f"({a})**2", f"x**-{1}")
        + (f"({a} {sign} {b})*{c}", f"({a} if {b} {sign} {c} else {d})", f"({a} if {b} {sign} {c} {compared} x > y else {d})")
        + (f"({a} if not {b} < {c} <= {d} else y)", f"abs({a})", f"-{a}**2", f"{a} - ({b})")
    )  # fmt: skip


def test_a_formula_has_the_value_that_python_gives_it() -> None:
    source = random.Random(3)
    values = {"x": Fraction(-5, 4), "y": Fraction(3, 4)}
    done = 0
    for _ in range(600):
        text = _python(source, 3)
        exact = "".join(f"F({char})" if char in "237" else char for char in text).replace("**F(2)", "**2")
        try:
            value = eval(exact, {"F": Fraction, "abs": abs, **values})
            found = read(text, Fractions(**values), syntax="python").node
        except (ZeroDivisionError, SymdiffError):
            continue
        assert found == value, text
        done += 1
    assert done > 450


def _judged(folder: Path, arguments: list[str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    binary = tmp_path / "symdiff"
    binary.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m symdiff "$@"\n', encoding="utf-8")
    binary.chmod(0o755)
    words = [sys.executable, str(folder / "judge_pasted.py"), str(binary), str(folder / "pasted.jsonl"), *arguments]
    return subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.parametrize(("syntax", "right"), [("auto", "0.8"), ("row", "0.84")])
def test_no_pasted_formula_is_silently_misread(
    published: Callable[[str], Any], folder_of_cases: Path, syntax: str, right: str, tmp_path: Path
) -> None:
    published("pasted")
    done = _judged(folder_of_cases, ["--right", right, "--syntax", syntax], tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_two_syntaxes_that_read_a_text_without_a_note_agree(published: Callable[[str], Any]) -> None:
    for row in published("pasted"):
        text = row["text"]
        builder = Canonical()
        readings: dict[str, Any] = {}
        for syntax in SYNTAXES[1:]:
            try:
                found = read(text, builder, syntax=syntax)
            except SymdiffError:
                continue
            if not found.notes:
                readings[syntax] = found.node
        try:
            chosen = read(text, builder, syntax="auto")
        except SymdiffError:
            continue
        if chosen.notes or (chosen.request is not None and chosen.request.asks):
            continue
        wanted = builder.text(chosen.node).casefold()
        for syntax, node in readings.items():
            assert node == chosen.node or builder.text(node).casefold() == wanted, f"{text!r} is {builder.text(node)} in {syntax}, and auto says {builder.text(chosen.node)}"  # fmt: skip


def test_every_syntax_has_a_sentence_and_is_in_the_list() -> None:
    assert ("auto", "plain", *NAMED) == SYNTAXES
    assert all(row.sentence for row in MARKS)


@pytest.mark.parametrize(
    "text", ["y = x^2 + 1;", "y := x^2 # the square", "x > 1 ? x^2 : x", "(x > 1)*y", "return x*x;"]
)
def test_what_all_languages_read_alike_is_read(text: str) -> None:
    assert read(text, Canonical()).notes


def test_a_hint_that_names_two_syntaxes_leads_to_its_readings() -> None:
    with pytest.raises(SymdiffError) as caught:
        read("(x - 8) % 3", Canonical())
    hint = caught.value.diagnostic.hint
    assert hint is not None
    builder = Canonical()
    for said in hint.removeprefix("say ").split(" or "):
        _, name, _, formula = said.split(" ", 3)
        found, shown = read("(x - 8) % 3", builder, syntax=name).node, read(formula, builder, syntax="plain").node
        assert found == shown
