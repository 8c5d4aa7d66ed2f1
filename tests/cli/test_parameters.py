"""Words are read from the declarations of the commands, and Typer would read them alike."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import pytest
import typer
from typer.models import CommandInfo

from symdiff.cli import program
from symdiff.cli.app import _TOP, Declarations
from symdiff.cli.commands import COMMANDS, loaded
from symdiff.cli.parameters import Argument, Option, declaration, options, values
from symdiff.cli.words import arranged
from symdiff.errors import SymdiffError

SAMPLES = (
    "a",
    "2",
    "plain",
    "u=x**2",
    "x=4",
    "0.5",
    "text",
    "1:0.1:3",
    "0:1",
    "none",
    "div",
    "512M",
    "c",
    "numerator",
    "names",
    "local",
    "",
)
WORDS = ["f(x)", "-y", ""]


def by_typer(name: str, words: list[str]) -> dict[str, Any] | None:
    """What Typer gives the command's function; None where it complains."""
    found: list[dict[str, Any]] = []

    @functools.wraps(loaded(name))
    def record(**given: Any) -> int:
        found.append(given)
        return 0

    info = CommandInfo(name=name, cls=program.Command, callback=program.typed(record))
    command = typer.main.get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    try:
        with command.make_context(name, words) as context:
            command.invoke(context)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return None
    return found[0]


def whole(name: str, found: dict[str, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    bound = inspect.signature(loaded(name)).bind(**found)
    bound.apply_defaults()
    return {key: None if value == [] else value for key, value in bound.arguments.items()}


def accepted(option: Option | Argument) -> list[str]:
    """The samples that the option takes."""
    taken = []
    for text in SAMPLES:
        try:
            if option.parser is not None:
                option.parser(text)
            taken.append(text)
        except SymdiffError:
            continue
    return taken


def lines(name: str) -> list[list[str]]:
    """Command lines with each option alone, repeated, and all of them; with no word, some and too many."""
    each: list[list[str]] = []
    for written, parameter in options(loaded(name)).items():
        if not written.startswith("--"):
            continue
        taken = accepted(parameter.declared)
        assert taken, f"no sample for {written}"
        each.append([f"{written}={text}" for text in taken] if parameter.takes_value else [written])
    alone = [[word] for words in each for word in words]
    needed = [
        accepted(found.declared)[0]
        for found in declaration(loaded(name)).parameters
        if isinstance(found.declared, Argument) and not found.many
    ]
    whole_line = [word for words in each for word in words]
    chosen = [*alone, *each, whole_line, whole_line[::-1], []]
    return [[*words, "--", *needed] for words in chosen] + [["--", *WORDS[:count]] for count in range(4)]


@pytest.mark.parametrize("name", COMMANDS)
def test_typer_reads_every_option_alike(name: str) -> None:
    answered = 0
    for words in lines(name):
        try:
            ours = whole(name, values(loaded(name), words))
        except SymdiffError as error:
            with pytest.raises(SymdiffError) as raised:
                by_typer(name, words)
            assert str(raised.value) == str(error)
            continue
        assert ours == whole(name, by_typer(name, words)), words
        answered += ours is not None
    assert answered > len(options(loaded(name))) / 2


@pytest.mark.parametrize("name", COMMANDS)
def test_typer_knows_the_same_options(name: str) -> None:
    command = program.program().get_command(None, name)  # type: ignore[arg-type]
    known = {
        written: not param.is_flag
        for param in command.get_params(typer.Context(command))
        if param.param_type_name == "option"
        for written in param.opts
    }
    assert list(known.items()) == list(Declarations()[name].items())


def test_typer_knows_the_same_options_of_the_program() -> None:
    top = program.program()
    known = {written: not param.is_flag for param in top.get_params(typer.Context(top)) for written in param.opts}
    assert known == _TOP


def test_a_repeated_option_that_is_none_has_its_last_value() -> None:
    words = arranged(["x", "--order", "zero", "--order", "2", "-w", "x", "-w", "y"], Declarations(), _TOP)
    found = values(loaded("diff"), words[1:])
    assert found is not None
    assert (found["question"].order, found["question"].wrt) == (2, ["x", "y"])
    with pytest.raises(SymdiffError, match="--step must be"):  # the first on the line, and not the first declared
        values(loaded("diff"), ["--step=no", "--order=no", "--"])
