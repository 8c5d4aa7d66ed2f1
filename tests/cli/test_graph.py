"""The command ``graph`` by its exit status and streams."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

TABLES = """\
node\tformula\tvalue\td/dx
x\t\t2.0\t1.0
y\t\t4.0\t0.0
v1\tx/y\t0.5\t0.25

adjoint\tformula\tvalue
v1_bar\t1\t1.0
y_bar\tv1_bar*(-x/y**2)\t-0.125
x_bar\tv1_bar*(1/y)\t0.25
"""


def test_two_tables(run) -> None:
    assert run("graph", "x/y", "--at", "x=2,y=4") == (0, TABLES, "")


def test_json(run) -> None:
    status, out, err = run("graph", "x*y", "--at", "x=2,y=3", "--format", "json")
    assert (status, err) == (0, "")
    record = json.loads(out)
    assert record["kind"] == "graph"
    assert {node["id"]: node["adjoint"] for node in record["nodes"]} == {"x": 3, "y": 2, "v1": 1}


@pytest.mark.parametrize(
    ("name", "start"),
    [("g.svg", b"<svg "), ("g.png", b"\x89PNG"), ("g.dot", b"digraph"), ("g.mmd", b"flowchart"), ("g.txt", b"node\t")],
)
def test_the_end_of_the_file_is_the_format(run, tmp_path: Path, name: str, start: bytes) -> None:
    assert run("graph", "x*y", "-a", "x=2,y=3", "-o", str(tmp_path / name)) == (0, "", "")
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "status", "err"),
    [
        (["x*y"], 2, "error[usage]: a graph needs a point\nhint: for example --at x=1,y=1\n"),
        (["x", "-a", "0:1:3"], 2, "error[usage]: a graph is of one point, not of a range\nhint: give every variable one value\n"),
        (["x", "-a", "1", "-w", "z"], 2, "error[usage]: the formula has no variable 'z'\nhint: its variables: x\n"),
        (["x", "-a", "1", "-o", "g.pdf"], 2, "error[usage]: the end of 'g.pdf' is no format of a graph\nhint: end it with 'txt', 'json', 'gv', 'dot', 'mmd', 'svg' or 'png'\n"),
        (["log(x)", "-a", "0"], 3, "note: by x: undefined: log(x): log(u) needs u > 0\n"),
        (["abs(x)", "-a", "0"], 3, "note: by x: undefined: abs(x): not smooth here; slope on the left: -1, on the right: 1\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(run, words: list[str], status: int, err: str) -> None:
    found = run("graph", *words)
    assert (found[0], found[2]) == (status, err)
