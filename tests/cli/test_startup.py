"""What a command imports before it answers: no sympy, numpy or matplotlib, and rich only to draw."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

HEAVY = ("sympy", "numpy", "matplotlib", "rich")


def imports(words: list[str], clean: Mapping[str, str], command: tuple[str, ...], stdin: bytes = b"") -> set[str]:
    found = subprocess.run(
        [command[0], "-X", "importtime", *command[1:], *words], input=stdin, capture_output=True, env=clean, check=False
    )
    lines = found.stderr.decode().splitlines()
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines if line.startswith("import time:")}


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["x**2+x+1"],
        ["x**2+x+1", "--at", "1.0"],
        ["x**2+x+1", "--at", "1.0", "-f", "json", "--explain"],
        ["x**2+x+1", "--at", "1.0", "-f", "csv"],
        ["rules"],
        ["errors"],
        ["methods"],
        ["repl"],
        ["x", "--no-such-option"],
        ["sine(x)"],
        ["-"],
    ],
)
def test_light_commands(words: list[str], clean: Mapping[str, str], command: tuple[str, ...]) -> None:
    found = imports(words, clean, command, b"x**2\nsine(x)\n")
    assert "symdiff" in found
    assert found.isdisjoint(HEAVY)


def test_a_first_answer_needs_no_enumerations_of_signals(clean: Mapping[str, str], command: tuple[str, ...]) -> None:
    """Python's ``signal`` makes four of them, for a fiftieth of the whole call."""
    found = imports(["x**2+x+1", "--at", "1.0"], clean, command)
    assert "symdiff" in found
    assert "signal" not in found


@pytest.mark.parametrize(
    "words",
    [
        ["x**2+x+1"],
        ["x**2+x+1", "--at", "1.0"],
        ["x**2+x+1", "--at", "1.0", "-f", "json"],
        ["hessian", "x**2*y"],
        ["check", "x**2", "2*x"],
        ["--version"],
        ["sine(x)"],
        ["-"],
    ],
)
def test_typer_is_imported_only_for_help_and_complaints(
    words: list[str], clean: Mapping[str, str], command: tuple[str, ...]
) -> None:
    assert "typer" not in imports(words, clean, command, b"x**2\nsine(x)\n")


@pytest.mark.parametrize("words", [["x**2+x+1"], ["x**2+x+1", "--at", "1.0"]])
def test_one_shot_imports_none_of_the_slow_parts_of_the_library(
    words: list[str], clean: Mapping[str, str], command: tuple[str, ...]
) -> None:
    slow = {"argparse", "ast", "dataclasses", "difflib", "inspect", "json", "locale", "pathlib", "platform", "select"}
    slow |= {"shutil", "subprocess", "textwrap", "threading", "traceback", "typing", "urllib"}
    assert imports(words, clean, command).isdisjoint(slow)


def test_one_shot_imports_no_files_of_ours_that_it_does_not_use(
    clean: Mapping[str, str], command: tuple[str, ...]
) -> None:
    found = subprocess.run(
        [command[0], "-X", "importtime", *command[1:], "x**2+x+1", "--at", "1.0"],
        capture_output=True,
        env=clean,
        check=True,
    ).stderr.decode()
    unused = (
        "batch.lines",
        "candidate",
        "evaluator.differences.curve_samples",
        "mistakes",
        "parser.derivatives",
        "spread",
        "problems.curves",
        "problems.fields",
        "problems.matrices",
        "reports.explain",
    )
    assert not [
        name for name in (*unused, "cli.stream", "cli.program", "reports.json_report") if f"symdiff.{name}\n" in found
    ]


@pytest.mark.parametrize("form", ["plain", "json", "csv"])
def test_light_batch(form: str, clean: Mapping[str, str], command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("x**2\n" * 400)
    found = imports(["batch", str(path), "-f", form, "--jobs", "2"], clean, command)
    assert "multiprocessing" in found
    assert found.isdisjoint(HEAVY)


def test_drawing_imports_rich(clean: Mapping[str, str], command: tuple[str, ...]) -> None:
    found = imports(["x**2", "-f", "rich"], clean, command)
    assert "rich" in found
    assert found.isdisjoint({"sympy", "numpy", "matplotlib"})


_SYNTAX = """
import builtins
import sys
plain, texts = compile, []
def noted(source, filename, mode, *more, **named):
    if mode == "eval":  # what is imported without its bytecode is compiled too
        texts.append(source)
    return plain(source, filename, mode, *more, **named)
builtins.compile = noted
from symdiff.cli import main
main(sys.argv[1:])
print(texts, file=sys.stderr)
"""


def test_a_one_shot_compiles_no_hint(clean: Mapping[str, str], command: tuple[str, ...]) -> None:
    """Python makes a class for each kind of syntax before the first text that it compiles, such as a hint that is one."""
    done = subprocess.run(
        [command[0], "-c", _SYNTAX, "x**2"], capture_output=True, encoding="utf-8", env=clean, check=True
    )
    assert (done.stdout, done.stderr) == ("2*x\n", "[]\n")


_PATTERNS = """
import sys
from re import _compiler
compile_pattern, sizes = _compiler.compile, []
def counted(pattern, flags=0):
    sizes.append(len(str(pattern)))
    return compile_pattern(pattern, flags)
_compiler.compile = counted
from symdiff.cli import main
main(sys.argv[1:])
print(max(sizes), sum(sizes), file=sys.stderr)
"""


def test_a_plain_formula_compiles_no_long_pattern(clean: Mapping[str, str], command: tuple[str, ...]) -> None:
    """The marks of all syntaxes together take longer to compile than a formula to answer; so does a pattern of Unicode."""
    done = subprocess.run(
        [command[0], "-c", _PATTERNS, "x**2"], capture_output=True, encoding="utf-8", env=clean, check=True
    )
    longest, together = map(int, done.stderr.split())
    assert done.stdout == "2*x\n"
    assert longest < 1_000  # that of fractions is the longest
    assert together < 2_500
