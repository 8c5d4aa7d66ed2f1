"""A text as a node: its syntax recognised, its tokens told, a request taken off, the grammar run. Imports this room."""

from __future__ import annotations

from symdiff.annotations import TYPE_CHECKING, Generic, TypeVar
from symdiff.errors import Span, SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.operators import Builder
from symdiff.parser import habits
from symdiff.parser.doubts import FUNCTION_LETTERS
from symdiff.parser.grammar import Parser
from symdiff.parser.names import (
    CONSTANT_NAMES,
    Names,
    function_named,
    twin,
)
from symdiff.parser.reader import DERIVATIVES, POLITE
from symdiff.parser.recognition import candidates, recognise, syntax_named
from symdiff.parser.tokens import Tokens

if TYPE_CHECKING:
    from symdiff.parser.requests import Request

N = TypeVar("N")
_NO_NAMES = Names()
_ASKING = ("first", "second", "third", "differentiate", "derive", "derivative")
_STARTS = DERIVATIVES | {"d", "∂"} | {form for word in (*POLITE, *_ASKING) for form in (word, word.capitalize())}
"""The first words of requests."""
_WITH_SUFFIXES = frozenset(("c", "fortran", "maxima", "python", "matlab", "r", "javascript", "rust", "latex"))
"""The syntaxes that read the suffixes of their numbers, and the one whose numbers have none."""
_OPEN = frozenset(("syntax", "unknown-function", "unknown-character", "argument-count", "malformed-number", "missing-argument", "reserved-name"))  # fmt: skip
"""The codes of errors after which another syntax is tried: the plain one has no meaning for the text."""


def _may_ask(texts: list[str]) -> bool:
    """Whether tokens could be a request: few are."""
    first, second = texts[0], texts[1]
    if first in _STARTS:
        return True
    if first == "(":
        return second in ("d", "∂")
    return first.startswith("D_") or (second == "/" and first[0] == "d" and len(texts) == _QUOTIENT)


def _may_derive(text: str) -> bool:
    """Whether a derivative could stand in a text as other programs write it."""
    return (
        "D" in text
        or "Subs" in text
        or "\\left." in text
        or "diff" in text
        or "deriv" in text
        or "{d" in text
        or "\\partial" in text
        or ("_" in text and "," in text)
    )


_QUOTIENT = 5  # tokens of dy/dx, with the two at the end


class Read(Frozen, Generic[N]):
    """A text as it was read."""

    node: N
    variables: frozenset[str] = frozenset()
    """Names that its syntax makes variables, and plain text does not."""
    notes: tuple[str, ...] = ()
    """What the user should know about how it was read."""
    request: Request | None = None
    """What the text says beside its formula."""


def read(
    text: str,
    builder: Builder[N],
    *,
    names: Names = _NO_NAMES,
    limits: Limits = DEFAULT_LIMITS,
    syntax: str = "auto",
    whole: bool = False,
) -> Read[N]:
    """The node that the builder makes of a formula, exactly as it was typed, with what its syntax says.

    ``whole`` where ``diff(f(x), x)`` is a formula too, and asks for nothing. Raises SymdiffError, with the place.
    """
    if syntax != "auto":
        return _read_in(syntax, text, builder, names, limits, whole)
    name = recognise(text[: limits.max_length])
    if name != "plain":
        return _read_in(name, text, builder, names, limits, whole)
    try:
        return _read_in("plain", text, builder, names, limits, whole)
    except SymdiffError as error:
        other = _agreed(text, names, limits, error.diagnostic.code in _OPEN)
        if other is None:
            raise
    found = _read_in(other, text, builder, names, limits, whole)
    return replace(found, notes=(f"read with --syntax {other}, for the plain syntax refuses it", *found.notes))


def _agreed(text: str, names: Names, limits: Limits, is_open: bool) -> str | None:
    """A syntax that reads what the plain one refuses, where all that do agree on the value; None where none does.

    Raises SymdiffError ``ambiguous`` where two readings differ.
    """
    names_tried = candidates(text, is_open)
    if not names_tried:
        return None
    from symdiff.parser.agreement import Canonical  # few texts need it
    from symdiff.parser.requests import Request

    scratch = Canonical()
    known = replace(names, definitions={defined: scratch.symbol(defined) for defined in names.definitions})
    readings: dict[str, tuple[int, Request | None]] = {}
    doubt: SymdiffError | None = None
    for name in names_tried:
        try:
            found = _read_in(name, text, scratch, known, limits)
            readings[name] = (found.node, found.request if found.request != Request() else None)
        except SymdiffError as error:
            if error.diagnostic.code == "ambiguous" and is_open:
                doubt = error
    if doubt is not None and not readings and len(names_tried) == 1:
        raise doubt
    if len(set(readings.values())) > 1:
        first = next(iter(readings))
        other = next(name for name in readings if readings[name] != readings[first])
        hint = " or ".join(f"--syntax {name} for {scratch.text(readings[name][0])}" for name in (first, other))
        message = "this has two readings in programming languages"
        raise fault("ambiguous", message, source=text, span=Span(0, len(text)), hint=f"say {hint}")
    return next(iter(readings), None)


def _refuse_numbers_of_others(syntax: str, text: str, names: Names) -> None:
    """Refuse what another language reads as one number or one cell, and this syntax as a product or a factorial."""
    from symdiff.parser.suffixes import doubtful, refuse_exponents, refuse_sheets, refuse_suffixes  # few texts hold one

    if syntax not in _WITH_SUFFIXES and doubtful(text):
        refuse_suffixes(text, names.variables | {"f"} if syntax == "julia" else names.variables)  # 1f0
    elif syntax == "latex":
        refuse_exponents(text)
    if syntax == "plain" and "!" in text:
        refuse_sheets(text)


def _read_in(syntax: str, text: str, builder: Builder[N], names: Names, limits: Limits, whole: bool = False) -> Read[N]:
    """What ``read`` gives for a text of a syntax."""
    tokens = Tokens(text, syntax_named(syntax), limits)
    if tokens.doubtful:
        _refuse_numbers_of_others(syntax, text, names)
    notes: list[str] = []
    otherwise: frozenset[str] = frozenset()
    spelling = tokens.spelling
    if spelling is not None:
        if names.variables or names.given:
            _as_declared(tokens.texts, names)
        names = replace(
            names,
            variables=names.variables | (spelling.variables - names.functions.keys()),
            functions={**spelling.functions, **names.functions},
        )
        meant = (name for name in spelling.variables if name in CONSTANT_NAMES or function_named(name, called=True))
        otherwise = frozenset(meant)
        notes += spelling.notes
    elif habits.are_in(text, names):
        notes += tokens.respell(lambda spelling: habits.told(spelling, names)).notes
    marked = False
    if _may_derive(text):
        from symdiff.parser import derivatives  # few texts have the letters

        if derivatives.stand_in(tokens.texts, names):
            notes += tokens.respell(lambda spelling: derivatives.told(spelling, names, whole=whole)).notes
            marked = True
    request = None
    primed = "'" in text or marked or (tokens.doubtful and "'" in tokens.texts)
    if "=" in text or primed or _may_ask(tokens.texts):
        from symdiff.parser.requests import cut_request  # few texts are requests

        request = cut_request(tokens, names)
        if request is not None:
            names = replace(names, variables=names.variables | request.names)
            notes += [request.note] if request.note else []
    if spelling is not None and spelling.arguments is not None and request is None:
        from symdiff.parser.requests import Request

        request = Request(arguments=spelling.arguments)
        names = replace(names, variables=names.variables | request.names)
    if (primed or spelling is not None or ")(" in text) and not FUNCTION_LETTERS.isdisjoint(tokens.texts):
        from symdiff.parser import unknown

        found = unknown.by_themselves(tokens.texts, names, marked=not tokens.applies)
        names = replace(names, functions={**names.functions, **found})
        notes += map(unknown.note, sorted(found))
    parser = Parser(tokens, builder, names, limits)
    return Read(parser.run(), otherwise, (*notes, *parser.notes()), request)


def _as_declared(texts: list[str], names: Names) -> None:
    """Put a declared name such as ``x1`` or ``θ`` in the place of ``x_1`` or ``theta``, which LaTeX cannot tell from it."""
    known = names.variables | names.given
    for index, text in enumerate(texts):
        stem, below, digits = text.partition("_")
        if not text or text in known or not (text[0].isalpha() and text.isidentifier()):
            continue
        joined = stem + digits if below and digits.isdecimal() else text
        for name in (joined, twin(text), twin(joined)):
            if name is not None and name in known:
                texts[index] = name
                break


def parse(
    text: str, builder: Builder[N], *, names: Names = _NO_NAMES, limits: Limits = DEFAULT_LIMITS, syntax: str = "auto"
) -> N:
    """The node alone of what ``read`` reads, which must not ask for a derivative."""
    found = read(text, builder, names=names, limits=limits, syntax=syntax, whole=True)
    if found.request is not None and found.request.asks:
        hint = "give the derivative's formula, or ask for it alone"
        raise fault("syntax", "a formula is expected here, not a request for a derivative", hint=hint).located(
            text, Span(0, len(text))
        )
    return found.node


def parse_condition(
    text: str, builder: Builder[N], *, names: Names = _NO_NAMES, limits: Limits = DEFAULT_LIMITS, syntax: str = "auto"
) -> N:
    """The node of a condition: ``a > 0``, ``0 < x < 1 and n != 2``. Raises SymdiffError, with the place."""
    if syntax == "auto":
        syntax = recognise(text[: limits.max_length])
    tokens = Tokens(text, syntax_named(syntax), limits)
    if tokens.spelling is not None:
        spelling = tokens.spelling
        names = replace(
            names,
            variables=names.variables | (spelling.variables - names.functions.keys()),
            functions={**spelling.functions, **names.functions},
        )
    return Parser(tokens, builder, names, limits).run(condition=True)
