"""Slopes of plane curves: given by an equation, or by a parameter. Imports ``entry``."""

from __future__ import annotations

from symdiff.errors import fault
from symdiff.evaluator import Implicit, Parametric
from symdiff.evaluator.differences.curve_samples import Curve
from symdiff.graph import Expression
from symdiff.graph.heads import Sum
from symdiff.notation.numerals import PRODUCT, SUM
from symdiff.notation.writer import Writer
from symdiff.parser import canonical
from symdiff.problems.entry import Composition, Entry, Probe, Task


def implicit(task: Task) -> list[Entry]:
    """The derivative of the one name by the other, where an equation F = 0 joins them; of higher order along the curve."""
    graph = task.graph
    (root,) = task.roots
    x, y = _names(task)
    f_x, f_y = task.derive(root, (x,)), task.derive(root, (y,))
    if f_y == graph.zero:
        raise fault(
            "undefined",
            f"the equation does not determine {y!r}: its derivative by {y!r} is 0 everywhere",
            hint=f"perhaps the other way: --wrt {y} --dep {x}",
        )
    slope = task.tidied((-Expression(graph, f_x) / Expression(graph, f_y)).node)
    terms = [(root, (x,)), (root, (y,))]
    labels = [f"F_{x}", f"F_{y}"]
    node, below = slope, graph.symbol(y)
    for k in range(1, task.problem.order):
        below = node
        partly = Expression(graph, task.derive(node, (x,)))
        along = Expression(graph, task.derive(node, (y,))) * Expression(graph, slope)
        node = task.tidied((partly + along).node)
        terms += [(below, (x,)), (below, (y,))]
        labels += [f"g{k}_{x}", f"g{k}_{y}"]
    order = task.problem.order
    name, first = _rate(y, x, order), f"{_rate(y, x, 1)} = -F_{x}/F_{y}"
    statement = first if order == 1 else f"{name} = g{order - 1}_{x} + g{order - 1}_{y}*g1 with g1 = {first}"
    curve = Curve(root, y, f_y, f_x, (f"F_{y}", f"F_{x}"))
    probe = Probe(below, x, _of_lower_order(order), curve=curve) if task.checked else None
    lines = _both_sides(task, root, x, y) if order == 1 and task.options.explain else ()
    made = Composition("implicit differentiation", statement, tuple(labels), lines)
    chosen = not (task.wrt or task.problem.dependent or (x, y) == ("x", "y"))
    note = f"{y} is taken as a function of {x}; --wrt and --dep choose" if chosen else None
    return [
        Entry(
            (x,) * order,
            node,
            (root,),
            probe,
            tuple(terms),
            name,
            composition=made,
            note=note,
            definition=Implicit(root, x, y, order),
        )
    ]


def _both_sides(task: Task, root: int, x: str, y: str) -> tuple[str, ...]:
    """The equation with both sides differentiated, y being a function of x, and what is solved for."""
    graph = task.graph
    parts = graph.below[root] if graph.heads[root] is Sum else ()
    left, right = root, graph.zero
    if len(parts) == 2 and "=" in task.problem.source and graph.is_negative(parts[1]):
        left, right = parts[0], graph.collect_product((graph.minus_one, parts[1]))
    typed, arranged = Writer(graph, arranged=False), Writer(graph)
    given = " = ".join(f"d/d{x} ({typed.write(side)})" for side in (left, right))
    rate = f"d{y}/d{x}"
    sides: list[str] = []
    for side in (left, right):
        plain, times = (
            arranged.write(task.derive(side, (name,)), tightness) for name, tightness in ((x, SUM), (y, PRODUCT))
        )
        term = "" if times == "0" else rate if times == "1" else f"-{rate}" if times == "-1" else f"{times}*{rate}"
        if plain == "0" and term:
            sides.append(term)
        elif term:
            sides.append(f"{plain} - {term[1:]}" if term.startswith("-") else f"{plain} + {term}")
        else:
            sides.append(plain)
    return (given, " = ".join(sides))


def _names(task: Task) -> tuple[str, str]:
    """The name to differentiate by and the one that depends on it: those asked for, x and y, or the only two."""
    asked, variables = task.wrt, task.variables
    dependent = canonical(task.problem.dependent) if task.problem.dependent else None
    if len(asked) > 1:
        raise fault("usage", f"an implicit derivative is by one name, not {len(asked)}", hint=f"--wrt {asked[0]}")
    for name in [dependent] if dependent else []:
        if name not in variables:
            raise fault("unknown-variable", f"the equation does not contain {name!r}", hint=_choice(variables))
    if asked and dependent == asked[0]:
        raise fault("usage", f"{dependent!r} cannot depend on itself", hint="give --wrt and --dep different names")
    if {"x", "y"} <= set(variables):
        x, y = "x", "y"
    elif len(variables) == 2:
        x, y = variables
    else:
        x = y = ""
    if asked and dependent:
        return asked[0], dependent
    if (asked and asked[0] == y) or dependent == x:
        x, y = y, x
    if (asked and asked[0] != x) or (dependent and dependent != y) or not x:
        if len(variables) < 2:
            only = f"only the variable {variables[0]!r}" if variables else "no variables"
            raise fault(
                "unknown-variable",
                f"the equation has {only}: nothing depends on another",
                hint="for example x**2 + y**2 = 1",
            )
        raise fault(
            "unknown-variable",
            f"which variable depends on which? there are {', '.join(variables)}",
            hint=_choice(variables),
        )
    return x, y


def _choice(variables: list[str]) -> str:
    first, last = (variables[0], variables[-1]) if len(variables) > 1 else ("x", "y")
    return f"name both: --wrt {first} --dep {last}"


def parametric(task: Task) -> list[Entry]:
    """The derivative of y by x, both functions of a parameter; of higher order by x again."""
    graph = task.graph
    if len(task.roots) != 2:
        raise fault(
            "usage", "a curve has two formulas, x and y", hint='for example symdiff parametric "cos(t)" "sin(t)"'
        )
    first, second = task.roots
    t = _parameter(task)
    run = task.derive(first, (t,))
    if run == graph.zero:
        raise fault(
            "undefined",
            f"x does not depend on {t!r}: dx/d{t} is 0 everywhere",
            hint="the slope of the exchanged curve is dx/dy: symdiff parametric Y X",
        )
    terms, labels = [(first, (t,))], [f"dx/d{t}"]
    node = second
    for k in range(task.problem.order):
        below = node
        rise = task.derive(below, (t,))
        node = task.tidied((Expression(graph, rise) / Expression(graph, run)).node)
        terms.append((below, (t,)))
        labels.append(f"dg{k}/d{t}" if k else f"dy/d{t}")
    order = task.problem.order
    name, slope = _rate("y", "x", order), f"dy/dx = (dy/d{t})/(dx/d{t})"
    statement = slope if order == 1 else f"{name} = (dg{order - 1}/d{t})/(dx/d{t}) with g1 = {slope}"
    made = Composition("parametric derivative", statement, tuple(labels))
    probe, definition = _along(task, t, run, below), Parametric(first, second, t, order)
    return [Entry((t,) * order, node, task.roots, probe, tuple(terms), name, composition=made, definition=definition)]


def _along(task: Task, t: str, run: int, below: int) -> Probe | None:
    """Differences along x: the parameter follows the equation x(t) - x = 0."""
    if not task.checked:
        return None
    graph = task.graph
    first, second = task.roots
    x = task.fresh("x")
    equation = Expression(graph, first) - Expression(graph, graph.symbol(x))
    curve = Curve(equation.node, t, run, task.derive(second, (t,)), (f"dx/d{t}", f"dy/d{t}"))
    return Probe(below, x, _of_lower_order(task.problem.order), {x: first}, curve)


def _parameter(task: Task) -> str:
    asked, variables = task.wrt, task.variables
    if len(asked) == 1:
        return asked[0]
    if not asked and ("t" in variables or len(variables) <= 1):
        return "t" if "t" in variables or not variables else variables[0]
    names = ", ".join(asked or variables)
    raise fault("unknown-variable", f"a curve has one parameter, not {names}", hint=f"--wrt {(asked or variables)[0]}")


def _rate(y: str, x: str, order: int) -> str:
    return f"d{y}/d{x}" if order == 1 else f"d{order}{y}/d{x}{order}"


def _of_lower_order(order: int) -> str | None:
    return f"differences of the derivative of order {order - 1}" if order > 1 else None
