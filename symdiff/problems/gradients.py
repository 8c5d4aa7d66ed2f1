"""Partial derivatives of one formula: the gradient, higher and mixed orders. Imports ``entry`` and ``totals``."""

from __future__ import annotations

from symdiff.evaluator import Partials
from symdiff.parser import canonical
from symdiff.problems.entry import Entry, Probe, Task


def partials(task: Task) -> list[Entry]:
    """The derivatives that the problem's ``wrt`` and ``order`` name; by every variable where there are no names."""
    if task.problem.depends:
        from symdiff.problems.totals import dependents, total  # few problems have any

        return total(task, dependents(task.problem))
    (root,) = task.roots
    by = task.problem.wrt or [(name,) for name in task.graph.symbols([root]) or ["x"]]
    orders = list(dict.fromkeys(tuple(map(canonical, wrt)) * task.problem.order for wrt in by))
    if all(len(wrt) == 1 for wrt in orders):
        nodes = list(task.gradient(root, [name for (name,) in orders]).values())
    else:
        nodes = [task.derive(root, wrt) for wrt in orders]
    return [
        Entry(wrt, node, (root,), _probe(task, root, wrt), ((root, wrt),), definition=Partials(((None, root, wrt),)))
        for wrt, node in zip(orders, nodes, strict=True)
    ]


def _probe(task: Task, root: int, wrt: tuple[str, ...]) -> Probe | None:
    """A derivative of higher order is checked against differences of the one below it."""
    if not task.checked:
        return None
    if len(wrt) == 1:
        return Probe(root, wrt[0])
    below = [root]
    for name in wrt[:-1]:
        below.append(task.derive(below[-1], (name,)))
    note = f"differences of the derivative of order {len(wrt) - 1}"
    return Probe(below[-1], wrt[-1], note, smooth=tuple(zip(below[:-1], wrt[:-1], strict=True)))
