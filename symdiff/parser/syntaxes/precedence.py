"""The operators of a programming language told in those of the plain syntax, by their precedence there.

One pass over the tokens with a list of operands and a list of operators that wait, and no recursion. Parentheses are put
only where the plain syntax would group otherwise. What an operator means that the plain syntax has no sign for becomes a
call: ``a % b`` is ``rem(a, b)``, ``c ? a : b`` is ``if(c, a, b)``, and a condition among numbers is ``if(c, 1, 0)``.
Imports ``syntax`` and ``names``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from symdiff.frozen import Frozen, field
from symdiff.parser.names import is_name
from symdiff.parser.syntax import Spelling, Token

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 10)
"""How tightly the plain syntax holds a form together."""
_NEEDS: Final = {
    "sum": (_SUM, _PRODUCT, _SUM),
    "product": (_PRODUCT, _SIGN, _PRODUCT),
    "power": (_ATOM, _SIGN, _POWER),
    "comparison": (_SUM, _SUM, _COMPARISON),
    "and": (_AND, _NOT, _AND),
    "or": (_OR, _AND, _OR),
}
"""For each form of an operator: how tight its left and its right operand must be, and how tight the whole is."""

_CAST: Final = 13
"""How tight ``as`` is: looser than a sign, tighter than a product."""
NUMBER, WHOLE, TRUTH = "number", "whole number", "condition"


class Infix(Frozen):
    """An operator between two operands."""

    tight: int
    """The tighter of two operators takes the operand between them."""
    form: str
    """A key of the forms above, ``call``, or ``refused``."""
    plain: str
    """The sign in the plain syntax, the function's name of a call, or what a refusal says."""
    right: bool = False
    """Whether ``a op b op c`` is ``a op (b op c)``."""
    waits: int | None = None
    """How tight it is towards what follows its right operand, where that differs."""
    kind: str | None = None
    """Of what is made, where the operands do not say it."""
    hint: str | None = None
    note: str | None = None
    strict: bool = False
    """Whether ``and`` and ``or`` take conditions only, since numbers have another meaning there."""


class Prefix(Frozen):
    """A sign, a negation or a cast before an operand."""

    tight: int
    form: str
    """``sign``, ``not``, ``call`` or ``none``, which is left out."""
    plain: str = ""
    kind: str | None = None
    strict: bool = False
    """Whether a negation takes conditions only, since a number has another one: of its bits."""


class Operators(Frozen):
    """The operators of a language."""

    title: str
    infix: Mapping[str, Infix]
    prefix: Mapping[str, Prefix]
    chooses: int | None = None
    """How tight ``c ? a : b`` is, where the language has it."""
    chooses_between: int | None = None
    """The same for ``a if c else b``."""
    beside: Infix | None = None
    """A product without a sign after a number or a bracket, where the language has it."""
    chained: bool = False
    """Whether ``a < b < c`` is two conditions; else the first is 1 or 0 and compared with ``c``."""
    truncates: bool = False
    """Whether a division of whole numbers drops the fraction."""
    casts: Mapping[str, str] = field(default_factory=dict)
    """The types in ``x as f64``, each with the function that the cast is; empty for one that changes nothing."""
    methods: frozenset[str] = frozenset()
    """The methods in ``x.name(y)``, with how many operands stand in the parentheses: ``sqrt/0``; ``*/0`` for every function."""
    signed_powers: bool = False
    """Whether ``2^-x^2`` is ``(2^-x)^2``: a sign after a power is tighter than the power that follows."""
    increments: bool = False
    """Whether ``++x`` changes x."""
    transposes: frozenset[str] = frozenset()
    """Signs after an operand that mean nothing for a real number."""
    whole: frozenset[str] = frozenset()
    """Functions whose values are whole numbers."""
    choosers: frozenset[str] = frozenset(("if", "ifelse", "where", "piecewise", "Piecewise"))
    """Functions that take conditions."""
    noted: Mapping[str, str] = field(default_factory=dict)
    """What a function of so many operands is here, by ``log/2``."""
    merges: frozenset[str] = frozenset()
    """Functions of two values and a condition, in this order."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Methods by the names of the functions that they are."""


class _Item:
    """An operand: its tokens, how tight it is in the plain syntax, and what its value is."""

    __slots__ = ("first", "kind", "last", "tight")

    def __init__(self, first: int, last: int, tight: int = _ATOM, kind: str = NUMBER) -> None:
        self.first = first
        self.last = last
        self.tight = tight
        self.kind = kind


class _Frame:
    """A bracket that is open, and how much waited before it."""

    __slots__ = ("items", "method", "name", "opening", "start", "waiting")

    def __init__(self, opening: int, start: int, name: str, items: int, waiting: int, method: str = "") -> None:
        self.opening = opening
        self.start = start
        self.name = name
        """Of the function that is called; empty for a group."""
        self.items = items
        self.waiting = waiting
        self.method = method
        """What the function is called as a method; empty for any other call."""


def told(spelling: Spelling, row: Operators) -> None:
    """Put the plain telling in the place of the tokens. Raises SymdiffError for what the language has no meaning for."""
    teller = _Teller(spelling, row)
    if teller.read():
        spelling.tokens = teller.written()


class _Teller:
    def __init__(self, spelling: Spelling, row: Operators) -> None:
        self.spelling = spelling
        self.row = row
        self.tokens = spelling.tokens
        self.texts = [text for text, _, _ in spelling.tokens] + [""]
        self.before: dict[int, list[str]] = {}
        """What stands before a token, the innermost first."""
        self.after: dict[int, list[str]] = {}
        self.replaced: dict[int, str] = {}
        self.order = list(range(len(self.tokens)))
        self.items: list[_Item] = []
        self.frames: list[_Frame] = []
        self.wanted = True
        """Whether an operand is wanted."""
        self.waiting: list[tuple[str, int, int, Infix | Prefix | None, int]] = []
        """The operators: what they are, how tight they hold, their token, their row, and the token of a first part."""

    def read(self) -> bool:
        """Group the tokens; False where brackets or operands are missing, which the grammar then says."""
        at: int | None = 0
        self.wanted = True
        while at is not None and self.texts[at]:
            at = self._operand(at) if self.wanted else self._operator(at)
        if at is None or self.wanted or self.frames:
            return False
        self._reduce(0, False, 0)
        if len(self.items) == 1 and self.items[0].tight == _NOT:
            self._as_number(self.items[0])
        return len(self.items) == 1

    def _operand(self, at: int) -> int | None:
        """Read a sign, an opening bracket or a leaf where an operand is wanted. Gives the next token; None where there is none."""
        texts, row = self.texts, self.row
        text = texts[at]
        prefix = row.prefix.get(text)
        if prefix is not None:
            if row.increments and text in "+-" and self.tokens[at - 1][0] == text and at and self._adjacent(at):
                raise self._fault(at, f"'{text}{text}' changes a variable in {row.title}", "give a formula")
            holds = prefix.tight
            if row.signed_powers and self.waiting and self.waiting[-1][0] == "infix":
                holds = max(holds, self.waiting[-1][1] + 1)
            self.waiting.append(("prefix", holds, at, prefix, at))
            return at + 1
        named = is_name(text)
        if text == "(" or (named and texts[at + 1] == "("):
            opening = at + named
            if named and texts[opening + 1] == ")":
                self.items.append(_Item(at, opening + 1))
                self.wanted = False
                return opening + 2
            self.frames.append(_Frame(opening, at, text if named else "", len(self.items), len(self.waiting)))
            return opening + 1
        if not named and not (text[0].isdigit() or (text[0] == "." and text[1:2].isdigit())):
            if text in "),;]}" or text in row.infix:
                return None
            raise self._fault(at, f"'{text}' cannot stand here in {row.title}")
        last = self._index(at) if named and texts[at + 1] == "[" else at
        if last is None:
            return None
        kind = TRUTH if text in ("True", "False") else WHOLE if text.isdecimal() else NUMBER
        self.items.append(_Item(at, last, kind=kind))
        self.wanted = False
        return last + 1

    def _operator(self, at: int) -> int | None:
        """Read what follows an operand. Gives the next token; None where a bracket closes that was not opened."""
        texts, row, frames = self.texts, self.row, self.frames
        text = texts[at]
        below = frames[-1].waiting if frames else 0
        infix = row.infix.get(text)
        if text in (":", "else") and self._second_part("?" if text == ":" else "if", at, below):
            self.wanted = True
        elif infix is not None:
            if infix.form == "refused":
                raise self.spelling.fault("ambiguous", infix.plain, self.tokens[at], infix.hint)
            self._reduce(infix.tight, infix.right, below)
            waits = infix.tight if infix.waits is None else infix.waits
            self.waiting.append(("infix", waits, at, infix, at))
            self.wanted = True
        elif text in ("?", "if") and (tight := row.chooses if text == "?" else row.chooses_between) is not None:
            self._reduce(tight, True, below)
            self.waiting.append((text, tight, at, None, at))
            self.wanted = True
        elif text == "," and frames:
            self._reduce(0, False, below)
            self.wanted = True
        elif text == ")" and frames:
            self._reduce(0, False, below)
            self._close(frames.pop(), at)
        elif text == "as" and texts[at + 1] in row.casts:
            self._reduce(_CAST, False, below)
            self._cast(at)
            return at + 2
        elif text == "." and row.methods and is_name(texts[at + 1]):
            at = self._method(at)
            self.wanted = texts[at] == "("
        elif text in row.transposes:
            self.replaced[at] = ""
        elif row.beside is not None and self._beside(at):
            self._reduce(row.beside.tight, row.beside.right, below)
            self.waiting.append(("infix", row.beside.waits or row.beside.tight, -1, row.beside, -1))
            self.wanted = True
            return at
        elif is_name(text) or text[0].isdigit() or text == "(":
            hint = "write * between to multiply"
            before = self.tokens[self.items[-1].last][0]
            raise self._fault(at, f"{row.title} has no product without a sign: '{before}' and '{text}'", hint)
        elif text in ")]}":
            return None
        else:
            raise self._fault(at, f"'{text}' cannot stand here in {row.title}")
        return at + 1

    def _adjacent(self, at: int) -> bool:
        """Whether no blank stands before a token."""
        return self.tokens[at - 1][2] == self.tokens[at][1]

    def written(self) -> list[Token]:
        result: list[Token] = []
        for index in self.order:
            text, start, stop = self.tokens[index]
            result += [(more, start, start) for more in reversed(self.before.get(index, ()))]
            text = self.replaced.get(index, text)
            if text:
                result.append((text, start, stop))
            result += [(more, stop, stop) for more in self.after.get(index, ())]
        return result

    # Brackets.

    def _index(self, at: int) -> int | None:
        """The last token of ``name[...]...`` from the name on."""
        depth = 0
        for index in range(at + 1, len(self.texts)):
            text = self.texts[index]
            depth += (text == "[") - (text == "]")
            if depth == 0 and self.texts[index + 1] != "[":
                return index
        return None

    def _close(self, frame: _Frame, at: int) -> None:
        name = frame.name
        inside = self.items[frame.items :]
        del self.items[frame.items :]
        if not name:
            self.items.append(_Item(frame.opening, at, kind=inside[0].kind if len(inside) == 1 else NUMBER))
            return
        if frame.method:
            self._refuse_method(frame.method, len(inside), frame.opening)
        said = self.row.noted.get(f"{name}/{len(inside)}")
        if said is not None:
            self.spelling.notes[f"in {self.row.title} {said}"] = None
        if name in self.row.merges and len(inside) == 3:
            self._merge(frame.start, *inside)
        elif name not in self.row.choosers:
            for item in inside:
                self._as_number(item)
        kind = WHOLE if name in self.row.whole else NUMBER
        self.items.append(_Item(frame.start, at, kind=kind))

    def _merge(self, at: int, value: _Item, other: _Item, condition: _Item) -> None:
        """``merge(a, b, c)`` is ``if(c, a, b)``: the operands change places, and nothing inside them does."""
        if condition.kind != TRUTH:
            raise self._fault(
                at, f"merge takes a condition as its third operand in {self.row.title}", "write merge(a, b, x > 1)"
            )
        self._as_number(value)
        self._as_number(other)
        self._as_condition(condition)
        self.replaced[at] = "if"
        a, b, c = (self.order[item.first : item.last + 1] for item in (value, other, condition))
        commas = [self.order[value.last + 1], self.order[other.last + 1]]
        self.order[value.first : condition.last + 1] = [*c, commas[0], *a, commas[1], *b]

    def _method(self, at: int) -> int:
        """``x.name(``: a call whose first operand is x. Gives the last token that was read."""
        name = self.texts[at + 1]
        item = self.items[-1]
        if item.first == item.last and self.texts[item.first][0].isupper():
            raise self._fault(at, f"'{self.texts[item.first]}' is no module that is known here")
        if self.texts[at + 2] != "(":
            raise self._fault(
                at, f"'.{name}' is no part of a formula", f"write {self.texts[item.last]}_{name} for a name"
            )
        self.replaced[at] = self.replaced[at + 1] = ""
        method = name
        if self.texts[at + 3] == ")":
            self._refuse_method(method, 0, at + 1)
        name = self.row.renamed.get(name, name)
        self._as_number(item)
        self._put_before(item.first, name, "(")
        if self.texts[at + 3] == ")":
            self.replaced[at + 2] = ""
            item.last, item.tight = at + 3, _ATOM
            item.kind = WHOLE if name in self.row.whole else NUMBER
            return at + 3
        self.replaced[at + 2] = ","
        self.items.pop()
        self.frames.append(_Frame(at + 2, item.first, name, len(self.items), len(self.waiting), method))
        return at + 2

    def _refuse_method(self, name: str, count: int, at: int) -> None:
        """A method of numbers that the language lacks: what stands before may be a module."""
        known = self.row.methods
        if f"{name}/{count}" not in known and not (count == 0 and "*/0" in known):
            operands = "one operand" if count == 1 else f"{count} operands"
            raise self._fault(
                at,
                f"'.{name}' with {operands} is no method of a number in {self.row.title}",
                "write the function's formula",
            )

    def _cast(self, at: int) -> None:
        """``x as f64`` and ``x as i32``."""
        item = self.items[-1]
        function = self.row.casts[self.texts[at + 1]]
        self._as_number(item)
        self.replaced[at] = self.replaced[at + 1] = ""
        if function:
            self._put_before(item.first, function, "(")
            self._put_after(item.last, ")")
            item.tight = _ATOM
        item.last, item.kind = at + 1, WHOLE if function else NUMBER

    def _beside(self, at: int) -> bool:
        """Whether the token follows a number or a bracket without a blank."""
        text, start, _ = self.tokens[at]
        before = self.tokens[at - 1]
        ends = before[0] == ")" or before[0][0].isdigit() or before[0][0] == "." or before[0] in self.row.transposes
        if before[2] != start or not ends:
            return False
        return is_name(text) or (text == "(" and before[0] not in self.row.transposes)

    # Operators.

    def _second_part(self, first: str, at: int, below: int) -> bool:
        """Turn the ``?`` that waits into the operator of three operands; False where none does."""
        for index in range(len(self.waiting) - 1, below - 1, -1):
            if self.waiting[index][0] == first:
                self._reduce(0, False, index + 1)
                _, tight, begun, _, _ = self.waiting.pop()
                self.waiting.append((":" if first == "?" else "else", tight, at, None, begun))
                return True
        return False

    def _reduce(self, tight: int, right: bool, below: int) -> None:
        """Apply what waits above ``below`` and is tighter than an operator that comes."""
        while len(self.waiting) > below:
            what, holds, at, row, begun = self.waiting[-1]
            if holds < tight or (holds == tight and right) or (what in ("?", "if") and tight):
                return
            self.waiting.pop()
            if what == "prefix":
                self._prefixed(row, at)  # type: ignore[arg-type]
            elif what == "infix":
                self._joined(row, at)  # type: ignore[arg-type]
            elif what in (":", "else"):
                self._chosen(what, begun, at)
            else:
                raise self._fault(
                    at, f"'{what}' has no second part", "write " + ("c ? a : b" if what == "?" else "a if c else b")
                )

    def _prefixed(self, row: Prefix, at: int) -> None:
        item = self.items[-1]
        if row.form == "not":
            if row.strict and item.kind != TRUTH:
                raise self._fault(
                    at, f"'{self.texts[at]}' of a number is of its bits in {self.row.title}", "write -x or a comparison"
                )
            self._as_condition(item)
            self._need(item, _ATOM)
            self.replaced[at] = "not"
            item.tight, item.kind = _NOT, TRUTH
        elif row.form == "call":
            self._as_number(item)
            self.replaced[at] = row.plain
            if (
                item.tight < _ATOM
                or self.texts[item.first] != "("
                or self.texts[item.last] != ")"
                or not self._is_group(item)
            ):
                self._put_before(item.first, "(")
                self._put_after(item.last, ")")
            item.tight, item.kind = _ATOM, row.kind or NUMBER
        elif row.form == "sign":
            self._as_number(item)
            self._need(item, _POWER)
            item.tight = _SIGN
        else:
            self._as_number(item)
            self.replaced[at] = ""
            item.kind = row.kind or item.kind
        item.first = at

    def _is_group(self, item: _Item) -> bool:
        """Whether the first and the last bracket of an operand are partners."""
        depth = 0
        for index in range(item.first, item.last + 1):
            text = self.texts[index]
            depth += (text == "(") - (text == ")")
            if depth == 0:
                return index == item.last
        return False

    def _joined(self, row: Infix, at: int) -> None:
        second = self.items.pop()
        first = self.items[-1]
        kind = row.kind
        if row.form in ("and", "or"):
            if row.strict and not first.kind == second.kind == TRUTH:
                raise self._fault(
                    at, f"'{self.texts[at]}' of numbers is no condition", row.hint or "write comparisons on both sides"
                )
            self._as_condition(first)
            self._as_condition(second)
            kind = TRUTH
        elif row.form == "comparison":
            if not (self.row.chained and first.tight == _COMPARISON):
                if first.tight == _COMPARISON:
                    shown = self._quote(first)
                    note = f"in {self.row.title} '{shown} {self.texts[at]} {self._quote(second)}' compares {shown}, which is 1 or 0"
                    self.spelling.notes[note] = None
                self._as_number(first)
                self._need(first, _SUM)
            self._as_number(second)
            self._need(second, _SUM)
            first.last, first.tight, first.kind = second.last, _COMPARISON, TRUTH
            self._sign(at, row.plain)
            return
        else:
            self._as_number(first)
            self._as_number(second)
            whole = first.kind == WHOLE and second.kind == WHOLE
            kind = kind or (WHOLE if whole else NUMBER)
            if whole and self.row.truncates and row.plain == "/":
                shown = f"{self._quote(first)}{self.texts[at]}{self._quote(second)}"
                self.spelling.notes[
                    f"in {self.row.title} a division of whole numbers drops the fraction: {shown}; "
                    f"for the fraction write {self._quote(first)}.0"
                    if self._quote(first).isdecimal()
                    else f"in {self.row.title} a division of whole numbers drops the fraction: {shown}"
                ] = None
                self._need(first, _PRODUCT)
                self._need(second, _SIGN)
                self._put_before(first.first, "trunc", "(")
                self._put_after(second.last, ")")
                first.last, first.tight, first.kind = second.last, _ATOM, WHOLE
                return
        if row.note:
            self.spelling.notes[row.note] = None
        if row.form == "call":
            self._put_before(first.first, row.plain, "(")
            self.replaced[at] = ","
            self._put_after(second.last, ")")
            first.last, first.tight, first.kind = second.last, _ATOM, kind
            return
        left, right, tight = _NEEDS[row.form]
        drops = (
            row.form == "power" and self.row.truncates and kind == WHOLE and not self.texts[second.first].isdecimal()
        )
        self._need(first, left)
        self._need(second, right)
        if at < 0:
            self._put_before(second.first, row.plain)
        else:
            self._sign(at, row.plain)
        first.last, first.tight, first.kind = second.last, tight, kind
        if drops:
            self._put_before(first.first, "trunc", "(")
            self._put_after(first.last, ")")
            first.tight = _ATOM
            self.spelling.notes[f"in {self.row.title} a power of whole numbers drops the fraction"] = None

    def _chosen(self, what: str, begun: int, at: int) -> None:
        """``c ? a : b`` and ``a if c else b``."""
        third, second, first = self.items.pop(), self.items.pop(), self.items[-1]
        condition, value = (first, second) if what == ":" else (second, first)
        self._as_condition(condition)
        self._as_number(value)
        self._as_number(third)
        self._put_before(condition.first, "if", "(")
        self.replaced[begun] = self.replaced[at] = ","
        self._put_after(third.last, ")")
        if what == "else":  # the condition first
            a, c = (self.order[item.first : item.last + 1] for item in (value, condition))
            self.order[value.first : condition.last + 1] = [*c, self.order[begun], *a]
        whole = value.kind == WHOLE and third.kind == WHOLE
        first.last, first.tight, first.kind = third.last, _ATOM, WHOLE if whole else NUMBER

    def _sign(self, at: int, plain: str) -> None:
        if plain and plain != self.texts[at]:
            self.replaced[at] = plain

    # Operands.

    def _need(self, item: _Item, tight: int) -> None:
        """Parentheses around an operand that is not tight enough."""
        if item.tight < tight:
            self._put_before(item.first, "(")
            self._put_after(item.last, ")")
            item.tight = _ATOM

    def _as_number(self, item: _Item) -> None:
        """A condition is 1 where it holds, and 0 elsewhere."""
        if item.kind == TRUTH:
            self._put_before(item.first, "if", "(")
            for more in (",", "1", ",", "0", ")"):
                self._put_after(item.last, more)
            item.tight, item.kind = _ATOM, WHOLE

    def _as_condition(self, item: _Item) -> None:
        """A number holds where it is not 0."""
        if item.kind != TRUTH:
            self._need(item, _SUM)
            self._put_after(item.last, "!=")
            self._put_after(item.last, "0")
            item.tight, item.kind = _COMPARISON, TRUTH

    def _put_before(self, index: int, *texts: str) -> None:
        self.before.setdefault(index, []).extend(reversed(texts))

    def _put_after(self, index: int, text: str) -> None:
        self.after.setdefault(index, []).append(text)

    def _quote(self, item: _Item) -> str:
        start, stop = self.tokens[item.first][1], self.tokens[item.last][2]
        text = self.spelling.source[start:stop]
        return text if len(text) <= 30 else text[:27] + "..."

    def _fault(self, at: int, message: str, hint: str | None = None) -> Exception:
        return self.spelling.fault("syntax", message, self.tokens[at], hint)
