"""Formulas, names and points as Python hands them over, as the texts that a problem holds. Imports ``errors``, ``graph`` and ``trees`` late.

sympy is imported for those alone who use it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symdiff.errors import SymdiffError, fault


def text_of(formula: Any) -> str:
    """A formula as the parser reads it: text as it is, numbers and what sympy has by their own text."""
    if functions_in(formula):
        from symdiff.graph import Graph, GraphBuilder
        from symdiff.notation.writer import write
        from symdiff.trees.to_graph import tree_to_graph

        builder = GraphBuilder(Graph())
        return write(builder.graph, tree_to_graph(formula, builder), arranged=False)
    if isinstance(formula, str) or hasattr(formula, "free_symbols"):
        return str(formula)
    if isinstance(formula, bool) or not hasattr(formula, "__float__") or _is_list(formula):
        raise no_formula(formula)
    return str(formula)


def no_formula(given: Any) -> SymdiffError:
    """What is said of something in the place of a formula."""
    return fault(
        "bad-argument", f"a formula is needed here, not {kind_of(given)}", hint="give text or a sympy expression"
    )


def no_name(given: Any) -> SymdiffError:
    """What is said of something in the place of a name."""
    return fault("bad-argument", f"a name or a symbol is needed to differentiate by, not {kind_of(given)}")


def functions_in(formula: Any) -> list[str]:
    """The names of the unknown functions of an expression of sympy."""
    if not hasattr(formula, "free_symbols"):
        return []
    from sympy.core.function import AppliedUndef

    return sorted({each.func.__name__ for each in formula.atoms(AppliedUndef)})


def names_in(formula: Any) -> list[str]:
    """The names of an expression of sympy: variables, whatever else they mean in text."""
    return sorted(str(each) for each in getattr(formula, "free_symbols", ()))


def name_of(given: Any) -> str:
    """The name of a variable, text or a symbol of sympy. Raises SymdiffError ``bad-argument`` for anything else."""
    name = str(given) if isinstance(given, str) else getattr(given, "name", None)
    if not isinstance(name, str) or not (isinstance(given, str) or hasattr(given, "free_symbols")):
        raise no_name(given)
    return name


def point_of(at: Any) -> str | dict[str, str]:
    """A point as a problem holds it: of a number or a text its text, of values by name the text of each.

    A value by name may be a list, or an array of one dimension: the components of a vector.
    Raises SymdiffError ``bad-argument`` for what is no point.
    """
    if isinstance(at, Mapping):
        return {str(name): _value(value) for name, value in at.items()}
    if _is_list(at) or not _is_value(at):
        raise fault(
            "bad-argument",
            f"a point is a number, text, or numbers by name, not {kind_of(at)}",
            hint="over arrays: tabulate(formula, array)",
        )
    return str(at)


def _value(value: Any) -> str:
    if _is_list(value):
        return "[" + ", ".join(map(_value, value)) + "]"
    if not _is_value(value):
        raise fault("bad-argument", f"a value at a point is a number or text, not {kind_of(value)}")
    return str(value)


def _is_value(what: Any) -> bool:
    return isinstance(what, str) or hasattr(what, "free_symbols") or hasattr(what, "__float__")


def _is_list(what: Any) -> bool:
    """Whether this is a list or an array that has entries; an array without dimensions is a number."""
    return not isinstance(what, str) and (isinstance(what, Sequence) or bool(getattr(what, "shape", ())))


def kind_of(what: Any) -> str:
    """What something is, in a message: ``a 'list'``."""
    return "None" if what is None else f"a '{type(what).__name__}'"
