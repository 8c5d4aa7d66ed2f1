"""Frozen values, like those of ``dataclass(frozen=True, slots=True)`` but quick to declare and to make. Imports the standard library only.

A dataclass is compiled from text when its file is imported: half a millisecond each, sixty of them before a one-shot command
does any work, beside the import of ``inspect``. Here all classes share the same few functions. The type checker sees
dataclasses, and so does the module ``dataclasses`` once it asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from symdiff.annotations import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform

try:
    from _collections import _tuplegetter  # type: ignore[import-not-found]  # what the fields of a named tuple are
except ImportError:
    from operator import itemgetter

    def _tuplegetter(place: int, doc: str) -> Any:
        return property(itemgetter(place), doc=doc)


if TYPE_CHECKING:  # nobody is to take a value for the tuple that it is

    class _Row:
        pass
else:
    _Row = tuple
_new: Callable[[Any, Any], Any] = tuple.__new__
_equal: Callable[[Any, Any], Any] = tuple.__eq__
_values: Callable[[Any], Any] = tuple.__iter__


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
    """What makes the classes of frozen values: each is made once.

    A value is a tuple of its fields, which one call makes; to fill slots took a call for each field.
    """

    if TYPE_CHECKING:
        _defaults: dict[str, Any]

    def __new__(kind, name: str, bases: tuple[type, ...], own: dict[str, Any], **more: Any) -> _Kind:
        """The class with its annotated names as fields, after those of a frozen class that it extends."""
        defaults: dict[str, Any] = {}
        for base in bases:
            defaults.update(getattr(base, "_defaults", ()))
        annotations = own.get("__annotations__", ())
        if not annotations and "__annotate_func__" in own:  # Python 3.14, where they are no text
            annotations = own["__annotate_func__"](1)
        for field in annotations:
            defaults[field] = own.pop(field, _NEEDED)
        names = tuple(defaults)
        if not names:
            whole = {"__bool__": lambda value: True} if bases != (_Row,) else {}
            return type.__new__(kind, name, bases, {"__slots__": (), **whole, **own}, **more)
        row = tuple(defaults.values())
        many = len(row)
        places = {field: place for place, field in enumerate(names)}
        making = tuple([place for place, default in enumerate(row) if default.__class__ is _Made])
        # By how many values are given, what the others are by default, where none is needed or made anew.
        rest = {given: row[given:] for given in range(making[-1] + 1 if making else 0, many)}

        def make(kind: Any, /, *given: Any, **named: Any) -> Any:
            if named:
                given = complete(given, named)
            elif len(given) != many:
                more = rest.get(len(given))
                given = complete(given, named) if more is None else given + more
            return _new(kind, given)

        def complete(given: tuple[Any, ...], named: dict[str, Any]) -> Any:
            first = len(given)
            merged = defaults | named  # in the order of the fields, and past them what is no field
            values = list(merged.values())
            if first:
                if not named.keys().isdisjoint(names[:first]):
                    raise TypeError(f"{name} was given two values for one of its fields {', '.join(names[:first])}")
                values[:first] = given
            for place in making:
                if values[place].__class__ is _Made:
                    values[place] = values[place].make()
            if len(values) != many:
                raise TypeError(f"{name} has {many} fields, not {len(values)}; given by name: {', '.join(named)}")
            return values

        own.update([(field, _tuplegetter(places[field], "")) for field in annotations])
        own.update(__new__=make, __match_args__=names, __slots__=(), _defaults=defaults, _places=places)
        return type.__new__(kind, name, bases, own, **more)

    @property
    def __dataclass_fields__(cls) -> dict[str, Any]:
        return _twin(cls).__dataclass_fields__  # type: ignore[no-any-return]

    @property
    def __signature__(cls) -> Any:
        import inspect

        return inspect.signature(_twin(cls))


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(_Row, metaclass=_Kind):
    """What all frozen values share: the values of their fields never change, and two are equal where all fields are.

    The annotated names of a class that extends this one are its fields, with their defaults.
    """

    if TYPE_CHECKING:
        _defaults: dict[str, Any]
        _places: dict[str, int]

    def __setattr__(self, name: str, value: object) -> NoReturn:
        _refuse(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        _refuse(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return other.__class__ is self.__class__ and bool(_equal(self, other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = _Row.__hash__

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._defaults)
        return f"{type(self).__qualname__}({fields})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(_values(self))

    def __replace__(self, /, **changes: Any) -> Any:
        return _changed(self, changes)

    @property
    def __dataclass_fields__(self) -> dict[str, Any]:
        return type(self).__dataclass_fields__  # type: ignore[return-value] # read of the class, it is a dictionary


def _changed(value: Any, changes: dict[str, Any]) -> Any:
    row = [*_values(value)]
    places = value._places
    for name, given in changes.items():
        if name not in places:
            raise TypeError(f"{type(value).__name__} has no field {name!r}")
        row[places[name]] = given
    return _new(value.__class__, row)


@cache
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


F = TypeVar("F", bound=Frozen)  # a bound as text is compiled, for which Python makes a class for each kind of syntax


def values(value: Frozen) -> tuple[Any, ...]:
    """The values of the fields, in order."""
    return tuple(_values(value))


def rebuilt(kind: type[F], rows: Iterable[tuple[Any, ...]]) -> list[F]:
    """The frozen values of a kind that ``values`` gave these of; a third of the time of making them by the class."""
    return [_new(kind, row) for row in rows]


def _refuse(message: str) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(message)


if TYPE_CHECKING:  # it knows the fields of each class
    from dataclasses import replace
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """The value with some fields changed."""
        if isinstance(value, Frozen):
            return _changed(value, changes)
        from dataclasses import replace as replaced

        return replaced(value, **changes)


__all__ = ["Frozen", "field", "rebuilt", "replace", "values"]
