"""Plain text and the table, whole outputs; neither needs sympy or rich."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdiff.reports import plain, table
from symdiff.reports.report import DerivativeReport, Report
from tests.reports import made


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (made.SIMPLE, "2*x + 1"),
        (made.GRADIENT, "x\ty\ny\tx\nx,y\t1"),
        (made.TOO_LONG, "# longer than 10 MB: --shared prints it"),
        (made.SHARED, "t1 = x**2\nt2 = sin(t1)\nt1*t2 + x"),
        (made.FAILED, r"# error[unknown-function]: there is no function named 'sine\n'"),
    ],
)
def test_word(report: Report, expected: str) -> None:
    assert plain.word(report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (made.SIMPLE, "2*x + 1"),
        (made.GRADIENT, "x=y\ty=x\tx,y=1"),
        (made.TOO_LONG, "# longer than 10 MB: --shared prints it"),
        (made.SHARED, "t1=x**2\tt2=sin(t1)\tx=t1*t2 + x"),
        (made.FAILED, r"# error[unknown-function]: there is no function named 'sine\n'"),
    ],
)
def test_line(report: Report, expected: str) -> None:
    assert plain.line(report) == expected


def test_a_derivation_stands_below_its_derivative() -> None:
    assert plain.word(made.EXPLAINED) == (
        """\
2*sin(x)*cos(x) + cos(x)
    1. sum: d/dx (u + v) = du/dx + dv/dx
       with u = sin(x)**2, v = sin(x)
       d/dx (sin(x)**2 + sin(x)) = du/dx + dv/dx
                                 = 2*sin(x)*cos(x) + cos(x)
       2. power, chain rule: d/dx (u**n) = n*u**(n - 1) * du/dx
          with u = sin(x), n = 2
          d/dx (sin(x)**2) = 2*sin(x) * du/dx
                           = 2*sin(x)*cos(x)
          3. sine: d/dx sin(u) = cos(u) * du/dx
             d/dx sin(x) = cos(x)
       3. sine: see step 3 above: d/dx sin(x) = cos(x)"""
    )


def test_table_with_points() -> None:
    assert ["\t".join(row) for row in table.rows(made.CHECKED)] == [
        "7\tx\tx=1.0\t3.0\t3.0\tforward\t3.000000014901161\t1.4901161193847656e-08\t1.4901161e-08\t4.6e-08\tagree",
        "7\tx\tx=1.0\t3.0\t3.0\tcentral\t2.9999999999988987\t6.055454452393343e-06\t1.1013e-12\t9.9e-11\tagree",
    ]


def test_table_of_what_is_undefined() -> None:
    assert list(table.rows(made.UNDEFINED)) == [
        ("", "x", "x=0;a=pi/2", "0.0", "", "", "", "", "", "", "undefined"),
        ("", "", "x=-1", "", "", "", "", "", "", "", ""),
    ]


def test_table_without_points() -> None:
    assert list(table.rows(made.GRADIENT)) == [
        ("", "x", "", "", "y", "", "", "", "", "", ""),
        ("", "y", "", "", "x", "", "", "", "", "", ""),
        ("", "x,y", "", "", "1", "", "", "", "", "", ""),
    ]


def test_table_of_a_failure_and_of_a_candidate() -> None:
    (row,) = table.rows(made.FAILED)
    assert table.join(row, ",") == r""""a,b",,,,,,,,,,error[unknown-function]: there is no function named 'sine\n'"""
    assert [table.join(row, ",") for row in table.rows(made.EXPECTED)] == [
        ",x,,,2*x,,,,,,",
        ",,,,,expected,,,,,disagree",
    ]


@given(st.lists(st.text(), min_size=2))
def test_csv_reads_back(cells: list[str]) -> None:
    line = table.join(cells, ",")
    assert next(csv.reader(io.StringIO(line, newline=""))) == cells


@given(st.lists(st.text(), min_size=1))
def test_tabs_separate_cells_and_nothing_else(cells: list[str]) -> None:
    line = table.join(cells, "\t")
    assert line.count("\t") == len(cells) - 1
    assert len(f"{line}.".splitlines()) == 1


@given(st.text())
def test_a_failure_is_one_line(message: str) -> None:
    assert made.FAILED.error is not None
    report = replace(made.FAILED, error=replace(made.FAILED.error, message=message))
    assert len(plain.line(report).splitlines()) == 1
    plain.line(report).encode()


def test_rows_fill_the_header() -> None:
    for report in (made.SIMPLE, made.CHECKED, made.UNDEFINED, made.FAILED, made.EXPECTED, made.TOO_LONG):
        assert {len(row) for row in table.rows(report)} == {len(table.HEADER)}


def test_a_constant_has_a_row_by_the_name_it_was_asked_for() -> None:
    report = Report("5", derivatives=(DerivativeReport(("x",), "0"),))
    assert plain.word(report) == plain.line(report) == "0"


@pytest.mark.parametrize("module", ["plain", "table", "json_report", "explain"])
def test_no_format_for_pipes_imports_a_heavy_library(module: str) -> None:
    code = f"import sys, symdiff.reports.{module}; print(*sorted({{'sympy', 'rich', 'numpy'}} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
