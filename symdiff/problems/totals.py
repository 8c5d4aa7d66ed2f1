"""Total derivatives: names that depend on others, and the names of their derivatives. Imports ``entry``.

The derivative of y by x is the name ``dy_dx``, of higher order ``d2y_dx2`` and ``d2z_dxdy``: an ordinary name, which reads
back here and in sympy. A formula may hold such names too, and they are differentiated as what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

from symdiff.errors import fault
from symdiff.evaluator import Total
from symdiff.frozen import replace
from symdiff.parser import canonical, is_name
from symdiff.problems.entry import Composition, Entry, Probe, Task, displaced
from symdiff.problems.problem import Problem

Depends = Mapping[str, tuple[str, ...]]
"""Each dependent name with the names that it depends on."""


def dependents(problem: Problem) -> Depends:
    """What --depends says: ``y(x)``, ``z(x, y)``."""
    found: dict[str, tuple[str, ...]] = {}
    for text in problem.depends:
        head, bracket, rest = text.strip().partition("(")
        names = [canonical(part.strip()) for part in (head, *rest.removesuffix(")").split(","))]
        if not bracket or not rest.endswith(")") or not all(map(is_name, names)):
            raise fault(
                "usage", f"--depends must be NAME(NAME, ...), not {text!r}", hint='for example --depends "y(x)"'
            )
        name, *by = names
        if name in found or name in by:
            raise fault(
                "usage", f"--depends says twice what {name!r} depends on", hint=f'for example --depends "{name}(t)"'
            )
        found[name] = tuple(by)
    for name, parameters in found.items():
        for other in parameters:
            if other in found:
                last = ", ".join(found[other])
                raise fault(
                    "usage",
                    f"{name!r} depends on {other!r}, which depends on {last}",
                    hint=f'--depends "{name}({last})"',
                )
    return found


def total(task: Task, depends: Depends) -> list[Entry]:
    """The derivatives by the independent names, or those asked for, with what depends on them."""
    (root,) = task.roots
    own = {name for name in task.variables if name not in depends and of_rate(name, depends) is None}
    by = task.problem.wrt or [
        (name,) for name in sorted({*own, *(name for names in depends.values() for name in names)})
    ]
    orders = list(dict.fromkeys(tuple(map(canonical, wrt)) * task.problem.order for wrt in by))
    return [_entry(task, root, wrt, depends) for wrt in orders]


def _entry(task: Task, root: int, wrt: Sequence[str], depends: Depends) -> Entry:
    node = below = root
    terms: list[tuple[int, tuple[str, ...]]] = []
    labels: list[str] = []
    rates: dict[str, str] = {}
    probes: list[Probe | None] = []
    for level, name in enumerate(wrt):
        if name in depends:
            last = depends[name][0]
            raise fault("usage", f"{name!r} depends on {last!r} and is not differentiated by", hint=f"--wrt {last}")
        below, rates = node, _moving(task, node, name, depends)
        probes.append(_probe(task, below, rates, level + 1))
        title = f"g{level}" if level else "f"
        partials = task.gradient(below, list(rates))
        node = task.total([
            partial if rates[moved] == "" else task.graph.times(partial, task.graph.symbol(rates[moved]))
            for moved, partial in partials.items()
        ])  # fmt: skip
        terms += [(below, (moved,)) for moved in rates]
        labels += [f"{title}_{moved}" for moved in rates]
    title = "f" if len(wrt) == 1 else f"g{len(wrt) - 1}"
    parts = [f"{title}_{moved}" + (f"*{rate}" if rate else "") for moved, rate in rates.items()]
    name = total_rate(wrt)
    made = Composition("total derivative", f"{name} = {' + '.join(parts) or '0'}", tuple(labels))
    definition = Total(root, tuple(wrt), _rates(task, root, wrt, depends))
    return Entry(tuple(wrt), node, (root,), _last(probes), tuple(terms), name, composition=made, definition=definition)


def _rates(task: Task, root: int, wrt: Sequence[str], depends: Depends) -> dict[str, dict[tuple[str, ...], str]]:
    """The rates of each name in a formula by every part of what it is differentiated by."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    counts = Counter(wrt)
    parts = [
        tuple(sorted(name for name, count in zip(counts, chosen, strict=True) for _ in range(count)))
        for chosen in product(*(range(count + 1) for count in counts.values()))
    ]
    for symbol in task.graph.symbols([root]):
        of = (symbol, ()) if symbol in depends else of_rate(symbol, depends)
        if of is not None:
            base, own = of
            found[symbol] = {by: rate_name(base, (*own, *by)) for by in parts if by and {*by} <= {*depends[base]}}
    return found


def _last(probes: Sequence[Probe | None]) -> Probe | None:
    """The probe of the last order; those of the orders below must be smooth along their own ways."""
    last = probes[-1]
    if last is None:
        return None
    earlier = [probe for probe in probes[:-1] if probe is not None]
    given = {each: node for probe in (*earlier, last) for each, node in probe.given.items()}
    return replace(last, given=given, smooth=tuple((probe.formula, probe.variable) for probe in earlier))


def _moving(task: Task, node: int, name: str, depends: Depends) -> dict[str, str]:
    """The names in a node that change with one name, each with the name of its rate; nothing for the name itself."""
    moving = {name: ""}
    for symbol in task.graph.symbols([node]):
        found = (symbol, ()) if symbol in depends else of_rate(symbol, depends)
        if found is not None and name in depends[found[0]]:
            moving[symbol] = rate_name(found[0], (*found[1], name))
    return moving


def _probe(task: Task, below: int, rates: Mapping[str, str], order: int) -> Probe | None:
    """Differences as everything moves: x by h, y by dy_dx*h."""
    if not task.checked:
        return None
    graph, h = task.graph, task.fresh("h")
    direction = {moved: graph.symbol(rate) if rate else graph.one for moved, rate in rates.items()}
    note = f"differences of the derivative of order {order - 1}" if order > 1 else None
    return Probe(displaced(graph, below, direction, h), h, note, {h: graph.zero})


def rate_name(name: str, by: Sequence[str]) -> str:
    """``dy_dx``, ``d2y_dx2``, ``d2z_dxdy``: the names in alphabetical order."""
    counts = Counter(sorted(by))
    below = "".join(f"d{each}{count if count > 1 else ''}" for each, count in counts.items())
    return f"d{len(by) if len(by) > 1 else ''}{name}_{below}"


def of_rate(symbol: str, depends: Depends) -> tuple[str, tuple[str, ...]] | None:
    """What a name is the derivative of, and by what; None where it is no such name."""
    for name, parameters in depends.items():
        choice = "|".join(re.escape(each) for each in sorted(parameters, key=len, reverse=True))
        if re.fullmatch(rf"d[0-9]*{re.escape(name)}_(?:d(?:{choice})[0-9]*)+", symbol):
            parts = re.findall(rf"d({choice})([0-9]*)", symbol.removeprefix("d").partition(f"{name}_")[2])
            by = tuple(each for each, count in parts for _ in range(int((count or "1")[:4])))
            if rate_name(name, by) == symbol:
                return name, by
    return None


def total_rate(wrt: Sequence[str]) -> str:
    """``df/dx``, ``d2f/dx2``."""
    counts = Counter(reversed(wrt))
    below = "".join(f"d{name}{count if count > 1 else ''}" for name, count in counts.items())
    return f"d{len(wrt) if len(wrt) > 1 else ''}f/{below}"
