"""What stands in for functions that do not dispatch on their arguments, while a function is traced.

``math.sin`` of an object asks it for a float and forgets the rest, so the traced module's names for ``math`` and its functions are
replaced for the time of the trace; numpy's universal functions ask their arguments. Plain numbers go to the originals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symdiff.callables.numbers import Recording, Traced


def _first(arguments: Sequence[Any]) -> Recording | None:
    """Where the traced number among some arguments is recorded; None where there is none."""
    for argument in arguments:
        if hasattr(type(argument), "__array_ufunc__") and hasattr(argument, "node"):
            path: Recording = argument.path
            return path
        if isinstance(argument, list | tuple) and (inner := _first(argument)) is not None:
            return inner
        if (
            getattr(getattr(argument, "dtype", None), "kind", "") == "O"
            and (inner := _first(list(argument.flat))) is not None
        ):
            return inner
    return None


def _standing(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    special = _SPECIAL.get(name)

    def stand_in(*arguments: Any, **options: Any) -> Any:
        arguments = tuple(list(each) if isinstance(each, Iterator) else each for each in arguments)
        path = _first((*arguments, *options.values()))
        if path is None:
            return original(*arguments, **options)
        if special is not None:
            return special(*arguments, **options)
        if options:
            path.refuse(f"the options of 'math.{name}' are not traced", "leave them out")
        return path.call(name, original, arguments)

    return stand_in


def _value(argument: Any) -> Any:
    return getattr(argument, "value", argument) if hasattr(argument, "node") else argument


def _plainly(original: Callable[..., Any]) -> Callable[..., Any]:
    """A test of values, such as isnan, which no formula stands for."""
    return lambda *arguments, **options: original(*map(_value, arguments), **options)


def _product(factors: Sequence[Any], *, start: Any = 1) -> Any:
    for factor in factors:
        start = start * factor
    return start


def _hypot(*parts: Any) -> Any:
    total = sum(part * part for part in parts)
    return total.path.call("sqrt", math.sqrt, (total,))


def _copysign(size: Any, sign: Any) -> Any:
    negative = math.copysign(1.0, sign) < 0 if isinstance(sign, int | float) else not sign >= 0
    return -abs(size) if negative else abs(size)


def _fmod(a: Any, b: Any) -> Any:
    quotient = a / b
    return a - b * quotient.path.call("trunc", math.trunc, (quotient,))


_SPECIAL: Mapping[str, Callable[..., Any]] = {
    "isnan": _plainly(math.isnan),
    "isinf": _plainly(math.isinf),
    "isfinite": _plainly(math.isfinite),
    "isclose": _plainly(math.isclose),
    "fsum": sum,
    "prod": _product,
    "hypot": _hypot,
    "dist": lambda p, q: _hypot(*(a - b for a, b in zip(p, q, strict=True))),
    "copysign": _copysign,
    "fmod": _fmod,
    "ldexp": lambda x, n: x * 2**n,
    "sumprod": lambda p, q: sum(a * b for a, b in zip(p, q, strict=True)),
}
_ORIGINALS = {name: value for name, value in vars(math).items() if callable(value) and not name.startswith("_")}
_STAND_INS = {name: _standing(name, original) for name, original in _ORIGINALS.items()}


def _module() -> ModuleType:
    found = ModuleType("math")
    vars(found).update({name: value for name, value in vars(math).items() if not name.startswith("__")})
    vars(found).update(_STAND_INS)
    return found


@contextmanager
def standing_in(module: ModuleType) -> Iterator[None]:
    """Replace what a module's names say of ``math`` in the body."""
    names = vars(module)
    kept: dict[str, Any] = {}
    by_identity = {id(original): _STAND_INS[name] for name, original in _ORIGINALS.items()}
    for name, value in list(names.items()):
        if value is math:
            kept[name], names[name] = value, _module()
        elif id(value) in by_identity:
            kept[name], names[name] = value, by_identity[id(value)]
    try:
        yield
    finally:
        names.update(kept)


_UNIVERSAL: Mapping[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "true_divide": lambda a, b: a / b,
    "floor_divide": lambda a, b: a // b,
    "remainder": lambda a, b: a % b,
    "mod": lambda a, b: a % b,
    "fmod": _fmod,
    "power": lambda a, b: a**b,
    "float_power": lambda a, b: a**b,
    "square": lambda a: a * a,
    "reciprocal": lambda a: 1 / a,
    "negative": lambda a: -a,
    "positive": lambda a: a,
    "conjugate": lambda a: a,
    "absolute": abs,
    "fabs": abs,
    "maximum": max,
    "fmax": max,
    "minimum": min,
    "fmin": min,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "hypot": _hypot,
    "copysign": _copysign,
    "isnan": _SPECIAL["isnan"],
    "isinf": _SPECIAL["isinf"],
    "isfinite": _SPECIAL["isfinite"],
}
"""numpy's universal functions that are no function of the vocabulary by their own name."""
_RENAMED = {"rint": "round", "logaddexp": "", "arctan2": "atan2"}


def universal(path: Recording, ufunc: Any, way: str, inputs: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """A universal function of numpy with a traced number among its inputs."""
    import numpy as np

    if way != "__call__" or options:
        path.refuse(f"numpy.{ufunc.__name__}.{way} with options is not traced", "write it with plain operators")

    if not any(getattr(each, "ndim", 0) or isinstance(each, list | tuple) for each in inputs):
        return _one(path, ufunc, inputs)
    arrays = [np.asarray(_cell(each), dtype=object) for each in inputs]
    return as_array(np.frompyfunc(partial(_each, path, ufunc), len(arrays), 1)(*arrays))


def as_array(argument: Any) -> Any:
    """An argument of a traced function; an array so that numpy's functions of it are seen, whatever its elements become."""
    return argument.view(_array_type()) if hasattr(argument, "view") else argument


@cache
def _array_type() -> Any:
    import numpy as np

    base: Any = np.ndarray

    class TracedArray(base):  # type: ignore[misc]
        def __array_ufunc__(self, ufunc: Any, way: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
            plain = [np.asarray(each) if isinstance(each, TracedArray) else _cell(each) for each in inputs]
            path = _first(plain)
            if path is not None and way == "__call__" and not options and ufunc.signature is None and ufunc.nout == 1:
                result = np.frompyfunc(partial(_each, path, ufunc), ufunc.nin, 1)(*plain)
            else:
                result = getattr(ufunc, way)(*plain, **options)
            if out is not None:
                out[0][...] = result
                return out[0]
            return result.view(TracedArray) if isinstance(result, np.ndarray) else result

    return TracedArray


def _each(path: Recording, ufunc: Any, *parts: Any) -> Any:
    return _one(path, ufunc, parts)


def _cell(each: Any) -> Any:
    """A traced number as an array without dimensions, which numpy does not ask for its own ways."""
    import numpy as np

    if not hasattr(each, "node"):
        return each
    cell = np.empty((), dtype=object)
    cell[()] = each
    return cell


def _one(path: Recording, ufunc: Any, parts: Sequence[Any]) -> Any:
    name = ufunc.__name__
    if name in _UNIVERSAL:
        numbers = [path.number(part) for part in parts]
        return _UNIVERSAL[name](
            *(part if number is None else number for part, number in zip(parts, numbers, strict=True))
        )
    return path.call(_RENAMED.get(name, name), ufunc, parts)


def method(number: Traced, name: str) -> Callable[[], Any] | None:
    """The method of a traced number that numpy calls for an element of an array."""
    if name in ("conjugate", "item"):
        return lambda: number
    if name.startswith("_") or name in ("dtype", "ndim", "shape", "size"):
        return None
    try:
        import numpy as np
    except ImportError:
        return None
    ufunc = getattr(np, name, None)
    if not isinstance(ufunc, np.ufunc) or ufunc.nin != 1:
        return None
    return partial(_one, number.path, ufunc, (number,))
