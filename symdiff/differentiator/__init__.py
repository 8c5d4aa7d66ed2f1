"""Expression to derivative: two sweeps over one table of rules, and the tidying of what they give."""

from symdiff.differentiator.derive import derive, derive_raw, gradient, operand_names, statement
from symdiff.differentiator.forward import Step, forward, forward_steps, total
from symdiff.differentiator.reverse import reverse
from symdiff.differentiator.tidy import tidy

__all__ = [
    "Step",
    "derive",
    "derive_raw",
    "forward",
    "forward_steps",
    "gradient",
    "operand_names",
    "reverse",
    "statement",
    "tidy",
    "total",
]
