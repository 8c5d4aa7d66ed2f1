"""A rule's statement, computed from its row. Imports ``forward``, ``tidy`` and ``notation``."""

from __future__ import annotations

from symdiff.differentiator.forward import partial_nodes
from symdiff.differentiator.reading import Reading
from symdiff.differentiator.tidy import tidy
from symdiff.graph import Expression, Graph
from symdiff.notation.numerals import ATOM, POWER, PRODUCT
from symdiff.notation.writer import Writer, write
from symdiff.operators import Multiple, Power, Product, Quotient, piecewise
from symdiff.rules.table import CHAIN, CONSTANT, IDENTITY, Rule


def statement(rule: Rule) -> str:
    """A rule in general: ``d/dx tan(u) = (tan(u)**2 + 1) * du/dx``, computed from its row."""
    if rule is CONSTANT:
        return "d/dx c = 0"
    if rule is IDENTITY:
        return "d/dx x = 1"
    if rule is CHAIN:
        return "d/dx f(u) = f'(u) * du/dx"
    if rule.operator.binding is not None:
        return str(rule.operator.binding.binder.statement)
    graph = Graph()
    count = 4 if rule.operator is piecewise else 2 if rule.operator.unknown is None else rule.operator.arity[0]
    names = operand_names(rule, count)
    operands = tuple(graph.symbol(name) for name in names)
    if rule.operator is Multiple:
        node = graph.intern(Product, operands)
    elif rule.operator is Quotient:
        node = graph.intern(Product, (operands[0], graph.intern(Power, (operands[1], graph.minus_one))))
    else:
        node = graph.intern(rule.operator, operands)
    active = rule.active or (True,) * len(operands)
    partials = partial_nodes(graph, Reading(node, rule, operands, active))
    expressions = [Expression(graph, operand) for operand in operands]
    before, over = "", ""
    if rule.of_logarithm is not None:
        partials = [share.node for share in rule.of_logarithm(*expressions)]
        before = write(graph, node, arranged=False, tightness=PRODUCT)
    elif rule.over is not None:
        below = rule.over(*expressions).node
        partials = [None if partial is None else graph.times(partial, below) for partial in partials]
        over = write(graph, below, tightness=POWER)
    tidied = tidy(graph, [partial for partial in partials if partial is not None])
    typed, arranged = Writer(graph, arranged=False), Writer(graph)
    text = ""
    for name, partial, varies in zip(names, partials, active, strict=True):
        if partial is None or not varies or tidied[partial] == graph.zero:
            continue
        factor = arranged.write(tidied[partial], PRODUCT)
        minus = factor.startswith("-")
        factor = factor.removeprefix("-")
        text += (" - " if minus else " + ") if text else "-" if minus else ""
        text += f"d{name}/dx" if factor == "1" else f"{factor} * d{name}/dx"
    text = f"{before} * ({text})" if before else f"({text})/{over}" if over else text
    return f"d/dx {typed.write(node, ATOM)} = {text or '0'}"


def operand_names(rule: Rule, count: int) -> list[str]:
    """The names of a row's operands as its function of partials writes them; u, v, ... where it takes any number."""
    if rule.operator is piecewise:
        return [f"{kind}{k}" for k in range(1, count // 2 + 1) for kind in ("u", "c")]
    if rule.operator.binding is not None:
        labels: list[str] = rule.operator.binding.labels()
        return labels
    if rule.operator.unknown is not None:
        letters = [letter for letter in "uvwpqrs" if letter != rule.operator.unknown.name]
        return letters[:count] if count <= 3 else [f"{letters[0]}{k}" for k in range(1, count + 1)]
    import inspect  # only a statement needs it

    _, *operands = inspect.signature(rule.partials).parameters.values()
    if operands and operands[0].kind is inspect.Parameter.VAR_POSITIONAL:
        return ["u", "v", "w"][:count] if count <= 3 else [f"u{k}" for k in range(1, count + 1)]
    return [operand.name for operand in operands]
