"""Proofs that a candidate is the derivative wherever that exists. Imports ``forms``.

The difference of the two as a ratio is 0: for every combination of signs that the domain of the formula allows. And whatever the
candidate needs to be real holds there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from flint import fmpq, fmpz_poly

from symdiff import operators as op
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.identities.field import Field, Key, Ratio, UnprovenError
from symdiff.identities.forms import Condition, Domain, Forms, Sign, Whole
from symdiff.identities.kernels import FinerError, Kernels, number_of, real_zeros

_ATTEMPTS = 16
_MOST_NODES = 4000
"""Of all formulas together; longer ones are not tried."""
_PLAIN = frozenset((op.Number, op.Sum, op.Product))
_SIZES = (8, 12, 18, 26, 48)
"""Kernels that there is room for, a few first: long monomials take time."""
_MOST_CELLS = 300
"""Combinations of signs that are looked at."""
_MOST_EXPONENTS = 3
_MOST_RESTS = 30
_TIMES = (1, 2, -1, 3, -2, 4)
_WORDS = {
    "exp": "exponentials",
    "log": "logarithms",
    "root": "roots",
    "tan": "tangents",
    "sign": "signs",
}


class Proof(Frozen):
    """What shows that two formulas are the same."""

    words: str
    """Of what kind it is."""


def prove(
    graph: Graph,
    formulas: Sequence[int],
    first: int,
    second: int,
    assumed: Sequence[int] = (),
    names: Sequence[str] = (),
    zero: int | None = None,
) -> Proof | None:
    """The proof that the second node is the first wherever the formulas and the first have values; None where none is found.

    It says nothing of isolated places where the second has no value, or where a jump of its own gives it another one.
    ``assumed``: conditions under which it need only hold. ``names``: those by which the first is a derivative of the formulas.
    ``zero``: a node that is 0 wherever it need hold.
    """
    parts: dict[Key, int] = {}
    if len(graph.reachable((*formulas, first, second))) > _MOST_NODES:
        return None
    least = _kernels(graph, (*formulas, first, second))
    for size in (size for size in _SIZES if size >= least or size == _SIZES[-1]):
        for _ in range(_ATTEMPTS):
            try:
                return _attempt(graph, formulas, first, second, assumed, Kernels(size, parts), names, zero)
            except FinerError:
                continue
            except UnprovenError as reason:
                if str(reason) == "too many kernels":
                    break
                return None
    return None


def _kernels(graph: Graph, roots: Sequence[int]) -> int:
    """About how many kernels there will be: a name is one, and most functions and roots are, some of them two."""
    count = 0
    for node in graph.reachable(roots):
        head = graph.heads[node]
        if head is op.Power:
            power = graph.value(graph.operands[node][1])
            count += 0 if power is not None and power.denominator == 1 else 2
        elif head is op.Symbol or head not in _PLAIN:
            count += 1
    return count + 1


def _attempt(
    graph: Graph,
    formulas: Sequence[int],
    first: int,
    second: int,
    assumed: Sequence[int],
    kernels: Kernels,
    names: Sequence[str],
    zero: int | None,
) -> Proof | None:
    forms = Forms(graph, kernels, names)
    trusted: dict[int, Condition] = {}
    kernels.trusting = not any(graph.has_choice(formula) for formula in formulas)
    trusted |= forms.conditions(formulas)
    for condition in assumed:
        forms.ratio(condition) if condition in forms.ratios else _operands(forms, condition)
        holds = Sign(forms.field.minus(forms.field.scaled(forms.holds(condition), 2), forms.field.one))
        trusted[id(holds)] = holds
    _learn(kernels, list(trusted.values()))
    kernels.trusting = False
    ours, theirs = forms.ratio(first), forms.ratio(second)
    gap = forms.field.minus(ours, theirs)
    if zero is not None and (gap.num % forms.ratio(zero).num).is_zero():
        gap = forms.field.zero
    needed = [each for root in (first, second) for key, each in forms.needs[root].items() if key not in trusted]
    if gap.num.is_zero() and not needed:
        return Proof(_words(kernels))
    if not gap.num.is_zero() and not kernels.signs:
        return None
    given = list(trusted.values())
    for signs in _cells(kernels, given):
        cell = _without_turns(kernels, signs)
        if not _allowed(forms.field, given, cell):
            continue
        if not forms.field.at(gap.num, cell).is_zero():
            return None
        if not all(_met(forms.field, each, given, cell) for each in needed):
            return None
    return Proof(_words(kernels))


def _operands(forms: Forms, condition: int) -> None:
    """Make the ratios of what a condition compares."""
    from symdiff.operators import CONDITIONS

    for node in forms.graph.reachable([condition]):
        if forms.graph.heads[node] not in CONDITIONS:
            forms.ratio(node)


def _learn(kernels: Kernels, trusted: Sequence[Condition]) -> None:
    """Take as known what conditions say of single polynomials, and of what is left where these are known."""
    waiting = [each.value for each in trusted if isinstance(each, Sign) and each.guard is None]
    for _ in range(len(waiting)):
        rest = []
        for value in waiting:
            sign, unknown = int(value.num.leading_coefficient()), []
            if len(value.num) != 1 or not value.den.is_one():
                continue
            for place, degree in enumerate(value.num.degrees()):
                if degree:
                    known = kernels.known_sign(kernels.signs[place])
                    if known is None:
                        unknown.append(place)
                    else:
                        sign *= known
            if len(unknown) == 1:
                kernels.learn(kernels.signs[unknown[0]], sign)
            elif unknown:
                rest.append(value)
        if len(rest) == len(waiting):
            break
        waiting = rest


def _without_turns(kernels: Kernels, signs: Mapping[int, int]) -> dict[int, int]:
    """Signs, and with them 1 for what powers are written with whose bases are above 0."""
    cell = dict(signs)
    for place, (kind, data) in kernels.kinds.items():  # the oldest first
        if kind == "turned":
            inside = [other for other, degree in enumerate(data[0].num.degrees()) if degree]
            turns = [kernels.kinds[other][1][0] for other in inside if kernels.kinds[other][0] == "turn"]
            if all(_value(kernels.field, turn, cell) == 1 for turn in turns):
                cell[place] = 1
    return cell


def _value(field: Field, ratio: Ratio, cell: Mapping[int, int]) -> Fraction | None:
    """The number that a ratio of signs is in a cell."""
    den = field.at(ratio.den, cell)
    return None if den.is_zero() else number_of(field.ratio(field.at(ratio.num, cell), den))


def _applies(field: Field, condition: Condition, cell: Mapping[int, int]) -> bool:
    return condition.guard is None or _value(field, condition.guard, cell) != 0


def _allowed(field: Field, trusted: Sequence[Condition], cell: Mapping[int, int]) -> bool:
    """Whether the formulas may have values in a cell."""
    return all(
        _value(field, each.value, cell) in (1, None)
        for each in trusted
        if isinstance(each, Sign) and _applies(field, each, cell)
    )


def _met(field: Field, condition: Condition, trusted: Sequence[Condition], cell: Mapping[int, int]) -> bool:
    """Whether a condition holds in a cell: by the signs there, or because a formula has the same."""
    if not _applies(field, condition, cell):
        return True
    if isinstance(condition, Sign):
        return _value(field, condition.value, cell) == 1
    same = [each for each in trusted if type(each) is type(condition) and _sure(field, each, cell)]
    if isinstance(condition, Domain):
        return any(
            isinstance(each, Domain)
            and each.row is condition.row
            and [operand.key for operand in each.operands] == [operand.key for operand in condition.operands]
            for each in same
        )
    whole = [each.exponent for each in same if isinstance(each, Whole) and _value(field, each.sign, cell) == -1]
    return _value(field, condition.sign, cell) == 1 or _follows(field, condition.exponent, whole)


def _follows(field: Field, exponent: Ratio, whole: Sequence[Ratio]) -> bool:
    """Whether an exponent is whole where others are: a whole number, or one with a few times two of them."""
    if any(_is_whole(number_of(field.minus(exponent, each))) for each in whole):
        return True
    rest = [exponent]
    for each in whole[:_MOST_EXPONENTS]:
        more = [field.minus(one, field.scaled(each, times)) for one in rest for times in _TIMES]
        if any(_is_whole(number_of(one)) for one in more):
            return True
        rest = (rest + more)[:_MOST_RESTS]
    return _is_whole(number_of(exponent))


def _sure(field: Field, condition: Condition, cell: Mapping[int, int]) -> bool:
    return condition.guard is None or _value(field, condition.guard, cell) == 1


def _is_whole(value: Fraction | None) -> bool:
    return value is not None and value.denominator == 1


# Cells: combinations of signs.


def _cells(kernels: Kernels, trusted: Sequence[Condition]) -> Iterator[dict[int, int]]:
    """Every combination of the signs that may occur, and perhaps some that do not.

    Polynomials in one kernel have the signs that they have between their real zeros; others are taken as independent.
    """
    alone: dict[int, dict[int, Any]] = {}
    choices: list[list[dict[int, int]]] = []
    for place, poly in kernels.signs.items():
        inside = [other for other, degree in enumerate(poly.degrees()) if degree]
        if len(inside) == 1:
            alone.setdefault(inside[0], {})[place] = poly
        else:
            known = kernels.known_sign(poly)
            choices.append([{place: sign} for sign in ((1, -1) if known is None else (known,))])
    for kernel, polys in alone.items():
        choices.append(_on_line(polys, positive=kernels.kinds[kernel][0] in ("exp", "root", "constant")))
    count = 1
    for each in choices:
        count *= len(each)
    if count > _MOST_CELLS:
        raise UnprovenError("too many combinations of signs")
    for combination in product(*choices):
        yield {place: sign for part in combination for place, sign in part.items()}


def _on_line(polys: Mapping[int, Any], *, positive: bool) -> list[dict[int, int]]:
    """The signs of polynomials in one variable on each interval between their real zeros."""
    lines = {place: _line(poly) for place, poly in polys.items()}
    roots = []
    for line in lines.values():
        roots += real_zeros(line)
    if positive:
        roots = [root for root in roots if not root < 0]
    roots.sort(key=lambda root: float(root.mid()))
    points = []
    for left, right in pairwise(roots):
        if not left < right:
            raise UnprovenError("zeros that are too near to one another")
        points.append((_rational(left.upper()) + _rational(right.lower())) / 2)
    if roots:
        points.append(_rational(roots[-1].upper()) + 1)
        first = _rational(roots[0].lower())
        points.append(first / 2 if positive else first - 1)
    else:
        points.append(fmpq(1))
    found = []
    for point in points:
        if positive and point <= 0:
            continue
        signs = {place: 1 if line(point) > 0 else -1 for place, line in lines.items()}
        if signs not in found:
            found.append(signs)
    return found


def _line(poly: Any) -> Any:
    degrees = poly.degrees()
    (place,) = [place for place, degree in enumerate(degrees) if degree]
    coefficients = [0] * (degrees[place] + 1)
    for monomial, coefficient in poly.terms():
        coefficients[monomial[place]] = coefficient
    return fmpz_poly(coefficients)


def _rational(end: Any) -> Any:
    mantissa, exponent = end.mid().man_exp()
    shift = int(exponent)
    return fmpq(int(mantissa) << shift) if shift >= 0 else fmpq(int(mantissa), 1 << -shift)


def _words(kernels: Kernels) -> str:
    """``rational functions of x, with roots``."""
    kinds = dict.fromkeys(kind for kind, _ in kernels.kinds.values())
    named = [_WORDS[kind] for kind in _WORDS if kind in kinds]
    own = [kind for kind in kinds if kind not in _WORDS and kind not in ("symbol", "constant", "turn", "turned")]
    return "as rational functions" + (" with " + ", ".join((*named, *own)) if named or own else "")
