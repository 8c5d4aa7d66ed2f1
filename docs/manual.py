"""The manual page, ``man symdiff``, from what ``--help`` says: ``docs/generate.py`` writes and checks it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer

from symdiff import __version__
from symdiff.cli.program import APP, EPILOG, INTRODUCTION
from symdiff.cli.words import DEFAULT

_MEANT = {"\\": "\\e", "-": "\\-", "'": "\\(aq", '"': "\\(dq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
"""What groff would turn into typographic signs, or reads as its own."""
ENVIRONMENT = (
    ("NO_COLOR", "No colours, as with --no-color."),
    ("COLUMNS", "The width of the terminal."),
    ("XDG_STATE_HOME", "Where repl keeps its history: symdiff/history in this folder, by default ~/.local/state."),
    ("SYMDIFF_DEBUG", "Show the whole traceback of a fault of symdiff itself."),
)


def page() -> str:
    """The page in the macros of man(7)."""
    program: Any = typer.main.get_command(APP)
    names = program.list_commands(None)
    commands = {name: program.get_command(None, name) for name in names}
    default = commands[DEFAULT]
    shared = {param.opts[0]: param.help for param in default.params}
    first, examples, *others = INTRODUCTION.strip().split("\n\n")
    lines = [
        '.\\" Written by docs/generate.py from the tables of the program: change those, then run it.',
        f'.TH SYMDIFF 1 "" "symdiff {__version__}" "User Commands"',
        ".SH NAME",
        f"symdiff \\- {_text(first[:1].lower() + first[1:]).rstrip('.')}",
        ".SH SYNOPSIS",
        ".B symdiff",
        "EXPR... [OPTIONS]",
        ".br",
        ".B symdiff",
        "COMMAND [ARGS]... [OPTIONS]",
        ".SH DESCRIPTION",
        *(line for paragraph in others for line in (_text(paragraph), ".PP")),
        _text(default.help.replace("\n\n", " ")),
        ".SH COMMANDS",
        *(line for name in names for line in (".TP", f".B {_text(name)}", _text(commands[name].help.split("\n\n")[0]))),
        ".SH OPTIONS",
        *_panels(default.params),
        ".SS Program",
        *_options(program.params),
        ".SH OPTIONS OF OTHER COMMANDS",
    ]
    for name in names:
        if name == DEFAULT:
            continue
        params = [param for param in commands[name].params if param.param_type_name == "option"]
        own = [param for param in params if shared.get(param.opts[0]) != param.help]
        also = [param.opts[0] for param in params if param not in own]
        arguments = [param.metavar for param in commands[name].params if param.param_type_name == "argument"]
        lines += [f".SS {_text(name)}", f".B symdiff {_text(' '.join([name, *arguments, '[OPTIONS]']))}", ".PP"]
        lines += [line for paragraph in commands[name].help.split("\n\n") for line in (_text(paragraph), ".PP")]
        lines += _options(own)
        lines += [".PP", f"Also, as above: {_text(', '.join(also))}."] if also else []
    lines += [
        ".SH EXIT STATUS",
        *(line for number, words in _statuses() for line in (".TP", f".B {number}", _text(words))),
        ".SH ENVIRONMENT",
        *(line for name, words in ENVIRONMENT for line in (".TP", f".B {_text(name)}", _text(words))),
        ".SH EXAMPLES",
        ".EX",
        *(_text(line.strip(), keep=True) for line in examples.splitlines() if line != "\b"),
        ".EE",
        "",
    ]
    return "\n".join(lines)


def _statuses() -> Iterable[tuple[str, str]]:
    """Each exit status with its meaning."""
    for part in " ".join(EPILOG.split()).removeprefix("Exit status: ").rstrip(".").split("; "):
        number, _, words = part.partition(" ")
        yield number, words[:1].upper() + words[1:] + "."


def _panels(params: Iterable[Any]) -> list[str]:
    panels: dict[str, list[Any]] = {}
    for param in params:
        if param.param_type_name == "option":
            panels.setdefault(param.rich_help_panel or "Other", []).append(param)
    return [line for panel, own in panels.items() for line in (f".SS {_text(panel)}", *_options(own))]


def _options(params: Iterable[Any]) -> list[str]:
    lines = []
    for param in params:
        value = "" if param.is_flag else f" \\fI{_text(param.metavar)}\\fR"
        names = ", ".join(f"\\fB{_text(name)}\\fR{value}" for name in sorted(param.opts, key=len))
        lines += [".TP", names, _text(meaning(param))]
    return lines


def meaning(param: Any) -> str:
    """What an option means, with its default, as sentences."""
    default = ""
    if not param.is_flag and isinstance(param.default, str | int | float) and "[default" not in param.help:
        default = f" Default: {param.default:g}." if isinstance(param.default, float) else f" Default: {param.default}."
    text = param.help.replace("  [default: ", " Default: ").removesuffix("]") + default
    return text if text.endswith(".") else text + "."


def _text(words: str, *, keep: bool = False) -> str:
    """Text as groff shows it unchanged; ``keep`` keeps its blanks."""
    plain = words if keep else " ".join(words.split())
    text = "".join(_MEANT.get(char, char if char.isascii() else f"\\[u{ord(char):04X}]") for char in plain)
    return "\\&" + text if text.startswith(".") else text
