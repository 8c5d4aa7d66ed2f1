"""A copy of the package that asks nowhere whether a node is an integral, a sum or an unknown function: to count what the questions cost others.

    python benchmarks/without_binders.py FOLDER
    pip install FOLDER          # into an environment of its own
    python benchmarks/instructions.py WITHOUT/bin/python WITH/bin/python

The copy answers lines without any of these alone. Fails where a line that is to be taken out is not there.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUESTIONS = {
    "parser/readings.py": (("if derivatives.may_stand_in(text) and derivatives.stand_in(tokens.texts, names):", "if not text:"),),
    "problems/opening.py": (
        ("if scope.scalars.graph.rows:", "if scope is None:"),
        ("unknown = (name for name in self.task.graph.rows if isinstance(name, str))", "unknown = ()"),
    ),
    "graph/builder.py": (("if operator.unknown is not None:", "if operator is None:"),),
    "differentiator/forward.py": (("if operator.binding is not None:", "if operator is None:"),),
    "differentiator/reading.py": (
        ("if operator.binding is not None:", "if operator is None:"),
        ("if operator.unknown is not None:", "if operator is None:"),
    ),
    "differentiator/tidy.py": (
        ("if graph.rows:", "if graph is None:"),
        ("elif head.binding is not None:", "elif head is None:"),
    ),
    "notation/order.py": (("if head.unknown is not None:", "if head is None:"),),
    "notation/writer.py": (("if head.binding is not None:", "if head is None:"),),
    "answers/checks.py": (("if graph.rows:", "if graph is None:"), ("if not graph.rows:", "if graph is not None:")),
    "evaluator/arithmetic/running_error.py": (("if row.binding is not None and row.binding", "if row is None and row.binding"),),
}  # fmt: skip
"""By file what asks, and what asks nothing in its place."""


def main(folder: Path) -> None:
    """Write the copy."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", "build", "tests", "__pycache__"))
    for name, pairs in QUESTIONS.items():
        file = folder / "symdiff" / name
        text = file.read_text(encoding="utf-8")
        for question, instead in pairs:
            if question not in text:
                raise SystemExit(f"{name} has no longer: {question}")
            text = text.replace(question, instead)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
