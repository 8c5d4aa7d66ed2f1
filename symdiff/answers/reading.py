"""A candidate's text beside the formula that it belongs to: its names are those of the formula. Imports the parser."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.graph import GraphBuilder
from symdiff.parser import Names, Read
from symdiff.parser.answers import read_answer
from symdiff.parser.names import is_letter, twin
from symdiff.problems.problem import Options

_COMMON = frozenset("eCcKk")
"""Letters that an answer may have besides: Euler's number, and constants of integration."""
_UNIT = re.compile(
    r"(?<=[\w)}\]])(?:\\[ ,;:!]|~|\s)*\\(?:text|textbf|textrm|mbox)\s*\{\s*(?P<word>[A-Za-z]+)\s*\}(?=[\s$}.\\)\]]*$)"
)
"""A word in LaTeX behind a formula: a unit, where the formula that is asked about has no such name."""


def read_candidate(text: str, builder: GraphBuilder, known: Sequence[str], names: Names, options: Options) -> Read[int]:
    """The node of a candidate, where the formula has the names ``known``. Raises SymdiffError.

    ``θ`` is its ``theta``. Where all its names are letters, ``xy`` is the product of two of them, with a note.
    """
    unit = _UNIT.search(text) if "\\" in text else None
    if unit is not None and unit["word"] not in known:
        found = read_candidate(text[: unit.start()] + text[unit.end() :], builder, known, names, options)
        return replace(found, notes=(*found.notes, f"'{unit['word']}' behind the formula is left out"))
    others = {other: builder.symbol(name) for name in known if (other := twin(name)) is not None and other not in known}
    names = replace(names, definitions={**others, **names.definitions})

    def reading(meant: Names) -> Read[int]:
        return read_answer(text, builder, names=meant, limits=options.limits, syntax=options.syntax)

    lettered = all(is_letter(name) or twin(name) is not None for name in known)
    try:
        found = reading(names)
    except SymdiffError as error:
        if error.diagnostic.code != "ambiguous" or not lettered:
            raise
        try:
            found = reading(replace(names, letters=True))
        except SymdiffError:
            raise error from None
        return replace(found, notes=(*found.notes, "names are read as products of letters, like those of the formula"))
    letters = _COMMON.union(name for name in known if len(name) == 1)
    products = [
        name
        for name in builder.graph.symbols([found.node])
        if len(name) > 1 and name not in known and letters.issuperset(name) and not _COMMON.issuperset(name)
    ]
    if not products or not lettered:
        return found
    told = ", ".join(f"'{name}' is read as {'*'.join(name)}" for name in products)
    found = reading(replace(names, letters=True))
    return replace(found, notes=(*found.notes, f"{told}, for the formula has these letters as names"))
