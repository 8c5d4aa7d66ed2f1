"""Every published formula: the values are right, nothing is judged wrong, and what is printed can be read again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy
from sympy.parsing.sympy_parser import parse_expr, rationalize, standard_transformations

from symdiff.differentiator import derive, tidy
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import Names, parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.reports.json_report import record

Row = dict[str, Any]
Published = Callable[[str], list[Row]]

BATCHES = ("feynman", "rubi")
"""What goes through the command; the other files take the shorter way, in this process."""
OTHERS = ("peers", "optim", "matrix", "special")
INCONCLUSIVE = Fraction(3, 100)
READING = (*standard_transformations, rationalize)
"""How sympy reads a text here: 0.1 is one tenth, as it is to symdiff, and not the double next to it."""
ALLOWED = sympy.Rational(1, 10**23)


def asked(row: Row) -> Row:
    """A published row as a line of a batch."""
    given = {"id": row["id"], "expr": row["expr"], "vars": row["vars"], "wrt": row["wrt"], "at": row["point"]}
    if "order" in row:
        given["order"] = row["order"]
    if row["expected"] is not None:
        given["expected"] = row["expected"]
    return given


def problem(row: Row, **changes: Any) -> Problem:
    """The same as a problem of the Python interface."""
    given: dict[str, Any] = {
        "source": row["expr"],
        "id": row["id"],
        "wrt": tuple((name,) for name in row["wrt"]),
        "order": row.get("order", 1),
        "at": ({name: repr(value) for name, value in row["point"].items()},),
        "variables": tuple(row["vars"]),
        "expected": row["expected"],
    }
    return Problem(**{**given, **changes})


def answers(rows: list[Row], folder: Path, name: str) -> list[Row]:
    """The records that the command gives for some rows."""
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(asked(row)) + "\n" for row in rows), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "symdiff", "batch", str(file), "-f", "json"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.stderr.splitlines()[-1].startswith(f"{len(rows)} done, 0 failed, "), done.stderr
    assert done.returncode in (0, 3), done.stderr  # nothing disagreed and nothing failed
    return [json.loads(line) for line in done.stdout.splitlines()]


def tolerance(row: Row, reference: Fraction) -> Fraction:
    """How far a printed value may be from the reference; the published derivative's own error in doubles is a floor."""
    if not reference:
        return Fraction(1, 10**24)
    return (Fraction(1, 10**12) + 10 * Fraction(repr(row.get("fp64_relerr", 0)))) * abs(reference)


def wrong(rows: list[Row], records: list[Row]) -> Iterator[str]:
    """What the records promise and do not keep, each as a sentence."""
    for row, found in zip(rows, records, strict=True):
        name = row["id"]
        if found["id"] != name or found["source"] != row["expr"] or found["error"] is not None:
            yield f"{name}: answered by {found['id']}, {found['error']}"
            continue
        (point,) = found["points"]
        order = row.get("order", 1)
        if [check["wrt"] for check in point["checks"]] != [[variable] * order for variable in row["wrt"]]:
            yield f"{name}: derivatives by {[check['wrt'] for check in point['checks']]}"
        for check in point["checks"]:
            reference = Fraction(row["value"][check["wrt"][0]])
            value = check["symbolic"]
            if value is None or abs(Fraction(value) - reference) > tolerance(row, reference):
                yield f"{name}: d/d{check['wrt']} is {value}, not {float(reference)!r}"
            if check["verdict"] not in ("agree", "inconclusive"):
                yield f"{name}: judged {check['verdict']}: {check.get('note')}"
        if row["expected"] is None:
            if found["expected"] is not None:
                yield f"{name}: an answer to no candidate"
        elif found["expected"]["verdict"] != "agree":
            yield f"{name}: the published derivative is found {found['expected']}"


def inconclusive(records: list[Row]) -> Fraction:
    """The part of the formulas for which some check does not tell."""
    open_ones = [found for found in records if any(check["verdict"] == "inconclusive" for check in _checks(found))]
    return Fraction(len(open_ones), len(records))


def _checks(found: Row) -> list[Row]:
    return [check for point in found["points"] for check in point["checks"]]


@pytest.mark.parametrize("name", BATCHES)
def test_the_command_is_right_about_every_row(published: Published, tmp_path: Path, name: str) -> None:
    rows = published(name)
    records = answers(rows, tmp_path, name)
    assert [found["id"] for found in records] == [row["id"] for row in rows]
    assert list(wrong(rows, records)) == []
    assert inconclusive(records) <= INCONCLUSIVE


@pytest.mark.parametrize("name", OTHERS)
def test_the_pipeline_is_right_about_every_row(published: Published, name: str) -> None:
    rows = published(name)
    records = [json.loads(record(solve(problem(row)))) for row in rows]
    assert list(wrong(rows, records)) == []
    assert inconclusive(records) <= INCONCLUSIVE


@pytest.mark.parametrize("name", [*BATCHES, *OTHERS])
def test_digits_of_every_row(published: Published, name: str) -> None:
    """Asked for 25 digits, the derivative is that of the file to 20."""
    for row in published(name):
        report = solve(problem(row, expected=None), Options(digits=25))
        assert report.error is None, (row["id"], report.error)
        for check in report.points[0].checks:
            (variable,) = set(check.wrt)
            reference = Fraction(row["value"][variable])
            assert isinstance(check.symbolic, str), (row["id"], check.note)
            assert abs(Fraction(check.symbolic) - reference) <= abs(reference) / 10**20, row["id"]


def derivatives(row: Row) -> Iterator[tuple[Graph, int, str, str]]:
    """Each derivative of a published row that has one: its graph, node and text, and the variable."""
    graph = Graph()
    root = parse(row["expr"], GraphBuilder(graph), names=Names(frozenset(row["vars"])))
    for name in row["wrt"]:
        node = derive(graph, root, [name] * row.get("order", 1))
        yield graph, node, write(graph, node), name


@pytest.mark.parametrize("name", [*BATCHES, *OTHERS])
def test_what_is_printed_is_read_as_the_same_derivative(published: Published, name: str) -> None:
    """Read again and tidied, the text is the very node that it was written from, or what that is when tidied once more."""
    changed = {}
    for row in published(name):
        for graph, node, text, variable in derivatives(row):
            again = parse(text, GraphBuilder(graph), names=Names(frozenset(row["vars"])))
            tidied = tidy(graph, [again])[again]
            if tidied not in (node, tidy(graph, [node])[node]):
                changed[row["id"], variable] = (text, write(graph, tidied))
    assert changed == {}


def sample(rows: list[Row], count: int) -> list[Row]:
    """So many rows, spread evenly; always the same."""
    return rows[:: max(1, len(rows) // count)]


@pytest.mark.parametrize("name", [*BATCHES, *OTHERS])
def test_sympy_reads_what_is_printed(published: Published, name: str) -> None:
    """In sympy the text has the published value, to the last but one of its 25 digits."""
    for row in sample(published(name), 40):
        symbols = {variable: sympy.Symbol(variable) for variable in row["vars"]}
        point = {symbols[variable]: sympy.Rational(value) for variable, value in row["point"].items()}
        for _, _, text, variable in derivatives(row):
            tree = parse_expr(text, local_dict=symbols, transformations=READING)
            assert tree.free_symbols <= set(symbols.values()), (row["id"], text)
            value = tree.evalf(40, subs=point)
            reference = sympy.Float(row["value"][variable], 40)
            assert abs(value - reference) <= abs(reference) * ALLOWED + 1e-24, (row["id"], text, value)


@pytest.mark.parametrize("name", [*BATCHES, *OTHERS])
def test_planted_errors_are_found(published: Published, name: str) -> None:
    """A candidate that is off by one part in ten thousand is no derivative, and the witness shows it."""
    for row in sample(published(name), 60):
        candidates = {variable: f"({text})*(1+1e-4)" for _, _, text, variable in derivatives(row)}
        at_a_zero = [variable for variable, value in row["value"].items() if not Fraction(value)]
        if at_a_zero:  # nothing is off where the derivative is 0
            candidates = {variable: text for variable, text in candidates.items() if variable not in at_a_zero}
        for variable, text in candidates.items():
            report = solve(problem(row, wrt=((variable,),), expected=text))
            assert report.error is None, (row["id"], report.error)
            assert report.expected is not None
            assert report.expected.verdict == "disagree", (row["id"], text)
            assert report.expected.witness is not None
            assert report.expected.witness["derivative"] != report.expected.witness["expected"]


def test_planted_errors_of_values_are_found(published: Published) -> None:
    """The judge of this file can say no: a reference that is off in its tenth digit is not matched."""
    rows = sample(published("feynman"), 10)
    records = [json.loads(record(solve(problem(row)))) for row in rows]
    assert list(wrong(rows, records)) == []
    for row in rows:
        shifted = {name: str(Fraction(value) * (1 + Fraction(1, 10**10))) for name, value in row["value"].items()}
        (found,) = [found for found in records if found["id"] == row["id"]]
        nonzero = sum(1 for value in row["value"].values() if Fraction(value))
        assert len(list(wrong([{**row, "value": shifted}], [found]))) == nonzero
