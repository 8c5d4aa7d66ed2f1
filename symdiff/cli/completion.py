"""What Tab offers in a shell: commands, options, and the names that options and tables take.

The scripts are Typer's; what they ask is answered here, because words are read in this program's own way and an answer must
not wait for rich. Imports the table that a name is from, and no other.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symdiff.cli.words import DEFAULT, usage
from symdiff.errors import SymdiffError
from symdiff.frozen import Frozen

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


class Candidate(Frozen):
    """A word that fits, and a line about it."""

    word: str
    help: str = ""


def script(asked: str, shell: str, program: str) -> str:
    """What ``--show-completion SHELL`` prints, or what ``--install-completion SHELL`` says. Raises SymdiffError ``usage``."""
    from typer.completion import get_completion_script, install  # type: ignore[attr-defined]

    if shell not in SHELLS:
        raise _unknown(shell)
    if asked == "--show-completion":
        return get_completion_script(prog_name=program, complete_var=f"_{program.upper()}_COMPLETE", shell=shell) + "\n"
    _, path = install(shell=shell, prog_name=program, complete_var=f"_{program.upper()}_COMPLETE")
    return f"{shell} completion installed in {path}; it takes effect in the next shell\n"


def _unknown(shell: str) -> SymdiffError:
    return usage(f"there is no completion for '{shell}'", hint=f"the shells: {', '.join(SHELLS)}")


def answer(shell: str, commands: Iterable[str], program: Any) -> tuple[str, int]:
    """The text that a shell's script reads, and the exit status."""
    if shell not in SHELLS:
        raise _unknown(shell)
    words, incomplete = _question(shell)
    helpful = shell != "bash"
    found = candidates(words, incomplete, commands, program, helpful=helpful)
    if shell == "fish" and os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return "", 0 if found else 1
    return _WRITTEN[shell](found), 0


def _question(shell: str) -> tuple[list[str], str]:
    """The whole words after the program's name, and the one that is not whole."""
    if shell == "bash":
        words = _split(os.environ.get("COMP_WORDS", ""))
        place = int(os.environ.get("COMP_CWORD", "0") or 0)
        return words[1:place], words[place] if place < len(words) else ""
    line = os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words = _split(line)[1:]
    if shell in ("powershell", "pwsh"):
        incomplete = os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
        return (words[:-1] if incomplete else words), incomplete
    return (words, "") if not words or line.endswith(" ") else (words[:-1], words[-1])


def _split(line: str) -> list[str]:
    """The words of a shell's line, the last of which may lack its closing quote."""
    reader = shlex.shlex(line, posix=True)
    reader.whitespace_split, reader.commenters = True, ""
    words = []
    try:
        while (word := reader.get_token()) is not None:
            words.append(word)
    except ValueError:
        words.append(reader.token)
    return words


def candidates(
    words: Sequence[str], incomplete: str, commands: Iterable[str], program: Any, *, helpful: bool
) -> list[Candidate]:
    """The words that may stand in the place of the incomplete one; ``helpful`` asks for lines about commands too."""
    if incomplete == "=":  # bash takes --format=json apart
        words, incomplete = [*words, "="], ""
    if words and words[-1] == "=":
        words = words[:-1]
    known = list(commands)
    command, rest = (words[0], words[1:]) if words and words[0] in known else (DEFAULT, words)
    if "--" in rest:
        return []
    params = {name: param for param in program.get_command(None, command).params for name in param.opts}
    taking = {name for name, param in params.items() if param.param_type_name == "option" and not param.is_flag}
    name, equals, value = incomplete.partition("=")
    if equals and name in taking:
        return [
            Candidate(f"{name}={found}") for found in _values(name, params[name], command) if found.startswith(value)
        ]
    if rest and rest[-1] in taking:
        option = rest[-1]
        return [Candidate(found) for found in _values(option, params[option], command) if found.startswith(incomplete)]
    if incomplete.startswith("-"):
        if not words:
            params |= {name: param for param in program.params for name in param.opts}
        options = [(each, param.help) for each, param in params.items() if each.startswith("-")]
        return [
            Candidate(each, text or "")
            for each, text in [*options, ("--help", "Show the help and exit.")]
            if each.startswith(incomplete) and (each.startswith("--") or incomplete == each)
        ]
    if not words:
        return [
            Candidate(each, _summary(program.get_command(None, each)) if helpful else "")
            for each in known
            if each.startswith(incomplete)
        ]
    plain = [word for k, word in enumerate(rest) if not word.startswith("--") and (k == 0 or rest[k - 1] not in taking)]
    return [] if plain else [Candidate(each) for each in _arguments(command) if each.startswith(incomplete)]


def _values(option: str, param: Any, command: str) -> Iterable[str]:
    """The names that an option takes; none where it takes something else."""
    if option in ("--method", "-m"):
        from symdiff.evaluator.differences.methods import METHODS

        return [row.name for row in METHODS]
    if option == "--syntax":
        from symdiff.parser.recognition import SYNTAXES

        return SYNTAXES
    return getattr(getattr(param.type, "func", None), "allowed", ())


def _arguments(command: str) -> Iterable[str]:
    """The names that a command takes as its first word."""
    match command:
        case "rules":
            from symdiff.differentiator.binders import told
            from symdiff.rules.table import RULES

            return sorted({name for rule in (*RULES, *told()) for name in (rule.name, rule.operator.name)})
        case "errors":
            from symdiff.errors import CODES

            return CODES
        case "vector":
            from symdiff.cli.fields import OPERATIONS

            return OPERATIONS
        case _:
            return ()


def _summary(command: Any) -> str:
    return str(command.help or "").partition("\n")[0]


def _for_bash(found: Sequence[Candidate]) -> str:
    return "".join(each.word.replace(" ", "\\ ") + "\n" for each in found)


def _for_zsh(found: Sequence[Candidate]) -> str:
    """Code, because the script runs it; as one line, because it joins lines."""
    if not found:
        return "_files\n"
    items = (each.word.replace(":", "\\:") + (":" + " ".join(each.help.split()) if each.help else "") for each in found)
    return f"local -a items; items=({' '.join(map(shlex.quote, items))}); _describe symdiff items\n"


def _for_fish(found: Sequence[Candidate]) -> str:
    return "".join(f"{each.word}\t{' '.join(each.help.split())}".rstrip() + "\n" for each in found)


def _for_powershell(found: Sequence[Candidate]) -> str:
    return "".join(f"{each.word}:::{' '.join(each.help.split()) or ' '}\n" for each in found)


_WRITTEN: Mapping[str, Any] = {
    "bash": _for_bash,
    "zsh": _for_zsh,
    "fish": _for_fish,
    "powershell": _for_powershell,
    "pwsh": _for_powershell,
}
