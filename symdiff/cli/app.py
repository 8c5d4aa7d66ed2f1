"""The commands and their help. Imports the file of a command when that command is called or described.

Plain help through Typer's own formatter: markup would import rich for a page of text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import CommandInfo

from symdiff.cli.console import Sink
from symdiff.cli.words import DEFAULT, Declared, arranged, usage
from symdiff.errors import ExitStatus

PROGRAM = "symdiff"
COMMANDS: Mapping[str, str] = {
    "diff": "differentiate",
    "jacobian": "matrices",
    "hessian": "matrices",
    "vector": "fields",
    "implicit": "curves",
    "parametric": "curves",
    "check": "check",
    "sweep": "sweep",
    "graph": "graph",
    "plot": "plot",
    "report": "report",
    "batch": "batch",
    "rules": "tables",
    "methods": "tables",
    "errors": "tables",
    "repl": "repl",
}
"""The commands in the order of the help: each is the function of its name in this file of ``cli``."""
INTRODUCTION = """\
Derivatives of formulas, checked against numeric differences.

\b
  symdiff "x**2 + x + 1"                  the derivative
  symdiff "x**2 + x + 1" --at 1.0         values, and the numeric check
  symdiff "x*sin(y)" -w y --order 2       by y, twice
  symdiff "sin(u)" --let u=x**2 --explain every step, with its rule
  symdiff batch formulas.txt -f json      a file, one formula a line
  echo "sin(x)" | symdiff                 a pipe

A word is an option only if it is one of those below; everything else is a
formula, -x**2 too. After -- everything is a formula.
"""
EPILOG = """\
Exit status: 0 done and every check agreed; 1 a check disagreed, or a line of a batch failed; 2 usage, or no derivative;
3 a check was inconclusive or undefined; 130 interrupted.
"""


class Command(TyperCommand):
    """A command whose help shows its options in groups."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        arguments = [str(param.metavar) for param in self.params if param.param_type_name == "argument"]
        formatter.write_usage(ctx.command_path, " ".join([*arguments, "[OPTIONS]"]))

    def format_options(self, ctx: Any, formatter: Any, *, own: bool = True) -> None:
        panels: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx) if own else self.params:
            record = param.get_help_record(ctx)
            if record is not None and param.param_type_name == "option":
                panels.setdefault(getattr(param, "rich_help_panel", None) or "Other", []).append(record)
        for panel, records in panels.items():
            with formatter.section(panel):
                formatter.write_dl(records, col_max=24)


def _loaded(name: str) -> Command:
    function = getattr(import_module(f"symdiff.cli.{COMMANDS[name]}"), name)
    epilog = EPILOG if "at" in function.__annotations__ else None
    info = CommandInfo(name=name, cls=Command, callback=function, epilog=epilog)
    command = typer.main.get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    assert isinstance(command, Command)
    return command


class Program(TyperGroup):
    """The program, whose help shows the options of the command that needs no name. A command is loaded on first use."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        if name not in self.commands and name in COMMANDS:
            self.commands[name] = _loaded(name)
        return self.commands.get(name)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(PROGRAM, "EXPR... [OPTIONS]")
        formatter.write_usage(PROGRAM, "COMMAND [ARGS]... [OPTIONS]", prefix="       ")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        self.format_commands(ctx, formatter)
        command = self.get_command(ctx, DEFAULT)
        assert isinstance(command, Command)
        command.format_options(typer.Context(command, info_name=DEFAULT, parent=ctx), formatter, own=False)
        own = [param.get_help_record(ctx) for param in self.get_params(ctx)]
        with formatter.section("Program"):
            formatter.write_dl([record for record in own if record is not None], col_max=24)


APP = typer.Typer(
    cls=Program,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=INTRODUCTION,
    epilog=EPILOG,
    context_settings={"help_option_names": ["--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        from symdiff import __version__

        Sink().write(f"{PROGRAM} {__version__}\n")
        raise typer.Exit


@APP.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


class Declarations(Mapping[str, Declared]):
    """The options of each command."""

    def __init__(self, program: TyperGroup) -> None:
        self._program = program

    def __getitem__(self, name: str) -> Declared:
        if name not in COMMANDS:
            raise KeyError(name)
        return _declared(self._program.get_command(None, name))  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def run(words: Sequence[str] | None = None) -> int:
    """Run one command line; errors are raised."""
    program = typer.main.get_command(APP)
    assert isinstance(program, TyperGroup)
    if (shell := os.environ.get("_SYMDIFF_COMPLETE", "")).startswith("complete_"):
        from symdiff.cli.completion import answer

        text, status = answer(shell.removeprefix("complete_"), COMMANDS, program)
        Sink().write(text)
        return status
    words = _argument_words() if words is None else words
    if len(words) > 1 and words[0] in ("--show-completion", "--install-completion"):
        from symdiff.cli.completion import script

        Sink().write(script(words[0], words[1], PROGRAM))
        return ExitStatus.DONE
    ordered = arranged(words, Declarations(program), _declared(program))
    if "--help" in ordered[: ordered.index("--") if "--" in ordered else None]:
        Sink().write(_help(program, ordered[0]) + "\n")
        return ExitStatus.DONE
    try:
        with program.make_context(PROGRAM, ordered) as context:
            status = program.invoke(context)
    except typer.Exit as finished:
        return finished.exit_code
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        message = error.format_message().rstrip(".")  # what is left for Typer to find: a missing or a further argument
        raise usage(message[:1].lower() + message[1:], hint=f"see '{PROGRAM} {ordered[0]} --help'") from None
    return ExitStatus.DONE if status is None else int(status)


def arrangement(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a command line in order: the command with its options, and the expressions."""
    program = typer.main.get_command(APP)
    assert isinstance(program, TyperGroup)
    ordered = arranged(words, Declarations(program), _declared(program))
    end = ordered.index("--") if "--" in ordered else len(ordered)
    return ordered[:end], ordered[end + 1 :]


def options_of(command: str) -> frozenset[str]:
    """The options of a command as they are written."""
    return frozenset(_declared(_loaded(command)))


def _argument_words() -> list[str]:
    """The words of the command line as UTF-8, whatever the locale took them for."""
    return [os.fsencode(word).decode("utf-8", "surrogateescape") for word in sys.argv[1:]]


def _help(program: TyperGroup, first: str) -> str:
    context = typer.Context(program, info_name=PROGRAM)
    command = program.get_command(context, first)
    return (context if command is None else typer.Context(command, info_name=first, parent=context)).get_help()


def _declared(command: Any) -> dict[str, bool]:
    """The options of a command as they are written, with whether each takes a value."""
    context = typer.Context(command)
    return {
        written: not (param.is_flag or param.count)
        for param in command.get_params(context)
        if param.param_type_name == "option"
        for written in param.opts
    }
