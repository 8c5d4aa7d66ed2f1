"""Frozen values with slots, like ``dataclass(frozen=True, slots=True)`` but quick to declare. Imports the standard library only.

A dataclass is compiled from text when its file is imported: half a millisecond each, sixty of them before a one-shot command
does any work, beside the import of ``inspect``. Here all classes share the same few functions. The type checker sees
dataclasses, and so does the module ``dataclasses`` once it asks.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, dataclass_transform


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


class _Kind(type):
    """What makes the classes of frozen values: their slots are named before the class is made, so each is made once."""

    if TYPE_CHECKING:
        _defaults: dict[str, Any]
        _row: Any

    def __new__(kind, name: str, bases: tuple[type, ...], own: dict[str, Any], **more: Any) -> _Kind:
        """The class with its annotated names as fields, after those of a frozen class that it extends."""
        defaults: dict[str, Any] = {}
        for base in bases:
            defaults.update(getattr(base, "_defaults", ()))
        annotations = own.get("__annotations__", ())
        if not annotations and "__annotate_func__" in own:  # Python 3.14, where they are no text
            annotations = own["__annotate_func__"](1)
        slots = tuple([field for field in annotations if field not in defaults])
        for field in annotations:
            defaults[field] = own.pop(field, _NEEDED)
        names = tuple(defaults)
        if not names:
            return type.__new__(kind, name, bases, {"__slots__": (), **own}, **more)
        row = tuple(defaults.values())
        places = {field: place for place, field in enumerate(names)}
        making = tuple([place for place, default in enumerate(row) if default.__class__ is _Made])
        put: tuple[Callable[[Any, Any], None], ...] = ()

        def begin(self: Any, *given: Any, **named: Any) -> None:
            if named or len(given) != len(put):
                given = complete(given, named)
            for set_, value in zip(put, given):  # noqa: B905 - as many
                set_(self, value)

        def complete(given: tuple[Any, ...], named: dict[str, Any]) -> Any:
            first = len(given)
            values = [*given, *row[first:]]
            for field, value in named.items():
                place = places.get(field, -1)
                if place < first:
                    raise TypeError(f"{name} has no field {field!r}, or two values for it")
                values[place] = value
            for place in making:
                if values[place].__class__ is _Made:
                    values[place] = values[place].make()
            if len(values) != len(put):
                raise TypeError(f"{name} has {len(put)} fields, not {len(values)}")
            return values

        get: Callable[[Any], Any] = attrgetter(*names)
        own.update(
            __init__=begin,
            __match_args__=names,
            __slots__=slots,
            _defaults=defaults,
            _row=property(get if len(names) > 1 else lambda value: (get(value),)),
        )
        made = type.__new__(kind, name, bases, own, **more)
        put = tuple([getattr(made, field).__set__ for field in names])
        return made

    @property
    def __dataclass_fields__(cls) -> dict[str, Any]:
        return _twin(cls).__dataclass_fields__  # type: ignore[no-any-return]

    @property
    def __signature__(cls) -> Any:
        import inspect

        return inspect.signature(_twin(cls))


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(metaclass=_Kind):
    """What all frozen values share: the values of their fields never change, and two are equal where all fields are.

    The annotated names of a class that extends this one are its fields, with their defaults.
    """

    if TYPE_CHECKING:
        _row: Any
        _defaults: dict[str, Any]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        _refuse(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        _refuse(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frozen) or other.__class__ is not self.__class__:
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

    @property
    def __dataclass_fields__(self) -> dict[str, Any]:
        return type(self).__dataclass_fields__  # type: ignore[return-value] # read of the class, it is a dictionary


def _twin(kind: Any) -> Any:
    """The real dataclass with the same fields, for whoever asks."""
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
    return dataclasses.make_dataclass(kind.__name__, fields)


def _refuse(message: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(message)


if TYPE_CHECKING:  # it knows the fields of each class
    from dataclasses import replace
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """The value with some fields changed."""
        if isinstance(value, Frozen):
            return value.__replace__(**changes)
        from dataclasses import replace as replaced

        return replaced(value, **changes)


__all__ = ["Frozen", "field", "replace"]
