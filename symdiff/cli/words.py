"""The words of the command line, put in order before Typer sees them.

A word is an option only if it is exactly a declared short option or begins with ``--`` and a letter; everything else is an
expression, so ``-x**2`` and ``-n**2`` are. Imports ``errors``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from symdiff.errors import SymdiffError, fault

Declared = Mapping[str, bool]
"""The options of a command as they are written, each with whether it takes a value."""

DEFAULT = "diff"
_ALONE = {"-h": "--help", "-V": "--version"}
"""Words that are options where nothing else is typed; beside others they are formulas."""


def arranged(words: Sequence[str], commands: Mapping[str, Declared], top: Declared) -> list[str]:
    """The words as ``COMMAND --option=value ... -- EXPRESSION ...``; ``top`` holds the options before any command.

    >>> arranged(["-x**2", "-a", "-1"], {"diff": {"--at": True, "-a": True}}, {})
    ['diff', '--at=-1', '--', '-x**2']
    """
    if words and words[0] in top:
        return [words[0]]
    if words and words[0] == "help" and len(words) < 3 and (len(words) == 1 or words[1] in commands):
        return [*words[1:], "--help"]
    if len(words) == 2 and words[0] == "help":
        raise usage(f"there is no command '{words[1]}'", hint="symdiff help lists them")
    if len(words) == 1 and words[0] in _ALONE:
        return [_ALONE[words[0]]]
    if len(words) == 2 and words[0] in commands and words[1] == "-h":
        return [words[0], "--help"]
    command, rest = _command(words, commands)
    declared = commands[command]
    options: list[str] = []
    expressions: list[str] = []
    remaining = iter(rest)
    for word in remaining:
        if word == "--":
            expressions += remaining
        elif word in declared:
            options.append(_option(word, remaining, declared))
        elif word.startswith("--") and word[2:3].isalpha():
            if word in top:
                return [word]
            options.append(_with_value(word, command, commands))
        else:
            expressions.append(word)
    return [command, *options, "--", *expressions]


def _command(words: Sequence[str], commands: Mapping[str, Declared]) -> tuple[str, Sequence[str]]:
    if words and words[0] in commands:
        return words[0], words[1:]
    if words and words[0].isalpha():
        from symdiff.cli.habits import mistaken

        meant = mistaken(words[0], commands)
        if meant is not None:
            hint = f"{meant}; for the derivative of a formula of that name: symdiff {DEFAULT} {words[0]}"
            raise usage(f"there is no command '{words[0]}'", hint=hint)
    return DEFAULT, words


def _option(word: str, remaining: Iterable[str], declared: Declared) -> str:
    name = _long(word, declared)
    if not declared[word]:
        return name
    for value in remaining:
        return f"{name}={value}"
    raise usage(f"the option '{word}' needs a value after it")


def _with_value(word: str, command: str, commands: Mapping[str, Declared]) -> str:
    """``--option=value`` as one word, and the error for whatever is no option."""
    name, equals, _ = word.partition("=")
    declared = commands[command]
    if equals and name in declared:
        if declared[name]:
            return word
        raise usage(f"the option '{name}' takes no value")
    raise _unknown(name, command, commands)


def _unknown(name: str, command: str, commands: Mapping[str, Declared]) -> SymdiffError:
    from symdiff.cli.habits import OPTIONS

    if name in OPTIONS:
        return usage(f"'{command}' has no option '{name}'", hint=OPTIONS[name])
    owners = [other for other, declared in commands.items() if name in declared]
    if owners:
        return usage(f"'{command}' has no option '{name}'", hint=f"it belongs to {listed(owners)}")
    own = [option for option in commands[command] if option.startswith("--")]
    bare = name.lstrip("-")  # dashes make short words alike
    begun = [each.lstrip("-") for each in own if len(bare) > 1 and each.lstrip("-").startswith(bare)]
    near = begun[0] if len(begun) == 1 else None
    if near is None and len(bare) > 1:
        near = nearest(bare, [each.lstrip("-") for each in (*own, *OPTIONS)])
    if near:
        near = f"--{near}"
        return usage(f"there is no option '{name}'", hint=OPTIONS.get(near) or f"did you mean '{near}'?")
    return usage(f"there is no option '{name}'", hint="an expression that begins with '--' goes after '--'")


def _long(word: str, declared: Declared) -> str:
    """The long name of a short option: they are declared one after the other."""
    names = list(declared)
    return word if word.startswith("--") else names[names.index(word) - 1]


def usage(message: str, *, hint: str | None = None) -> SymdiffError:
    """An ``error[usage]``."""
    return fault("usage", message, hint=hint)


def suggestion(word: str, known: Iterable[str]) -> str | None:
    """``did you mean 'json'?``, or None where nothing is close."""
    close = nearest(word, known)
    return f"did you mean '{close}'?" if close else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """What a mistyped word is closest to, if it is close to anything."""
    import difflib  # only for those who mistype

    return next(iter(difflib.get_close_matches(word, list(known), n=1)), None)


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names in a sentence: ``'a', 'b' and 'c'``."""
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
