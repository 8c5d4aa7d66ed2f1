"""Python and NumPy. Imports ``syntax``."""

from __future__ import annotations

from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax
from symdiff.parser.syntaxes import refuse_caret

_MODULE = r"(?:scipy\.special|jax\.numpy|np|numpy|jnp|math|cmath|torch|sp|sympy|scipy|special|jax|tf)\."


_NAMED = {"absolute": "abs", "float_power": "pow", "ceil": "ceiling", "real_root": "real_root"}


def spell(spelling: Spelling) -> None:
    """Tell Python in plain tokens."""
    refuse_caret(spelling, "write ** for the power")
    spelling.tokens = [
        ((name := text.rpartition(".")[2]) and _NAMED.get(name, name), start, stop)
        if text[0].isalpha()
        else (text, start, stop)
        for text, start, stop in spelling.tokens
    ]


SYNTAX = Syntax("python", rf"{_MODULE}[A-Za-z_]\w*|" + TOKEN, PLAIN.same, spell)
