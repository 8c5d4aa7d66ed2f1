"""Formulas and their derivatives as functions that were compiled. Imports ``programs`` and ``languages``."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from symdiff.api.programs import asked_for
from symdiff.budget import heeding
from symdiff.errors import fault
from symdiff.frozen import Frozen
from symdiff.languages.compiler import loaded
from symdiff.languages.writing import Program
from symdiff.parser import canonical

_LOOP = """\
#include <stddef.h>

void f_over(size_t count, const double *in, double *out)
{{
    for (size_t k = 0; k < count; k++) {{
        double one[{outputs}];
        f({arguments}one);
        for (size_t j = 0; j < {outputs}; j++)
            out[j*count + k] = one[j];
    }}
}}
"""
"""The function at many points: arguments and outputs are rows of so many numbers."""


class Output(Frozen):
    """What one number of a function is: a formula, by its number from 0, or its derivative by the names in turn."""

    formula: int
    wrt: tuple[str, ...] = ()


class Compiled:
    """A function of doubles, at a point or over arrays: see ``compiled``. Two processes share one library by its text.

    ``variables`` are the names of its arguments, ``outputs`` what its numbers are; ``source`` and ``header`` are texts in C,
    ``library`` is the file that was built.
    """

    __slots__ = ("_one", "_over", "header", "library", "outputs", "source", "variables")

    def __init__(self, source: str, header: str, variables: Sequence[str], outputs: Sequence[Output]) -> None:
        self.source: str = source
        self.header: str = header
        self.variables: tuple[str, ...] = tuple(variables)
        self.outputs: tuple[Output, ...] = tuple(outputs)
        arguments = "".join(f"in[{j}*count + k], " for j in range(len(self.variables)))
        loop = _LOOP.format(outputs=len(self.outputs), arguments=arguments)
        found, path = loaded(f"{source}\n{loop}")
        self.library: Path = path
        self._one = found.f
        self._one.argtypes = [ctypes.c_double] * len(self.variables) + [ctypes.POINTER(ctypes.c_double)]
        self._one.restype = None
        self._over = found.f_over
        self._over.argtypes = [ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p]
        self._over.restype = None

    def __call__(self, *arguments: Any, **named: Any) -> tuple[Any, ...]:
        """The outputs, in order: floats where all arguments are numbers, else arrays in their common shape.

        Arguments stand in the order of ``variables``, or have their names. nan and infinities come out as C makes them.
        Raises SymdiffError ``bad-point`` and ``missing-value``, and for arrays without numpy ``missing-extra``.

        >>> compiled("x**2*y")(3, 2.0)
        (18.0, 12.0, 9.0)
        """
        values = self._bound(arguments, named)
        if all(map(_is_number, values)):
            out = (ctypes.c_double * len(self.outputs))()
            self._one(*map(_double, values), out)
            return tuple(out)
        return tuple(self.over(values))

    def _bound(self, arguments: Sequence[Any], named: dict[str, Any]) -> list[Any]:
        """The values of the variables in their order."""
        names = self.variables
        if len(arguments) > len(names):
            raise fault("bad-point", f"{len(arguments)} values are given, for {len(names)} variables")
        found = dict(zip(names, arguments, strict=False))
        for given, value in named.items():
            name = canonical(given)
            if name not in names:
                raise fault("bad-point", f"there is no variable '{name}'", hint=f"there are {', '.join(names)}")
            if name in found:
                raise fault("bad-point", f"'{name}' is given twice")
            found[name] = value
        missing = [name for name in names if name not in found]
        if missing:
            raise fault("missing-value", f"no value is given for {' and '.join(map(repr, missing))}")
        return [found[name] for name in names]

    def over(self, values: Sequence[Any], shape: tuple[int, ...] | None = None) -> Any:
        """The outputs at the values of all variables in their order, as one array: a row each, in a shape, else the values' common one.

        Raises as a call.
        """
        from symdiff.evaluator.arithmetic.arrays import load_numpy

        np = load_numpy()
        arrays = [np.asarray(_double(value) if _is_number(value) else value) for value in values]
        for name, array in zip(self.variables, arrays, strict=True):
            if array.dtype.kind not in "biuf":
                raise fault("bad-point", f"the values of '{name}' are no real numbers")
        try:
            shape = np.broadcast_shapes(shape or (), *(array.shape for array in arrays))
        except ValueError:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(self.variables, arrays, strict=True))
            raise fault("bad-point", f"the arrays have shapes that do not fit together: {shapes}") from None
        given = np.empty((len(arrays), *shape))
        for number, array in enumerate(arrays):
            given[number] = array
        out = np.empty((len(self.outputs), *shape))
        self._over(math.prod(shape), given.ctypes.data, out.ctypes.data)
        return out

    def __reduce__(self) -> tuple[Any, ...]:
        return Compiled, (self.source, self.header, self.variables, self.outputs)

    def __repr__(self) -> str:
        return f"<compiled function of {', '.join(self.variables) or 'nothing'}, {len(self.outputs)} outputs>"


def _is_number(value: Any) -> bool:
    return hasattr(value, "__float__") and getattr(value, "shape", ()) == ()


def _double(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise fault("bad-point", f"an argument is no double: {error}") from None


@heeding
def compiled(
    expression: str | Sequence[str],
    *wrt: str,
    hessian: bool = False,
    order: int = 1,
    every: bool = False,
    sparse: bool = False,
    accuracy: str | None = None,
) -> Compiled:
    """The function that ``code`` writes in C, built by the C compiler ``cc`` and loaded: values and derivatives as doubles.

    Outputs and arguments are those of ``code``. It is called with numbers, or with arrays that are broadcast together, over which
    the loop is C's. What was built is kept in the user's cache folder, and is built once for each text, compiler and set of flags.
    As all code it computes the printed forms: outside the formula's domain, and at corners, what C gives for these.
    Raises SymdiffError ``no-compiler`` where there is no compiler, ``no-code`` for functions that C lacks, ``unreadable`` where the
    cache cannot be used, and what reading the formula raises.

    >>> f = compiled("x**2*y")
    >>> f.variables, f(3.0, 2.0)
    (('x', 'y'), (18.0, 12.0, 9.0))
    """
    made = asked_for(
        expression, wrt, language="c", hessian=hessian, order=order, every=every, sparse=sparse, accuracy=accuracy
    )
    return built(made)


def built(made: Program) -> Compiled:
    """A function that ``code`` wrote in C, by the name ``f``, built and loaded. Raises as ``compiled``."""
    return Compiled(made.text, made.header, made.variables, [Output(k, by) for k, by in made.outputs])
