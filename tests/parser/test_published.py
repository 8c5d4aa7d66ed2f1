"""The parser on published formulas, on hostile text, and on text made at random."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.parsing.sympy_parser import auto_number, auto_symbol, parse_expr, rationalize

from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.operators import Exact, Operator, real_root
from symdiff.parser import SYNTAXES, Names, parse


class Exactly:
    """A builder that computes with fractions."""

    def __init__(self, **values: Exact) -> None:
        self.values = values

    def number(self, value: Exact) -> Exact:
        return value

    def symbol(self, name: str) -> Exact:
        return self.values[name]

    def constant(self, name: str) -> Exact:
        raise NotImplementedError

    def sum(self, terms: tuple[Exact, ...]) -> Exact:
        return sum(terms, Fraction(0))

    def product(self, factors: tuple[Exact, ...]) -> Exact:
        result = Fraction(1)
        for factor in factors:
            result *= factor
        return result

    def power(self, base: Exact, exponent: Exact) -> Exact:
        assert exponent.denominator == 1
        return Fraction(base) ** int(exponent)

    def call(self, operator: Operator, operands: tuple[Exact, ...]) -> Exact:
        assert operator.exact is not None
        value = operator.exact(*operands)
        assert value is not None
        return value


@pytest.mark.parametrize("name", ["feynman", "rubi", "peers", "optim", "matrix"])
def test_every_published_formula_is_read(published: Callable[[str], Any], name: str) -> None:
    for row in published(name):
        names = Names(frozenset(row["vars"]))
        expected = row["expected"] or {}
        for text in (row["expr"], *(expected.values() if isinstance(expected, dict) else (expected,))):
            builder = GraphBuilder(Graph())
            root = parse(text, builder, names=names)
            assert set(builder.graph.symbols([root])) <= set(row["vars"]), row["id"]


OTHERWISE = {
    "syn-019": "xe is one name",
    "syn-346": "X and x are two variables",
    "syn-388": "log is the natural logarithm",
    "syn-400": "q1q2 is one name",
}
"""Rows that are read in another way than the row's origin does."""

VARIABLES = {"syn-091": "e", "syn-184": "e", "syn-352": "E"}
"""Rows whose origin takes a constant's name for a variable."""


class Evaluated:
    """A builder of evaluated sympy expressions."""

    def number(self, value: Exact) -> Any:
        return sympy.Rational(value.numerator, value.denominator)

    def symbol(self, name: str) -> Any:
        return sympy.Symbol(name)

    def constant(self, name: str) -> Any:
        return getattr(sympy, name)

    def sum(self, terms: tuple[Any, ...]) -> Any:
        return sympy.Add(*terms)

    def product(self, factors: tuple[Any, ...]) -> Any:
        return sympy.Mul(*factors)

    def power(self, base: Any, exponent: Any) -> Any:
        return base**exponent

    def call(self, operator: Operator, operands: tuple[Any, ...]) -> Any:
        head = "root" if operator is real_root else operator.sympy or operator.name
        return getattr(sympy, head)(*operands)


def test_what_people_type_means_what_they_mean(published: Callable[[str], Any]) -> None:
    for row in published("syntaxes"):
        text, meaning = row["text"], row["meaning"]
        if row["id"] in OTHERWISE:
            continue
        syntax = "mathematica" if row["origin"].endswith("test_mathematica.py") else "auto"
        variable = VARIABLES.get(row["id"], "")
        letters = dict.fromkeys(("S", "O", "Q", "N", "I", "C", variable), None)
        symbols = {name: sympy.Symbol(name.rstrip("_")) for name in (*letters, "E_", "beta_", "gamma_") if name}
        expected = parse_expr(meaning, symbols, (auto_symbol, auto_number, rationalize))
        found = parse(text, Evaluated(), names=Names(frozenset(filter(None, (variable,)))), syntax=syntax)
        assert found == expected or sympy.expand(found - expected) == 0, row["id"]


OWN = {
    "python": ("x if x>0 else -x", "x % 2"),
    "maxima": ("lambda: 0",),
    "maple": ("'x'",),
    "r": ("sin.name", "x.run", "x.name", "{x.name}"),
    **dict.fromkeys(("c", "julia", "javascript", "rust"), ("x % 2",)),
    "matlab": ("x % 2", "~x"),
}
"""Texts that are formulas in a language, by its syntax."""


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_hostile_text_is_answered_or_refused(published: Callable[[str], Any], syntax: str) -> None:
    for row in published("hostile"):
        text = row["text"] if "text" in row else eval(row["generator"])
        if len(text) > 20_000 and syntax not in ("auto", "plain", "latex", "c"):
            continue  # one of the languages stands for all
        start = time.process_time()
        try:
            parse(text, GraphBuilder(Graph()), syntax=syntax)
            refused = False
        except SymdiffError as error:
            refused = True
            assert len(str(error)) < 2000, row["id"]
        assert time.process_time() - start < 10, row["id"]
        # In LaTeX letters side by side are a product, and words of programs are letters.
        assert refused or row["expect"] != "error" or syntax == "latex" or text in OWN.get(syntax, ()), row["id"]
        assert not refused or not row["expect"].startswith("accept") or syntax not in ("auto", "plain"), row["id"]


def _formula(random: random.Random, depth: int) -> str:
    """A formula in Python's own spelling, of small whole numbers."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(("x", "y", "2", "3", "1"))
    left, right = (_formula(random, depth - 1) for _ in range(2))
    return random.choice(
        (f"{left} + {right}", f"{left}-{right}", f"{left}*{right}", f"({left})*({right})", f"-{left}")
        + (f"({left})/({right})", f"{left}/({right})", f"({left})**2", f"x**-{random.randint(1, 2)}", f"({left}) - {right}")
        + (f"{left} * -{right}", f"({left})/-({right})", f"abs({left})", f"max({left}, {right})", f"2**-y**{random.randint(1, 2)}")
    )  # fmt: skip


def test_a_formula_has_the_value_that_python_gives_it() -> None:
    source = random.Random(7)
    values = {"x": Fraction(-3), "y": Fraction(2)}
    done = 0
    for _ in range(2000):
        text = _formula(source, 4)
        exact = re.sub(r"(?<!\*\*)(?<!\*\*-)\b([123])\b", r"Fraction(\1)", text)
        try:
            value = eval(exact, {"Fraction": Fraction, "abs": abs, "max": max, **values})
        except ZeroDivisionError:
            continue
        assert parse(text, Exactly(**values)) == value, text
        done += 1
    assert done > 1000


PIECES = ("x", "y", "sin", "log", "max", "2", "3.5", "1e", "(", ")", "[", "]", "|", "⌈", "⌋", "+", "-", "*", "/", "^",
          "**", "!", ",", "²", "⁻¹", "√", "∛", "½", "π", "θ", " ", "=", ".", "_", "'", "\n", "gamma", "rate", "#", "×")  # fmt: skip


def test_no_text_brings_the_parser_down(read: Callable[..., Any]) -> None:
    source = random.Random(11)
    refused = 0
    for _ in range(20_000):
        text = "".join(source.choices(PIECES, k=source.randint(1, 12)))
        try:
            read(text)
        except SymdiffError as error:
            refused += 1
            assert error.diagnostic.code == "empty" or error.diagnostic.span is not None, text
            assert str(error)
    assert 0 < refused < 20_000


ALPHABETS = {
    "latex": (r"\frac", r"\sqrt", r"\sin ", r"\log", r"\left", r"\right", r"\alpha", r"\mathrm", r"\foo", r"\lvert", "$", "{", "}", "_",
              "^", "x", "12", "[", "]", "|", "(", ")", "+", r"\,", r"\cdot ", r"\binom", "'", "d", "e"),
    "mathematica": ("Sin", "Log", "ArcTan", "D", "[", "]", "{", "}", ",", r"\[Pi]", r"\[Foo]", "E", "e", "x", "2", "4.", " ", "^", "I"),
    "maxima": ("%e", "%pi", "%", "%i", "x", "e", "^", "(", ")", ";", "$", "2", "log", "diff", ","),
    "python": ("np.", "math.", "sin", "x", "**", "^", "(", ")", ",", "2", ".", "E", "np.sin"),
    "excel": ("=", "SIN", "A1", "$A$1", "LOG", "(", ")", "^", "-", "2", "PI", ",", ";", "+", "$", "*"),
    "c": ("pow", "(", ")", "x", ",", "1.0f", "2", "/", "M_PI", "^", ";", "std::", "sinf", "*", "-"),
}  # fmt: skip


@pytest.mark.parametrize("syntax", ALPHABETS)
@given(data=st.data())
@settings(max_examples=300, derandomize=True, deadline=None)
def test_no_text_of_a_syntax_brings_its_reader_down(syntax: str, data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(ALPHABETS[syntax]), min_size=1, max_size=14)))
    for chosen in (syntax, "auto"):
        try:
            parse(text, GraphBuilder(Graph()), syntax=chosen)
        except SymdiffError as error:
            assert error.diagnostic.code == "empty" or error.diagnostic.span is not None, text
            assert str(error)


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{" * 20_000 + "x" + "}{2}" * 20_000,
        r"\sqrt[3]{" * 20_000 + "x" + "}" * 20_000,
        r"\sqrt[" * 20_000,
        r"x\cdot" * 50_000 + "x",
        "{" * 20_000 + "x" + "}" * 20_000,
        "Log[2, " * 20_000 + "x" + "]" * 20_000,
        "=A1" + "^(A1" * 20_000 + ")" * 20_000,
        "=A1" + "^A1" * 20_000,
        "%e^(" * 20_000 + "x" + ")" * 20_000,
        "M_PI" + "*x/2" * 50_000,
        "M_PI*" + "(1*" * 5_000 + "x" + ")/2" * 5_000,
        "M_PI+1" + "*1" * 50_000 + "/x" * 1000,
    ],
    ids=lambda text: text[:12],
)
def test_long_and_deep_texts_of_the_syntaxes_are_answered_soon(text: str) -> None:
    start = time.monotonic()
    with suppress(SymdiffError):
        parse(text, GraphBuilder(Graph()))
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000 + "x" + ")" * 20_000,
        "sin(" * 20_000 + "x" + ")" * 20_000,
        "-(" * 20_000 + "x" + ")" * 20_000,
        "2*[1/" * 20_000 + "x" + "]" * 20_000,
        "sin " * 20_000 + "x",
        "x^" * 20_000 + "x",
        "√" * 20_000 + "x",
        "|" * 10_000 + "x" + "|" * 10_000,
        "-" * 100_000 + "x",
        "*".join("x" * 100_000),
        "+".join("x" * 500_000),
        "sin x " * 20_000 + "y",
    ],
    ids=lambda text: text[:12],
)
def test_long_and_deep_formulas_are_read(text: str) -> None:
    parse(text, GraphBuilder(Graph()))
