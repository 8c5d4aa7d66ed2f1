"""The languages as rows: how each spells numbers, choices and C's functions, and the frame of a function. Imports ``frozen``."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from symdiff.frozen import Frozen

Frame = Callable[[str, Sequence[str], Sequence[str], Sequence[str], bool], list[str]]
"""The lines of a function from its name, its arguments, statements ``NAME = TEXT``, outputs, and whether they come in one array."""


class Language(Frozen):
    """One language."""

    name: str
    suffix: str
    comment: str
    functions: Mapping[str, str]
    """How C's functions are written, operands as ``{0}`` and ``{1}``; what is not here the language lacks."""
    choose: str
    """A condition ``{0}`` between two values; the value that is not taken is not computed where the language can."""
    frame: Frame
    taken: frozenset[str] = frozenset()
    """Words that are no names of variables."""
    unequal: str = "!="
    both: str = "&&"
    either: str = "||"
    negation: str = "!"
    truths: tuple[str, str] = ("true", "false")
    nan: str = "NAN"
    literal: str = "{}"
    """What stands around the digits of a number."""
    imports: Mapping[str, str] = MappingProxyType({})
    """Lines that are needed where a text stands in the code."""
    lazy: bool = True
    """Whether ``choose`` leaves out what is not taken."""

    @property
    def reserved(self) -> frozenset[str]:
        """Names that no variable may have: the language's words, and the functions that code calls."""
        called = (name for text in self.functions.values() for name in re.findall(r"[A-Za-z_]\w*", text))
        return self.taken | frozenset(called)


_C_NAMES: Final = (
    "exp", "log", "sqrt", "cbrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
    "fabs", "floor", "ceil", "erf", "erfc", "tgamma", "lgamma",
)  # fmt: skip
_TWO: Final = ("pow", "atan2", "fmax", "fmin")


def _spelled(prefix: str = "", *, without: str = "", **others: str) -> dict[str, str]:
    """C's functions under a prefix, some under other names and some left out."""
    missing = without.split()
    found = {name: f"{prefix}{others.get(name, name)}({{0}})" for name in _C_NAMES if name not in missing}
    found |= {name: f"{prefix}{others.get(name, name)}({{0}}, {{1}})" for name in _TWO if name not in missing}
    return found | {name: text for name, text in others.items() if "{" in text}


def _c(kind: str) -> Frame:
    def frame(
        name: str, arguments: Sequence[str], statements: Sequence[str], outputs: Sequence[str], array: bool
    ) -> list[str]:
        many = f"const double in[{len(arguments)}]" if array else ", ".join(f"double {each}" for each in arguments)
        given = [f"    const double {each} = in[{k}];" for k, each in enumerate(arguments)] if array else []
        unused = [] if array else [f"    (void){each};" for each in arguments]
        body = [f"    const double {each};" for each in statements]
        results = [f"    out[{k}] = {each};" for k, each in enumerate(outputs)]
        head = f"void {name}({many}{', ' if many else ''}double out[{len(outputs)}])"
        return [f"#include <{kind}>", "", head, "{", *given, *unused, *body, *results, "}"]

    return frame


def _python(opening: str) -> Frame:
    def frame(
        name: str, arguments: Sequence[str], statements: Sequence[str], outputs: Sequence[str], array: bool
    ) -> list[str]:
        given = (
            [f"    {', '.join(arguments)}{',' if len(arguments) == 1 else ''} = values"] if array and arguments else []
        )
        results = ", ".join(outputs) + ("," if len(outputs) == 1 else "")
        head = f"def {name}({'values' if array else ', '.join(arguments)}):"
        return [opening, "", "", head, *given, *(f"    {each}" for each in statements), f"    return ({results})"]

    return frame


def _javascript(
    name: str, arguments: Sequence[str], statements: Sequence[str], outputs: Sequence[str], array: bool
) -> list[str]:
    head = f"[{', '.join(arguments)}]" if array else ", ".join(arguments)
    body = [f"  const {each};" for each in statements]
    return [f"export function {name}({head}) {{", *body, f"  return [{', '.join(outputs)}];", "}"]


def _rust(
    name: str, arguments: Sequence[str], statements: Sequence[str], outputs: Sequence[str], array: bool
) -> list[str]:
    many = f"input: &[f64; {len(arguments)}]" if array else ", ".join(f"{each}: f64" for each in arguments)
    given = [f"    let {each} = input[{k}];" for k, each in enumerate(arguments)] if array else []
    allow = "#[allow(unused_variables, unused_parens, clippy::all)]"
    body = [f"    let {each};" for each in statements]
    head = f"pub fn {name}({many}) -> [f64; {len(outputs)}] {{"
    return [allow, head, *given, *body, f"    [{', '.join(outputs)}]", "}"]


def _julia(
    name: str, arguments: Sequence[str], statements: Sequence[str], outputs: Sequence[str], array: bool
) -> list[str]:
    given = [f"    {', '.join(arguments)}{',' if len(arguments) == 1 else ''} = values"] if array and arguments else []
    results = ", ".join(outputs) + ("," if len(outputs) == 1 else "")
    head = f"function {name}({'values' if array else ', '.join(arguments)})"
    return [head, *given, *(f"    {each}" for each in statements), f"    return ({results})", "end"]


def _matlab(
    name: str, arguments: Sequence[str], statements: Sequence[str], outputs: Sequence[str], array: bool
) -> list[str]:
    given = [f"  {each} = values({k});" for k, each in enumerate(arguments, 1)] if array else []
    body = [f"  {each};" for each in statements]
    head = f"function out = {name}({'values' if array else ', '.join(arguments)})"
    return [head, *given, *body, f"  out = [{', '.join(outputs)}];", "end"]


def _r(
    name: str, arguments: Sequence[str], statements: Sequence[str], outputs: Sequence[str], array: bool
) -> list[str]:
    given = [f"  {each} <- values[{k}]" for k, each in enumerate(arguments, 1)] if array else []
    body = [f"  {each.replace(' = ', ' <- ', 1)}" for each in statements]
    head = f"{name} <- function({'values' if array else ', '.join(arguments)}) {{"
    return [head, *given, *body, f"  c({', '.join(outputs)})", "}"]


def _fortran(
    name: str, arguments: Sequence[str], statements: Sequence[str], outputs: Sequence[str], array: bool
) -> list[str]:
    given = [f"  {each} = values({k})" for k, each in enumerate(arguments, 1)] if array else []
    names = [each.partition(" = ")[0] for each in statements]
    held = [*(arguments if array else ()), *names]
    many = "values" if array else ", ".join(arguments)
    declared = [f"  real(real64), intent(in) :: values({len(arguments)})"] if array else []
    if not array and arguments:
        declared = [f"  real(real64), intent(in) :: {each}" for each in arguments]
    lines = [
        f"pure subroutine {name}({many}{', ' if many else ''}out)",
        "  use, intrinsic :: iso_fortran_env, only: real64",
        "  implicit none",
        *declared,
        f"  real(real64), intent(out) :: out({len(outputs)})",
        *(f"  real(real64) :: {each}" for each in held),
        *given,
        *(f"  {each}" for each in statements),
        *(f"  out({k}) = {each}" for k, each in enumerate(outputs, 1)),
        f"end subroutine {name}",
    ]
    return [part for line in lines for part in _continued(line)]


def _continued(line: str, most: int = 120) -> list[str]:
    """A line of Fortran in lines that are short enough, broken at blanks."""
    parts: list[str] = []
    while len(line) > most:
        cut = line.rfind(" ", 8, most)
        if cut < 0:
            cut = most
        parts.append(line[:cut] + " &")
        line = "    &" + line[cut:]
    return [*parts, line]


_C_WORDS = frozenset(
    [
        "auto",
        "break",
        "case",
        "char",
        "const",
        "continue",
        "default",
        "do",
        "double",
        "else",
        "enum",
        "extern",
        "float",
        "for",
        "goto",
        "if",
        "inline",
        "int",
        "long",
        "register",
        "restrict",
        "return",
        "short",
        "signed",
        "sizeof",
        "static",
        "struct",
        "switch",
        "typedef",
        "union",
        "unsigned",
        "void",
        "volatile",
        "while",
        "in",
        "out",
        "main",
        "NAN",
        "INFINITY",
        "std",
    ]
)
_CPP_WORDS = _C_WORDS | frozenset(
    [
        "and",
        "bool",
        "catch",
        "class",
        "delete",
        "explicit",
        "export",
        "false",
        "friend",
        "mutable",
        "namespace",
        "new",
        "not",
        "operator",
        "or",
        "private",
        "protected",
        "public",
        "template",
        "this",
        "throw",
        "true",
        "try",
        "typename",
        "using",
        "virtual",
        "xor",
    ]
)
_PYTHON_WORDS = frozenset((*keyword.kwlist, "math", "np", "jnp", "torch", "special", "values", "max", "min"))
_NUMPY = _spelled(
    "np.", without="erf erfc tgamma lgamma", asin="arcsin", acos="arccos", atan="arctan", asinh="arcsinh", acosh="arccosh",
    atanh="arctanh", fabs="abs", pow="power", atan2="arctan2", fmax="maximum", fmin="minimum",
    erf="special.erf({0})", erfc="special.erfc({0})", tgamma="special.gamma({0})", lgamma="special.gammaln({0})",
)  # fmt: skip
_JAX = {name: text.replace("np.", "jnp.") for name, text in _NUMPY.items()} | {
    "erf": "special.erf({0})", "erfc": "special.erfc({0})", "tgamma": "special.gamma({0})", "lgamma": "special.gammaln({0})",
}  # fmt: skip

ROWS: Final = (
    Language("c", "c", "//", _spelled(), "({0} ? {1} : {2})", _c("math.h"), _C_WORDS, truths=("1", "0")),
    Language(
        "c++", "cpp", "//", _spelled("std::"), "({0} ? {1} : {2})", _c("cmath"), _CPP_WORDS, nan='std::nan("")',
    ),
    Language(
        "python", "py", "#", _spelled("math.", tgamma="gamma", fmax="max({0}, {1})", fmin="min({0}, {1})"),
        "({1} if {0} else {2})", _python("import math"), _PYTHON_WORDS, both="and", either="or", negation="not ",
        truths=("True", "False"), nan="math.nan",
    ),
    Language(
        "numpy", "py", "#", _NUMPY, "np.where({0}, {1}, {2})", _python("import numpy as np"), _PYTHON_WORDS, both="&",
        either="|", negation="~", truths=("True", "False"), nan="np.nan",
        imports={"special.": "from scipy import special"}, lazy=False,
    ),
    Language(
        "jax", "py", "#", _JAX, "jnp.where({0}, {1}, {2})", _python("import jax.numpy as jnp"), _PYTHON_WORDS, both="&",
        either="|", negation="~", truths=("True", "False"), nan="jnp.nan",
        imports={"special.": "from jax.scipy import special"}, lazy=False,
    ),
    Language(
        "javascript", "mjs", "//", _spelled("Math.", without="erf erfc tgamma lgamma", fabs="abs", fmax="max", fmin="min"),
        "({0} ? {1} : {2})", _javascript,
        frozenset(["await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends", "false", "finally", "for", "function", "if", "import", "in", "instanceof", "let", "new", "null", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield", "Math"]),
        nan="NaN",
    ),
    Language(
        "rust", "rs", "//",
        {
            **{name: f"({{0}}).{name}()" for name in ["exp", "sqrt", "cbrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "floor", "ceil"]},
            "log": "({0}).ln()", "fabs": "({0}).abs()", "pow": "({0}).powf({1})", "atan2": "({0}).atan2({1})",
            "fmax": "({0}).max({1})", "fmin": "({0}).min({1})",
        },
        "(if {0} {{ {1} }} else {{ {2} }})", _rust,
        frozenset(["as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while", "input"]),
        nan="f64::NAN", literal="{}_f64",
    ),
    Language(
        "julia", "jl", "#", _spelled(without="erf erfc tgamma lgamma", fabs="abs", fmax="max", fmin="min", pow="({0})^({1})", atan2="atan({0}, {1})"),
        "({0} ? {1} : {2})", _julia, frozenset(["begin", "break", "catch", "const", "continue", "do", "else", "elseif", "end", "export", "false", "finally", "for", "function", "global", "if", "import", "let", "local", "macro", "module", "quote", "return", "struct", "true", "try", "using", "while", "values"]), nan="NaN",
    ),
    Language(
        "matlab", "m", "%", _spelled(fabs="abs", tgamma="gamma", lgamma="gammaln", fmax="max", fmin="min", pow="({0})^({1})", cbrt="nthroot({0}, 3)"),
        "", _matlab, frozenset(["break", "case", "catch", "classdef", "continue", "else", "elseif", "end", "for", "function", "global", "if", "otherwise", "parfor", "persistent", "return", "spmd", "switch", "try", "while", "values", "out"]), unequal="~=", negation="~", nan="NaN",
    ),
    Language(
        "r", "R", "#", _spelled(without="erf erfc cbrt", fabs="abs", ceil="ceiling", tgamma="gamma", fmax="max", fmin="min", pow="({0})^({1})", cbrt="(sign({0})*abs({0})^(1/3))"),
        "(if ({0}) {1} else {2})", _r, frozenset(["break", "else", "for", "function", "if", "in", "next", "repeat", "return", "while", "TRUE", "FALSE", "NULL", "Inf", "NaN", "NA", "values", "c", "t", "T", "F"]), truths=("TRUE", "FALSE"), nan="NaN",
    ),
    Language(
        "fortran", "f90", "!", {
            **_spelled(without="cbrt floor ceil", fabs="abs", tgamma="gamma", lgamma="log_gamma", fmax="max", fmin="min", pow="({0})**({1})"),
            "floor": "(aint({0}) - merge(1.0_real64, 0.0_real64, ({0}) < aint({0})))",
            "ceil": "(aint({0}) + merge(1.0_real64, 0.0_real64, ({0}) > aint({0})))",
            "cbrt": "sign(abs({0})**(1.0_real64/3.0_real64), {0})",
        },
        "merge({1}, {2}, {0})", _fortran, frozenset(("out", "values", "real64")), unequal="/=", both=".and.", either=".or.",
        negation=".not. ", truths=(".true.", ".false."), nan="", literal="{}_real64", lazy=False,
    ),
)  # fmt: skip
"""Every language, in the order of the help."""
