"""A rule as a page of a book tells it: to what it applies, where it holds, and a formula that it is used on.

Imports ``rules``, ``operators`` and ``differentiator``.
"""

from __future__ import annotations

from symdiff.differentiator.statement import operand_names
from symdiff.operators import real_root
from symdiff.rules.table import CHAIN, CONSTANT, IDENTITY, Rule

_STRUCTURES = {
    "constant": "5",
    "identity": "x",
    "chain rule": "sin(x**2)",
    "sum": "x**2 + sin(x)",
    "constant multiple": "3*x**2",
    "product": "x**2*sin(x)",
    "quotient": "sin(x)/x",
    "power": "sin(x)**3",
    "exponential": "2**(x**2)",
    "logarithmic differentiation": "x**sin(x)",
    "piecewise": "Piecewise((x**2, x < 1), (2*x - 1, True))",
}
"""Examples of the rules whose operator is not written as a function."""
_USES = {
    "power": "x**3",
    "exponential": "2**x",
    "logarithmic differentiation": "x**x",
    "binomial coefficient": "binomial(x, 1/2)",
    "elliptic integral, first kind": "elliptic_f(x, x/2)",
    "elliptic integral, second kind": "elliptic_e(x, x/2)",
}
"""What is drawn where the function of x and 1 would not do."""
POINTS = ("-2", "-1", "0", "1/2", "1", "2")
"""Where a rule is tried."""


def example(rule: Rule) -> str:
    """A formula whose top step is this rule."""
    if rule.name in _STRUCTURES:
        return _STRUCTURES[rule.name]
    if rule.operator.binding is not None:
        return str(rule.operator.binding.binder.example)
    return _applied(rule, ("x**2", "3*x", "x"))


def plain_use(rule: Rule) -> str:
    """The function of the rule at x itself, other operands being fixed: what is drawn."""
    if rule.name in _USES:
        return _USES[rule.name]
    return (
        example(rule)
        if rule.name in _STRUCTURES or rule.operator.binding is not None
        else _applied(rule, ("x", "1", "x"))
    )


def _applied(rule: Rule, inner: tuple[str, ...]) -> str:
    operator = rule.operator
    if operator is real_root:
        return f"root({inner[0] if inner[0] == 'x' else 'x**2 + 1'}, 3)"
    if rule.active is None:
        count = operator.arity[0] if operator.arity[1] is not None else 2
        return f"{operator.name}({', '.join(inner[:count])})"
    varying = iter(inner)
    numbers = [f"{low:g}" if low == high else "1/2" for low, high in operator.sample]
    operands = [next(varying) if varies else number for varies, number in zip(rule.active, numbers, strict=False)]
    return f"{operator.name}({', '.join(operands)})"


def applies(rule: Rule) -> str:
    """Which operands may depend on the variable, in words."""
    if rule is CONSTANT:
        return "The expression does not contain the variable."
    if rule is IDENTITY:
        return "The expression is the variable itself."
    if rule is CHAIN:
        return (
            "`f` is a function with a rule of its own, and `u` any expression: every rule is used in this way, with as many "
            "terms as it has operands that depend on the variable."
        )
    if rule.operator.binding is not None:
        return str(rule.operator.binding.binder.applies)
    if rule.operator.unknown is not None:
        return "`f` is a function that nothing is known of, declared by `--function` or one of the letters f, g, h, F, G, H; it is taken to be smooth."
    names = operand_names(rule, max(rule.operator.arity[0], 2))
    if rule.operator.arity[1] is None:
        return "Any number of operands, whichever of them depend on the variable."
    if rule.active is None:
        return f"{' and '.join(f'`{name}`' for name in names)} may be any expression{'s' if len(names) > 1 else ''}."
    varies = [f"`{name}`" for name, active in zip(names, rule.active, strict=True) if active]
    fixed = [f"`{name}`" for name, active in zip(names, rule.active, strict=True) if not active]
    text = " and ".join(varies) + (" depend" if len(varies) > 1 else " depends") + " on the variable"
    return text + (f", {' and '.join(fixed)} {'do' if len(fixed) > 1 else 'does'} not." if fixed else ".")


def domain(rule: Rule) -> str:
    """Where the function has a real value and is smooth, in words."""
    row = rule.operator
    if row.unknown is not None:
        return "wherever the function is"
    where = f"real for {row.domain.words}" if row.domain is not None else "real everywhere, but at poles"
    smooth = (
        "" if row.kink is None else f"; no derivative where {row.kink.words}" + (" (a jump)" if row.kink.jump else "")
    )
    return where + smooth
