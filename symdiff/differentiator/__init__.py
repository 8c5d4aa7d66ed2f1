"""Expression to derivative: two sweeps over one table of rules, and the tidying of what they give."""

from symdiff.differentiator.derive import derive, derive_raw, gradient
from symdiff.differentiator.factoring.choice import factored
from symdiff.differentiator.forward import Step, forward, forward_steps, partial_nodes, sweep, total
from symdiff.differentiator.reading import Reading, read, rule_for
from symdiff.differentiator.reverse import adjoints, reverse
from symdiff.differentiator.tidy import tidy, tidy_parts

__all__ = [
    "Reading",
    "Step",
    "adjoints",
    "derive",
    "derive_raw",
    "factored",
    "forward",
    "forward_steps",
    "gradient",
    "partial_nodes",
    "read",
    "reverse",
    "rule_for",
    "sweep",
    "tidy",
    "tidy_parts",
    "total",
]
