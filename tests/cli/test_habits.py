"""Words and options of other programs: none is differentiated in silence, each says what does it here."""

from __future__ import annotations

import re
import shlex

import pytest

from symdiff.cli.commands import COMMANDS, GROUPS, PROGRAM
from symdiff.cli.examples import EXAMPLES, lines
from symdiff.cli.habits import OPTIONS, SHORTEST, WORDS, mistaken, read_as_variable
from symdiff.cli.overview import OVERVIEW
from symdiff.cli.words import DEFAULT
from symdiff.parser.doubts import WORK


@pytest.mark.parametrize("word", WORDS)
def test_words_that_are_no_commands(within, word: str) -> None:
    message = f"error[usage]: there is no command '{word}'\nhint: {WORDS[word]}; for the derivative of a formula of that name: symdiff diff {word}\n"
    assert within(word) == (2, "", message)
    assert within(word, "x**2") == (2, "", message)
    assert word not in COMMANDS


@pytest.mark.parametrize("name", OPTIONS)
def test_options_that_are_none(within, name: str) -> None:
    assert within("x**2", name) == (2, "", f"error[usage]: 'diff' has no option '{name}'\nhint: {OPTIONS[name]}\n")


@pytest.mark.parametrize(
    ("words", "option", "hint"),
    [
        ("tangent x^2 --at 1 --normals", "--normals", OPTIONS["--normal"]),
        ("x^2 --ordr 2", "--ordr", "did you mean '--order'?"),
        ("x^2 --att 1", "--att", "did you mean '--at'?"),
        ("code x^2 --lang c", "--lang", "did you mean '--language'?"),
        ("x^2 --simp full", "--simp", "did you mean '--simplify'?"),
        ("x^2 --ol", "--ol", "an expression that begins with '--' goes after '--'"),
        ("x^2 --x", "--x", "an expression that begins with '--' goes after '--'"),
    ],
)
def test_options_are_like_others_by_their_letters_and_not_by_their_dashes(
    within, words: str, option: str, hint: str
) -> None:
    assert within(*words.split()) == (2, "", f"error[usage]: there is no option '{option}'\nhint: {hint}\n")


@pytest.mark.parametrize("command", [name for name in COMMANDS if len(name) > SHORTEST])
def test_a_command_with_a_letter_missing_is_asked_about(command: str) -> None:
    for position in range(len(command)):
        word = command[:position] + command[position + 1 :]
        found = mistaken(word, COMMANDS)
        assert found is not None or len(word) < SHORTEST or word in COMMANDS, word


def test_names_of_variables_are_not_asked_about(within) -> None:
    for word in ("x", "xy", "alpha", "rate", "E", "pi", "theta", "volume"):
        status, _, err = within(word)
        assert status == 0, err


@pytest.mark.parametrize(
    ("word", "note"),
    [
        ("velocity", "note: 'velocity' is read as a variable; the commands are in: symdiff help\n"),
        ("rate", "note: 'rate' is read as a variable; the commands are in: symdiff help\n"),
        ("theta", ""),
        ("x", ""),
        ("x_1", ""),
    ],
)
def test_a_word_alone_is_not_differentiated_in_silence(within, word: str, note: str) -> None:
    assert within(word) == (0, "1\n", note)
    assert within("diff", word) == (0, "1\n", "")


@pytest.mark.parametrize("word", ["hlep", "halp", "helpp"])
def test_help_that_is_mistyped(within, word: str) -> None:
    message = f"error[usage]: there is no command '{word}'\nhint: symdiff help; for the derivative of a formula of that name: symdiff diff {word}\n"
    assert within(word) == (2, "", message)
    assert within("help", word) == (
        2,
        "",
        f"error[usage]: there is no command '{word}'\nhint: symdiff help lists them\n",
    )


def test_every_command_has_examples_that_are_answered(within, tmp_path, monkeypatch) -> None:
    """Each is a line of the command's help, and does what it says."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "formulas.txt").write_text("x**2\nsin(x)\n", encoding="utf-8")
    assert list(EXAMPLES) == list(COMMANDS)
    expected = {'check "sin(x**2)" "cos(x**2)"': 1}
    for name, examples in EXAMPLES.items():
        shown = within("help", name)[1]
        for line, (words, what) in zip(lines(name, PROGRAM, DEFAULT), examples, strict=True):
            assert f"  {line}\n" in shown and line.endswith(what) and len(line) <= 78
            if name not in ("repl", "mcp"):  # they read standard input
                status, _, err = within(name, *shlex.split(words))
                assert status == expected.get(f"{name} {words}", 0), (name, words, err)


def test_the_help_of_a_command_begins_with_what_is_its_own(within) -> None:
    text = within("help", "plot")[1]
    headings = [line for line in text.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Examples:", "Options of plot:", "What is asked:", "Bounds:", "Other:"]
    own = text[text.index("Options of plot:") : text.index("What is asked:")]
    assert re.findall(r"--[a-z]+", own.split("as 'symdiff")[0]) == ["--at", "--range", "--errors"]


def test_the_help_of_the_program_has_its_commands_under_headings_and_cuts_none_short(within) -> None:
    text = within("--help")[1]
    assert [text.index(f"\n{heading}:\n") for heading in GROUPS] == sorted(text.index(f"\n{h}:\n") for h in GROUPS)
    assert "...\n" not in text
    for names in GROUPS.values():
        for name in names:
            assert f"\n  {name} " in text


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


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("x^2 + 1", "'+' is a piece of a formula", 'a formula with spaces goes in quotes: symdiff "x^2 + 1"'),
        ("x^2 - 1", "'-' is a piece of a formula", 'a formula with spaces goes in quotes: symdiff "x^2 - 1"'),
        ("2 * sin(x)", "'*' is a piece of a formula", 'a formula with spaces goes in quotes: symdiff "2 * sin(x)"'),
        ("x /2", "'/2' is a piece of a formula", 'a formula with spaces goes in quotes: symdiff "x /2"'),
        ("x^2 -n2", "'-n2' could be an option or a formula", "the option and its value are two words: -n 2; for the formula: symdiff -- -n2"),
        ("x^2 -wx", "'-wx' could be an option or a formula", "the option and its value are two words: -w x; for the formula: symdiff -- -wx"),
        ("homework.txt", "'homework.txt' is the name of a file", "symdiff batch homework.txt"),
        ("./a/b-1.csv --at 1", "'./a/b-1.csv' is the name of a file", "symdiff batch ./a/b-1.csv"),
        ("model.py", "'model.py' is the name of a file", "symdiff model.py:NAME --at POINT differentiates a function that it defines"),
    ],
)  # fmt: skip
def test_words_that_a_shell_took_apart_or_that_name_files(within, words: str, message: str, hint: str) -> None:
    assert within(*words.split()) == (2, "", f"error[usage]: {message}\nhint: {hint}\n")


def test_what_is_a_formula_stays_one(within) -> None:
    apart = "is read as a formula of its own, not as an option or a part of the one before"
    assert within("x^2", "-1") == (0, "2*x\n0\n", f"note: '-1' {apart}\n")
    assert within("x^2", "-q") == (0, "2*x\n-1\n", f"note: '-q' {apart}\n")
    assert within("x^2", "volume")[2] == "note: 'volume' is read as a variable; the commands are in: symdiff help\n"
    assert within("-q") == within("x^2", "--", "-q")[:1] + ("-1\n", "")
    assert within("x^2", "--", "-n2")[:2] == within("diff", "x^2", "-n2")[:2] == (0, "2*x\n-1\n")
    assert within("x^2", "-x**2", "(-n)*2", "3!") == (0, "2*x\n-2*x\n-2\n0\n", "")
    assert within("x.y")[2].startswith("error[syntax]: '.' cannot stand in a formula\n")


@pytest.mark.parametrize("name", WORK)
def test_functions_that_are_work_of_other_programs(within, name: str) -> None:
    message = f"there is no function named '{name}'\n  {name}(x)\n  {'^' * len(name)}"
    hint = f"hint: {WORK[name]}; to multiply, write {name}*(...)\n"
    assert within(f"{name}(x)") == (2, "", f"error[unknown-function]: {message}\n{hint}")


def test_a_word_has_one_note() -> None:
    assert read_as_variable("volume") == "'volume' is read as a variable; the commands are in: symdiff help"
    assert read_as_variable("sinx") is None
