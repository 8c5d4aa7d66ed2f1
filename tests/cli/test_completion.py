"""What Tab offers: which words fit, and the text that each shell reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import typer

from symdiff.cli.commands import COMMANDS
from symdiff.cli.completion import candidates
from symdiff.cli.program import APP
from symdiff.errors import CODES
from symdiff.evaluator.differences.methods import METHODS
from symdiff.reports.formats import choices
from symdiff.rules.table import RULES
from tests.cli.test_startup import HEAVY, imports

PROGRAM: Any = typer.main.get_command(APP)


def offered(line: str) -> list[str]:
    *words, incomplete = line.split(" ")
    return [found.word for found in candidates(words, incomplete, COMMANDS, PROGRAM, helpful=False)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", list(COMMANDS)),
        ("hes", ["hessian"]),
        ("x**2 hes", []),
        ("--fo", ["--format"]),
        ("graph --fo", ["--format"]),
        ("x -f pl", ["plain"]),
        ("x --format ", list(choices("answer"))),
        ("x --format=p", ["--format=plain", "--format=pretty"]),
        ("x --format =", list(choices("answer"))),
        ("graph x --format = m", ["mermaid"]),
        ("x --method ", [row.name for row in METHODS]),
        ("x --simplify f", ["full"]),
        ("x --syntax lat", ["latex"]),
        ("batch f --input j", ["jsonl"]),
        ("x --at ", []),
        ("rules tang", ["tangent"]),
        ("rules tangent ", []),
        ("errors ", list(CODES)),
        ("vector --format json ", ["div", "curl", "laplacian", "directional"]),
        ("x -x", []),
        ("x -- --fo", []),
        ("--ver", ["--version"]),
        ("x --ver", []),
    ],
)
def test_words_that_fit(line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_every_option_and_rule_is_offered() -> None:
    for name in COMMANDS:
        long = {opt for param in PROGRAM.get_command(None, name).params for opt in param.opts if opt.startswith("--")}
        assert long <= set(offered(f"{name} --")), name
    assert {rule.name for rule in RULES} <= set(offered("rules "))


@pytest.mark.parametrize(
    ("shell", "env", "out", "status"),
    [
        ("bash", {"COMP_WORDS": "symdiff\nrules\n'const", "COMP_CWORD": "2"}, "constant\nconstant\\ multiple\n", 0),
        ("bash", {"COMP_WORDS": "symdiff\nx**2", "COMP_CWORD": "1"}, "", 0),
        ("bash", {}, "".join(f"{name}\n" for name in COMMANDS), 0),
        (
            "zsh",
            {"_TYPER_COMPLETE_ARGS": "symdiff x -f p"},
            "local -a items; items=(plain pretty); _describe symdiff items\n",
            0,
        ),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "symdiff batch "}, "_files\n", 0),
        (
            "fish",
            {"_TYPER_COMPLETE_ARGS": "symdiff x --mix", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
            "--mixed\tThe --wrt names are one mixed derivative, in order.\n",
            0,
        ),
        ("fish", {"_TYPER_COMPLETE_ARGS": "symdiff f", "_TYPER_COMPLETE_FISH_ACTION": "is-args"}, "", 1),
        (
            "powershell",
            {"_TYPER_COMPLETE_ARGS": "symdiff meth", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "meth"},
            "methods:::The numeric methods that check a derivative.\n",
            0,
        ),
        ("tcsh", {}, "", 2),
    ],
)
def test_what_a_shell_reads(run, shell: str, env: Mapping[str, str], out: str, status: int) -> None:
    found = run(env={"_SYMDIFF_COMPLETE": f"complete_{shell}", **env})
    assert found[:2] == (status, out)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_call_back(run, shell: str) -> None:
    status, out, err = run("--show-completion", shell)
    assert (status, err) == (0, "")
    assert f"_SYMDIFF_COMPLETE=complete_{shell}" in out
    assert "symdiff" in out


def test_a_script_is_installed(run, tmp_path) -> None:
    status, out, _ = run("--install-completion", "bash", env={"HOME": str(tmp_path)})
    assert status == 0
    assert str(tmp_path) in out
    assert "complete_bash" in (tmp_path / ".bash_completions" / "symdiff.sh").read_text()


def test_a_shell_that_is_none(run) -> None:
    assert run("--show-completion", "tcsh") == (
        2,
        "",
        "error[usage]: there is no completion for 'tcsh'\nhint: the shells: bash, zsh, fish, powershell, pwsh\n",
    )


def test_completion_does_not_wait_for_what_it_does_not_need(clean: Mapping[str, str], command: tuple[str, ...]) -> None:
    for line in "symdiff rules ta", "symdiff --f", "symdiff x -m ":
        env = {**clean, "_SYMDIFF_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
        found = imports([], env, command)
        assert "symdiff" in found
        assert found.isdisjoint(HEAVY)
