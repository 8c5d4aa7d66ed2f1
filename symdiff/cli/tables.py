"""``symdiff rules``, ``methods`` and ``errors``: the tables of the program, as rows of text.

Imports the tables, each when it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from symdiff.cli.console import output, screen
from symdiff.cli.options import Printing
from symdiff.cli.parameters import Argument
from symdiff.cli.run import chosen
from symdiff.cli.words import suggestion, usage
from symdiff.errors import CODES, ExitStatus
from symdiff.reports.catalogue import Catalogue
from symdiff.reports.formats import writer

if TYPE_CHECKING:
    from symdiff.rules.table import Rule


def rules(
    printing: Printing,
    name: Annotated[str | None, Argument(metavar="[NAME]")] = None,
) -> int:
    """The derivative rules; or all about NAME, a rule or a function (tangent, tan): domain, an example, a plot."""
    from symdiff.differentiator.binders import told
    from symdiff.differentiator.statement import statement
    from symdiff.rules.table import CHAIN, RULES

    if name is None:
        rows = [(rule.name, rule.operator.name, statement(rule)) for rule in (*RULES, *told())]
        return _show(Catalogue("rules", ("rule", "function", "statement"), rows), printing)
    from symdiff.cli import rulebook

    return rulebook.show(_rules_named(name, (CHAIN, *RULES, *told())), printing)


def methods(printing: Printing) -> int:
    """The numeric methods that check a derivative."""
    from symdiff.evaluator.differences.methods import METHODS

    rows = [(method.name, str(method.order), method.formula, method.needs) for method in METHODS]
    return _show(Catalogue("methods", ("method", "order", "formula", "needs"), rows), printing)


def errors(
    printing: Printing,
    code: Annotated[str | None, Argument(metavar="[CODE]")] = None,
) -> int:
    """The error codes and what they mean."""
    if code is not None and code not in CODES:
        raise usage(f"there is no error code '{code}'", hint=suggestion(code, CODES) or "'symdiff errors' lists them")
    rows = [(known, meaning) for known, meaning in CODES.items() if code in (None, known)]
    return _show(Catalogue("errors", ("code", "meaning"), rows), printing)


def _rules_named(name: str, known: Iterable[Rule]) -> list[Rule]:
    """The rule of that name, else the rules of the function of that name."""
    wanted = name.strip().lower()
    alone = wanted.removesuffix(" rule")
    by_name = [
        rule
        for rule in known
        if rule.name.lower().removesuffix(" rule") == alone
        or (
            (rule.operator.binding or rule.operator.unknown) is not None
            and rule.name.lower().partition(" ")[0] == alone
        )
    ]
    by_function = [rule for rule in known if name in (rule.operator.name, *rule.operator.aliases)]
    if not by_name and not by_function:
        names = [word for rule in known for word in (rule.name, rule.operator.name, *rule.operator.aliases)]
        raise usage(f"there is no rule '{name}'", hint=suggestion(wanted, names) or "'symdiff rules' lists them")
    return by_name or by_function


def _show(table: Catalogue, printing: Printing) -> ExitStatus:
    form = chosen(printing, "catalogue")
    shown = screen(sys.stdout if printing.output is None else None, no_color=printing.no_color)
    with output(printing.output) as sink:
        sink.write(writer(form, "catalogue")(table, width=shown.width, colour=shown.colour))
    return ExitStatus.DONE
