"""Numbers as other languages write them, which the plain syntax would read as products: ``2D-3``, ``10UL``, ``2f64``, ``010``.

A text is looked at only where a digit stands before one of their letters. Imports ``errors`` and ``syntax``.
"""

from __future__ import annotations

import re
from collections.abc import Container

from symdiff.annotations import Final
from symdiff.errors import Span, SymdiffError, fault
from symdiff.parser.syntax import NUMBER

_DOUBTFUL: Final = r"[0-9.][uUlLfFdDbBqQjJi]|0[0-7xXbBoO]|![$A-Z]|\s(?:!|--\s)\s*[A-Za-z]"
_SUFFIXED: Final = rf"(?<![A-Za-z0-9_.])({NUMBER})([A-Za-z][A-Za-z0-9_]*)?"
_LONG: Final = "[uU][lL]{1,2}|[lL]{1,2}[uU]|LL|ll"
_SIZED: Final = "[fiu](?:8|16|32|64|128)"
_EXPONENT: Final = "[dDqQbB][0-9]+"


def doubtful(text: str) -> bool:
    """Whether a text may have such a number, or a comment."""
    return re.search(_DOUBTFUL, text) is not None


def refuse_exponents(text: str) -> None:
    """Raise SymdiffError ``ambiguous`` at ``1e-3`` where e is a letter and the sign a sum, as in LaTeX."""
    lowered = re.search(r"(?<![A-Za-z])([A-Za-z])_([0-9]{2,})", text)
    if lowered is not None:
        hint = f"write {lowered[1]}_{{{lowered[2]}}}"
        raise _doubt(text, lowered.start(), lowered.end(), "TeX lowers only the first of these digits", hint)
    match = re.search(r"(?<![0-9.])([0-9][0-9.]*)[eEdD]([+-][0-9]+)", text)
    if match is not None:
        message = f"'{match[0]}' is a number in programs, and a sum in LaTeX"
        power = match[2].removeprefix("+")
        hint = f"write {match[1]} \\cdot 10^{{{power}}}, or \\cdot before the letter"
        raise _doubt(text, match.start(), match.end(), message, hint)


def refuse_sheets(text: str) -> None:
    """Raise SymdiffError ``ambiguous`` at ``Sheet1!A1``, where no factorial is meant."""
    sheet = re.search(r"[A-Za-z0-9_']!\$?[A-Z]{1,3}\$?[0-9]+\b", text)
    if sheet is not None:
        message = "this could be a cell of another sheet or a factorial"
        raise _doubt(
            text, sheet.start(), sheet.end(), message, "say --syntax excel for the cell, or write * after the factorial"
        )


def refuse_suffixes(text: str, declared: Container[str]) -> None:
    """Raise SymdiffError ``ambiguous`` at a number that another language ends with letters, unless these are declared."""
    for match in re.finditer(_SUFFIXED, text):
        number, letters = match[1], match[2] or ""
        if letters and letters not in declared:
            found = _language(text, match, number, letters)
            if found is not None:
                language, value, stop = found
                written = text[match.start() : stop]
                product = f"{number}*{text[match.start(2) : stop]}"
                raise _doubt(
                    text,
                    match.start(),
                    stop,
                    f"'{written}' is a number in {language}",
                    f"write {value}, or {product} for the product",
                )
        elif (
            not letters
            and number[:1] == "0"
            and re.fullmatch("0[0-7]*[1-7][0-7]*", number)
            and int(number, 8) != int(number)
        ):
            message = f"'{number}' is {int(number, 8)} in C and JavaScript, and {int(number)} elsewhere"
            raise _doubt(text, match.start(), match.end(), message, f"write {int(number)} or {int(number, 8)}")
    comment = re.search(r"\s(!|--(?=\s))\s*([A-Za-z]\w*)", text)
    if comment is not None and comment[2] not in declared and (comment[1] == "!" or len(comment[2]) > 2):
        languages = "Fortran" if comment[1] == "!" else "SQL and Lua"
        rest = text[: comment.start()].rstrip()
        hint = f"write {rest if len(rest) <= 40 else 'the formula'} alone, or a sign before {comment[2]}"
        message = f"'{comment[0].strip()}' could begin a comment, as in {languages}"
        raise _doubt(text, comment.start() + 1, comment.end(), message, hint)


def _language(text: str, match: re.Match[str], number: str, letters: str) -> tuple[str, str, int] | None:
    """The language of a number with its letters, what it is there, and where it ends; None for a product."""
    stop = match.end()
    whole = number.isdecimal()
    signed = re.match("[+-][0-9]+", text[stop:])
    if number == "0" and re.fullmatch("[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+", letters):
        return "Python and C", str(int(number + letters, 0)), stop
    if letters in ("d", "D", "q", "Q", "b", "B") and signed and (letters in "dD" or not whole):
        return ("Maxima" if letters in "bB" else "Fortran"), f"{number}e{signed[0]}", stop + signed.end()
    if re.fullmatch(_EXPONENT, letters) and (letters[0] in "dD" or not whole):
        return ("Maxima" if letters[0] in "bB" else "Fortran"), f"{number}e{letters[1:]}", stop
    if letters == "f0" or (not whole and re.fullmatch("f[0-9]+", letters)):
        return "Julia", f"{number}e{letters[1:]}", stop
    if re.fullmatch(_LONG, letters):
        return "C", number, stop
    if re.fullmatch(_SIZED, letters):
        return "Rust", number, stop
    if letters not in ("f", "F", "l", "L", "d", "D", "u", "U", "j", "J", "i"):
        return None
    if re.search(rf"(?<![0-9A-Za-z_.]){letters}(?![A-Za-z0-9_])", text):
        return None  # a variable elsewhere
    after, before = text[stop:].lstrip()[:1], text[: match.start()].rstrip()[-1:]
    if letters in "jJi":
        doubt = letters != "i" and (number == "1" or after in ("*", "/")) and "^" not in text
        return ("Python, where it is imaginary", "a real number", stop) if doubt else None
    if not whole and letters in "fFlLdD":
        return "C and Java", number, stop
    if letters == "L" and after != "^":
        return "R and C", number, stop
    adjacent = after in ("*", "/") or before in ("*", "/") or number == "1"
    return ("C and Java", number, stop) if adjacent and after != "^" and "^" not in text else None


def _doubt(text: str, start: int, stop: int, message: str, hint: str) -> SymdiffError:
    return fault("ambiguous", message, source=text, span=Span(start, stop), hint=hint)
