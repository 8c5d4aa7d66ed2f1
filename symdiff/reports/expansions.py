"""Taylor polynomials in each format. Imports ``json_report`` and ``report``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from symdiff.frozen import Frozen
from symdiff.notation.textbook import Say
from symdiff.notation.textbook import plain as as_it_is
from symdiff.reports.json_report import record
from symdiff.reports.plain import spelled
from symdiff.reports.report import Report
from symdiff.status import Status


class Coefficient(Frozen):
    """One coefficient: of the product of (name - point)**power over ``powers``."""

    powers: Mapping[str, int]
    text: str
    value: float | None = None
    """None where it holds values of unknown functions."""


class Remainder(Frozen):
    """What the function and the polynomial differ by on an interval, at most."""

    on: tuple[str, str]
    bound: str
    """In three digits, rounded up."""
    at_most: float | None
    """A double that is not below the bound; None where no double is."""


class Expansion(Frozen):
    """The Taylor polynomial at one point; None, with the reason, where there is none."""

    at: Mapping[str, str]
    order: int
    polynomial: str | None
    coefficients: tuple[Coefficient, ...] = ()
    """In ascending order, those that are 0 included."""
    status: Status = Status.UNDEFINED
    """*agree*: power series of balls, made of the function itself, hold every coefficient."""
    remainder: Remainder | None = None
    note: str | None = None


def textbook(report: Report, found: Sequence[Expansion], *, width: int | None, colour: bool) -> str:
    """As ``plain``, with polynomials as a terminal has them."""
    return plain(report, found, width=width, colour=colour, say=spelled(report, "textbook"))


def plain(report: Report, found: Sequence[Expansion], *, width: int | None, colour: bool, say: Say = as_it_is) -> str:
    """A line each: ``polynomial``, ``remainder`` and ``check``, with a tab before their texts; of several points, the point first."""
    lines = []
    for each in found:
        place = ",".join(f"{name}={text}" for name, text in each.at.items())
        before = f"{place}\t" if len(found) > 1 else ""
        if each.polynomial is None:
            lines.append(f"{before}# {each.note}")
            continue
        lines.append(f"{before}polynomial\t{say(each.polynomial)}")
        if each.remainder is not None:
            low, high = each.remainder.on
            lines.append(f"{before}remainder\tat most {each.remainder.bound} on [{low}, {high}]")
        said = "agree (certified by power series)" if each.status is Status.AGREE else each.status
        lines.append(f"{before}check\t{said}{'' if each.note is None else f': {each.note}'}")
    return "".join(line + "\n" for line in lines)


def as_json(report: Report, found: Sequence[Expansion], *, width: int | None = None, colour: bool = False) -> str:
    """The record of the report with ``expansions``, one per point, as one line."""
    envelope = json.loads(record(report))
    envelope["expansions"] = [_plain(each) for each in found]
    return json.dumps(envelope) + "\n"


def _plain(found: Expansion) -> dict[str, object]:
    remainder = found.remainder
    return {
        "at": dict(found.at),
        "order": found.order,
        "polynomial": found.polynomial,
        "coefficients": [
            {"powers": dict(each.powers), "text": each.text, "value": each.value} for each in found.coefficients
        ],
        "status": str(found.status),
        **(
            {}
            if remainder is None
            else {"remainder": {"on": list(remainder.on), "bound": remainder.bound, "at_most": remainder.at_most}}
        ),
        **({} if found.note is None else {"note": found.note}),
    }
