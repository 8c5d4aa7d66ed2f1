"""What a name may mean, and "did you mean"."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from symdiff.annotations import Any, Final
from symdiff.frozen import Frozen
from symdiff.operators import BINDERS, CONSTANTS, FORMS, FUNCTIONS, Form, Operator, log, piecewise, real_root
from symdiff.parser.syntax import NAME, SUBSCRIPT, SUBSCRIPTS

_INDICES: Final = r"(?:\[(?:[0-9]+|[A-Za-z]\w*)(?:,(?:[0-9]+|[A-Za-z]\w*))*\])+"
_LETTER: Final = r"[^\W\d_](?:_?[0-9]+|_\w*)?"


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Names(Frozen):
    """What the caller says about names: ``variables`` are variables whatever else they mean; ``definitions`` come first."""

    variables: frozenset[str] = frozenset()
    definitions: Mapping[str, Any] = _NOTHING
    """From a name to a node of the builder in use."""
    functions: Mapping[str, Function] = _NOTHING
    """Functions that are others in the syntax in use."""
    vectors: frozenset[str] = frozenset()
    """Definitions that a bracket after the name takes a component of."""
    given: frozenset[str] = frozenset()
    """Names that have a value at a point, and stand for themselves so."""
    letters: bool = False
    """Whether every name that is known to nobody is a product of letters."""

    def function(self, name: str, *, called: bool) -> Function | None:
        """The function of this name in the syntax in use."""
        found = self.functions.get(name) or function_named(name, called=called)
        if found is None and name.startswith("log_") and name not in self.variables:
            return _logarithm(self, name[4:])
        return found


class Reading(Frozen):
    """One way to apply a function: fewest and most operands, and what a builder makes of them."""

    low: int
    high: int | None
    build: Callable[..., Any]


class Function(Frozen):
    """A function's name with its readings by number of operands."""

    name: str
    readings: tuple[Reading, ...]
    operator: Operator | None
    is_letter: bool = False
    """Whether the name alone is a variable."""
    family: Any = None
    """Of a function that nobody knows."""
    below: bool = False
    """Whether operands stand in brackets before a power and the argument, as the order of ``J_2(x)`` does."""

    def reading(self, count: int) -> Reading | None:
        """The reading for so many operands."""
        for reading in self.readings:
            if reading.low <= count and (reading.high is None or count <= reading.high):
                return reading
        return None

    def takes(self) -> str:
        """How many operands the function takes, in words."""
        counts = sorted({n for r in self.readings for n in range(r.low, (r.low if r.high is None else r.high) + 1)})
        more = " or more" if any(r.high is None for r in self.readings) else ""
        return " or ".join(map(str, counts)) + more + (" argument" if counts == [1] and not more else " arguments")


ROOT: Final = Function("root", (Reading(2, 2, lambda builder, *operands: None),), None)
"""The grammar builds it: a root of odd degree is another function than a power."""
PIECEWISE: Final = Function("Piecewise", (), None)
SELECTION: Final = Function("if", (), None)
"""``conditions`` reads both: their operands are conditions too."""
BINDING: Final = {binder.name: Function(binder.name, (), None, is_letter=True) for binder in BINDERS}
"""``binders`` reads them: what they bind is known before what it is bound in."""
APART: Final = frozenset((id(PIECEWISE), id(SELECTION), *map(id, BINDING.values())))
"""The functions whose operands are not read like those of others."""


def _logarithm(names: Names, base: str) -> Function | None:
    """The logarithm to a base below: a whole number, or a letter."""
    if not (base.isascii() and (base.isdecimal() or (len(base) == 1 and base.isalpha()))):
        return None
    if base.isdecimal():
        return Function(
            "log", (Reading(1, 1, lambda builder, u: _to_base(builder, u, builder.number(int(base)))),), None
        )
    if base in names.definitions:
        node = names.definitions[base]
        return Function("log", (Reading(1, 1, lambda builder, u: _to_base(builder, u, node)),), None)
    if base in CONSTANT_NAMES and base not in names.variables:
        constant = CONSTANT_NAMES[base]
        return Function(
            "log", (Reading(1, 1, lambda builder, u: _to_base(builder, u, builder.constant(constant))),), None
        )
    return Function("log", (Reading(1, 1, lambda builder, u: _to_base(builder, u, builder.symbol(base))),), None)


def _to_base(builder: Any, u: Any, base: Any) -> Any:
    reciprocal = builder.power(builder.call(log, (base,)), builder.number(-1))
    return builder.product((builder.call(log, (u,)), reciprocal))


def _made(name: str) -> Function:
    """The function of a name that the vocabulary has, with the readings of its row first."""
    row = _ROWS.get(name)
    readings: tuple[Reading, ...] = ()
    if row is not None:
        readings = (Reading(*row.arity, lambda builder, *operands: builder.call(row, operands)),)
    forms = _FORMS.get(name, [])
    readings += tuple([Reading(*form.arity, form.build) for form in forms])
    if row is None:
        return Function(forms[0].names[0], readings, None, forms[0].bare == "variable")
    return Function(row.name, readings, row, row.bare == "variable")


CONSTANT_NAMES: Final = {name: row.name for row in CONSTANTS for name in (row.name, *row.aliases)}
_ROWS: Final = {name: row for row in FUNCTIONS for name in (row.name, *row.aliases)}
_FORMS: Final[dict[str, list[Form]]] = {}
for _form in FORMS:
    for _name in _form.names:
        _FORMS.setdefault(_name, []).append(_form)
_FUNCTIONS: Final = {
    **dict.fromkeys((piecewise.name, *piecewise.aliases), PIECEWISE),
    **dict.fromkeys(("if", "ifelse", "where"), SELECTION),
    **{name: BINDING[binder.name] for binder in BINDERS for name in (binder.name, *binder.aliases)},
    **dict.fromkeys(("root", "surd", "Surd", "nthRoot", real_root.name), ROOT),
}
"""The functions by name that were asked for, beside those that no row makes."""
_NAMES: Final = dict.fromkeys((*_ROWS, *_FORMS, *_FUNCTIONS))
"""Every name of a function, in the order of the vocabulary."""
INVERSES: Final[Mapping[Operator, Operator]] = {row: _ROWS[row.inverse] for row in FUNCTIONS if row.inverse}
"""The functions whose row names an inverse, with that."""

_NOT_REAL: Final = frozenset(
    ("oo", "zoo", "nan", "NaN", "inf", "Inf", "infinity", "Infinity", "None", "True", "False", "TRUE", "FALSE", "true", "false", "null", "NULL")
)  # fmt: skip
_WORDS: Final = frozenset((*keyword.kwlist, "int", "float", "double", "unsigned", "void", "const", "end", "then")) - {
    "lambda"
}


def is_name(text: str) -> bool:
    """Whether a text is one name."""
    if text.isascii():  # and so without a pattern of Unicode, which takes its time to compile
        return text.isidentifier() and not text.startswith("_")
    return re.fullmatch(NAME, text) is not None


def is_component(text: str) -> bool:
    """Whether a text is the name of a component: ``x[0]``, ``x[i]``, ``x[0,1]`` or ``x[0][1]``."""
    base, bracket, _ = text.partition("[")
    return bool(bracket) and is_name(base) and re.fullmatch(_INDICES, text[len(base) :]) is not None


def is_variable(text: str) -> bool:
    """Whether a text can be the name of a variable, components included."""
    return is_name(text) or is_component(text)


def canonical(name: str) -> str:
    """The name with ``x₁`` written ``x_1``."""
    if name[-1:] not in SUBSCRIPTS or not name:
        return name
    stem = name.rstrip(SUBSCRIPTS)
    return stem + ("" if stem.endswith("_") else "_") + name[len(stem) :].translate(SUBSCRIPT)


GREEK_WORDS: Final = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ϑ": "vartheta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ρ": "rho", "ϱ": "varrho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda",
    "Ξ": "Xi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
"""Greek letters with the words for them: the one list of both."""
_GREEK_LETTERS: Final = {word: letter for letter, word in GREEK_WORDS.items()}


def twin(name: str) -> str | None:
    """The other spelling of a name that begins with a Greek letter: the letter of ``theta_1`` is that of ``θ_1``."""
    if name[0] in GREEK_WORDS:
        return GREEK_WORDS[name[0]] + name[1:]
    end = 0
    while end < len(name) and name[end].isascii() and name[end].isalpha():
        end += 1
    return _GREEK_LETTERS[name[:end]] + name[end:] if name[:end] in _GREEK_LETTERS else None


def is_letter(name: str) -> bool:
    """Whether a name is a single letter, perhaps with a subscript: ``x``, ``x1``, ``x_max``."""
    return re.fullmatch(_LETTER, name) is not None


_OF_OTHERS: Final = {"Degree": "pi/180 in Mathematica", "exponentiale": "e in SBML"}
"""Constants of one language alone, with what they are there."""


def reserved(name: str) -> str | None:
    """Why a name cannot be a variable, None where it can."""
    if name in _OF_OTHERS:
        return f"'{name}' is {_OF_OTHERS[name]}; for a variable say --var {name}"
    if name in _NOT_REAL:
        return f"'{name}' does not stand for a real number"
    return f"'{name}' is a word of programs, not of formulas" if name in _WORDS else None


def function_named(name: str, *, called: bool) -> Function | None:
    """The function of this name. ``Sin`` is read as ``sin`` before a bracket, and alone where it is no short name."""
    found = _FUNCTIONS.get(name)
    if found is None and name in _NAMES:
        found = _FUNCTIONS[name] = _made(name)
    if found is None and (called or len(name) > 2):
        lower = _by_lower().get(name.lower())
        found = function_named(lower, called=True) if lower is not None else None
    return found


@cache
def _by_lower() -> dict[str, str]:
    """The names by their small letters. chi and e1 are names of variables, Chi and E1 of functions."""
    return {
        name.lower(): name
        for name in reversed(_NAMES)
        if name.islower() or not (_FUNCTIONS.get(name) or _made(name)).is_letter
    }


def has_other_spelling(name: str) -> bool:
    """Whether a function's name is only known in small letters."""
    return name not in _NAMES


def run_together(name: str) -> str | None:
    """The function with whose name a name begins that only adds a letter, perhaps after digits: ``sinx``, ``ln2x``."""
    if len(name) < 3 or name in _NAMES or not name[-1].isalpha():
        return None
    stem = name[:-1].rstrip("0123456789")
    if not (len(stem) > 2 or stem == "ln"):
        return None
    known = function_named(stem, called=False) if stem in _NAMES else None
    return stem if known is not None and not known.is_letter else None


_ALIKE: Final = 0.7
"""How much of two names must agree for one to be meant by the other."""


def suggestion(name: str) -> str | None:
    """The function whose name is most like this one."""
    return None if len(name) > 40 else _closest(name)


@lru_cache(maxsize=1024)  # the lines of a file have the same names wrong
def _closest(name: str) -> str | None:
    from difflib import get_close_matches  # only an error needs it

    for written in dict.fromkeys((name, name.lower())):
        own = len(written)  # with lengths too far apart no two names agree, and most are
        near = [known for known in _NAMES if 2.0 * min(own, len(known)) / (own + len(known)) >= _ALIKE]
        if close := get_close_matches(written, near, 1, _ALIKE):
            return close[0]
    return None
