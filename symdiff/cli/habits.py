"""What people type who know another program: words and options that this one does not have, each with what does it here.

Only a first word, or an option that is not there, comes here; a formula's text never does. Imports ``words``' leaves only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "explain": '--explain shows the derivation: symdiff "x**2" --explain',
    "steps": '--explain shows the derivation: symdiff "x**2" --explain',
    "differentiate": 'a formula alone is differentiated: symdiff "x**2"',
    "derivative": 'a formula alone is differentiated: symdiff "x**2"',
    "derive": 'a formula alone is differentiated: symdiff "x**2"',
    "grad": 'symdiff gradient "x*y"',
    "evaluate": 'values are at points: symdiff "x**2" --at 1',
    "eval": 'values are at points: symdiff "x**2" --at 1',
    "verify": 'symdiff check "x**2" "2*x"',
    "compare": 'symdiff check "x**2" "2*x"',
    "test": 'symdiff check "x**2" "2*x"',
    "simplify": '--simplify full shortens a derivative: symdiff "x**2" --simplify full',
    "integrate": "symdiff differentiates; an antiderivative is checked by: symdiff check --antiderivative F f",
    "integral": "symdiff differentiates; an antiderivative is checked by: symdiff check --antiderivative F f",
    "latex": 'symdiff "x**2" --format latex',
    "json": 'symdiff "x**2" --format json',
    "version": "symdiff --version",
    "divergence": 'symdiff vector div "x*y" "y*z" "z*x"',
    "curl": 'symdiff vector curl "y" "-x" "0"',
    "laplacian": 'symdiff vector laplacian "x*y"',
}
"""First words that are no commands here, with what is typed instead."""

OPTIONS: Final[Mapping[str, str]] = {
    "--latex": "--format latex",
    "--tex": "--format latex",
    "--json": "--format json",
    "--csv": "--format csv",
    "--pretty": "--format pretty",
    "--plain": "--format plain",
    "--steps": "--explain",
    "--verbose": "--explain",
    "--show-steps": "--explain",
    "--point": "--at POINT",
    "--eval": "--at POINT",
    "--variable": "--wrt NAME, or --var NAME for a name that is a constant too",
    "--by": "--wrt NAME",
    "--respect-to": "--wrt NAME",
    "--h": "--step H",
    "--precision": "--digits N",
    "--verify": "symdiff check EXPR CANDIDATE",
    "--integrate": "symdiff check --antiderivative F f checks an antiderivative",
    "--file": "symdiff batch FILE",
    "--quiet": "a one-shot command writes nothing but its answer",
}
"""Options that are none here, with what is typed instead."""

SHORTEST: Final = 3
"""Letters from which a word may be a mistyped command; shorter ones are names of variables."""
_CLOSE: Final = 0.75


def mistaken(word: str, commands: Iterable[str]) -> str | None:
    """What is typed in place of a first word that looks like a command and is none; None for any other word."""
    lower = word.lower()
    if lower in WORDS:
        return WORDS[lower]
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha():
        return None
    import difflib  # only for words of letters alone

    close = difflib.get_close_matches(lower, [*commands, *WORDS], n=1, cutoff=_CLOSE)
    if not close:
        return None
    return WORDS.get(close[0], f"symdiff {close[0]}")
