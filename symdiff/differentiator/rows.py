"""What the rows of ``rules`` ask of a graph, written down once: to play it again takes less than to call the row.

A row is a function of Python, and asks the same for all operands, unless it looks at their values or parts: such a row has no script.
Imports ``graph`` and ``operators``.
"""

from __future__ import annotations

from collections.abc import Callable

from symdiff.annotations import Any, Final, final
from symdiff.graph import Expression, Graph
from symdiff.operators import Exact, Operator

_MOST: Final = 512
"""Scripts that are kept: there are about a hundred rows, and some that are made for one problem."""
_NUMBER: Final = 0
_PLUS: Final = 1
_TIMES: Final = 2
_RAISED: Final = 3
_CONSTANT: Final = 4
_CALL: Final = 5
_MINUS_ONE: Final = 0
"""The place of -1: those of the output and of the operands follow."""


class _Looked(Exception):
    """A row looks at the value of an operand."""


@final
class Script:
    """What is asked of a graph in turn, and at which places the partials stand then; -1 for none.

    A step is its kind and two places; in place of the first, one that asks for more has where that stands in ``told``.
    """

    __slots__ = ("partials", "steps", "told")

    def __init__(self, steps: list[tuple[int, int, int]], told: list[Any], partials: list[int]) -> None:
        self.steps = steps
        self.told = told
        self.partials = partials

    def played(self, graph: Graph, output: int, operands: tuple[int, ...]) -> list[int | None]:
        """The partials as nodes."""
        places: list[int] = [graph.minus_one, output, *operands]
        for kind, first, second in self.steps:
            if kind == _TIMES:
                places.append(graph.times(places[first], places[second]))
            elif kind == _RAISED:
                places.append(graph.raised(places[first], places[second]))
            elif kind == _PLUS:
                places.append(graph.plus(places[first], places[second]))
            elif kind == _NUMBER:
                places.append(graph.number(self.told[first]))
            elif kind == _CALL:
                head, given = self.told[first]
                places.append(graph.intern(head, tuple([places[each] for each in given])))
            else:
                places.append(graph.constant(self.told[first]))
        return [None if place < 0 else places[place] for place in self.partials]


class _Notes(Graph):
    """A graph that makes no nodes and writes down what it is asked for: its nodes are places in a script."""

    __slots__ = ("places", "steps", "told")

    def __init__(self, given: int) -> None:  # and nothing of a store
        self.steps: list[tuple[int, int, int]] = []
        self.told: list[Any] = []
        self.places = given
        self.minus_one = _MINUS_ONE  # what else a row asks for it asks as a number

    def _noted(self, kind: int, first: int, second: int) -> int:
        self.steps.append((kind, first, second))
        self.places += 1
        return self.places - 1

    def _told(self, kind: int, what: Any) -> int:
        self.told.append(what)
        return self._noted(kind, len(self.told) - 1, 0)

    def number(self, value: Exact) -> int:
        return self._told(_NUMBER, value)

    def plus(self, a: int, b: int) -> int:
        return self._noted(_PLUS, a, b)

    def times(self, a: int, b: int) -> int:
        return self._noted(_TIMES, a, b)

    def raised(self, base: int, exponent: int) -> int:
        return self._noted(_RAISED, base, exponent)

    def constant(self, name: str) -> int:
        return self._told(_CONSTANT, name)

    def intern(self, head: Operator, operands: tuple[Any, ...]) -> int:
        return self._told(_CALL, (head, operands))

    def value(self, node: int) -> Exact | None:
        raise _Looked


_scripts: Final[dict[tuple[Callable[..., Any], int], Script]] = {}
"""By the function of a row and the number of operands."""
_NO_SCRIPT: Final = Script([], [], [])
"""That of a row that looks at values or parts."""


def script_of(partials: Callable[..., tuple[Any, ...]], count: int) -> Script | None:
    """The script of a row for so many operands; None where there is none."""
    key = (partials, count)
    script = _scripts.get(key)
    if script is None:
        if len(_scripts) >= _MOST:
            _scripts.clear()
        script = _scripts[key] = _written(partials, count) or _NO_SCRIPT
    return None if script is _NO_SCRIPT else script


def _written(partials: Callable[..., tuple[Any, ...]], count: int) -> Script | None:
    notes = _Notes(2 + count)
    handles = [Expression(notes, place) for place in range(1, 2 + count)]
    found: list[int] = []
    try:
        for partial in partials(*handles):
            if type(partial) is Expression:
                found.append(partial.node)
            else:
                found.append(-1 if partial is None else notes.number(partial))
    except (_Looked, AttributeError):  # notes have nothing of a store to look at
        return None
    return Script(notes.steps, notes.told, found) if len(found) == count else None
