"""Text to expression: one grammar over a small builder interface.

Imports nothing of symdiff but ``errors``, ``limits``, ``operators`` and the ``Decimal`` of ``graph``.
"""

from __future__ import annotations

from typing import TypeVar

from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.operators import Builder
from symdiff.parser.grammar import Parser
from symdiff.parser.names import Names, canonical, is_name
from symdiff.parser.syntax import SYNTAXES, syntax_named
from symdiff.parser.tokens import Tokens, parse_number

__all__ = ["SYNTAXES", "Names", "canonical", "is_name", "parse", "parse_number"]

N = TypeVar("N")
_NO_NAMES = Names()


def parse(
    text: str, builder: Builder[N], *, names: Names = _NO_NAMES, limits: Limits = DEFAULT_LIMITS, syntax: str = "auto"
) -> N:
    """The node that the builder makes of a formula, exactly as it was typed. Raises SymdiffError, with the place."""
    return Parser(Tokens(text, syntax_named(syntax), limits), builder, names, limits).run()
