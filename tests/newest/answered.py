"""What symdiff answers here, as JSON: run by ``test_newest.py`` in the newest Python and in its own. Its value is the last line's."""

import inspect
import json
import sys

from symdiff.batch.answer import answers
from symdiff.cli.program import help_of
from symdiff.reports.report import Report
from symdiff.reports.settings import Settings

LINES = [
    "x**2+x+1",
    "sin(x**2)*exp(-x)/(1 + x)",
    {"expr": "x**3 - 2*x", "at": {"x": "1.5"}},
    {"expr": "x*y + sin(y)", "at": {"x": "1", "y": "2"}},
    {"expr": "|x|", "at": {"x": "0"}},
    {"expr": "sin(x)^2", "expected": "sin(2*x)"},
    "sine(x)",
    r"\frac{x^2}{1+x}",
]


def answered():
    records = [json.loads(one.text) for one in answers(LINES, Settings(format="json"))]
    for record in records:
        del record["seconds"]
    return {
        "python": list(sys.version_info[:2]),
        "records": records,
        "signature": list(inspect.signature(Report).parameters),
        "help": help_of("diff"),
    }


json.dumps(answered())
