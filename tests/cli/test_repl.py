"""The prompt: what a session answers, by a pipe and at a terminal, and that no line ends it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from symdiff.cli.options import Bounds, Check, Detail, Printing, Question
from symdiff.cli.prompt import history_file, prompt
from symdiff.cli.repl import Session, converse
from symdiff.cli.run import Asked
from symdiff.errors import SymdiffError

CONVERSATION = [
    ("x**2+x+1", "2*x + 1"),
    ("_*x", "4*x + 1"),
    ("sine(x)", "# error[unknown-function]: there is no function named 'sine'"),
    ("# not a formula", None),
    ("_", "4"),
    ("y*sin(x) + x_1*0", "x=y*cos(x)\tx_1=0\ty=sin(x)"),
    ("_x", "x=-y*sin(x)\ty=cos(x)"),
    ("_", "# error[definition]: there is no result '_'"),
    (":wrt y", "cos(x)"),
    (":let u=x**2", None),
    ("y*u", "x**2"),
    (":wrt", "x=2*x*y\ty=x**2"),
    (":let", None),
    (":nonsense", "# error[usage]: there is no command ':nonsense'"),
    (":plot", "# error[usage]: there is no terminal to plot on"),
    (":explain 'x", "# error[usage]: the quotes do not fit together: no closing quotation"),
    (":errors empty", "code\tmeaning\nempty\tThere is no formula in the text."),
    ("x**3", "3*x**2"),
    (":hessian", "6*x"),
    (":quit", None),
    ("x", None),
]


def test_a_pipe(run) -> None:
    status, out, err = run("repl", stdin="".join(line + "\n" for line, _ in CONVERSATION))
    assert out == "".join(answer + "\n" for _, answer in CONVERSATION if answer is not None)
    assert status == 1
    assert "line 3: error[unknown-function]: there is no function named 'sine'\n  sine(x)\n  ^^^^\n" in err
    assert err.count("error[") == 5


def test_a_pipe_with_points(run) -> None:
    status, out, err = run("repl", "--step", "0.5", "-m", "central", stdin="x**2\n:at 1 2\n:at\n")
    rows = [line.split("\t") for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [row[0] for row in rows] == ["2*x", "id", "2", "2", "2*x"]
    assert [row[2:5] for row in rows[2:4]] == [["x=1", "1.0", "2.0"], ["x=2", "4.0", "4.0"]]


def test_a_line_is_answered_while_the_pipe_is_open(command: tuple[str, ...], clean: Mapping[str, str]) -> None:
    with subprocess.Popen(
        [*command, "repl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=clean, bufsize=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line, answer in (b"x**2\n", b"2*x\n"), (b"sin(_)\n", b"2*cos(2*x)\n"):
            process.stdin.write(line)
            assert os.read(process.stdout.fileno(), 100) == answer
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize(("candidate", "status"), [("2*x", 0), ("x", 1)])
def test_a_command_about_the_last_formula(run, candidate: str, status: int) -> None:
    found, out, _ = run("repl", stdin=f"x**2\n:check {candidate}\n_\n")
    assert found == status
    assert out.startswith("2*x\nagree" if status == 0 else "2*x\ndisagree")
    assert out.endswith("\n2\n")


def test_bytes_that_are_no_text(run) -> None:
    status, out, _ = run("repl", stdin=b"x\xff\nx**2")
    assert (status, out.splitlines()[1:]) == (1, ["2*x"])
    assert out.startswith("# error[encoding]")


def asked() -> Asked:
    return Asked(Question(), Check(), Detail(), Printing(format="plain"), Bounds())


Type = Callable[[str], tuple[int, str]]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Type keys at the prompt; gives the status, standard output, then standard error."""
    pytest.importorskip("prompt_toolkit")
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def typed(keys: str) -> tuple[int, str]:
        with create_pipe_input() as source, create_app_session(input=source, output=DummyOutput()):
            source.send_text(keys)
            session = Session(asked(), terminal=True)
            status = converse(session, prompt(f":{word}" for word in session.commands()))
        shown = capsys.readouterr()
        return status, shown.out + shown.err

    return typed


CTRL_C, CTRL_D = "\x03", "\x04"


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("x**2\r_\r" + CTRL_D, "2*x\n2\n"),
        ("x**2" + CTRL_C + "x**3\r" + CTRL_D, "3*x**2\n"),
        ("x**2\rexit\r", "2*x\n"),
        ("sine(x)\rx\r:quit\r", "1\nerror[unknown-function]: there is no function named 'sine'\n  sine(x)\n  ^^^^\n"),
        ("\r  \r" + CTRL_D, ""),
        (
            ":explain\r" + CTRL_D,
            "error[usage]: there is no formula yet\nhint: write one, such as x**2 + x + 1\n",
        ),
    ],
)
def test_keys(typed: Type, keys: str, shown: str) -> None:
    status, found = typed(keys)
    assert (status, found.partition("hint: did")[0]) == (0, shown)


def test_names_and_commands_are_completed(typed: Type) -> None:
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    completer = prompt([":explain"]).__self__.completer  # type: ignore[attr-defined]

    def completed(text: str) -> list[str]:
        return [found.text for found in completer.get_completions(Document(text), CompleteEvent())]

    assert completed(":e") == [":explain"]
    assert completed("2*arcta") == ["arctan", "arctan2", "arctanh"]
    assert {"cos", "cosh", "cot"} <= set(completed("sinh(co"))


def test_the_history_is_kept(typed: Type) -> None:
    typed("x**7\r:at 1\r" + CTRL_D)
    history = prompt([]).__self__.history  # type: ignore[attr-defined]
    assert list(history.load_history_strings()) == [":at 1", "x**7"]
    assert history_file().stat().st_mode & 0o077 == 0


def test_a_history_that_cannot_be_kept_is_no_obstacle(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert typed("x**7\r" + CTRL_D) == (0, "7*x**6\n")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prompt_toolkit", None)
    with pytest.raises(SymdiffError) as refused:
        prompt([])
    assert str(refused.value) == (
        "error[missing-extra]: the prompt needs prompt_toolkit\n"
        "hint: pip install 'symdiff-cli[repl]'; lines of a pipe are answered without it"
    )


def test_ctrl_c_ends_a_calculation_and_not_the_session(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(asked(), terminal=True)
    lines = iter(["x**2", "x**3"])

    def read(_: str) -> str:
        return next(lines, ":quit")

    take = session.take

    class Interrupted(Session):
        __slots__ = ()

        def take(self, line) -> None:
            if line.number == 1:
                raise KeyboardInterrupt
            take(line)
            self.ended = session.ended

    assert converse(Interrupted(asked(), terminal=True), read) == 0
    assert capsys.readouterr().out == "3*x**2\n"
