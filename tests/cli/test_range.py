"""The ends of the range of doubles at the command line: nothing there is an internal error, and JSON stays JSON."""

from __future__ import annotations

import json

import pytest

from symdiff.cli import main


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["x**2", "--at", "1e155"], 0),
        (["x", "--at", "1e400"], 0),
        (["x**2", "--at", "1e400"], 3),
        (["x**2*1e-400", "--at", "1"], 0),
        (["exp(exp(x))", "--at", "1e10"], 3),
        (["x**2", "--at", "1e155", "--certify"], 0),
        (["x**2", "--at", "1e400", "--certify"], 0),
        (["x*y", "--at", "x=1e200,y=1e200"], 0),
        (["check", "2", "1e309"], 1),
        (["check", "1e309*x", "1e309"], 0),
        (["check", "x**2", "2*x", "--at", "1e400"], 0),
        (["sweep", "x", "--at", "1", "--steps", "1e308:1e-308:7"], 0),
        (["sweep", "x**2", "--at", "1e155"], 0),
        (["sweep", "sin(x)", "--at", "1e400"], 0),
        (["hessian", "x**3", "--at", "1e150"], 0),
        (["implicit", "x*y = 1e200", "--at", "x=1e100,y=1e100"], 0),
        (["parametric", "t**2", "t**3", "--at", "1e150"], 0),
        (["vector", "div", "x**2", "y**2", "--at", "x=1e200,y=1e200"], 0),
        (["tangent", "x**2", "--at", "1e200"], None),
        (["graph", "x**2", "--at", "1e200"], None),
        (["taylor", "x**3", "--at", "1e200", "--order", "2"], None),
    ],
)
def test_no_finite_point_ends_in_an_internal_error(
    words: list[str], status: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = main([*words, "-f", "json"])
    out, err = capsys.readouterr()
    assert "internal" not in err + out
    if status is not None:
        assert found == status
    for line in out.splitlines():
        json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
