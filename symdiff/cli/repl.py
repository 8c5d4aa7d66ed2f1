"""``symdiff repl``: formulas one after the other, with the last result at hand. Imports ``batch.answer`` and the console.

On a terminal behind a prompt (``prompt``); through a pipe a line in, an answer out. What a line says, and what the rest of
a run is told, are the same there: a session is the options of ``diff``, some of which a line may change.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from symdiff.batch.answer import answer
from symdiff.batch.lines import Line, Reader
from symdiff.budget import at_once
from symdiff.cli.console import Sink, say
from symdiff.cli.options import OUTPUT, Bounds, Check, Detail, Printing, Question
from symdiff.cli.parameters import Option
from symdiff.cli.run import Asked, Outcome
from symdiff.cli.values import choice, definition, name
from symdiff.cli.words import suggestion, usage
from symdiff.errors import ExitStatus, SymdiffError, fault
from symdiff.frozen import replace
from symdiff.reports.formats import choices, header

_SPARE = 1 << 16  # bytes that a line may have beside its formula
_LAST = re.compile(r"(?<![\w})\]\\])_([^\W\d_]\w*)?(?![\w{])")
"""``_``, or ``_x`` of a gradient: no name of a formula begins so."""
_OF_THE_LAST = ("plot", "graph", "sweep", "hessian", "report")
"""Commands that take the last formula where they are given none."""
_HELP = """\
A formula gives its derivative; with points, values and the numeric check.

  _                  the last result; of several variables _x, _y, ...
  :explain           the derivation of the last formula
  :at POINT...       points from now on, and the last formula there; none: no points
  :wrt NAME...       differentiate by these from now on; none: by every variable
  :let NAME=EXPR     a definition from now on; none: no definitions
  :plot [WORDS]      a plot of the last formula, or of the one given; -o FILE
  :graph [WORDS]     its graph at the last point; so also any other command of
                     the command line, with its words: :rules tan
  :help, :quit
"""


def repl(
    question: Question,
    check: Check,
    bounds: Bounds,
    form: Annotated[
        str,
        Option(
            "--format",
            "-f",
            metavar="NAME",
            parser=choice("--format", choices("answer")),
            rich_help_panel=OUTPUT,
            help="As for diff: auto (rich at a prompt, plain through a pipe), rich, plain, json, csv, latex or pretty.",
        ),
    ] = "auto",
    no_color: Annotated[
        bool, Option("--no-color", rich_help_panel=OUTPUT, help="No colours; NO_COLOR does the same.")
    ] = False,
) -> int:
    """Formulas one after the other: a prompt with history and completion; ':help' there says more.

    Fed by a pipe, an answer for each line, as soon as it comes. The prompt needs the extra 'repl'.
    """
    if sys.stdin is None:
        raise usage("standard input is closed")
    asked = Asked(question, check, Detail(), Printing(format=form, no_color=no_color), bounds)
    if sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty():
        from symdiff.cli.prompt import prompt

        session = Session(asked, terminal=True)
        return converse(session, prompt([f":{word}" for word in session.commands()]))
    return _listen(Session(asked, terminal=False), sys.stdin.fileno())


@dataclass(slots=True)
class Session:
    """What has been said so far."""

    asked: Asked
    terminal: bool
    ended: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    sink: Sink = field(default_factory=Sink)
    _number: int = 0
    """Of the line that is being answered."""
    _last: str | None = None
    _heading: str = ""
    """The header that came last, so that it stands once before its rows."""

    def __post_init__(self) -> None:
        self.outcome.exit_zero = self.asked.check.exit_zero

    def commands(self) -> list[str]:
        """The words after a colon."""
        from symdiff.cli.commands import COMMANDS

        return [*self._own(), *(word for word in COMMANDS if word != "repl")]

    def _own(self) -> dict[str, Callable[[list[str]], None]]:
        return {
            "explain": self._explain,
            "at": self._at,
            "wrt": self._wrt,
            "let": self._let,
            "help": lambda words: self.sink.write(_HELP),
            "quit": self._quit,
        }

    @property
    def prompt(self) -> str:
        """What stands before the next line."""
        return f"[{'; '.join(self.asked.check.at)}] > " if self.asked.check.at else "> "

    def take(self, line: Line) -> None:
        """Answer one line."""
        self._number = line.number
        text = line.raw.decode(errors="surrogateescape").strip()
        try:
            if text.startswith(":"):
                self._command(text)
            elif self.terminal and text in ("quit", "exit"):
                self.ended = True
            elif text and not text.startswith("#"):
                given = self._with_last(line.raw.decode(errors="surrogateescape"))
                self._answer(replace(line, raw=given.encode(errors="surrogateescape")))
        except SymdiffError as error:
            self._failed(error)
        except Exception as error:  # noqa: BLE001 - no line ends a session
            words = f"{type(error).__name__}: {' '.join(str(error).split())}"
            self._failed(fault("internal", words, hint="please report this line"))

    def _failed(self, error: SymdiffError) -> None:
        self.outcome.take(ExitStatus.FAILED_CHECK)
        if not self.terminal:
            self.sink.write(f"# error[{error.diagnostic.code}]: {' '.join(error.diagnostic.message.split())}\n")
        self._say(str(error))

    def _say(self, words: str) -> None:
        say(words if self.terminal else f"line {self._number}: {words}")

    def _answer(self, line: Line, *, explain: bool = False) -> bool:
        """Write the answer of a formula, which is the last one from now on; whether there was one."""
        asked = replace(self.asked, detail=replace(self.asked.detail, explain=explain))
        settings = asked.settings(inputs=1 if self.terminal else None, word=self.terminal or explain)
        (record,) = answer([line], settings)
        heading = header(settings)
        if heading != self._heading:
            self._heading = heading
            self.sink.write(heading)
        self.sink.write(record.text)
        for words in record.notes if self.terminal else (f"note: {each}" for each in record.readings):
            self._say(words)
        if record.diagnostic:
            self._say(record.diagnostic)
        self.outcome.add(record, failure=ExitStatus.FAILED_CHECK)
        if not record.failed:
            self._last = line.raw.decode(errors="replace")
        return not record.failed

    def _with_last(self, text: str) -> str:
        """The text with the last result in the place of ``_``."""
        found = {match[1] for match in _LAST.finditer(text)}
        if not found:
            return text
        from symdiff.pipeline import solve

        settings = self.asked.settings(inputs=1)
        report = solve(replace(settings.asked, source=self.last, at=()), replace(settings.options, text=True))
        if report.error is not None:
            raise SymdiffError(report.error)
        by = {"_".join(derivative.wrt): derivative.expression for derivative in report.derivatives}
        if len(by) == 1:
            by[None] = next(iter(by.values()))  # type: ignore[index]
        for wanted in found:
            if by.get(wanted) is None:
                known = ", ".join(f"_{each}" for each in by if each) or "none"
                raise fault("definition", f"there is no result '_{wanted or ''}'", hint=f"there are: {known}")
        return _LAST.sub(lambda match: f"({by[match[1]]})", text)

    @property
    def last(self) -> str:
        """The last formula that had an answer."""
        if self._last is None:
            raise usage("there is no formula yet", hint="write one, such as x**2 + x + 1")
        return self._last

    def _again(self, *, explain: bool = False) -> bool:
        return self._answer(Line(self._number, self.last.encode()), explain=explain)

    def _command(self, text: str) -> None:
        try:
            first, *words = shlex.split(text[1:]) or ["help"]
        except ValueError as error:
            raise usage(f"the quotes do not fit together: {str(error).lower()}") from None
        own, known = self._own(), self.commands()
        if first in own:
            own[first](words)
        elif first in known:
            self._run([first, *map(self._with_last, words)])
        else:
            hint = suggestion(first, known) or "':help' lists them"
            raise usage(f"there is no command ':{first}'", hint=hint)

    def _run(self, words: list[str]) -> None:
        """A command of the command line, about the last formula at the session's points where it says nothing else."""
        from symdiff.cli.app import arrangement, run

        before, after = arrangement(words)
        if words[0] in _OF_THE_LAST and not after:
            after = [self.last]
        elif words[0] == "check" and len(after) == 1:
            after = [self.last, *after]
        self.outcome.take(ExitStatus(run([*before, *self._options(words[0], before), "--", *after])))

    def _options(self, command: str, given: Sequence[str]) -> list[str]:
        """The session's options that a command takes and is not given."""
        from symdiff.cli.app import options_of

        question = self.asked.question
        own = {
            "--at": self.asked.check.at[-1:] if command in ("graph", "sweep") else self.asked.check.at,
            "--wrt": question.wrt,
            "--var": question.var,
            "--function": question.function,
            "--let": [f"{label}={text}" for label, text in question.let],
            "--vector": [f"{label}={length}" for label, length in question.vector],
            "--syntax": [question.syntax],
        }
        taken = {word.partition("=")[0] for word in given} | ({"--at"} if command not in _OF_THE_LAST else set())
        return [f"{key}={value}" for key in own.keys() & options_of(command) - taken for value in own[key]]

    def _explain(self, words: list[str]) -> None:
        if words:
            raise usage("':explain' is about the last formula", hint="write the formula on a line of its own first")
        self._again(explain=True)

    def _at(self, words: list[str]) -> None:
        self._retell(replace(self.asked, check=replace(self.asked.check, at=words)))

    def _wrt(self, words: list[str]) -> None:
        names = [name(":wrt")(word) for word in words]
        self._retell(replace(self.asked, question=replace(self.asked.question, wrt=names)))

    def _let(self, words: list[str]) -> None:
        given = definition("".join(words)) if words else None
        kept = [pair for pair in self.asked.question.let if given and pair[0] != given[0]]
        let = [*kept, given] if given else []
        self.asked = replace(self.asked, question=replace(self.asked.question, let=let))

    def _retell(self, asked: Asked) -> None:
        """The last formula in other terms, which hold from now on if there is an answer in them."""
        before, self.asked = self.asked, asked
        if self._last is not None and not self._again():
            self.asked = before

    def _quit(self, words: list[str]) -> None:
        self.ended = True


def converse(session: Session, read: Callable[[str], str]) -> ExitStatus:
    """Lines from a prompt until somebody has enough; Ctrl-C ends the line and not the session."""
    number = 0
    while not session.ended:
        number += 1
        try:
            with at_once():
                text = read(session.prompt)
            session.take(Line(number, text.encode(errors="surrogateescape")))
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
    return ExitStatus.DONE


def _listen(session: Session, descriptor: int) -> ExitStatus:
    reader = Reader(descriptor, 4 * session.asked.bounds.limits.max_length + _SPARE, comments=True)
    while not (reader.ended or session.ended):
        for line in reader.take():
            if not session.ended:
                session.take(line)
    return session.outcome.status
