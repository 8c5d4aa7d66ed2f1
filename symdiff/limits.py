"""The bounds that are checked before work is done. Imports ``frozen``."""

from __future__ import annotations

from symdiff.frozen import Frozen


class Limits(Frozen):
    """One field per bound; each is raised by the option of the same name (``--max-length`` ...)."""

    max_length: int = 2_000_000
    """Characters of one formula."""
    max_depth: int = 20_000
    """Brackets, calls and powers inside one another."""
    max_nodes: int = 5_000_000
    """Operand slots of the expression graph, results included."""
    max_digits: int = 4_000
    """Decimal digits of one exact number."""
    max_output: int = 10_000_000
    """Characters of one printed result."""

    def __repr__(self) -> str:
        changed = [
            (name, getattr(self, name)) for name, usual in self._defaults.items() if getattr(self, name) != usual
        ]
        return f"Limits({', '.join(f'{name}={value!r}' for name, value in changed)})"


DEFAULT_LIMITS = Limits()
