"""Numbers as pictures show them. Imports nothing."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"


def shown(value: float, digits: int = 6, *, minus: str = MINUS) -> str:
    """A number in some significant digits, with a minus sign that is one; terminals may have the hyphen alone."""
    return f"{value:.{digits}g}".replace("-", minus)
