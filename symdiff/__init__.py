"""symdiff: derivatives that can be trusted.

The verbs are loaded on first use, so that importing the package, and ``symdiff --help``, import no sympy.
"""

from __future__ import annotations

from importlib import import_module

from symdiff.annotations import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symdiff.api.arrays import Tabulated, tabulate
    from symdiff.api.checks import Check, check, check_gradient
    from symdiff.api.compiling import Compiled, compiled
    from symdiff.api.expansions import taylor
    from symdiff.api.matrices import MatrixDerivative, matrix
    from symdiff.api.programs import code
    from symdiff.api.theorems import Theorems, prove
    from symdiff.api.verbs import (
        compare,
        curl,
        derivative,
        directional,
        divergence,
        gradient,
        hessian,
        implicit,
        jacobian,
        laplacian,
        parametric,
        parse,
    )
    from symdiff.errors import Diagnostic, ExitStatus, Span, SymdiffError
    from symdiff.limits import Limits
    from symdiff.pipeline import solve
    from symdiff.problems.problem import Options, Problem
    from symdiff.reports.report import Report
    from symdiff.status import Status

__version__ = "0.1.0"

_HOMES = {
    "Check": "api.checks",
    "Compiled": "api.compiling",
    "Diagnostic": "errors",
    "ExitStatus": "errors",
    "Limits": "limits",
    "MatrixDerivative": "api.matrices",
    "Options": "problems.problem",
    "Problem": "problems.problem",
    "Report": "reports.report",
    "Span": "errors",
    "Status": "status",
    "SymdiffError": "errors",
    "Tabulated": "api.arrays",
    "Theorems": "api.theorems",
    "check": "api.checks",
    "check_gradient": "api.checks",
    "code": "api.programs",
    "compare": "api.verbs",
    "compiled": "api.compiling",
    "curl": "api.verbs",
    "derivative": "api.verbs",
    "directional": "api.verbs",
    "divergence": "api.verbs",
    "gradient": "api.verbs",
    "hessian": "api.verbs",
    "implicit": "api.verbs",
    "jacobian": "api.verbs",
    "laplacian": "api.verbs",
    "load_ipython_extension": "cli.notebook",
    "matrix": "api.matrices",
    "parametric": "api.verbs",
    "parse": "api.verbs",
    "prove": "api.theorems",
    "solve": "pipeline",
    "tabulate": "api.arrays",
    "taylor": "api.expansions",
}

__all__ = [
    "Check",
    "Compiled",
    "Diagnostic",
    "ExitStatus",
    "Limits",
    "MatrixDerivative",
    "Options",
    "Problem",
    "Report",
    "Span",
    "Status",
    "SymdiffError",
    "Tabulated",
    "Theorems",
    "check",
    "check_gradient",
    "code",
    "compare",
    "compiled",
    "curl",
    "derivative",
    "directional",
    "divergence",
    "gradient",
    "hessian",
    "implicit",
    "jacobian",
    "laplacian",
    "matrix",
    "parametric",
    "parse",
    "prove",
    "solve",
    "tabulate",
    "taylor",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'symdiff' has no attribute {name!r}")
    return getattr(import_module(f"symdiff.{home}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
