"""Points: the text of ``--at`` as exact constants. Imports ``parser``, ``notation``, ``graph``, ``problem`` and ``errors``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.graph import GraphBuilder, terminates
from symdiff.limits import Limits
from symdiff.notation.numerals import decimal_text
from symdiff.parser import canonical, is_component, parse, parse_number
from symdiff.problems.problem import PointText


class Point(Frozen):
    """One point: the text and the node of each value."""

    at: dict[str, str]
    nodes: dict[str, int]


_LONGEST_COUNT = 7
"""Digits of the most points that a range may ask for."""


def expand(
    points: Sequence[PointText | str],
    variables: Sequence[str],
    builder: GraphBuilder,
    limits: Limits,
    lengths: Mapping[str, int] = MappingProxyType({}),
) -> Iterator[Point]:
    """Every point that the texts stand for; ranges in one text form a grid. ``lengths`` are those of vectors by name.

    Raises SymdiffError ``bad-point`` and ``missing-value``.
    """
    for text in points:
        values = _resolved(text, variables, lengths)
        yield from _grid(variables, values, builder, limits)


def _resolved(text: PointText | str, variables: Sequence[str], lengths: Mapping[str, int]) -> Mapping[str, str]:
    """The text of each variable's value, or range."""
    if isinstance(text, str) and len(lengths) == 1 and text.lstrip().startswith("["):
        text = f"{next(iter(lengths))}={text}"
    values: Mapping[str, str] = (
        _assignments(text, variables)
        if isinstance(text, str)
        else {canonical(name): value for name, value in text.items()}
    )
    values = _with_components(values, lengths)
    values = _with_lists(values, variables)
    missing = [name for name in variables if name not in values]
    whole = [name for name in lengths if f"{name}[0]" in missing]
    if whole:
        raise fault(
            "missing-value",
            f"the point gives no value to the vector {whole[0]!r}",
            hint=f"give its components: --at '{whole[0]}=[...]'",
        )
    if missing:
        raise fault(
            "missing-value",
            f"the point gives no value to {' and '.join(repr(name) for name in missing)}",
            hint="give every variable one: --at " + ",".join(f"{name}=..." for name in variables),
        )
    return values


def doubles(
    text: PointText | str,
    variables: Sequence[str],
    builder: GraphBuilder,
    limits: Limits,
    lengths: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, list[float]]:
    """The doubles nearest to what a text gives each variable: one, or those of its range. Raises SymdiffError as ``expand``."""
    values = _resolved(text, variables, lengths)
    return {name: list(_nearest(name, values[name], builder, limits)) for name in variables}


def _nearest(name: str, text: str, builder: GraphBuilder, limits: Limits) -> Iterator[float]:
    if ":" not in text:
        yield _double(name, _constant(name, text, builder, limits), builder)
        return
    start, stop, count = _range(name, text, builder, limits)
    first, last = builder.exact.get(start), builder.exact.get(stop)
    if first is not None and last is not None:
        low, high = Fraction(first), Fraction(last)
        below = max(1, count - 1) * low.denominator * high.denominator
        base, step = (
            low.numerator * high.denominator * max(1, count - 1),
            high.numerator * low.denominator - low.numerator * high.denominator,
        )
        try:
            yield from ((base + k * step) / below for k in range(count))
        except OverflowError:
            raise fault("bad-point", f"the range {text!r} of {name!r} goes beyond the largest double") from None
    else:
        from_, to = (_double(name, node, builder) for node in (start, stop))
        yield from (from_ + (to - from_) * (k / (count - 1)) if k else from_ for k in range(count))


def _double(name: str, node: int, builder: GraphBuilder) -> float:
    from symdiff.evaluator import Evaluated, value_at  # most points are numbers

    found = value_at(builder.graph, node, {})
    if not isinstance(found, Evaluated):
        raise fault("bad-point", f"the value of {name!r} has no double: {found.reason}")
    return found.value


def _grid(names: Sequence[str], values: PointText, builder: GraphBuilder, limits: Limits) -> Iterator[Point]:
    """The points of the ranges, the last name fastest; none is made before it is wanted."""
    ranged = [name for name in names if ":" in values[name]]
    fixed = {
        name: (values[name], _constant(name, values[name], builder, limits)) for name in names if name not in ranged
    }
    for chosen in _choices(ranged, values, builder, limits):
        found = {name: fixed[name] if name in fixed else chosen[name] for name in names}
        yield Point(
            {name: label for name, (label, _) in found.items()}, {name: node for name, (_, node) in found.items()}
        )


def _choices(
    names: Sequence[str], values: PointText, builder: GraphBuilder, limits: Limits
) -> Iterator[dict[str, tuple[str, int]]]:
    if not names:
        yield {}
        return
    *outer, name = names
    for chosen in _choices(outer, values, builder, limits):
        for value in _values(name, values[name], builder, limits):
            yield {**chosen, name: value}


def _with_components(values: Mapping[str, str], lengths: Mapping[str, int]) -> Mapping[str, str]:
    """The values with those of a vector's components in the place of ``[0, 1, 2]``."""
    if not lengths:
        return values
    result = dict(values)
    for name, length in lengths.items():
        text = result.pop(name, None)
        if text is None:
            continue
        text = text.strip()
        parts = split(text[1:-1]) if text.startswith("[") and text.endswith("]") else []
        if len(parts) != length:
            count = f"{len(parts)} components" if parts else "no list of components"
            raise fault(
                "bad-point",
                f"the vector {name!r} has {length} components, and the point gives {count}",
                hint=f"--at '{name}=[{', '.join(map(str, range(min(length, 4))))}{', ...' if length > 4 else ''}]'",
            )
        if any(":" in part for part in parts):
            raise fault("bad-point", f"a range cannot stand in the vector {name!r}", hint="repeat --at for more points")
        result |= {f"{name}[{index}]": part.strip() for index, part in enumerate(parts)}
    return result


_COMPONENT = r"(.+)\[([0-9]{1,9})\]"


def _with_lists(values: Mapping[str, str], variables: Sequence[str]) -> Mapping[str, str]:
    """The values with those of ``x[0]`` and ``x[1]`` in the place of ``x=[1, 2]``, where x is no vector.

    Where the components count from is told by the first or the last of them; where neither tells, it is asked.
    """
    lists = {name: text for name, text in values.items() if text.lstrip().startswith("[") and name not in variables}
    if not lists:
        return values
    result = dict(values)
    for name, text in lists.items():
        found = [int(match[2]) for each in variables if (match := re.fullmatch(_COMPONENT, each)) and match[1] == name]
        parts = split(text.strip()[1:-1])
        if not found or not text.strip().endswith("]"):
            continue
        del result[name]
        if min(found) == 0 and max(found) < len(parts):
            first = 0
        elif min(found) > 0 and max(found) == len(parts):
            first = 1
        else:
            each = ",".join(f"{name}[{index}]=..." for index in sorted(set(found)))
            raise fault(
                "bad-point",
                f"the list gives {name!r} {len(parts)} components, and nothing says whether they count from 0 or from 1",
                hint=f'give them by name: --at "{each}"',
            )
        result |= {f"{name}[{index}]": part.strip() for index, part in enumerate(parts, first)}
    return result


def given(points: Sequence[PointText | str]) -> frozenset[str]:
    """The names that the points give values to."""
    names: set[str] = set()
    for text in points[:_MOST_READ]:
        if isinstance(text, str):
            names.update(canonical(part.partition("=")[0].strip()) for part in split(text) if "=" in part)
        else:
            names.update(map(canonical, text))
    return frozenset(names)


_MOST_READ = 100
"""Points whose names are looked at before the formula is read; those of others are the same, or their values are missing."""


def _assignments(text: str, variables: Sequence[str]) -> dict[str, str]:
    """``x=1,y=2`` by name; a bare value belongs to the one variable."""
    values: dict[str, str] = {}
    for part in split(text):
        name, equals, value = part.partition("=")
        name = canonical(name.strip())
        if not equals:
            if len(variables) == 1 and len(split(text)) == 1:
                return {variables[0]: text.strip()}
            if len(variables) == 1:
                raise fault(
                    "bad-point",
                    f"the point {text.strip()!r} is not one value",
                    hint=f"decimals have a point: --at 1.5; for several points repeat --at, or {variables[0]}=0:1:11",
                )
            raise fault(
                "bad-point",
                f"the point {text.strip()!r} names no variable, and the formula has {len(variables)}: {', '.join(variables)}",
                hint="write NAME=VALUE, with commas between: --at x=1,y=2",
            )
        if not (name.isidentifier() or name in variables or is_component(name)) or not value.strip():
            raise fault("bad-point", f"{part.strip()!r} is not NAME=VALUE", hint="for example --at x=1,y=2")
        if name in values:
            raise fault("bad-point", f"the point gives {name!r} two values", hint="repeat --at for a second point")
        values[name] = value.strip()
    return values


def split(text: str) -> list[str]:
    """The text cut at commas that stand outside brackets."""
    parts, depth, start = [], 0, 0
    for position, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def listed(text: str) -> list[str]:
    """The entries of a list in square brackets, or else the text alone: ``[x*y, x + y]`` is two formulas."""
    inside = text.strip()
    return split(inside[1:-1]) if _is_list(inside) else [text]


def _is_list(text: str) -> bool:
    """Whether a bracket that opens first closes last: ``[x] + [y]`` is a sum."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "[") - (char == "]")
        if depth <= 0:
            return char == "]" and position == len(text) - 1
    return False


def _values(name: str, text: str, builder: GraphBuilder, limits: Limits) -> Iterator[tuple[str, int]]:
    """Those of a range."""
    parts = text.split(":")
    start, stop, count = _range(name, text, builder, limits)
    first, last = builder.exact.get(start), builder.exact.get(stop)
    for k in range(count):
        share = Fraction(k, count - 1) if count > 1 else Fraction(0)
        if first is not None and last is not None:
            value = first + (last - first) * share
            yield decimal_text(value) if terminates(value.denominator) else str(value), builder.number(value)
        else:
            node = builder.sum((
                builder.product((builder.number(1 - share), start)),
                builder.product((builder.number(share), stop)),
            ))  # fmt: skip
            yield f"({parts[0]}) + (({parts[1]}) - ({parts[0]}))*{share}", node


def _range(name: str, text: str, builder: GraphBuilder, limits: Limits) -> tuple[int, int, int]:
    """The ends and the count of a range."""
    parts = text.split(":")
    count_text = parts[-1].strip()
    if len(parts) != 3 or not (count_text.isascii() and count_text.isdigit()) or not count_text.strip("0"):
        raise fault(
            "bad-point",
            f"the range {text!r} of {name!r} is not START:STOP:COUNT",
            hint="for example x=0:1:11 for eleven points from 0 to 1",
        )
    if len(count_text.lstrip("0")) > _LONGEST_COUNT:
        raise fault(
            "bad-point", f"the range of {name!r} asks for more than ten million points", hint="ask for fewer at a time"
        )
    count = int(count_text)
    start, stop = (_constant(name, part, builder, limits) for part in parts[:2])
    return start, stop, count


def _is_plain(number: str) -> bool:
    """Digits, with a point or without, few enough for any bound of exact numbers."""
    whole, point, places = number.partition(".")
    parts = (whole, places) if point else (whole,)
    return number.isascii() and all(part.isdecimal() and len(part) <= 15 for part in parts)


def _constant(name: str, text: str, builder: GraphBuilder, limits: Limits) -> int:
    if len(text) <= min(limits.max_digits, limits.max_length) and _is_plain(text):  # nothing to parse
        return builder.number(parse_number(text))
    try:
        node = parse(text, builder, limits=limits)
    except SymdiffError as error:
        if _is_list(text.strip()):
            raise fault(
                "bad-point",
                f"{name!r} is one number, and the point gives it a list",
                hint=f"for several points repeat --at, or {name}=0:1:11; tabulate takes arrays in Python",
            ).of(f"at.{name}") from None
        raise fault(
            "bad-point",
            f"the value of {name!r} is not a constant: {error.diagnostic.message}",
            source=error.diagnostic.source,
            span=error.diagnostic.span,
            hint=error.diagnostic.hint,
        ).of(f"at.{name}") from None
    symbols = builder.graph.symbols([node])
    if symbols:
        raise fault(
            "bad-point",
            f"the value {text!r} of {name!r} has the variable {symbols[0]!r}",
            hint="give a constant, such as 1.5 or pi/2",
        )
    return node
