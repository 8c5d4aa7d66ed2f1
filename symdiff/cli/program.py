"""The program as Typer knows it: help, completion, and what is said of words that do not fit.

Made from the declarations of the commands, each loaded on first use. Plain help through Typer's own formatter: markup would
import rich for a page of text.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import CommandInfo

from symdiff.cli.commands import COMMANDS, GROUPS, PROGRAM, loaded
from symdiff.cli.examples import lines
from symdiff.cli.options import BOUNDS, CHECK, OUTPUT, QUESTION
from symdiff.cli.parameters import Argument, Declaration, Option, Parameter, collected, declaration, options
from symdiff.cli.words import DEFAULT, usage
from symdiff.errors import ExitStatus

INTRODUCTION = """\
Derivatives of formulas, checked against numeric differences.

\b
  symdiff "x**2 + x + 1"                  the derivative
  symdiff "x**2 + x + 1" --at 1.0         values, and the numeric check
  symdiff "x*sin(y)" -w y --order 2       by y, twice
  symdiff "sin(u)" --let u=x**2 --explain every step, with its rule
  symdiff batch formulas.txt -f json      a file, one formula a line
  echo "sin(x)" | symdiff                 a pipe

symdiff help COMMAND has the options of a command, its own first, and examples.
A word is an option only if it is one of those below; everything else is a
formula, -x**2 too. After -- everything is a formula.
"""
EPILOG = """\
Exit status: 0 done and every check agreed; 1 a check disagreed, or a line of a batch failed; 2 usage, or no derivative;
3 a check was inconclusive or undefined; 130 interrupted.
"""


class Command(TyperCommand):
    """A command whose help shows examples, then its options in groups: those that no other command has come first."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        arguments = [str(param.metavar) for param in self.params if param.param_type_name == "argument"]
        formatter.write_usage(ctx.command_path, " ".join([*arguments, "[OPTIONS]"]))

    def format_options(self, ctx: Any, formatter: Any, *, own: bool = True) -> None:
        if own:
            with formatter.section("Examples"):
                for line in lines(self.name or "", PROGRAM, DEFAULT):
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
        alone = _alone(self.name or "")
        panels: dict[str, list[tuple[str, str]]] = {f"Options of {self.name}": []}
        panels |= {panel: [] for panel in (QUESTION, CHECK, OUTPUT, BOUNDS)}
        for param in self.get_params(ctx) if own else self.params:
            record = param.get_help_record(ctx)
            if record is not None and param.param_type_name == "option":
                panel = getattr(param, "rich_help_panel", None) or "Other"
                panels.setdefault(next(iter(panels)) if param.name in alone else panel, []).append(record)
        for panel, records in panels.items():
            if records:
                with formatter.section(panel):
                    formatter.write_dl(records, col_max=24)


def _alone(name: str) -> frozenset[str]:
    """The parameters of a command whose options are declared for it, and for no command that needs no name."""
    shared = {id(parameter.declared) for parameter in declaration(loaded(DEFAULT)).parameters}
    return frozenset(each.name for each in declaration(loaded(name)).parameters if id(each.declared) not in shared)


def typed(command: Callable[..., int]) -> Callable[..., int]:
    """A command as Typer takes one: a parameter for each field of its groups."""
    declared = declaration(command)
    own = inspect.signature(command).parameters
    parameters = [
        inspect.Parameter(
            parameter.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(parameter, declared, own),
            annotation=Annotated[parameter.hint, _information(parameter.declared)],
        )
        for parameter in declared.parameters
    ]

    def gathered(**given: Any) -> int:
        return command(**collected(declared, {name: value for name, value in given.items() if value is not None}))

    gathered.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    gathered.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    gathered.__doc__ = command.__doc__
    return gathered


def _default(parameter: Parameter, declared: Declaration, own: Any) -> Any:
    if parameter.group is None:
        return own[parameter.name].default
    default = inspect.signature(declared.groups[parameter.group]).parameters[parameter.name].default
    return None if parameter.many else default


def _information(declared: Option | Argument) -> Any:
    if isinstance(declared, Argument):
        return typer.Argument(metavar=declared.metavar, parser=declared.parser, show_default=False)
    return typer.Option(
        *declared.names,
        metavar=declared.metavar,
        parser=declared.parser,
        rich_help_panel=declared.rich_help_panel,
        help=declared.help,
    )


class Program(TyperGroup):
    """The program, whose help shows the options of the command that needs no name."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        if name not in self.commands and name in COMMANDS:
            self.commands[name] = _command(name)
        return self.commands.get(name)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(PROGRAM, "EXPR... [OPTIONS]")
        formatter.write_usage(PROGRAM, "COMMAND [ARGS]... [OPTIONS]", prefix="       ")

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for heading, names in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, _sentence(self.get_command(ctx, name).help)) for name in names])

    def format_options(self, ctx: Any, formatter: Any) -> None:
        self.format_commands(ctx, formatter)
        command = self.get_command(ctx, DEFAULT)
        assert isinstance(command, Command)
        command.format_options(typer.Context(command, info_name=DEFAULT, parent=ctx), formatter, own=False)
        own = [param.get_help_record(ctx) for param in self.get_params(ctx)]
        with formatter.section("Program"):
            formatter.write_dl([record for record in own if record is not None], col_max=24)


def _sentence(text: str) -> str:
    """The first sentence of a help, up to where it goes into detail."""
    return re.split(r"\n\n|[;:?]\s", text, maxsplit=1)[0].replace("\n", " ").rstrip(".")


def _command(name: str) -> Command:
    function = loaded(name)
    epilog = EPILOG if "--at" in options(function) else None
    info = CommandInfo(name=name, cls=Command, callback=typed(function), epilog=epilog)
    command = typer.main.get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    assert isinstance(command, Command)
    return command


APP = typer.Typer(
    cls=Program,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=INTRODUCTION,
    epilog=EPILOG,
    context_settings={"help_option_names": ["--help"]},
)


@APP.callback()
def _program(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    pass


def program() -> Program:
    """The program with its commands."""
    made = typer.main.get_command(APP)
    assert isinstance(made, Program)
    return made


def help_of(first: str) -> str:
    """The help of a command, or of the program where there is none of that name."""
    whole = program()
    context = typer.Context(whole, info_name=PROGRAM)
    command = whole.get_command(context, first)
    return (context if command is None else typer.Context(command, info_name=first, parent=context)).get_help()


def complain(words: Sequence[str]) -> int:
    """Let Typer read words that do not fit: SymdiffError ``usage`` says why."""
    whole = program()
    try:
        with whole.make_context(PROGRAM, list(words)) as context:
            status = whole.invoke(context)
    except typer.Exit as finished:
        return finished.exit_code
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        message = error.format_message().rstrip(".")  # what is left for Typer to find: a missing or a further argument
        raise usage(message[:1].lower() + message[1:], hint=f"see '{PROGRAM} {words[0]} --help'") from None
    return ExitStatus.DONE if status is None else int(status)
