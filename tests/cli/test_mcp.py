"""``symdiff mcp``, by the client of the protocol's own package over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import jsonschema
import pytest

mcp = pytest.importorskip("mcp")

ROOT = Path(__file__).parents[2]
LONG = "+".join(f"sin({k}*x)" for k in range(100))
CALLS = [
    ("derivative", {"expr": "x**2*sin(x)"}, "x**2*cos(x) + 2*x*sin(x)"),
    ("derivative", {"expr": "x*y"}, "x\ty\ny\tx"),
    ("derivative", {"expr": "x*y**3", "wrt": ["y"], "order": 2}, "6*x*y"),
    ("derivative", {"expr": "e*x", "vars": ["e"], "wrt": ["e"]}, "x"),
    ("derivative", {"expr": "\\frac{x^2}{2}"}, "x"),
    ("value", {"expr": "x**2", "at": {"x": 1.5}}, "at x = 1.5: f = 2.25"),
    ("value", {"expr": "abs(x)", "at": {"x": 0}}, "not smooth here; slope on the left: -1, on the right: 1"),
    ("check", {"expr": "x^2", "expected": "2x"}, "agree ("),
    ("check", {"expr": "x^2", "expected": "3x"}, "disagree at x = "),
    ("check", {"expr": "x*y", "expected": {"x": "y", "y": "x"}}, "agree ("),
    ("derivative", {"expr": "u(x)^2", "functions": ["u"]}, "2*u(x)*u'(x)"),
    ("derivative", {"expr": "q(x^2)", "let": {"q(t)": "t*v", "v": "3"}, "wrt": ["x"]}, "2*v*x"),
    ("value", {"expr": "sin(u)", "let": {"u": "x^2"}, "at": {"x": 2}}, "-2.614574483454447"),
    ("check", {"expr": "u(x)*g(x)", "expected": "u'(x) g(x) + g'(x) u(x)", "functions": ["u", "g"]}, "agree ("),
    ("check", {"expr": "sqrt(x^2)", "expected": "1", "assume": ["x > 0"]}, "agree ("),
]
REFUSED = [
    ("derivative", {"expr": "sine(x)"}, "error[unknown-function]: there is no function named 'sine'"),
    ("derivative", {}, "error[bad-record]: there is no 'expr'"),
    ("derivative", {"expr": "x", "at": {"x": 1}}, "error[bad-record]: 'derivative' has no argument 'at'"),
    ("derivative", {"expr": 3}, "error[bad-record]: 'expr' must be text, not 3"),
    ("derivative", {"expr": "x" * 30000}, "error[too-long]: the text has 30,000 characters, more than 20,000"),
    ("derivative", {"expr": "x" * 10**6}, "error[too-long]: the line is too long to be read"),
    ("derivative", {"expr": "(" * 600 + "x" + ")" * 600}, "error[too-deep]"),
    ("derivative", {"expr": "x + 10**4001"}, "error[too-many-digits]"),
    ("value", {"expr": LONG, "at": [{"x": k} for k in range(2500)]}, "error[t"),
    ("value", {"expr": "x*y", "at": {"x": 1}}, "error[missing-value]: the point gives no value to 'y'"),
    ("check", {"expr": "x^2"}, "error[bad-record]: there is no 'expected'"),
    ("nothing", {}, "error[usage]: there is no tool named 'nothing'; they are derivative, value, check"),
]


def conversation(words: list[str], calls) -> tuple[list, list]:
    """The tools that are listed, and what the calls return."""

    async def talk():
        environment = {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), *sys.path]))}
        server = mcp.StdioServerParameters(
            command=sys.executable, args=["-m", "symdiff", "mcp", *words], env=environment
        )
        async with mcp.Client(server) as client:
            listed = (await client.list_tools()).tools
            return listed, [await client.call_tool(name, arguments) for name, arguments, *_ in calls]

    return asyncio.run(asyncio.wait_for(talk(), 120))


@pytest.fixture(scope="module")
def answers():
    return conversation(["--timeout", "3"], [*CALLS, *REFUSED])


def test_the_tools_are_listed_with_their_schemas(answers) -> None:
    listed, _ = answers
    assert [tool.name for tool in listed] == ["derivative", "value", "check"]
    for tool in listed:
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.description
        assert all("description" in field for field in tool.input_schema["properties"].values())
    for name, arguments, _ in CALLS:
        schema = next(tool.input_schema for tool in listed if tool.name == name)
        jsonschema.validate(arguments, schema)


def test_calls_are_answered_in_words_and_as_records(answers) -> None:
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    for (name, arguments, words), found in zip(CALLS, answers[1], strict=False):
        assert not found.is_error, (name, arguments, found)
        assert words in found.content[0].text, (name, arguments, found.content[0].text)
        jsonschema.Draft202012Validator(schema).validate(found.structured_content)
        assert found.structured_content["kind"] == ("check" if name == "check" else "diff")


def test_what_cannot_be_answered_is_an_error_of_that_call_alone(answers) -> None:
    for (name, arguments, words), found in zip(REFUSED, answers[1][len(CALLS) :], strict=True):
        assert found.is_error
        assert found.content[0].text.startswith(words), (name, str(arguments)[:80], found.content[0].text[:300])
        assert len(found.content[0].text) < 2000
        assert "--max" not in found.content[0].text


def test_a_call_has_its_time(answers) -> None:
    slow = ("value", {"expr": LONG, "at": [{"x": k} for k in range(2500)]})
    _, (late, after) = conversation(["--timeout", "0.1"], [slow, REFUSED[1]])
    assert late.is_error
    assert late.content[0].text == "error[time-out]: the time budget of 0.1 s ran out"
    assert after.content[0].text.startswith("error[bad-record]")


def test_without_the_package(monkeypatch) -> None:
    from symdiff.cli.mcp import mcp as command
    from symdiff.errors import SymdiffError

    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(SymdiffError, match=r"this needs the mcp package\nhint: pip install 'symdiff-cli\[mcp\]'"):
        command()
