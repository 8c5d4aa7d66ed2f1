"""Reports made by hand, for whole-output tests."""

from __future__ import annotations

from symdiff.errors import Diagnostic, Span
from symdiff.reports.report import (
    CheckReport,
    DerivativeReport,
    EstimateReport,
    ExpectedReport,
    PointReport,
    Report,
    StepReport,
)
from symdiff.status import Status

FORWARD = EstimateReport("forward", 3.000000014901161, 1.4901161193847656e-08, 1.4901161e-08, 4.6e-08, Status.AGREE)
CENTRAL = EstimateReport("central", 2.9999999999988987, 6.055454452393343e-06, 1.1013e-12, 9.9e-11, Status.AGREE)

SIMPLE = Report("x**2+x+1", variables=("x",), derivatives=(DerivativeReport(("x",), "2*x + 1"),), seconds=0.0011)

CHECKED = Report(
    "x**2+x+1",
    id=7,
    variables=("x",),
    derivatives=(DerivativeReport(("x",), "2*x + 1"),),
    points=(PointReport({"x": "1.0"}, 3.0, (CheckReport(("x",), 3.0, (FORWARD, CENTRAL), Status.AGREE),)),),
    seconds=0.0011,
)

GRADIENT = Report(
    "x*y",
    variables=("x", "y"),
    derivatives=(DerivativeReport(("x",), "y"), DerivativeReport(("y",), "x"), DerivativeReport(("x", "y"), "1")),
)

UNDEFINED = Report(
    "abs(x)",
    variables=("x",),
    derivatives=(DerivativeReport(("x",), "sign(x)"),),
    points=(
        PointReport(
            {"x": "0", "a": "pi/2"},
            0.0,
            (CheckReport(("x",), None, (), Status.UNDEFINED, "abs(x) at 0: -1.0 from the left, 1.0 from the right"),),
        ),
        PointReport({"x": "-1"}, None, (), "log(x) is not real for x = -1"),
    ),
)

FAILED = Report(
    "sine(x)\n+ 1",
    id="a,b",
    error=Diagnostic(
        "unknown-function", "there is no function named 'sine\n'", "sine(x)\n+ 1", Span(0, 4), "did you mean 'sin'?"
    ),
)

TOO_LONG = Report(
    "e", variables=("x",), derivatives=(DerivativeReport(("x",), None, "longer than 10 MB: --shared prints it"),)
)

SHARED = Report(
    "sin(x**2)*exp(x**2)",
    variables=("x",),
    derivatives=(DerivativeReport(("x",), "t1*t2 + x", let=(("t1", "x**2"), ("t2", "sin(t1)"))),),
)

EXPECTED = Report(
    "x**2",
    variables=("x",),
    derivatives=(DerivativeReport(("x",), "2*x"),),
    expected=ExpectedReport(Status.DISAGREE, "numeric", {"x": "0.5"}, "1.0 against 1.5"),
)

SINE = StepReport(0, "sine", "d/dx sin(u) = cos(u) * du/dx", "sin(x)", "x", ("cos(x)",), "cos(x)", (3,), (("u", "x"),))
SQUARE = StepReport(
    1,
    "power",
    "d/dx (u**n) = n*u**(n - 1) * du/dx",
    "sin(x)**2",
    "x",
    ("2*sin(x)", ""),
    "2*sin(x)*cos(x)",
    (0,),
    (("u", "sin(x)"), ("n", "2")),
)
TOTAL = StepReport(
    2,
    "sum",
    "d/dx (u + v) = du/dx + dv/dx",
    "sin(x)**2 + sin(x)",
    "x",
    ("1", "1"),
    "2*sin(x)*cos(x) + cos(x)",
    (1, 0),
    (("u", "sin(x)**2"), ("v", "sin(x)")),
)
IDENTITY = StepReport(3, "identity", "d/dx x = 1", "x", "x", (), "1", ())

EXPLAINED = Report(
    "sin(x)**2 + sin(x)",
    variables=("x",),
    derivatives=(DerivativeReport(("x",), "2*sin(x)*cos(x) + cos(x)", steps=(IDENTITY, SINE, SQUARE, TOTAL)),),
)

NAMED = StepReport(
    0,
    "power",
    "d/dx (u**n) = n*u**(n - 1) * du/dx",
    "x**2",
    "x",
    ("2*x", ""),
    "2*x",
    (),
    name="u",
)
