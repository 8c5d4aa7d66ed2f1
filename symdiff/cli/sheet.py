"""How a table of answers is laid out: the variables that have a column of their own. Imports ``batch``, ``problems`` and the options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symdiff.batch.columns import Columns
from symdiff.batch.lines import Line, Lines
from symdiff.batch.records import problem
from symdiff.cli.options import Sheet
from symdiff.cli.words import usage
from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.graph import alphabetical
from symdiff.problems.opening import opened
from symdiff.problems.points import split
from symdiff.problems.problem import Options, Problem
from symdiff.reports.settings import Settings


def laid_out(settings: Settings, sheet: Sheet, problems: Sequence[Problem]) -> Settings:
    """The settings for the table of these problems, which are all there are. Raises SymdiffError ``usage``."""
    _refuse(settings, sheet)
    if not sheet.wide:
        return replace(settings, spreadsheet=sheet.spreadsheet)
    return replace(settings, spreadsheet=sheet.spreadsheet, wide=_named(problems, settings.options), rest=False)


def laid_out_for(settings: Settings, sheet: Sheet, reader: Lines, first: Iterable[Line]) -> Settings:
    """The settings for the table of an input that begins with some lines.

    Columns are there for what the input's header, --at and the first lines name; what later lines name besides stays in a
    column of points.
    """
    _refuse(settings, sheet)
    found: Columns | None = getattr(reader, "columns", None)
    if settings.keep and (settings.tabular or settings.format == "table"):
        settings = replace(settings, columns=found is not None, kept=("keep",) if found is None else found.kept)
    settings = replace(settings, spreadsheet=sheet.spreadsheet)
    if not sheet.wide:
        return settings
    asked = settings.asked
    named = all("=" in str(point) for point in asked.at)
    whole = named and (not settings.jsonl or (found is not None and not found.has("at")))
    asks = [] if whole else list(_problems(first, settings))
    points = {} if found is None else dict.fromkeys(found.points, "")
    names = _named([replace(asked, at=(points, *(asked.at if named else ()))), *asks], settings.options)
    return replace(settings, wide=names, rest=not whole)


def _refuse(settings: Settings, sheet: Sheet) -> None:
    if sheet.spreadsheet and settings.format != "csv":
        raise usage("--spreadsheet is for tables that spreadsheets open", hint="add --format csv")
    if (sheet.wide or settings.keep) and not (settings.tabular or settings.format == "table"):
        if sheet.wide:
            raise usage("--wide lays out a table, and there is none", hint="add --format csv")
        if settings.format != "json":
            raise usage("--keep needs an output that has columns or fields", hint="add --format csv or --format json")


def _problems(lines: Iterable[Line], settings: Settings) -> Iterable[Problem]:
    for line in lines:
        try:
            yield problem(line, settings.asked, jsonl=settings.jsonl)
        except SymdiffError:
            continue


def _named(problems: Iterable[Problem], options: Options) -> tuple[str, ...]:
    """The variables that the points of some problems have values for, in alphabetical order."""
    names: set[str] = set()
    for asked in problems:
        for point in asked.at:
            if not isinstance(point, str):
                names.update(point)
            elif "=" in point:
                names.update(part.partition("=")[0].strip() for part in split(point) if "=" in part)
            else:
                try:
                    names.update(opened(replace(asked, at=()), options).task.variables)
                except SymdiffError:
                    continue
    return tuple(sorted(names, key=alphabetical))
