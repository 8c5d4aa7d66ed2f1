"""``symdiff batch``: every formula of a file. Imports ``stream``, which standard input goes through too.

Annotations are no text here (no ``annotations`` of the future): the kinds of input are those of the table.
"""

import time
from typing import Annotated, Any

from symdiff.batch.columns import EXPR
from symdiff.batch.engines import ENGINES
from symdiff.batch.inputs import INPUTS, Input, Source, input_kind
from symdiff.cli.console import is_replaced, say
from symdiff.cli.console import output as written
from symdiff.cli.options import OUTPUT, Bounds, Check, Detail, Lasting, Printing, Question, Sheet
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.reproduction import command
from symdiff.cli.resumption import is_complete
from symdiff.cli.run import Asked
from symdiff.cli.stream import longest, refuse_input, stream
from symdiff.cli.values import choice, file_or_none
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus
from symdiff.frozen import Frozen, replace

INPUT, MACHINES = "Input", "Machines"


class Machines(Frozen):
    """What answers the lines."""

    engine: Annotated[
        str,
        Option(
            "--engine",
            metavar="NAME",
            parser=choice("--engine", [row.name for row in ENGINES]),
            rich_help_panel=MACHINES,
            help=f"What answers the lines: {' or '.join(row.name for row in ENGINES)}. Default: this machine.",
        ),
    ] = ENGINES[0].name
    scheduler: Annotated[
        str | None,
        Option(
            "--scheduler",
            metavar="ADDRESS",
            rich_help_panel=MACHINES,
            help="Of dask: where its scheduler is, tcp://10.0.0.1:8786 say. Default: a cluster on this machine.",
        ),
    ] = None


class Columns(Frozen):
    """How FILE is read."""

    input: Annotated[
        str | None,
        Option(
            "--input",
            metavar="KIND",
            parser=choice("--input", [row.name for row in INPUTS]),
            rich_help_panel=INPUT,
            help=f"What FILE holds: {', '.join(row.name for row in INPUTS)}. Default: by its suffix, else text.",
        ),
    ] = None
    column: Annotated[
        str,
        Option("--column", metavar="NAME", rich_help_panel=INPUT, help="The column of the formula."),
    ] = EXPR
    keep: Annotated[
        bool,
        Option(
            "--keep", rich_help_panel=INPUT, help="Columns, or fields, that are no question stay beside the answers."
        ),
    ] = False
    query: Annotated[
        str | None,
        Option("--query", metavar="SELECT", rich_help_panel=INPUT, help="What to read of a SQLite database."),
    ] = None


def batch(
    file: Annotated[str, Argument(metavar="FILE")],
    columns: Columns,
    question: Question,
    check: Check,
    detail: Detail,
    printing: Printing,
    sheet: Sheet,
    lasting: Lasting,
    bounds: Bounds,
    machines: Machines,
    report: Annotated[
        str | None,
        Option(
            "--report", metavar="FILE", rich_help_panel=OUTPUT, help="A page about how the batch went: report.html."
        ),
    ] = None,
    prove: Annotated[
        str | None,
        Option(
            "--prove",
            metavar="FILE",
            parser=file_or_none,
            rich_help_panel=OUTPUT,
            help="Write the derivatives of all lines as theorems for Coq to this file: proofs.v; a result per line.",
        ),
    ] = None,
    coqc: Annotated[
        bool, Option("--check", rich_help_panel=OUTPUT, help="With --prove: have coqc check them.")
    ] = False,
) -> int:
    """Every formula of FILE, one a line ('-' for standard input); answers come in input order.

    Blank lines and lines that begin with # are passed over. A line of a JSON Lines file is an object with expr and, as
    needed, id, wrt, order, at, vars and expected; a table has columns of these names, or at.x for each variable. The options
    below hold for lines that do not set their own. Files that end in .gz, .xz or .zst are unpacked.
    """
    asked = Asked(question, check, detail, printing, bounds, sheet=sheet)
    kind = input_kind(file, columns.input)
    if columns.query is not None and kind.name != "sqlite":
        raise usage("--query is for SQLite databases", hint="add --input sqlite")
    if columns.column != EXPR and not kind.columns:
        raise usage(
            f"--column names a column, and an input of the kind '{kind.name}' has none", hint="--input csv, say"
        )
    if columns.keep and not kind.records:
        raise usage("--keep has nothing to keep: a line of text is a formula alone", hint="--input csv, say")
    _refuse(lasting, printing, report)
    refuse_input(file, lasting.summary, report, prove)
    if coqc and prove is None:
        raise usage("--check is of proofs", hint="add --prove proofs.v")
    if prove is not None:
        return _proved(file, kind, asked, columns, prove, check=coqc)
    complete = printing.output is not None and is_complete(printing.output)
    if lasting.resume and complete and not lasting.retry_failed:
        say(f"note: '{printing.output}' is complete, and left as it is")
        return ExitStatus.DONE
    if lasting.retry_failed and not complete and (file == "-" or not lasting.resume):
        raise usage(
            f"--retry-failed needs the complete answers in '{printing.output}'",
            hint="first --resume, then --retry-failed",
        )
    engine = next(row for row in ENGINES if row.name == machines.engine)
    if machines.scheduler is not None and engine is ENGINES[0]:
        raise usage("--scheduler is where the scheduler of another engine is", hint="add --engine dask")
    how: dict[str, Any] = {"engine": engine, "scheduler": machines.scheduler}
    how |= {"column": columns.column, "keep": columns.keep, "query": columns.query}
    if lasting.retry_failed and not complete:
        stream(file, asked, kind, summary=True, lasting=replace(lasting, retry_failed=False), **how)
    if report is None:
        return stream(file, asked, kind, summary=True, lasting=lasting, **how)
    if report in ("-", printing.output):
        raise usage("--report needs a file of its own", hint="for example --report report.html")
    from symdiff.pages.summary import Summary

    summary = Summary()
    words = command(
        "batch", [file], ["--report", report], columns, question, check, detail, printing, sheet, bounds, machines
    )
    began = time.monotonic()
    with written(report, may_be_empty=True) as sink:
        status = stream(
            file, asked, kind, summary=True, take=lambda record: summary.add(record.finding), lasting=lasting, **how
        )
        sink.write(summary.page(file, words, time.monotonic() - began, status))
    return status


def _proved(file: str, kind: Input, asked: Asked, columns: Columns, target: str, *, check: bool) -> int:
    from symdiff.cli.theorems import prove_lines

    if asked.printing.format not in ("auto", "plain", "json"):
        raise usage(f"a result per line has no format '{asked.printing.format}'", hint="choose plain or json")
    if asked.printing.output is not None and asked.printing.output == target:
        raise usage("--prove needs a file of its own", hint="for example --prove proofs.v")
    source = Source(file, longest(asked), column=columns.column, query=columns.query)
    return prove_lines(source, kind, asked, target, check=check)


def _refuse(lasting: Lasting, printing: Printing, report: str | None) -> None:
    """Raise SymdiffError ``usage`` for what cannot be gone on with."""
    for option, given in (("--resume", lasting.resume), ("--retry-failed", lasting.retry_failed)):
        if given and (printing.output is None or not is_replaced(printing.output)):
            raise usage(f"{option} needs an output that is a file", hint="-o FILE")
        if given and report is not None:
            raise usage(f"{option} and --report do not go together: a page is about a whole run")
    if lasting.summary is not None and lasting.summary in (printing.output, report):
        raise usage("--summary needs a file of its own", hint="for example --summary summary.json")
