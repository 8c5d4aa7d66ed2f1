"""The options of the commands that differentiate, each declared once, in groups; a command takes the groups it wants.

Annotations are no text here (no ``annotations`` of the future): they would be evaluated for every command line.

Imports ``limits`` and how values are read.
"""

from symdiff.annotations import Annotated, Any
from symdiff.cli import values
from symdiff.cli.parameters import Option
from symdiff.frozen import Frozen, field, replace
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.parser import SYNTAXES
from symdiff.reports.formats import choices, formats

SIMPLIFY = ("none", "light", "full")
STYLES = ("auto", "textbook", "plain")
QUESTION, CHECK, OUTPUT, BOUNDS = "What is asked", "Points and checks", "Output", "Bounds"


class Names(Frozen):
    """What names mean, and which of them to differentiate by."""

    wrt: Annotated[
        list[str],
        Option(
            "--wrt",
            "-w",
            metavar="NAME",
            parser=values.name("--wrt"),
            rich_help_panel=QUESTION,
            help="Differentiate by NAME; repeat for more. Default: every variable.",
        ),
    ] = field(default_factory=list)
    let: Annotated[
        list[Any],
        Option(
            "--let",
            metavar="NAME=EXPR",
            parser=values.definition,
            rich_help_panel=QUESTION,
            help="A definition that later text may use; repeatable.",
        ),
    ] = field(default_factory=list)
    var: Annotated[
        list[str],
        Option(
            "--var",
            metavar="NAME",
            parser=values.name("--var"),
            rich_help_panel=QUESTION,
            help="NAME is a variable even if it is a constant or a function too.",
        ),
    ] = field(default_factory=list)
    function: Annotated[
        list[str],
        Option(
            "--function",
            metavar="NAME",
            parser=values.name("--function"),
            rich_help_panel=QUESTION,
            help="NAME is an unknown function: NAME(x), its derivative NAME'(x); repeatable.",
        ),
    ] = field(default_factory=list)
    vector: Annotated[
        list[Any],
        Option(
            "--vector",
            metavar="NAME=LENGTH",
            parser=values.vector,
            rich_help_panel=QUESTION,
            help="NAME is a vector: x[0], dot(x, x), sum(x), norm(x); repeatable.",
        ),
    ] = field(default_factory=list)
    syntax: Annotated[
        str,
        Option(
            "--syntax",
            metavar="NAME",
            rich_help_panel=QUESTION,
            help=f"How formulas are written: {', '.join(SYNTAXES)}.",
        ),
    ] = "auto"
    letters: Annotated[
        bool,
        Option("--letters", rich_help_panel=QUESTION, help="Names are single letters: xy is x*y."),
    ] = False


class Ordered(Names):
    """Which derivative, of which order."""

    order: Annotated[
        int,
        Option(
            "--order",
            "-n",
            metavar="N",
            parser=values.count("--order"),
            rich_help_panel=QUESTION,
            help="N-th derivative.",
        ),
    ] = 1


class Question(Ordered):
    """Which derivatives."""

    mixed: Annotated[
        bool,
        Option("--mixed", rich_help_panel=QUESTION, help="The --wrt names are one mixed derivative, in order."),
    ] = False
    depends: Annotated[
        list[str],
        Option(
            "--depends",
            metavar="NAME(NAME)",
            rich_help_panel=QUESTION,
            help="NAME depends on the other: y(x), z(x,y). Its derivative is the name dy_dx. Repeatable.",
        ),
    ] = field(default_factory=list)


class Check(Frozen):
    """Where to evaluate, and how to check."""

    at: Annotated[
        list[str],
        Option(
            "--at",
            "-a",
            metavar="POINT",
            rich_help_panel=CHECK,
            help="Values and the numeric check there: 1.0, x=1,y=2, x=pi/2, or a range x=0:1:11 (start:stop:count). Repeatable.",
        ),
    ] = field(default_factory=list)
    method: Annotated[
        list[str],
        Option(
            "--method",
            "-m",
            metavar="NAME",
            rich_help_panel=CHECK,
            help="A numeric method; repeatable; 'symdiff methods' lists them. Default: forward and central.",
        ),
    ] = field(default_factory=list)
    step: Annotated[
        float | None,
        Option(
            "--step",
            metavar="H",
            parser=values.step,
            rich_help_panel=CHECK,
            help="The step h, used as given. Default: chosen per method.",
        ),
    ] = None
    digits: Annotated[
        int | None,
        Option(
            "--digits",
            metavar="N",
            parser=values.count("--digits"),
            rich_help_panel=CHECK,
            help="Numbers to N right significant digits.",
        ),
    ] = None
    certify: Annotated[
        bool,
        Option(
            "--certify",
            rich_help_panel=CHECK,
            help="Enclose the true derivative at each point, with proof; the bounds of the estimates are proved too.",
        ),
    ] = False
    exit_zero: Annotated[
        bool,
        Option("--exit-zero", rich_help_panel=CHECK, help="Exit 0 also where a check disagreed or could not tell."),
    ] = False


class Ranges(Frozen):
    """How values over ranges are computed."""

    compiled: Annotated[
        bool,
        Option(
            "--compiled",
            rich_help_panel=CHECK,
            help="A table of values over the ranges of --at, in doubles by the C compiler, without checks; quicker from some thousand points on.",
        ),
    ] = False


class Printing(Frozen):
    """How answers are written."""

    format: Annotated[
        str,
        Option(
            "--format",
            "-f",
            metavar="NAME",
            parser=values.choice("--format", choices("answer")),
            rich_help_panel=OUTPUT,
            help=f"auto (rich on a terminal, plain elsewhere), {', '.join(formats('answer'))}.",
        ),
    ] = "auto"
    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            parser=values.file_or_none,
            rich_help_panel=OUTPUT,
            help="Write there instead of standard output; an older FILE stays until the new one is complete.",
        ),
    ] = None
    no_color: Annotated[
        bool, Option("--no-color", rich_help_panel=OUTPUT, help="No colours; NO_COLOR does the same.")
    ] = False


class Lasting(Frozen):
    """What stays of a batch that does not end well, and how it is gone on with."""

    resume: Annotated[
        bool,
        Option("--resume", rich_help_panel=OUTPUT, help="Go on where the partial output of --output ends."),
    ] = False
    retry_failed: Annotated[
        bool,
        Option(
            "--retry-failed",
            rich_help_panel=OUTPUT,
            help="Of the output that is there, ask again the lines that failed.",
        ),
    ] = False
    summary: Annotated[
        str | None,
        Option("--summary", metavar="FILE", rich_help_panel=OUTPUT, help="The counts of the batch, as JSON."),
    ] = None


class Sheet(Frozen):
    """How a table of answers is laid out."""

    wide: Annotated[
        bool,
        Option(
            "--wide", rich_help_panel=OUTPUT, help="In tables: the formula's column, and one for each variable's value."
        ),
    ] = False
    spreadsheet: Annotated[
        bool,
        Option(
            "--spreadsheet",
            rich_help_panel=OUTPUT,
            help="In CSV: an apostrophe before cells that a spreadsheet would run as formulas.",
        ),
    ] = False


class Detail(Frozen):
    """What is written about a derivative."""

    explain: Annotated[bool, Option("--explain", rich_help_panel=OUTPUT, help="The derivation, step by step.")] = False
    depth: Annotated[
        int | None,
        Option(
            "--depth",
            metavar="N",
            parser=values.count("--depth"),
            rich_help_panel=OUTPUT,
            help="Levels of the derivation; the steps below are folded.",
        ),
    ] = None
    shared: Annotated[
        bool, Option("--shared", rich_help_panel=OUTPUT, help="Print repeated subexpressions once: t1 = ... lines.")
    ] = False
    simplify: Annotated[
        str,
        Option(
            "--simplify",
            metavar="LEVEL",
            parser=values.choice("--simplify", SIMPLIFY),
            rich_help_panel=OUTPUT,
            help="How much tidying: none, light or full.",
        ),
    ] = "light"
    style: Annotated[
        str,
        Option(
            "--style",
            metavar="NAME",
            parser=values.choice("--style", STYLES),
            rich_help_panel=OUTPUT,
            help="How formulas are written: plain (what scripts read), textbook, or auto (textbook on a terminal).",
        ),
    ] = "auto"


def _bound(field: str, metavar: str, help: str) -> Any:
    """The option of one field of Limits."""
    option = "--" + field.replace("_", "-")
    return Option(
        option,
        metavar=metavar,
        parser=values.count(option),
        rich_help_panel=BOUNDS,
        help=f"{help}  [default: {getattr(DEFAULT_LIMITS, field)}]",
    )


class Bounds(Frozen):
    """How much work is allowed; a bound that is None has its default."""

    timeout: Annotated[
        float,
        Option(
            "--timeout",
            metavar="S",
            parser=values.seconds,
            rich_help_panel=BOUNDS,
            help="Seconds for one formula; inf for any.",
        ),
    ] = 60.0
    max_length: Annotated[int | None, _bound("max_length", "N", "Characters of a formula.")] = None
    max_depth: Annotated[int | None, _bound("max_depth", "N", "Nesting of a formula.")] = None
    max_nodes: Annotated[int | None, _bound("max_nodes", "N", "Parts of the expression graph.")] = None
    max_digits: Annotated[int | None, _bound("max_digits", "N", "Digits of an exact number.")] = None
    max_output: Annotated[int | None, _bound("max_output", "N", "Characters of a result.")] = None
    jobs: Annotated[
        int | None,
        Option(
            "--jobs",
            metavar="N",
            parser=values.count("--jobs"),
            rich_help_panel=BOUNDS,
            help="Worker processes for many lines, at most 8 for each core. Default: the number of cores.",
        ),
    ] = None
    max_memory: Annotated[
        int | None,
        Option(
            "--max-memory",
            metavar="SIZE",
            parser=values.size,
            rich_help_panel=BOUNDS,
            help="Memory of each worker: 512M, 2G; a line that needs more fails alone. Default: its share of four fifths of "
            "the machine's.",
        ),
    ] = None

    @property
    def limits(self) -> Limits:
        given = {name: getattr(self, name) for name in Limits.__match_args__}
        return replace(DEFAULT_LIMITS, **{name: value for name, value in given.items() if value is not None})
