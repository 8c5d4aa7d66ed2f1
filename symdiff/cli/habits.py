"""What people type who know another program: words and options that this one does not have, each with what does it here.

Only a first word, or an option that is not there, comes here; a formula's text never does. Imports ``names`` of the parser alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
    "integrate": "symdiff differentiates; an antiderivative is checked by: symdiff check --antiderivative f F",
    "integral": "symdiff differentiates; an antiderivative is checked by: symdiff check --antiderivative f F",
    "latex": 'symdiff "x**2" --format latex',
    "json": 'symdiff "x**2" --format json',
    "version": "symdiff --version",
    "man": "symdiff help",
    "usage": "symdiff help",
    "commands": "symdiff help",
    "quit": "a one-shot command ends by itself; symdiff repl is a prompt",
    "exit": "a one-shot command ends by itself; symdiff repl is a prompt",
    "shell": "symdiff repl is a prompt",
    "solve": 'symdiff differentiates; a curve\'s dy/dx is: symdiff implicit "x**2 + y**2 = 25"',
    "series": 'symdiff taylor "exp(x)" --at 0',
    "normal": 'symdiff tangent "x**2" --at 1',
    "draw": 'symdiff plot "x**2" --at 1',
    "chain": "symdiff rules chain",
    "divergence": 'symdiff vector div "x*y" "y*z" "z*x"',
    "curl": 'symdiff vector curl "y" "-x" "0"',
    "laplacian": 'symdiff vector laplacian "x*y"',
    "limit": "symdiff differentiates and finds no limits",
    "lim": "symdiff differentiates and finds no limits",
    "minimize": 'an extremum is where the derivative is 0: symdiff "x**2 - 2*x"',
    "maximize": 'an extremum is where the derivative is 0: symdiff "x**2 - 2*x"',
    "extrema": 'an extremum is where the derivative is 0: symdiff "x**2 - 2*x"',
    "completion": "symdiff --show-completion bash prints it, symdiff --install-completion installs it",
    "completions": "symdiff --show-completion bash prints it, symdiff --install-completion installs it",
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
    "--integrate": "symdiff check --antiderivative f F checks an antiderivative",
    "--file": "symdiff batch FILE",
    "--gradient": "symdiff gradient EXPR",
    "--tangent": "symdiff tangent EXPR --at POINT",
    "--normal": "symdiff tangent EXPR --at POINT has the normal too",
    "--plot": "symdiff plot EXPR",
    "--of": "symdiff implicit EQUATION --dep y --wrt x is dy/dx",
    "--dependent": "symdiff implicit EQUATION --dep y --wrt x is dy/dx",
    "--simple": "--simplify full",
    "--degree": "--order N",
    "--nth": "--order N",
    "--derivative": "a formula alone is differentiated; --order N is the N-th derivative",
    "--color": "a terminal has colours by itself; --no-color leaves them out",
    "--out": "-o FILE",
    "--save": "-o FILE",
    "--help-all": "symdiff help",
    "--quiet": "a one-shot command writes nothing but its answer",
}
"""Options that are none here, with what is typed instead."""

SHORTEST: Final = 3
"""Letters from which a word may be a mistyped command; shorter ones are names of variables."""
_CLOSE: Final = 0.75


_NOTED: Final = 4
"""Letters of a word alone that may be meant for a command: of shorter ones the parser says how it reads them."""


def read_as_variable(word: str) -> str | None:
    """What is said of a word that is all of a command line and no formula anyone would doubt; None for any other."""
    from symdiff.parser.doubts import name_note
    from symdiff.parser.names import GREEK_WORDS, Names

    if len(word) < _NOTED or not word.isascii() or not word.isalpha() or word in GREEK_WORDS.values():
        return None
    if name_note(word, Names()) is not None:  # the parser says something better
        return None
    return f"'{word}' is read as a variable; the commands are in: symdiff help"


def mistaken(word: str, commands: Iterable[str]) -> str | None:
    """What is typed in place of a first word that looks like a command and is none; None for any other word."""
    lower = word.lower()
    if lower in WORDS:
        return WORDS[lower]
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha():
        return None
    import difflib  # only for words of letters alone

    close = difflib.get_close_matches(lower, [*commands, *WORDS, "help"], n=1, cutoff=_CLOSE)
    if not close:
        return None
    return WORDS.get(close[0], f"symdiff {close[0]}")


_FILE: Final = re.compile(r"[^()*^+=\s]+\.(txt|dat|csv|tsv|jsonl?|tex|md|parquet|sqlite|db|xlsx|gz|zst|bz2|xz|py)")
"""A name of a file, as no formula ends."""
_PIECE: Final = re.compile(r"[*/^].*|[+=]", re.DOTALL)
"""What a shell leaves of a formula with spaces and no quotes, where it is no formula itself."""
_SIGNED: Final = re.compile(r"-([A-Za-z])(\w*)|[-+][0-9.]+")


def misplaced(formulas: Sequence[str], short: Iterable[str]) -> tuple[str, str] | None:
    """A message and a hint where words stand as formulas that are none; ``short`` are the options of one letter."""
    for word in formulas:
        if (match := _FILE.fullmatch(word)) is not None:
            program = f"symdiff {word}:NAME --at POINT differentiates a function that it defines"
            return f"'{word}' is the name of a file", program if match[1] == "py" else f"symdiff batch {word}"
    if len(formulas) < 2:
        return None
    for place, word in enumerate(formulas, 1):
        if _PIECE.fullmatch(word) is not None or (word == "-" and 1 < place < len(formulas)):
            whole = " ".join(formulas).replace('"', "")
            return f"'{word}' is a piece of a formula", f'a formula with spaces goes in quotes: symdiff "{whole}"'
        match = _SIGNED.fullmatch(word)
        if match is not None and match[2] and f"-{match[1]}" in short:
            option = f"the option and its value are two words: -{match[1]} {match[2]}"
            return f"'{word}' could be an option or a formula", f"{option}; for the formula: symdiff -- {word}"
    return None


def read_apart(formulas: Sequence[str]) -> list[str]:
    """What is said of words beside formulas that were read as formulas of their own."""
    notes = []
    for word in formulas if len(formulas) > 1 else ():
        if _SIGNED.fullmatch(word) is not None:
            notes.append(f"'{word}' is read as a formula of its own, not as an option or a part of the one before")
        elif (note := read_as_variable(word)) is not None:
            notes.append(note)
    return notes
