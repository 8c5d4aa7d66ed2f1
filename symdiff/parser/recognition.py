"""Which syntax a text is written in: a row per syntax, with the marks that no other one has.

Imports ``syntax``; the file of a syntax is loaded when it is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module

from symdiff.annotations import Final
from symdiff.errors import Span, fault
from symdiff.frozen import Frozen
from symdiff.parser.syntax import PLAIN, Syntax


class Mark(Frozen):
    """What a syntax is known by."""

    name: str
    sentence: str
    """What it is, for the help and its page."""
    alone: str = r"(?!)"
    """A pattern of what no other syntax has."""
    shared: str = r"(?!)"
    """A pattern of what several syntaxes have and the plain one has not: looked for in what the plain one refuses."""


_CALL = r"\s*\("

MARKS: Final = (
    Mark(
        "latex",
        "LaTeX, as in papers",
        r"\\(?!\[[A-Z]\w*\])(?:[A-Za-z]{2}|[ ,;:!|{}()\[\]])|[\^_]\{|\A\s*\$[\s\S]*\$[\s.,;]*\Z",
        r"[{}]|\\%",
    ),
    Mark(
        "mathematica",
        "Mathematica and the Wolfram language",
        r"\b(?:D|[A-Z][A-Za-z]+[0-9]*)\[(?!\[)|\\\[[A-Z]\w*\]|\w\[\[[0-9]|[0-9.]\*\^|[0-9.]`|\b[A-Z][A-Za-z]+\s*@|\b[A-Za-z]\w*'+\[",
        r"\(\*|\bDegree\b|//\s*[A-Z][A-Za-z]*\s*\Z",
    ),
    Mark(
        "maxima",
        "Maxima",
        r"%(?:e|pi|gamma|phi|i)\b|\b(?:li|psi)\[[0-9]+\]\(|'(?:diff|integrate|sum|product)\(",
        r":=|\bthen\b|\A\s*'\w|/\*|;\s*\Z|\b(?:signum|entier|unit_step)\s*\(",
    ),
    Mark(
        "maple",
        "Maple",
        r"\b(?:[Ii]nt|[Ss]um|[Pp]roduct|add|mul)\(.*=.*\.\.",
        shared=r":=|->|\bthen\b|[:;]\s*\Z|#|<>|\b(?:piecewise|GAMMA|lnGAMMA|Psi|signum|evalf)\s*\(",
    ),
    Mark(
        "sbml",
        "rate laws of SBML and Antimony",
        shared=r":=|\b(?:sqr|piecewise|quotient)\s*\(|\broot\s*\([^,()]*\)(?!\s*\()|#|\bexponentiale\b",
    ),
    Mark(
        "python",
        "Python with NumPy, SciPy, JAX, PyTorch and TensorFlow",
        r"\b(?:np|numpy|jnp|math|cmath|torch|tf|sp|sympy|scipy|jax|nn|F|special)\.[A-Za-z]|\bS\.(?:Half|One|Zero|NegativeOne|Pi|Exp1)\b",
        r"\b(?:Rational|Integer|Float)\(|\bS\([0-9]|//|%|\blambda\b|\bdef\b|\bfloat\(|\bint\(|#|\w\['|_|0[xob]",
    ),
    Mark("excel", "the cells of Excel and other sheets", r"\A\s*=(?!=)|\bPI\(\)|[\w']!\$?[A-Z]{1,3}\$?[0-9]"),
    Mark(
        "c",
        "C, C++ and GLSL",
        r"\bM_(?:PI|E|SQRT|LN|LOG|[12]_)\w*\b|\b[0-9]+\.[0-9]*[fFlL]\b|(?<![0-9.])[0-9][0-9.]*[eE][-+]?[0-9]+[fFlL]\b|\bstd::(?!f(?:64|32)\b)"
        r"|\b[0-9]+(?:[uU][lL]{1,2}|[lL]{1,2}[uU]|LL|ll)\b|\((?:double|float|int|long|unsigned)(?: \w+)?\)"
        r"|\b(?:double|float)\s+\w+\s*[=(]",
        rf"\?|&&|\|\||//|/\*|;|%|[<>]|\b(?:fabsf?|fmaf?|fmax|fmin|nearbyint|lround|fmod|fdim|copysign|tgamma|vec[234]|mix|[jy][01n]){_CALL}",
    ),
    Mark(
        "fortran",
        "Fortran",
        r"\b[0-9]+\.[0-9]*[dD][-+]?[0-9]+\b|\.[0-9]+[dD][-+]?[0-9]+\b|[0-9.]_(?:dp|sp|wp|rk|real64|real32|[48])\b|&[ \t]*\n"
        r"|\.(?:lt|le|gt|ge|eq|ne|and|or|not)\.|\bd(?:abs|sqrt|sinh?|cosh?|tanh?|log10|log|asin|acos|atan2?|max1|min1|mod|sign|ble)\s*\(",
        rf"[0-9][dD][-+]?[0-9]|\w%\w|/=|(?i:\b(?:dexp|dble|real|merge|aint|anint|nint|amax1|sign|dim|sind|cosd|tand|bessel_[jy][01n]){_CALL})",
    ),
    Mark(
        "matlab",
        "MATLAB, Octave and Scilab",
        r"@\(|\.\.\.\s*\n",
        rf"\.[*/^\\']|~=|\\|;|\s%\s|[<>]|\b(?:rem|fix|nthroot|pmodulo|modulo|idivide|merge|sind|cosd|tand|nchoosek|rdivide|ldivide|times|minus|uminus|realsqrt|ellipke){_CALL}",
    ),
    Mark(
        "r",
        "R",
        r"%(?:/|in|o|x)?%|(?:^|[;{\n])\s*[\w.]+\s*<-|\w\$[A-Za-z.]|\bfunction\s*\([^)]*\)\s*[^{\s]|\b(?:TRUE|FALSE)\b",
        rf"[A-Za-z]\.[A-Za-z]\w*\s*[-+*/^)]|[<>]|&|\||;|#|\b[0-9]+L\b"
        rf"|\b(?:choose|psigamma|besselJ|besselK|besselI|besselY|pnorm|dnorm|ifelse|lbeta|lchoose|cospi|sinpi|tanpi|plogis|qlogis|[dp]exp|[pq]norm|pmax|pmin|dunif|dpois|dgamma|dbeta|dbinom){_CALL}|\bas\.numeric{_CALL}",
    ),
    Mark(
        "julia",
        "Julia",
        r"::Float64|\bfunction\b[\s\S]*\bend\b",
        rf"[0-9)]\s*//\s*[0-9(]|\?|&&|\|\||%|\.[*/^+\-]|->|;|#|[<>≤≥÷]|√|∛|\b(?:fld|cld|muladd|besselj[01]|loggamma|exp10|sind|cosd|tand|abs2|flipsign|atan|mod1){_CALL}",
    ),
    Mark(
        "javascript",
        "JavaScript and TypeScript",
        r"\bMath\.|=>|===|\b(?:const|let|var)\s+\w+\s*=|\bfunction\b[^{]*\{",
        r"\?|&&|\|\||//|/\*|;|%|[<>]|\breturn\b|\b(?:Number|parseFloat)\(",
    ),
    Mark(
        "rust",
        "Rust",
        r"[0-9]_?[fiu](?:8|16|32|64|128)\b|\bas\s+[fiu](?:8|16|32|64|128|size)\b|\bf64::|\blet\s+mut\b|\bfn\s+\w+\(|:\s*f(?:32|64)\b|\b(?:SQRT_2|LN_2|LN_10|FRAC_\w+|LOG2_E|LOG10_E)\b",
        r"\w\.[a-z_0-9]+\(|%|\blet\b|//|;|\bif\b[^{]*\{",
    ),
    Mark(
        "regression",
        "the output of symbolic regression: PySR, gplearn, DEAP, SRBench",
        shared=rf"\b(?:add|sub|mul|div|plus|mult|neg(?=\s*\(.*\b(?:[xX]_?[0-9]|ARG[0-9]|add|sub|mul))|inv|greater|less|logical_or|logical_and|cond|relu|atanh_clip|(?:safe|protected)_\w+|\w+_abs|pdiv|protectedDiv|aq){_CALL}",
    ),
)
_ROWS: Final = {row.name: row for row in MARKS}
SYNTAXES: Final = ("auto", "plain", *_ROWS)
_UNMARKED: Final = frozenset("\\%{}$=[._P:<@&!`").isdisjoint
"""Whether a text has no character that most marks have; a text with any of the others is none of the plain syntax."""
_PER_CENT: Final = r"[0-9)]\s*%\s*(?:[-+*/^),;]|$)"
"""Per cent, which is no operator between two operands."""
_LONGEST = 10_000
"""Characters of a text that is tried in several syntaxes."""


@cache
def _any_mark() -> Callable[[str], re.Match[str] | None]:
    """What finds a mark of any syntax; compiled when a text first needs it, for it takes longer than a formula."""
    return re.compile("|".join(f"(?:{row.alone})" for row in MARKS)).search


@cache
def _any_shared() -> Callable[[str], re.Match[str] | None]:
    """What finds a mark that several syntaxes share: most texts that are refused have none."""
    return re.compile("|".join(f"(?:{row.shared})" for row in MARKS)).search


def recognise(text: str) -> str:
    """The syntax that a text is written in, by its marks. Raises SymdiffError ``ambiguous`` where there are marks of several."""
    if _UNMARKED(text) or _any_mark()(text) is None:
        return "plain"
    return _marked(text)


def _marked(text: str) -> str:
    found = {row.name: match for row in MARKS if (match := re.search(row.alone, text))}
    if "mathematica" in found and not text.count("\\") > len(re.findall(r"\\\[[A-Z]\w*\]", text)):
        found.pop("latex", None)  # braces are lists there
    if len(found) < 2:
        return next(iter(found), "plain")
    names = list(found)
    raise fault(
        "ambiguous", f"the text has marks of the syntaxes {' and '.join(names)}", source=text,
        span=Span(*found[names[1]].span()), hint=f"say which it is: --syntax {names[0]} or --syntax {names[1]}",
    )  # fmt: skip


def candidates(text: str, is_open: bool) -> tuple[str, ...]:
    """The syntaxes that a text may be written in which the plain one refuses: by marks alone, and where it ``is_open`` by shared ones."""
    if len(text) > _LONGEST:
        return ()
    if _any_mark()(text) is not None:
        return (_marked(text),)
    if not is_open or _any_shared()(text) is None or re.search(_PER_CENT, text):
        return ()
    return tuple(row.name for row in MARKS if re.search(row.shared, text))


def syntax_named(name: str) -> Syntax:
    """The row of this name; raises SymdiffError ``usage``."""
    if name == "plain":
        return PLAIN
    if name not in _ROWS:
        raise fault("usage", f"there is no syntax named '{name}'", hint="the syntaxes are " + ", ".join(SYNTAXES))
    return import_module(f"symdiff.parser.syntaxes.{name}").SYNTAX  # type: ignore[no-any-return]
