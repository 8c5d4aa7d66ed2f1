"""Words and options of other programs: none is differentiated in silence, each says what does it here."""

from __future__ import annotations

import shlex

import pytest

from symdiff.cli.commands import COMMANDS
from symdiff.cli.habits import OPTIONS, SHORTEST, WORDS, mistaken
from symdiff.cli.overview import OVERVIEW


@pytest.mark.parametrize("word", WORDS)
def test_words_that_are_no_commands(run, word: str) -> None:
    message = f"error[usage]: there is no command '{word}'\nhint: {WORDS[word]}; for the derivative of a formula of that name: symdiff diff {word}\n"
    assert run(word) == (2, "", message)
    assert run(word, "x**2") == (2, "", message)
    assert word not in COMMANDS


@pytest.mark.parametrize("name", OPTIONS)
def test_options_that_are_none(run, name: str) -> None:
    assert run("x**2", name) == (2, "", f"error[usage]: 'diff' has no option '{name}'\nhint: {OPTIONS[name]}\n")


@pytest.mark.parametrize("command", [name for name in COMMANDS if len(name) > SHORTEST])
def test_a_command_with_a_letter_missing_is_asked_about(command: str) -> None:
    for position in range(len(command)):
        word = command[:position] + command[position + 1 :]
        found = mistaken(word, COMMANDS)
        assert found is not None or len(word) < SHORTEST or word in COMMANDS, word


def test_names_of_variables_are_not_asked_about(run) -> None:
    for word in ("x", "xy", "alpha", "rate", "E", "pi", "theta", "volume"):
        status, _, err = run(word)
        assert status == 0, err


def test_help_in_other_words(run) -> None:
    status, text, _ = run("--help")
    assert run("help") == run("-h") == (status, text, "")
    assert run("help", "diff") == run("diff", "-h") == run("diff", "--help")
    assert run("-V") == run("--version")
    assert run("-h", "--order", "1") == (0, "-1\n", "")
    assert run("diff", "plt")[:2] == (0, "1\n")


def test_every_example_of_the_overview_is_answered(run, tmp_path, monkeypatch) -> None:
    """Each line of the overview that is a command does what it says."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "formulas.txt").write_text("x**2\n", encoding="utf-8")
    lines = [line for line in OVERVIEW.splitlines() if line.startswith("  symdiff ")]
    assert len(lines) >= 5
    for line in lines:
        words = shlex.split(line.split("   ")[0])[1:]
        if words[0] != "plot":  # it needs a terminal
            assert run(*words)[0] == 0, line


@pytest.mark.parametrize(("word", "meant"), [("integrat", "integrate"), ("explian", "explain"), ("latx", "latex")])
def test_a_word_near_one_of_another_program_is_asked_about(run, word: str, meant: str) -> None:
    message = f"error[usage]: there is no command '{word}'\nhint: {WORDS[meant]}; for the derivative of a formula of that name: symdiff diff {word}\n"
    assert run(word) == (2, "", message)


def test_an_option_near_one_of_another_program_gets_its_hint(run) -> None:
    assert run("x**2", "--latx") == (2, "", "error[usage]: there is no option '--latx'\nhint: --format latex\n")
    assert run("x**2", "--explian") == (
        2,
        "",
        "error[usage]: there is no option '--explian'\nhint: did you mean '--explain'?\n",
    )


def test_a_page_promises_to_be_one(run, tmp_path) -> None:
    for end in ("pdf", "PNG", "txt"):
        message = f"error[usage]: a report is an HTML page, not '.{end.lower()}'\nhint: -o report.html, which a browser prints to PDF\n"
        assert run("report", "x**2", "-o", str(tmp_path / f"page.{end}")) == (2, "", message)
    assert list(tmp_path.iterdir()) == []
