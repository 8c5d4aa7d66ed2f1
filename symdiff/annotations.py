"""The names of ``typing`` where only the type checker has a use for them. Imports nothing.

The import of ``typing`` took a tenth of the instructions of a one-shot command, beside what it makes of each protocol.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import (
        Annotated,
        Any,
        ClassVar,
        Final,
        Generic,
        NoReturn,
        ParamSpec,
        Protocol,
        Self,
        TextIO,
        TypeAlias,
        TypeVar,
        dataclass_transform,
        final,
    )
else:
    Any = ClassVar = Final = NoReturn = Self = TextIO = TypeAlias = object

    class Generic:
        """A class that may be given types, which change nothing."""

        __slots__ = ()

        def __class_getitem__(cls, types: object) -> type:
            return cls

    Protocol = Generic

    class Annotated:
        """A type, and what is declared with it, under the names of ``typing``."""

        __slots__ = ("__metadata__", "__origin__")

        def __class_getitem__(cls, parts: tuple[object, ...]) -> Annotated:
            made = cls()
            made.__origin__, *made.__metadata__ = parts
            return made

    def TypeVar(name: str, *kinds: object, **options: object) -> type:
        return object

    ParamSpec = TypeVar

    def final(kind: type) -> type:
        return kind

    def dataclass_transform(**options: object) -> object:
        return final


__all__ = [
    "TYPE_CHECKING",
    "Annotated",
    "Any",
    "ClassVar",
    "Final",
    "Generic",
    "NoReturn",
    "ParamSpec",
    "Protocol",
    "Self",
    "TextIO",
    "TypeAlias",
    "TypeVar",
    "dataclass_transform",
    "final",
]
