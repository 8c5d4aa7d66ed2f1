"""Frozen values with slots, like ``dataclass(frozen=True, slots=True)`` but quick to declare. Imports the standard library only.

A dataclass is compiled from text when its file is imported: half a millisecond each, sixty of them before a one-shot command
does any work, beside the import of ``inspect``. Here all classes share the same few functions. The type checker sees
dataclasses, and so does the module ``dataclasses`` once it asks.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


class _Made:
    """A default that is made anew for each value."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def _missing() -> NoReturn:
    raise TypeError("a field without a default needs a value")


_NEEDED = _Made(_missing)
"""In place of a default where there is none."""


def field(*, default_factory: Callable[[], Any] = _missing, kw_only: bool = False) -> Any:
    """A field whose default is made anew for each value, or one without a default that comes after some with."""
    return _NEEDED if kw_only else _Made(default_factory)


class _Value:
    """What all frozen values share; ``_row`` is the values of the fields, ``_defaults`` their defaults by name."""

    __slots__ = ()
    if TYPE_CHECKING:
        _row: Any
        _defaults: dict[str, Any]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        _refuse(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        _refuse(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Value) or other.__class__ is not self.__class__:
            return NotImplemented
        return bool(self._row == other._row)

    def __hash__(self) -> int:
        return hash(self._row)

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._defaults, self._row, strict=True))
        return f"{type(self).__qualname__}({fields})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._row

    def __replace__(self, /, **changes: Any) -> Any:
        row = [changes.pop(name, value) for name, value in zip(self._defaults, self._row, strict=True)]
        return type(self)(*row, **changes)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """The class with its annotated names as fields, after those of a frozen class that it extends."""
    own = dict(cls.__dict__)
    defaults: dict[str, Any] = dict(getattr(cls, "_defaults", {}))
    annotations = own.get("__annotations__", {})
    slots = tuple(name for name in annotations if name not in defaults)
    defaults.update([(name, own.pop(name, _NEEDED)) for name in annotations])
    for name in ("__dict__", "__weakref__"):
        own.pop(name, None)
    names = tuple(defaults)
    get: Callable[[Any], Any] = attrgetter(*names)
    own.update(
        __slots__=slots,
        __match_args__=names,
        _defaults=defaults,
        _row=property(get if len(names) > 1 else lambda value: (get(value),)),
    )
    own.update(__dataclass_fields__=_Twin("__dataclass_fields__"), __signature__=_Twin("__signature__"))
    bases = (
        cls.__bases__ if issubclass(cls, _Value) else (_Value, *(base for base in cls.__bases__ if base is not object))
    )
    kind: Any = type(cls)
    made: Any = kind(cls.__name__, bases, own)
    put = tuple(getattr(made, name).__set__ for name in names)
    row = tuple(defaults.values())
    places = {name: place for place, name in enumerate(names)}
    making = tuple(place for place, default in enumerate(row) if default.__class__ is _Made)

    def begin(self: Any, *given: Any, **named: Any) -> None:
        if named or len(given) != len(put):
            given = complete(given, named)
        for set_, value in zip(put, given):  # noqa: B905 - as many
            set_(self, value)

    def complete(given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        first = len(given)
        values = [*given, *row[first:]]
        for name, value in named.items():
            place = places.get(name, -1)
            if place < first:
                raise TypeError(f"{made.__name__} has no field {name!r}, or two values for it")
            values[place] = value
        for place in making:
            if values[place].__class__ is _Made:
                values[place] = values[place].make()
        if len(values) != len(put):
            raise TypeError(f"{made.__name__} has {len(put)} fields, not {len(values)}")
        return values

    made.__init__ = begin
    return made  # type: ignore[no-any-return]


class _Twin:
    """An attribute of the real dataclass with the same fields, which is made when somebody asks for it."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, value: object, kind: Any) -> Any:
        import dataclasses
        import inspect

        hints: dict[str, Any] = {}
        for base in reversed(kind.__mro__):
            hints.update(inspect.get_annotations(base))
        fields: list[Any] = []
        after = False
        for name, default in kind._defaults.items():
            if default is _NEEDED:
                one = dataclasses.field(kw_only=after)
            elif isinstance(default, _Made):
                one = dataclasses.field(default_factory=default.make)
            else:
                one = dataclasses.field(default=default)
            after = after or default is not _NEEDED
            fields.append((name, hints[name], one))
        twin: Any = dataclasses.make_dataclass(kind.__name__, fields)
        kind.__dataclass_fields__, kind.__signature__ = twin.__dataclass_fields__, inspect.signature(twin)
        return getattr(kind, self._name)


def _refuse(message: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(message)


if TYPE_CHECKING:  # it knows the fields of each class
    from dataclasses import replace
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """The value with some fields changed."""
        if isinstance(value, _Value):
            return value.__replace__(**changes)
        from dataclasses import replace as replaced

        return replaced(value, **changes)


__all__ = ["field", "frozen", "replace"]
