"""The commands by name, and the way of a command line. Imports the file of a command when that command is called or described."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from symdiff.cli.commands import COMMANDS, PROGRAM, loaded
from symdiff.cli.console import Sink, say
from symdiff.cli.parameters import options, values
from symdiff.cli.words import Declared, arranged, usage
from symdiff.errors import ExitStatus

_TOP: Declared = dict.fromkeys(("--version", "--install-completion", "--show-completion", "--help"), False)
"""The options before any command."""


class Declarations(Mapping[str, Declared]):
    """The options of each command."""

    def __getitem__(self, name: str) -> Declared:
        if name not in COMMANDS:
            raise KeyError(name)
        found = {written: parameter.takes_value for written, parameter in options(loaded(name)).items()}
        return {**found, "--help": False}

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def run(words: Sequence[str] | None = None) -> int:
    """Run one command line; errors are raised."""
    if (shell := os.environ.get("_SYMDIFF_COMPLETE", "")).startswith("complete_"):
        from symdiff.cli.completion import answer
        from symdiff.cli.program import program

        text, status = answer(shell.removeprefix("complete_"), COMMANDS, program())
        Sink().write(text)
        return status
    words = _argument_words() if words is None else words
    if len(words) > 1 and words[0] in ("--show-completion", "--install-completion"):
        from symdiff.cli.completion import script

        Sink().write(script(words[0], words[1], PROGRAM))
        return ExitStatus.DONE
    ordered = arranged(words, Declarations(), _TOP)
    if ordered == ["--version"]:
        from symdiff import __version__
        from symdiff.notation import writer

        form = "plain" if writer.__file__.endswith(".py") else "compiled"
        Sink().write(f"{PROGRAM} {__version__} ({form})\n")
        return ExitStatus.DONE
    if "--help" in ordered[: ordered.index("--") if "--" in ordered else None]:
        from symdiff.cli.program import help_of

        Sink().write(help_of(ordered[0]) + "\n")
        return ExitStatus.DONE
    if ordered[0] in COMMANDS:
        command = loaded(ordered[0])
        given = values(command, ordered[1:])
        if given is not None:
            formulas = (
                ordered[ordered.index("--") + 1 :] if words and words[0] not in COMMANDS and "--" not in words else []
            )
            if len(formulas) > 1 or (formulas and "." in formulas[0]):
                _refuse_misplaced(formulas, command)
            status = command(**given)
            for note in _noted(words, formulas) if status == ExitStatus.DONE else ():
                say(f"note: {note}")
            return status
    from symdiff.cli.program import complain

    return complain(ordered)


def _refuse_misplaced(formulas: Sequence[str], command: Callable[..., int]) -> None:
    from symdiff.cli.habits import misplaced

    found = misplaced(formulas, (name for name in options(command) if len(name) == 2))
    if found is not None:
        raise usage(found[0], hint=found[1])


def _noted(words: Sequence[str], formulas: Sequence[str]) -> list[str]:
    """What is said of words that were read as formulas."""
    if len(formulas) > 1:
        from symdiff.cli.habits import read_apart

        return read_apart(formulas)
    if len(words) == 1 and formulas and words[0].isalpha():
        from symdiff.cli.habits import read_as_variable

        note = read_as_variable(words[0])
        return [] if note is None else [note]
    return []


def arrangement(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a command line in order: the command with its options, and the expressions."""
    ordered = arranged(words, Declarations(), _TOP)
    end = ordered.index("--") if "--" in ordered else len(ordered)
    return ordered[:end], ordered[end + 1 :]


def options_of(command: str) -> frozenset[str]:
    """The options of a command as they are written."""
    return frozenset(options(loaded(command)))


def _argument_words() -> list[str]:
    """The words of the command line as UTF-8, whatever the locale took them for."""
    return [os.fsencode(word).decode("utf-8", "surrogateescape") for word in sys.argv[1:]]
