"""A candidate against what it is said to be: a derivative, or the same function. By proof, and at points in pieces of the domain.

Imports the parser, the differentiator, ``identities``, the evaluator, ``problems``, ``pieces`` and ``mistakes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from symdiff.answers import mistakes
from symdiff.answers.isolated import Isolated, isolated, jumps, rational_places, without_jumps
from symdiff.answers.pieces import Pieces, Spot
from symdiff.answers.reading import read_candidate
from symdiff.answers.stand_ins import MANY, POOL, StandIns, Values, has_unknown, note, told
from symdiff.differentiator import tidy
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator import Implicit, Partials
from symdiff.evaluator.verdicts.comparison import Comparison, Judge
from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph, GraphBuilder
from symdiff.identities import Proof, prove
from symdiff.notation.writer import write
from symdiff.operators import CONDITIONS, INTEGRAL, Power, piecewise
from symdiff.parser import Names, parse_condition
from symdiff.parser.answers import components
from symdiff.problems import Entry
from symdiff.problems.points import Point
from symdiff.problems.problem import Options, Problem
from symdiff.reports.plain import apart
from symdiff.reports.report import ExpectedReport
from symdiff.status import Status, worst

Wrt = tuple[str, ...]
"""The names that are differentiated by, in order."""

_NEAR = (Fraction(0), Fraction(1, 64), Fraction(-1, 128), Fraction(1, 10**9), Fraction(-1, 10**9))
"""A given point is compared at itself and at points near by, relative, each coordinate moved by its own amount."""
_CONSTANT = re.compile(r"[CcKk](?:_?[0-9])?")
"""What people call the constant of integration: an antiderivative is not differentiated by it."""
_ENOUGH = 8
"""Points of a hash that are compared where there is no proof, before pieces are looked for."""
_MOST_QUADRATURES = 6
"""Points of a hash, and of pieces, at which values alone of a smooth formula with integrals are compared."""
_BESIDE = Fraction(1, 10**40)
"""How far, relative, a point lies beside one at which the candidate has no value: intervals may be short."""
_FIRST = 14
"""Points of a hash that are tried before there is a proof."""
_GUARD = 1
"""Points that are compared after a proof, as one is before it: what the rule table says is held to enclosures that do not know it."""


def parse_candidates(
    problem: Problem,
    builder: GraphBuilder,
    known: Sequence[str],
    names: Names,
    derivatives: Sequence[Wrt],
    options: Options,
) -> tuple[dict[Wrt, int], tuple[str, ...]]:
    """The typed node of each candidate of the problem, by what it is a candidate for; and notes on how they were read.

    ``known``: the names of the formula.
    """
    texts = _candidates(problem, derivatives)
    found = {}
    for wrt, text in texts.items():
        try:
            found[wrt] = read_candidate(text, builder, known, names, options)
        except SymdiffError as error:
            raise error.of("expected" if len(texts) == 1 else f"expected.{','.join(wrt)}") from None
    notes = dict.fromkeys(note for each in found.values() for note in each.notes)
    return {wrt: each.node for wrt, each in found.items()}, tuple(notes)


def parse_assumed(problem: Problem, builder: GraphBuilder, names: Names, options: Options) -> tuple[int, ...]:
    """The nodes of the conditions under which a candidate need only hold."""
    return tuple(
        parse_condition(text.replace("<-", "< -"), builder, names=names, limits=options.limits, syntax=options.syntax)
        for text in problem.assume  # a condition assigns nothing: x<-5 compares in every language
    )


def judge(
    builder: GraphBuilder,
    entries: Sequence[Entry],
    candidates: Mapping[Wrt, int],
    points: Sequence[Point],
    assumed: Sequence[int],
    problem: Problem,
) -> ExpectedReport | None:
    """The answer to the candidates, the worst where there are several; None where there are none."""
    by_wrt = {entry.wrt: entry for entry in entries}
    answers = [_answer(builder, by_wrt[wrt], node, points, assumed, problem) for wrt, node in candidates.items()]
    if not answers:
        return None
    verdict = worst(answer.verdict for answer in answers)
    answers = [answer for answer in answers if answer.verdict is verdict]
    return min(answers, key=lambda answer: answer.how == "proved")


def _answer(
    builder: GraphBuilder,
    entry: Entry,
    candidate: int,
    points: Sequence[Point],
    assumed: Sequence[int],
    problem: Problem,
) -> ExpectedReport:
    """The answer to one candidate; what holds unknown functions is proved of all of them, or checked with some that stand in."""
    graph = builder.graph
    if not graph.rows or not has_unknown(graph, (*entry.roots, entry.node, candidate)):
        return _Question(builder, entry, candidate, points, assumed, problem).answer()
    proved = _Question(builder, entry, candidate, (), assumed, problem).proved()
    found: list[tuple[StandIns, ExpectedReport]] = []
    for turn in range(len(POOL)):
        stand_ins = StandIns(graph, turn)
        node, own = stand_ins.node(candidate), [stand_ins.node(each) for each in assumed]
        answer = _Question(builder, stand_ins.entry(entry), node, points, own, problem).answer()
        if answer.verdict is Status.DISAGREE:
            given = dict(stand_ins.formula(name) for name in stand_ins.names)
            witness = None if answer.witness is None else {**answer.witness, "functions": given}
            return replace(
                answer,
                how="sampled",
                witness=witness,
                mistake=_of_every(answer.mistake),
                note=_joined(answer.note, f"with {told(stand_ins)}"),
            )
        if answer.verdict is Status.AGREE:
            found.append((stand_ins, answer))
            if len(found) == MANY or proved is not None:
                break
    if not found:
        reason = "no value was found with functions that stand in for the unknown ones"
        return ExpectedReport(Status.INCONCLUSIVE, "sampled", None, reason)
    if proved is not None:
        return replace(found[0][1], how="proved", note=proved.words, pieces=None, points=None, where=(), unlisted=())
    wrong = _by_values(builder, entry, candidate, assumed, problem)
    if wrong is not None:
        return wrong
    words = note(found[0][0].names, len(found))
    points_of = sum(answer.points or 1 for _, answer in found)
    return replace(found[0][1], how="sampled", note=words, points=points_of)


def _by_values(
    builder: GraphBuilder, entry: Entry, candidate: int, assumed: Sequence[int], problem: Problem
) -> ExpectedReport | None:
    """Where a candidate is wrong for functions with other values than those that stood in have; None where none are found."""
    values = Values(builder.graph)
    nodes = [values.node(each) for each in (entry.node, candidate, *entry.roots, *assumed)]
    if None in nodes or len(values.apart) > _ENOUGH:
        return None
    node, named, *others = (each for each in nodes if each is not None)
    roots, given = others[: len(entry.roots)], others[len(entry.roots) :]
    of_values = replace(
        entry, wrt=(), node=node, roots=(*roots, node), definition=Partials(((None, node, ()),)), probe=None
    )
    answer = _Question(builder, of_values, named, (), (*given, *values.apart), problem).answer()
    if answer.verdict is not Status.DISAGREE:
        return None
    words = "a function has these values"
    return replace(answer, how="sampled", note=_joined(answer.note, words), assuming=())


def _of_every(mistake: str | None) -> str | None:
    """A mistake that is told without a word of what stands in."""
    return None if mistake is None or "(" in mistake else mistake


def _joined(*notes: str | None) -> str:
    return "; ".join(note for note in notes if note)


def _candidates(problem: Problem, derivatives: Sequence[Wrt]) -> dict[Wrt, str]:
    expected = problem.expected
    if expected is None:
        return {}
    if isinstance(expected, str):
        expected = (expected,)
    if isinstance(expected, tuple):
        if problem.antiderivative and len(derivatives) > 1:
            derivatives = [wrt for wrt in derivatives if not all(map(_CONSTANT.fullmatch, wrt))]
        elif len(expected) == 1 < len(derivatives):
            expected = components(expected[0], len(derivatives))
        if len(expected) == len(derivatives):
            return dict(zip(derivatives, expected, strict=True))
        names = ", ".join(",".join(wrt) for wrt in derivatives)
        count = "one candidate is" if len(expected) == 1 else f"{len(expected)} candidates are"
        several = "several derivatives" if len(derivatives) > 1 else "one derivative"
        raise fault(
            "unknown-variable",
            f"{count} given for {several}: {names}",
            hint="give one for each, in this order, or choose with --wrt",
        )
    by_name = {",".join(wrt): wrt for wrt in derivatives} | {wrt[0]: wrt for wrt in derivatives if len(set(wrt)) == 1}
    for name in expected:
        if name not in by_name:
            raise fault("unknown-variable", f"a candidate is given for {name!r}, which is not differentiated by")
    return {by_name[name]: text for name, text in expected.items()}


class _Found(Frozen):
    """A comparison and where it was made."""

    spot: Spot
    comparison: Comparison


class _Question:
    """One candidate for one entry."""

    def __init__(
        self,
        builder: GraphBuilder,
        entry: Entry,
        candidate: int,
        points: Sequence[Point],
        assumed: Sequence[int],
        problem: Problem,
    ) -> None:
        self.builder = builder
        self.graph: Graph = builder.graph
        self.entry = entry
        self.candidate = candidate
        self.points = points
        self.assumed = assumed
        self.problem = problem
        self.assuming = tuple(write(self.graph, each) for each in assumed)
        self.difference = self._short_difference()
        self.judge = Judge(self.graph, entry.definition, entry.roots, entry.node, candidate, self.difference)
        definition = entry.definition
        self.curve = (definition.equation, definition.dependent) if isinstance(definition, Implicit) else None
        """The equation that joins the names, and the name that depends on the others."""
        self.near = _NEAR if self.curve is None else _NEAR[:1]
        self.broken = (self.candidate, self.entry.node) if problem.kind == "same" else (self.candidate,)
        """What may jump where the other does not."""
        self.jumping = self._jumps()
        self.integral = self._is_integral()
        self.quadratures = 0
        """Points at which there were no enclosures, and quadratures took their time."""
        self.agreed = 0
        self.places: set[tuple[int, ...]] = set()
        self.missing: list[Spot] = []
        """Where the candidate alone has no value."""
        self.gone: list[_Found] = []
        """Where it has none on a whole interval, of two functions that are compared."""

    def answer(self) -> ExpectedReport:
        """Given points first, then a few of a hash, then the proof, then pieces: a difference at any of them ends it."""
        roots = (*self.entry.roots, self.entry.node, self.candidate)
        pieces = Pieces(self.builder, roots, self.assumed, self.entry.wrt, self.curve)
        scattered = pieces.scattered()
        wrong = self._look(self._given(), None)
        if wrong is not None:
            return self._wrong(wrong, pieces)
        around, self.quadratures = self.agreed, 0
        self.judge.closely = False
        wrong = self._look(islice(scattered, _FIRST), 1)
        proof = self._proof() if wrong is None else None
        depth = proof is None and self.curve is None  # points are on a curve to some 100 digits
        self.judge.closely = depth
        if wrong is None and proof is not None:
            self.jumping = self.jumping and not self._proved_at_jumps() and not self._right_at_jumps(pieces)
            wrong = self._wrong_as_printed(pieces) or self._look(islice(scattered, _FIRST), _GUARD)
        if wrong is None and (proof is None or self.jumping):
            if not pieces.names:  # there is one point, to be looked at again in depth
                self.agreed, scattered = 0, pieces.scattered()
            wrong = self._look(scattered, 1, deep=depth)
            wrong = wrong or self._look(scattered, _ENOUGH) or self._look(pieces.explored(), None, closer=True)
            if wrong is None and self.jumping and self.curve is None:  # what is found by itself is on no curve
                place = isolated(pieces, self.entry.roots, self.entry.node, self.candidate, self.broken)
                if place is not None:
                    return self._apart_at(place)
        if wrong is not None:
            return self._elsewhere(wrong, around) if around else self._wrong(wrong, pieces)
        if self.gone:
            return self._partly(self.gone[0])
        if not self.agreed and self.assumed:
            return self._report(
                Status.INCONCLUSIVE, "sampled", "no point was found where what is assumed holds", pieces
            )
        if proof is not None and self.jumping:
            return self._report(Status.AGREE, "sampled", "proved but for where the candidate jumps", pieces)
        if proof is not None:
            return self._report(Status.AGREE, "proved", proof.words, pieces)
        if not self.agreed:
            return self._report(
                Status.INCONCLUSIVE, "sampled", "no point was found where both are known to have a value", pieces
            )
        return self._report(Status.AGREE, "sampled", None, pieces)

    def proved(self) -> Proof | None:
        """A proof alone, of the formulas as they are."""
        return None if self._jumps() else self._proof()

    def _short_difference(self) -> int | None:
        """The derivative less the candidate, with like terms collected; None where that exists nowhere."""
        graph = self.graph
        try:
            gap = graph.plus(self.entry.node, graph.times(graph.minus_one, self.candidate))
            return tidy(graph, [gap])[gap]
        except SymdiffError as error:
            if error.diagnostic.code == "undefined":
                return None
            raise

    def _proof(self) -> Proof | None:
        names = tuple(dict.fromkeys(self.entry.wrt))
        zero = None if self.curve is None else self.curve[0]
        if self.difference == self.graph.zero and (self._everywhere() or self._as_printed()):
            return Proof("by collecting like terms")
        return prove(self.graph, self.entry.roots, self.entry.node, self.candidate, self.assumed, names, zero)

    def _as_printed(self) -> bool:
        """Whether the candidate was written as the derivative is printed."""
        return write(self.graph, self.candidate) == write(self.graph, self.entry.node)

    def _is_integral(self) -> bool:
        """Whether there are integrals and no kinks: what holds in a part of a piece holds in all of it, and few points do."""
        heads = [self.graph.heads[node] for node in self.graph.reachable((*self.entry.roots, self.candidate))]
        return any(head.binding is not None and head.binding.binder is INTEGRAL for head in heads) and not any(
            head.kink is not None or head is piecewise for head in heads
        )

    def _everywhere(self) -> bool:
        """Whether the candidate has values everywhere but for poles: it is made of what has."""
        graph = self.graph
        for node in graph.reachable([self.candidate]):
            head = graph.heads[node]
            if head is Power:
                power = graph.value(graph.operands[node][1])
                if power is None or power.denominator != 1:
                    return False
            elif head.domain is not None or head.kink is not None or head in CONDITIONS or head is piecewise:
                return False
        return True

    def _jumps(self) -> bool:
        """Whether the candidate has jumps of its own, where a proof says nothing; of two functions that are compared, either."""
        return self.entry.node != self.candidate and any(jumps(self.graph, node) for node in self.broken)

    def _proved_at_jumps(self) -> bool:
        """Whether the proof holds whatever the values of the functions are that jump."""
        nodes = without_jumps(self.graph, self.entry.node, self.candidate)
        return nodes is not None and prove(self.graph, self.entry.roots, *nodes, self.assumed) is not None

    def _right_at_jumps(self, pieces: Pieces) -> bool:
        """Whether the candidate jumps at a few rational places alone, and is right at each or there is no derivative."""
        found = self._at_jumps(pieces)
        return found is not None and all(each.comparison.verdict in (None, Status.AGREE) for each in found)

    def _wrong_as_printed(self, pieces: Pieces) -> _Found | None:
        """Where a candidate that is the derivative as it is printed jumps and is wrong, as ``sign(x)**2`` of ``abs(x)*sign(x)`` at 0."""
        if self.entry.node != self.candidate or not any(jumps(self.graph, node) for node in self.broken):
            return None
        found = self._at_jumps(pieces) or []
        return next((each for each in found if each.comparison.verdict is Status.DISAGREE), None)

    def _at_jumps(self, pieces: Pieces) -> list[_Found] | None:
        """The comparisons at the places where the candidate jumps; None where these are not few rational ones."""
        places = rational_places(pieces, self.broken)
        if places is None or len(places) > _ENOUGH:
            return None
        spots = [pieces.spot({name: place}, border=True) for place in places for name in pieces.names]
        return [_Found(spot, self.judge.at(spot.nodes)) for spot in spots if spot is not None]

    def _given(self) -> Iterator[Spot]:
        """The given points and some near by."""
        graph = self.graph
        for point in self.points:
            for turn, near in enumerate(self.near):
                at, nodes = {}, {}
                for place, (name, node) in enumerate(point.nodes.items()):
                    by = near * (1 + Fraction(place, 3) * (1 if turn % 2 else -1))
                    zero = graph.value(node) == 0
                    moved = (
                        node
                        if not near
                        else graph.plus(node, graph.number(by))
                        if zero
                        else graph.times(graph.number(1 + by), node)
                    )
                    nodes[name] = moved
                    at[name] = point.at[name] if moved == node else write(graph, moved)
                yield Spot(at, nodes, border=not near)

    def _look(
        self, spots: Iterator[Spot], enough: int | None, *, deep: bool = False, closer: bool = False
    ) -> _Found | None:
        """Compare at some points, until so many agree; the first at which the candidate is wrong.

        ``closer``: those on borders in depth, as what differs there alone may be as small as it is narrow. What is assumed may shut
        out all places but those at which functions are nearly the same.
        """
        shut = bool(self.assumed) and self.curve is None
        agreed = 0
        for spot in spots:
            if self.quadratures >= _MOST_QUADRATURES and (closer or enough is not None):
                break
            found = self.judge.at(spot.nodes, deep=deep or (closer and (spot.border or shut)))
            self.quadratures += self.integral and found.verdict is not None and not found.rigorous
            if found.verdict is Status.DISAGREE:
                return _Found(spot, found)
            if found.verdict is Status.UNDEFINED:
                if not spot.border and not self.gone and self._missing_around(spot):
                    if self.problem.kind == "same":
                        self.gone.append(_Found(spot, found))
                        continue
                    return _Found(spot, found)
                self.missing.append(spot)
            elif found.verdict is Status.AGREE:
                self.agreed += 1
                agreed += 1
                self.places.add(spot.piece)
                if agreed == enough:
                    break
        return None

    def _missing_around(self, spot: Spot) -> bool:
        """Whether the candidate has no value next to a point either, where the truth has one: on an interval, that is."""
        graph = self.graph
        for by in (_BESIDE, -_BESIDE):
            moved = {}
            for place, (name, node) in enumerate(spot.nodes.items()):
                value = graph.value(node)
                if value is None:
                    return False
                moved[name] = graph.number(value + by * (1 + Fraction(place, 7)) * (value or 1))
            if self.judge.at(moved).verdict is not Status.UNDEFINED:
                return False
        return True

    def _unlisted(self, pieces: Pieces) -> tuple[str, ...]:
        """What has pieces, or places where the candidate jumps, that were not all looked at."""
        apart = (
            ()
            if not self.jumping
            else (node for node in jumps(self.graph, self.candidate) if len(self.graph.symbols([node])) > 1)
        )
        # A curve is walked near where it was found: what changes elsewhere on it may be far.
        beyond = () if self.curve is None else pieces.on_one_side(self.places)
        return tuple(dict.fromkeys((*pieces.unlisted, *(pieces.words_of(node) for node in apart), *beyond)))

    def _wrong(self, found: _Found, pieces: Pieces) -> ExpectedReport:
        comparison = found.comparison
        witness: dict[str, object] = {
            "at": found.spot.at,
            "derivative": comparison.truth,
            "expected": comparison.theirs,
        }
        how = "proved" if comparison.rigorous else "sampled"
        named = None
        if comparison.verdict is Status.DISAGREE:
            named = self._mistake(pieces)
        elif comparison.theirs is None:
            comparison_note = "the candidate has no value there"
            return ExpectedReport(Status.DISAGREE, how, witness, comparison_note, None, self.assuming)
        return ExpectedReport(Status.DISAGREE, how, witness, None, named, self.assuming)

    def _apart_at(self, place: Isolated) -> ExpectedReport:
        """A value of the candidate's own at a place where it jumps."""
        witness = {"at": place.at, "derivative": place.truth, "expected": place.theirs}
        note = f"where {place.where}, as it is near this point, the candidate has a value of its own"
        return ExpectedReport(Status.DISAGREE, "sampled", witness, note, None, self.assuming)

    def _elsewhere(self, found: _Found, around: int) -> ExpectedReport:
        """Where both are the same around the points that were given, which is what was asked, and not everywhere."""
        at = ", ".join(f"{name}={text}" for name, text in found.spot.at.items())
        ours, theirs = apart(found.comparison.truth, found.comparison.theirs)
        note = f"elsewhere they differ: at {at} the derivative is {ours}, the candidate {theirs}"
        return ExpectedReport(Status.AGREE, "sampled", None, note, None, self.assuming, pieces=1, points=around)

    def _partly(self, found: _Found) -> ExpectedReport:
        """Of two functions that were equal wherever both had values, where the second has none on an interval."""
        at = ", ".join(f"{name}={text}" for name, text in found.spot.at.items())
        note = f"the second has no value around {at}, where the first has one"
        if self.agreed:
            note += f"; both are equal at {self.agreed} points where both have one"
        return ExpectedReport(Status.UNDEFINED, "sampled", None, note, None, self.assuming)

    def _mistake(self, pieces: Pieces) -> str | None:
        """The mistake that was made, where it is a common one; the printed derivative itself, wrong at one point, is none."""
        if len(self.entry.wrt) != 1 or self.problem.kind != "diff" or self.difference == self.graph.zero:
            return None
        (root,) = self.entry.roots
        places = [spot.nodes for spot in pieces.scattered()]
        return mistakes.named(self.graph, root, self.entry.wrt[0], self.entry.node, self.candidate, places)

    def _report(self, verdict: Status, how: str, note: str | None, pieces: Pieces) -> ExpectedReport:
        notes = [note] if note else []
        if self.problem.antiderivative and verdict is Status.AGREE:
            broken = next((node for root in self.entry.roots for node in jumps(self.graph, root)), None)
            if broken is not None:
                notes.append(
                    f"an antiderivative between the jumps of {write(self.graph, broken)}, and across none of them"
                )
        if self.missing and verdict is Status.AGREE:
            at = ", ".join(f"{name}={text}" for name, text in self.missing[0].at.items())
            notes.append(f"the candidate has no value at {at}")
        return ExpectedReport(
            verdict,
            how,
            None,
            "; ".join(notes) or None,
            None,
            self.assuming,
            pieces=len(self.places) if how == "sampled" and self.agreed else None,
            points=self.agreed or None,
            where=pieces.words(self.places) if how == "sampled" and self.agreed else (),
            unlisted=self._unlisted(pieces) if how == "sampled" and self.agreed else (),
        )
