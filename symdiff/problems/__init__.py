"""What is asked: problems, the opening of their texts, and per kind what is differentiated by what and checked against what.

``kinds`` has a row per kind of problem. Imports the parser, the differentiator, the evaluator and what is below them.
"""

from symdiff.problems.entry import Entry, Probe, Task, substitute
from symdiff.problems.kinds import KINDS, MatrixReport, matrix

__all__ = ["KINDS", "Entry", "MatrixReport", "Probe", "Task", "matrix", "substitute"]
