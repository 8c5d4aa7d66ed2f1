"""How the words of the command line are read, one row per case."""

from __future__ import annotations

import pytest

from symdiff.cli.words import arranged
from symdiff.errors import SymdiffError

TOP = {"--version": False, "--help": False}
COMMANDS = {
    "diff": {"--at": True, "-a": True, "--wrt": True, "-w": True, "--order": True, "-n": True, "--explain": False, "--help": False},
    "batch": {"--at": True, "-a": True, "--input": True},
    "rules": {"--format": True},
}  # fmt: skip

READINGS = [
    ("x**2", "diff -- x**2"),
    ("", "diff --"),
    ("-x**2", "diff -- -x**2"),
    ("-a*x", "diff -- -a*x"),
    ("-n**2", "diff -- -n**2"),
    ("-aw", "diff -- -aw"),
    ("-a=1", "diff -- -a=1"),
    ("-n2", "diff -- -n2"),
    ("-h", "--help"),
    ("-V", "--version"),
    ("-h x", "diff -- -h x"),
    ("help", "--help"),
    ("help rules", "rules --help"),
    ("rules -h", "rules --help"),
    ("-", "diff -- -"),
    ("--1", "diff -- --1"),
    ("--(x)", "diff -- --(x)"),
    ("x --at -1", "diff --at=-1 -- x"),
    ("x -a -1 -w y", "diff --at=-1 --wrt=y -- x"),
    ("--at -a x", "diff --at=-a -- x"),
    ("--at --explain x", "diff --at=--explain -- x"),
    ("--at=x=1,y=2 x*y", "diff --at=x=1,y=2 -- x*y"),
    ("--at= x", "diff --at= -- x"),
    ("x --explain y", "diff --explain -- x y"),
    ("-- --at 1 --", "diff -- --at 1 --"),
    ("x -- rules", "diff -- x rules"),
    ("rules", "rules --"),
    ("rules tan", "rules -- tan"),
    ("diff rules", "diff -- rules"),
    ("x rules", "diff -- x rules"),
    ("-- rules", "diff -- rules"),
    ("diff jacobian", "diff -- jacobian"),
    ("x jacobian", "diff -- x jacobian"),
    ("batch -", "batch -- -"),
    ("batch f --input jsonl", "batch --input=jsonl -- f"),
    ("--version", "--version"),
    ("x --version", "--version"),
    ("--help x", "--help"),
    ("x --help", "diff --help -- x"),
]


@pytest.mark.parametrize(("words", "reading"), READINGS)
def test_reading(words: str, reading: str) -> None:
    assert " ".join(arranged(words.split(), COMMANDS, TOP)) == reading


REFUSALS = [
    ("--x", "error[usage]: there is no option '--x'\nhint: an expression that begins with '--' goes after '--'"),
    ("x --explian", "error[usage]: there is no option '--explian'\nhint: did you mean '--explain'?"),
    ("x --wr=y", "error[usage]: there is no option '--wr'\nhint: did you mean '--wrt'?"),
    ("x --input text", "error[usage]: 'diff' has no option '--input'\nhint: it belongs to 'batch'"),
    ("x --at", "error[usage]: the option '--at' needs a value after it"),
    ("x -n", "error[usage]: the option '-n' needs a value after it"),
    ("x --explain=yes", "error[usage]: the option '--explain' takes no value"),
]


@pytest.mark.parametrize(("words", "message"), REFUSALS)
def test_refusal(words: str, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        arranged(words.split(), COMMANDS, TOP)
    assert str(caught.value) == message
