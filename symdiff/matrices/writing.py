"""Matrix expressions as text, plain and LaTeX; both parse again to the same. Imports ``operations`` and below, ``notation.numerals`` and the letters of the parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symdiff.graph import Decimal
from symdiff.matrices.nodes import Node
from symdiff.matrices.operations import TABLE
from symdiff.matrices.sizes import ONE, SCALAR, Shape, Size
from symdiff.notation.numerals import ATOM, POWER, PRODUCT, SUM, numeral
from symdiff.operators import Exact
from symdiff.parser.syntaxes.latex_tables import GREEK

Written = tuple[int, str]
"""How tightly a text holds together, and the text."""
HALF = Fraction(1, 2)


class Plain:
    """Plain text, as MATLAB and matrixcalculus.org write: ``2*A'*(A*x - b)``."""

    times, dot_times, dot_over, dot_power = "*", ".*", "./", ".^"

    def __init__(self) -> None:
        self._known: dict[Node, Written] = {}

    def text(self, node: Node) -> str:
        return self.written(node)[1]

    def written(self, node: Node) -> Written:
        found = self._known.get(node)
        if found is None:
            make: Callable[[Node], Written] = getattr(self, "_" + node.operation, self._function)
            found = self._known[node] = make(node)
        return found

    def inside(self, node: Node, least: int) -> str:
        """The text in brackets where it does not hold together as tightly."""
        tight, text = self.written(node)
        return text if tight >= least else self.brackets(text)

    # What the syntax says

    def brackets(self, text: str) -> str:
        return f"({text})"

    def call(self, name: str, operands: Sequence[str]) -> str:
        return f"{name}({', '.join(operands)})"

    def raised(self, base: str, exponent: str, dot: bool) -> str:
        return f"{base}{self.dot_power if dot else '^'}{exponent}"

    def turned(self, text: str) -> str:
        return f"{text}'"

    def inverted(self, node: Node) -> Written:
        return ATOM, self.call("inv", [self.text(node)])

    def root(self, node: Node) -> Written:
        return ATOM, self.call("sqrt", [self.text(node)])

    def quotient(self, top: str, bottom: Sequence[str], dot: bool) -> str:
        sign = self.dot_over if dot else "/"
        if dot:
            return top + "".join(sign + each for each in bottom)
        return f"{top}{sign}{bottom[0] if len(bottom) == 1 else self.brackets(self.times.join(bottom))}"

    def shaped(self, name: str, shape: Shape) -> str:
        return self.call(name, [str(shape[0])] if shape[1] == ONE else [str(shape[0]), str(shape[1])])

    def identity(self, size: Size) -> str:
        return self.call("I", [str(size)])

    def name(self, text: str) -> str:
        return text

    # Leaves

    def _symbol(self, node: Node) -> Written:
        return ATOM, self.name(str(node.extra))

    _constant = _symbol

    def _number(self, node: Node) -> Written:
        value: Any = node.extra
        return numeral(value)

    def _identity(self, node: Node) -> Written:
        return ATOM, self.identity(node.shape[0])

    def _ones(self, node: Node) -> Written:
        return ATOM, self.shaped("ones", node.shape)

    def _zero(self, node: Node) -> Written:
        return ATOM, self.shaped("zeros", node.shape)

    # Sums and products

    def _sum(self, node: Node) -> Written:
        coefficients: Any = node.extra
        terms = list(zip(coefficients, node.operands, strict=True))
        if len(terms) == 1:
            return self._product(*terms[0])
        spread = not node.scalar and any(not _spread(core) for _, core in terms)
        number = [pair for pair in terms if pair[1].operation in ("number", "ones")]
        terms = [pair for pair in terms if pair not in number]
        terms = [pair for pair in terms if pair[0] > 0][:1] + [
            pair for pair in terms if pair is not next((one for one in terms if one[0] > 0), None)
        ]
        if number and (number[0][0] > 0) and all(value < 0 for value, _ in terms):
            terms = number + terms
        else:
            terms += number
        parts: list[str] = []
        for value, core in terms:
            inner = core.operands[0] if core.operation == "scale" else None
            if spread and _spread(core):
                text = numeral(abs(value))[1] if inner is None else self._product(abs(value), inner)[1]
            else:
                text = self._product(abs(value), core)[1]
            sign = "-" if value < 0 else "+"
            parts.append(f" {sign} {text}" if parts else "-" * (value < 0) + text)
        return SUM, "".join(parts)

    def _scale(self, node: Node) -> Written:
        return self._product(1, node)

    def _chain(self, node: Node) -> Written:
        return PRODUCT, self.times.join(self.inside(each, POWER) for each in node.operands)

    def _hadamard(self, node: Node) -> Written:
        return self._product(1, node)

    def _product(self, coefficient: Exact, node: Node) -> Written:
        """A coefficient times a node that is no sum of several terms."""
        scalar, core = node.operands if node.operation == "scale" else (node, None) if node.scalar else (None, node)
        above: list[str] = []
        below: list[str] = []
        tight = ATOM
        size: Any = abs(coefficient)
        top, bottom = size.as_integer_ratio()
        if type(coefficient) is Decimal:
            top, bottom = 1, 1
            above.append(numeral(abs(coefficient))[1])
        elif top != 1:
            above.append(str(top))
        if bottom != 1:
            below.append(str(bottom))
        if scalar is not None and not (scalar.operation == "number" and scalar.extra == 1):
            for base, exponent in _powers(scalar):
                value: Any = exponent.extra
                negative = exponent.operation == "number" and value < 0
                tight, text = self._raised(base, -value if negative else exponent, dot=False)
                if negative:
                    below.append(text if tight > PRODUCT else self.brackets(text))
                else:
                    above.append(text if tight > SUM else self.brackets(text))
        sign = "-" if coefficient < 0 else ""
        if core is not None and core.operation == "hadamard":
            return PRODUCT, sign + self._elementwise(above, below, core)
        if core is not None:
            single = not (above or below or sign)
            tight, text = self.written(core)
            above.append(text if single or tight > SUM else self.brackets(text))
        if not above:
            above.append("1")
        if below:
            return PRODUCT, sign + self.quotient(self.times.join(above), below, dot=False)
        if len(above) > 1 or sign:
            return PRODUCT, sign + self.times.join(above)
        return tight, above[0]

    def _elementwise(self, above: list[str], below: list[str], core: Node) -> str:
        """Scalars with an elementwise product of powers: a power of -1 stands under a line."""
        over: list[str] = []
        under: list[str] = []
        for base, exponent in sorted(_powers(core), key=lambda pair: pair[0].operation != "chain"):
            value: Any = exponent.extra
            negative = exponent.operation == "number" and value < 0
            tight, text = self._raised(base, -value if negative else exponent, dot=True)
            # A product as the first factor needs no brackets.
            first = not over and not negative and tight == PRODUCT and base.operation == "chain"
            (under if negative else over).append(text if tight > PRODUCT or first else self.brackets(text))
        if above and over:
            top = self.times.join([*above, over[0]])
            over = over[1:]
        else:
            top = self.times.join(above) if above else over.pop(0) if over else "1"
        top = self.dot_times.join([top, *over])
        if under:
            top = self.quotient(top, under, dot=True)
        return self.quotient(top, below, dot=False) if below else top

    def _raised(self, base: Node, exponent: Node | Exact, *, dot: bool) -> Written:
        number = (
            exponent
            if isinstance(exponent, int | Fraction)
            else exponent.extra
            if exponent.operation == "number"
            else None
        )
        if number == 1:
            return self.written(base)
        if number == HALF:
            return self.root(base)
        if number is not None:
            tight, power = numeral(number)  # type: ignore[arg-type]
            power = power if tight == ATOM else self.brackets(power)
        else:
            assert isinstance(exponent, Node)
            power = self.inside(exponent, ATOM)
        return POWER, self.raised(self.inside(base, ATOM), power, dot and not base.scalar)

    def _power(self, node: Node) -> Written:
        base, exponent = node.operands
        value: Any = exponent.extra
        if exponent.operation == "number" and value < 0:
            tight, text = self.inverted(base)
            return (tight, text) if value == -1 else (POWER, self.raised(text, str(-value), False))
        return self._raised(base, exponent, dot=False)

    def _transpose(self, node: Node) -> Written:
        (base,) = node.operands
        if base.operation == "power":
            value: Any = base.operands[1].extra
            if base.operands[1].operation != "number" or value > 0:
                turned = self.turned(self.inside(base.operands[0], ATOM))
                return POWER, self.raised(turned, self._exponent(base.operands[1]), False)
            if value < -1:
                return POWER, self.raised(self.turned(self.inverted(base.operands[0])[1]), str(-value), False)
        return POWER, self.turned(self.inside(base, ATOM))

    def _exponent(self, node: Node) -> str:
        return self.inside(node, ATOM)

    # Functions

    def _call(self, node: Node) -> Written:
        return ATOM, self.call(str(node.extra), [self.text(each) for each in node.operands])

    _named = _call

    def _frobenius(self, node: Node) -> Written:
        return ATOM, self.call("norm", [self.text(node.operands[0]), "fro"])

    def _reshape(self, node: Node) -> Written:
        return ATOM, self.call("reshape", [self.text(node.operands[0]), str(node.shape[0]), str(node.shape[1])])

    def _function(self, node: Node) -> Written:
        return ATOM, self.call(TABLE[node.operation].words[0], [self.text(each) for each in node.operands])


class Latex(Plain):
    r"""LaTeX: ``2 A^{\top} \left(A x - b\right)``."""

    times, dot_times, dot_over, dot_power = " ", r" \odot ", r" \oslash ", r"^{\circ "

    def brackets(self, text: str) -> str:
        return rf"\left({text}\right)"

    def call(self, name: str, operands: Sequence[str]) -> str:
        head = rf"\{name}" if name in _LATEX_WORDS else rf"\operatorname{{{name}}}"
        return rf"{head}\left({', '.join(operands)}\right)"

    def raised(self, base: str, exponent: str, dot: bool) -> str:
        return rf"{base}^{{\circ {exponent}}}" if dot else f"{base}^{{{exponent}}}"

    def turned(self, text: str) -> str:
        return f"{{{text}}}^{{\\top}}" if text.endswith("}") and "^" in text else rf"{text}^{{\top}}"

    def inverted(self, node: Node) -> Written:
        return POWER, rf"{self.inside(node, ATOM)}^{{-1}}"

    def root(self, node: Node) -> Written:
        return ATOM, rf"\sqrt{{{self.text(node)}}}"

    def quotient(self, top: str, bottom: Sequence[str], dot: bool) -> str:
        if dot:
            return top + "".join(self.dot_over + each for each in bottom)
        return rf"\frac{{{top}}}{{{self.times.join(bottom)}}}"

    def identity(self, size: Size) -> str:
        return f"I_{{{size}}}" if re.fullmatch(r"\w|\d+", str(size)) else self.call("I", [str(size)])

    def name(self, text: str) -> str:
        return _latex_name(text)

    def _function(self, node: Node) -> Written:
        tight = {"kron": SUM, "logdet": PRODUCT}.get(node.operation, ATOM)
        return tight, TABLE[node.operation].latex.format(*[self.text(each) for each in node.operands])

    _frobenius = _function

    def _number(self, node: Node) -> Written:
        value: Any = node.extra
        if type(value) is Fraction:
            return ATOM, ("-" if value < 0 else "") + rf"\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
        return numeral(value)


_LATEX_WORDS = frozenset(["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det"])
_GREEK = GREEK | {"pi"}


def _latex_name(text: str) -> str:
    head, _, tail = text.partition("_")
    if head in _GREEK:
        head = "\\" + head
    elif len(head) > 1:
        head = rf"\mathrm{{{head}}}"
    return head if not tail else rf"{head}_{{{tail}}}"


def _spread(node: Node) -> bool:
    """Whether a term of a sum is a scalar in every entry."""
    return node.operation == "ones" or (node.operation == "scale" and node.operands[1].operation == "ones")


def _powers(node: Node) -> list[tuple[Node, Node | Any]]:
    if node.operation != "hadamard":
        return [(node, _One)]
    many = len(node.operands) // 2
    return list(zip(node.operands[:many], node.operands[many:], strict=True))


_One = Node("number", (), 1, SCALAR, -1)
