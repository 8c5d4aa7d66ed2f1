"""The forms that the outputs of a program may have, and the one that is taken. Imports ``languages`` and ``graph``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Final

from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph
from symdiff.languages.analysis import Analysis
from symdiff.languages.lowering import Lowering
from symdiff.languages.machine import DOUBLE, SINGLE, Kind, precise
from symdiff.languages.quotients import Manner
from symdiff.languages.sharing import MERGED
from symdiff.languages.table import Language
from symdiff.operators import Product

MOST_GATHERED: Final = 1_500
"""Parts of the formulas up to which every form is tried, with common factors before brackets too, and without what cancels."""
MOST_TRIED: Final = 5_000
"""Parts of the formulas up to which several forms of gradients are tried, and common factors before brackets: the shortest is taken."""

_MANNERS: Final = (None, Manner(), Manner(1.5))
_RARE: Final = (Manner(1.5, cosine=True), Manner(1.5, conjugate=True), Manner(1.5, cosine=True, conjugate=True))
"""Manners that make something of their own of few formulas alone."""
_SPANS: Final = ((-2.0, 1.6), (-14.0, -2.0))
"""Logarithms of the points that forms are compared at."""
_POINTS: Final = 6
_MOST_POINTS: Final = 24
_ALL: Final = 2.0**60
"""What an output that keeps no digit loses."""
_LEAST_TRIES: Final = 24
_MOST_TRIES: Final = 240
"""Points that are tried to find where outputs lose most."""
_ALIKE: Final = 3.0
"""Bits; forms that lose no more than so many more than the best are as good."""
_WORTH: Final = 10.0
"""Bits that an operation more must save."""


def shortest(graph: Graph, forms: Sequence[Sequence[int]], language: Language) -> tuple[Lowering, list[int], int]:
    """The instructions of the form that takes the fewest operations, and how many the first takes with nothing shared.

    Of forms that lose digits, at points by chance and by what the bounds say there, none is taken while another keeps them.
    """
    first = 1
    size = len(graph.reachable(forms[0]))
    few = size <= MOST_GATHERED
    keep = frozenset(name for name in ("expm1", "log1p") if language.calls(name))
    none: frozenset[str] = frozenset()
    gathers = (False, True) if few else (False,)
    ways = [_Way(nodes, gather) for nodes in forms for gather in gathers]
    if not few and size <= MOST_TRIED:
        ways[0] = _Way(forms[0], gather=True)
    if any(graph.heads[node] is Product and len(graph.below[node]) > MERGED for node in graph.reachable(forms[0])):
        # Of long products the sweeps' own chains may be the shortest.
        ways[:0] = [_Way(nodes, merged=1) for nodes in forms[1:]]
    if few:
        ways += [_Way(forms[0], gather, cancel, keep) for cancel in _MANNERS for gather in gathers]
        ways += [_Way(forms[0], gather=True, cancel=cancel, keep=keep) for cancel in _RARE]
    found: list[Form] = []
    for way in ways:
        form = _formed(graph, way)
        if form.outputs and not any(form.lowering.instructions == other.lowering.instructions for other in found):
            found.append(form)
        if (way.nodes, way.cancel, way.keep) == (forms[-1], None, none):
            first = len(found)
    plain = min(found[:first], key=_cost)
    best = plain if len(found) == 1 or not few else _keeping(graph, found, plain, graph.symbols(forms[0]), language)
    return best.lowering, best.outputs, unshared(graph, forms[0])


class _Way(Frozen):
    """How a form is made of nodes."""

    nodes: Sequence[int]
    gather: bool = False
    cancel: Manner | None = None
    keep: frozenset[str] = frozenset()
    merged: int = MERGED


class Form(Frozen):
    """Instructions, the outputs among them, and the way they were made."""

    lowering: Lowering
    outputs: list[int]
    way: _Way


def _formed(graph: Graph, way: _Way) -> Form:
    lowering = Lowering(graph, way.merged)
    outputs = lowering.add(way.nodes, gather=way.gather, cancel=way.cancel, keep=way.keep)
    return Form(lowering, outputs, way)


Place = tuple[tuple[float, float], ...]
"""A point, each number as both ends of a range."""


class _Losses:
    """The bits that each output of some forms loses, at points by chance, by what the bounds say there."""

    def __init__(self, forms: Sequence[Form], plain: Form, variables: Sequence[str], language: Language) -> None:
        self.variables = variables
        self.language = language
        self.kind = SINGLE if language.narrow else DOUBLE
        self.places: list[list[Place]] = [[] for _ in plain.outputs]
        """By output the points where the plain form has a bound."""
        chance = Random(5)  # noqa: S311 - no secret
        running = self._analysis(plain)
        for k in range(_MOST_POINTS):
            # Of each two one is near 0; positive numbers alone first, for they are in most domains.
            span = _SPANS[k % 2]
            side = (1,) if k % 4 < 2 else (1, -1)
            place = tuple((2.0 ** chance.uniform(*span) * chance.choice(side),) * 2 for _ in variables)
            for places, (absolute, _, _) in zip(self.places, running.run(place), strict=True):
                if absolute < math.inf and len(places) < _POINTS:
                    places.append(place)
            if all(len(places) == _POINTS for places in self.places):
                break
        self.means = [self.mean(form) for form in forms]

    def _analysis(self, form: Form, output: int | None = None) -> Analysis:
        outputs = form.outputs if output is None else [form.outputs[output]]
        return Analysis(form.lowering, outputs, self.variables, self.kind, self.language.calls)

    def mean(self, form: Form) -> list[float]:
        """By output the mean over its points."""
        running = self._analysis(form)
        known = {place: running.run(place) for places in self.places for place in places}
        return [
            sum(_loss(known[place][k], self.kind) for place in places) / max(1, len(places))
            for k, places in enumerate(self.places)
        ]

    def at(self, form: Form, output: int, place: Place) -> float:
        """What an output loses at a point."""
        return _loss(self._analysis(form, output).run(place)[0], self.kind)

    def hard(self, form: Form, output: int, tries: int) -> Place | None:
        """A point nearby where an output loses much: from the worst that is known on, one number at a time."""
        running = self._analysis(form, output)

        def loss(place: Place) -> float:
            absolute, relative, under = running.run(place)[0]
            return _loss((absolute, relative, under), self.kind) if absolute < math.inf else -1.0

        if not self.places[output] or not self.variables:
            return None
        worst = max(self.places[output], key=loss)
        most = loss(worst)
        steps = [0.5] * len(worst)
        for k in range(tries // 2):
            at = k % len(worst)
            near = [
                (*worst[:at], (worst[at][0] * factor,) * 2, *worst[at + 1 :])
                for factor in (1 + steps[at], 1 - steps[at])
            ]
            losses = [loss(place) for place in near]
            if max(losses) > most:
                most = max(losses)
                worst = near[losses.index(most)]
            else:
                steps[at] /= 2
        return worst


def _keeping(graph: Graph, forms: Sequence[Form], plain: Form, variables: Sequence[str], language: Language) -> Form:
    """The shortest of the forms that lose the fewest digits, up to ``_ALIKE``; the plain one where no bound tells them apart.

    Outputs that lose more where they are worst than their quotients do there are these quotients, and the others stay, where that
    is worth its operations.
    """
    with precise(64):
        losses = _Losses(forms, plain, variables, language)
        if not any(losses.places):
            return plain
        sums = [sum(means) for means in losses.means]
        best = min((form for form, total in zip(forms, sums, strict=True) if total <= min(sums) + _ALIKE), key=_cost)
        if all(form is best or form.way.cancel is None for form in forms):
            return best
        means = losses.means[forms.index(best)]
        tries = max(_LEAST_TRIES, _MOST_TRIES // len(best.outputs))
        hard = [losses.hard(best, k, tries) for k in range(len(best.outputs))]
        lost = [0.0 if place is None else losses.at(best, k, place) for k, place in enumerate(hard)]
        found = [best]
        for form, own in zip(forms, losses.means, strict=True):
            cancel = form.way.cancel
            if form is best or cancel is None:
                continue
            only = frozenset(
                k
                for k, place in enumerate(hard)
                if place and lost[k] > losses.at(form, k, place) + 2 * _ALIKE and own[k] <= means[k] + _ALIKE
            )
            if only:
                nodes = [form.way.nodes[k] if k in only else node for k, node in enumerate(best.way.nodes)]
                mixed = _formed(graph, replace(form.way, nodes=nodes, cancel=replace(cancel, only=only)))
                found += [mixed] if mixed.outputs else []
        if len(found) == 1:
            return best
        ends = [
            sum(losses.at(form, k, place) for k, place in enumerate(hard) if place)
            + sum(losses.mean(form))
            + _WORTH * max(0.0, _cost(form) - _cost(best))
            for form in found
        ]
        return min((form for form, end in zip(found, ends, strict=True) if end <= min(ends) + _ALIKE), key=_cost)


def _cost(form: Form) -> float:
    """Operations, where a division, which takes a processor as long as some products do, is half an operation more."""
    instructions = form.lowering.instructions
    return form.lowering.operations + sum(each.kind == "divide" for each in instructions) / 2


def _loss(bound: tuple[float, float, bool], kind: Kind) -> float:
    """The bits that an output loses."""
    return math.log2(min(max(bound[1] / kind.unit, 1.0), _ALL))


def unshared(graph: Graph, nodes: Sequence[int]) -> int:
    """The operations of the formulas written out, nothing shared: an operand less than each sum and product has, one for others."""
    counts: dict[int, int] = {}
    for node in graph.reachable(nodes):
        below = graph.below[node]
        own = max(1, len(below) - 1) if below else 0
        counts[node] = own + sum(counts[operand] for operand in below)
    return sum(counts[node] for node in nodes)
