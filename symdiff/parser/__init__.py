"""Text to expression: one grammar over a small builder interface.

Imports nothing of symdiff but ``errors``, ``limits``, ``operators`` and the ``Decimal`` of ``graph``.
"""

from symdiff.parser.names import Names, canonical, is_component, is_name, is_variable
from symdiff.parser.readings import Read, parse, parse_condition, read
from symdiff.parser.recognition import SYNTAXES
from symdiff.parser.tokens import parse_number

__all__ = [
    "SYNTAXES",
    "Names",
    "Read",
    "canonical",
    "is_component",
    "is_name",
    "is_variable",
    "parse",
    "parse_condition",
    "parse_number",
    "read",
]
