"""How a command's parameters are declared, and the reading of words by that declaration.

A command is a function. Its parameters are ``Annotated`` with an ``Option`` or an ``Argument``, or are groups of options:
frozen classes whose fields are. From one declaration Typer makes the help and its messages (``program``), and ``values`` reads
words that there is nothing to say about: the import of Typer takes as long as all the work of a one-shot command.
Imports ``frozen``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from symdiff.annotations import Any
from symdiff.frozen import Frozen

Command = Callable[..., int]


class Option:
    """An option: its names, the long one first, and the ``parser`` of its value's text."""

    __slots__ = ("help", "metavar", "names", "parser", "rich_help_panel")

    def __init__(
        self,
        *names: str,
        rich_help_panel: str,
        help: str,
        metavar: str | None = None,
        parser: Callable[[str], Any] | None = None,
    ) -> None:
        self.names = names
        self.rich_help_panel = rich_help_panel
        self.help = help
        self.metavar = metavar
        self.parser = parser


class Argument:
    """A word, or all words that are left."""

    __slots__ = ("metavar", "parser")

    def __init__(self, *, metavar: str, parser: Callable[[str], Any] | None = None) -> None:
        self.metavar = metavar
        self.parser = parser


class Parameter(Frozen):
    """A parameter of a command; ``group`` is the parameter of the function that it is a field of."""

    name: str
    declared: Option | Argument
    hint: Any
    group: str | None

    @property
    def takes_value(self) -> bool:
        return self.hint is not bool

    @property
    def many(self) -> bool:
        return getattr(self.hint, "__origin__", None) is list or self.hint == list[str] | None


class Declaration(Frozen):
    """The parameters of a command in order, and its groups."""

    parameters: tuple[Parameter, ...]
    groups: dict[str, Any]


def annotated(declared: Any) -> dict[str, Any]:
    """The annotations of a function, or of a class and those it extends. ``typing`` is imported only where they are text."""
    found: dict[str, Any] = {}
    for kind in reversed(getattr(declared, "__mro__", (declared,))):
        found.update(getattr(kind, "__annotations__", ()))
    if any(isinstance(hint, str) for hint in found.values()):
        from typing import get_type_hints

        return get_type_hints(declared, include_extras=True)
    return found


@cache
def declaration(command: Command) -> Declaration:
    """What a command takes."""
    parameters: list[Parameter] = []
    groups: dict[str, Any] = {}
    for name, hint in annotated(command).items():
        if name == "return":
            continue
        metadata = getattr(hint, "__metadata__", None)
        if metadata is not None:
            parameters.append(Parameter(name, metadata[0], hint.__origin__, None))
            continue
        groups[name] = hint
        for field, kind in annotated(hint).items():
            parameters.append(Parameter(field, kind.__metadata__[0], kind.__origin__, name))
    return Declaration(tuple(parameters), groups)


@cache
def options(command: Command) -> dict[str, Parameter]:
    """The options of a command as they are written, each name of one after the other."""
    return {
        written: parameter
        for parameter in declaration(command).parameters
        if isinstance(parameter.declared, Option)
        for written in parameter.declared.names
    }


def values(command: Command, words: Sequence[str]) -> dict[str, Any] | None:
    """The arguments that words, as ``words.arranged`` leaves them, give a command's function; None where Typer has to speak.

    As Typer has it, values are read in the order of their options, and the last one of an option that is not repeatable holds.
    """
    declared = declaration(command)
    by_name = options(command)
    end = words.index("--")
    texts: dict[str, tuple[Parameter, list[str]]] = {}
    for word in words[:end]:
        name, _, text = word.partition("=")
        parameter = by_name.get(name)
        if parameter is None:  # --help
            return None
        texts.setdefault(parameter.name, (parameter, []))[1].append(text)
    rest = list(words[end + 1 :])
    for parameter in declared.parameters:
        if isinstance(parameter.declared, Argument):
            if parameter.many:
                texts[parameter.name] = parameter, rest
                rest = []
            elif rest:
                texts[parameter.name] = parameter, [rest.pop(0)]
            elif type(None) not in getattr(parameter.hint, "__args__", ()):
                return None
    if rest:
        return None
    return collected(declared, {name: _value(parameter, given) for name, (parameter, given) in texts.items()})


def collected(declared: Declaration, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a command's function, from the values of the parameters that are given."""
    found: dict[str, Any] = {}
    groups: dict[str, dict[str, Any]] = {name: {} for name in declared.groups}
    for parameter in declared.parameters:
        if parameter.name in given:
            to = found if parameter.group is None else groups[parameter.group]
            to[parameter.name] = given[parameter.name]
    return found | {name: kind(**groups[name]) for name, kind in declared.groups.items()}


def _value(parameter: Parameter, texts: list[str]) -> Any:
    read = parameter.declared.parser
    if not parameter.takes_value:
        return True
    if parameter.many:
        return texts if read is None else [read(text) for text in texts]
    return texts[-1] if read is None else read(texts[-1])
