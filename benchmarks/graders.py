"""Graders of formulas against each other: is the answer the same function as the key?

    python benchmarks/graders.py [--share N] [--seconds S] [--write]

The work is, first, published derivatives (``SYMDIFF_CASES`` names another folder than ``../shared/cases``): the key is the
published one, right answers are the forms that sympy's and symdiff's own differentiation gives it, wrong ones are planted
mistakes. They are asked in plain text and in LaTeX, as sympy writes it. Second, the first of the pairs that tests/adversarial.py
makes to fool a check, with the derivative as the key. Third, the pairs of other checkers' own suites.

Each grader is used as its documentation shows, in a process of its own that has ``--seconds`` of processor time for a question:
one that takes longer is undecided, as is one that it cannot read, if it says so. One that is not installed is passed over with a word.
``--share 8`` takes each eighth published formula. What a grader said is kept in benchmarks/measured/graders, and a run that was
interrupted goes on there; ``--write`` puts the table of the questions that all were asked into docs/checkers.md.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.util
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

CASES = Path(os.environ.get("SYMDIFF_CASES") or Path(__file__).parents[2] / "shared" / "cases")
PAGE = Path(__file__).parents[1] / "docs" / "checkers.md"
KEPT = Path(__file__).parent / "measured" / "graders"
BEGIN, END = "<!-- Written by benchmarks/graders.py --write from a run. -->", "<!-- End of what graders.py writes. -->"
_PATIENCE = 20
"""Times its processor time after which a process that does not say so is ended."""
FOOLING = "made to fool"
ADVERSARIAL, ADVERSARIAL_SEED = 40, 1
"""Pairs that are made to fool a check, and the seed that they grow from."""
WRONG = 2
"""Planted mistakes of each derivative."""


@dataclass(frozen=True, slots=True)
class Question:
    """Two formulas, whether they are the same function, and how they are written."""

    set: str
    notation: str
    key: str
    answer: str
    same: bool
    names: tuple[str, ...]


Verdict = bool | None


def symdiff(question: Question) -> Verdict:
    """``symdiff check --same KEY ANSWER``: agree, disagree, or neither."""
    from symdiff.pipeline import solve
    from symdiff.problems.problem import Options, Problem, related

    options = Options(certify=True, timeout=None)
    problem = Problem(**related("same", question.key, question.answer), variables=question.names)
    report = solve(problem, options)
    return {"agree": True, "disagree": False}.get(str(report.verdict))


def math_verify(question: Question) -> Verdict:
    """``verify(parse(KEY), parse(ANSWER))`` of Math-Verify; it has no third value."""
    from math_verify import parse, verify

    key, answer = (f"${text}$" if question.notation == "LaTeX" else text for text in (question.key, question.answer))
    return bool(verify(parse(key, parsing_timeout=None), parse(answer, parsing_timeout=None), timeout_seconds=None))


def _trees(question: Question) -> list[Any]:

    if question.notation == "LaTeX":
        from sympy.parsing.latex import parse_latex

        return [parse_latex(text) for text in (question.key, question.answer)]
    return [_tree(text, question.names) for text in (question.key, question.answer)]


def sympy_equals(question: Question) -> Verdict:
    """``key.equals(answer)`` of sympy: True, False or None."""
    key, answer = _trees(question)
    found = key.equals(answer)
    return None if found is None else bool(found)


def sympy_simplify(question: Question) -> Verdict:
    """``simplify(key - answer) == 0`` of sympy; another result than 0 is taken for a no."""
    import sympy

    key, answer = _trees(question)
    return bool(sympy.simplify(key - answer) == 0)


GRADERS: dict[str, tuple[Callable[[Question], Verdict], str, str]] = {
    "symdiff": (symdiff, "symdiff", ""),
    "Math-Verify": (math_verify, "math_verify", "math-verify"),
    "sympy .equals": (sympy_equals, "sympy", "sympy"),
    "sympy simplify(a - b) == 0": (sympy_simplify, "sympy", "sympy"),
}
"""Each grader with the module that it needs and the distribution whose version is told."""


def questions(share: int) -> Iterator[Question]:
    yield from published(share)
    yield from adversarial()
    yield from suites()


def published(share: int) -> Iterator[Question]:
    for name in ("rubi", "special", "feynman", "peers", "optim"):
        for number, line in enumerate((CASES / f"{name}.jsonl").read_text("utf-8").splitlines()):
            row = json.loads(line)
            if number % share == 0 and row.get("order", 1) == 1 and row.get("wrt"):
                for key, answer, same in _pairs(row):
                    yield from _asked("published", key, answer, same, tuple(row["vars"]))


def _asked(of: str, key: str, answer: str, same: bool, names: tuple[str, ...]) -> Iterator[Question]:
    """A question in plain text, and in LaTeX where sympy can write it."""
    import sympy

    yield Question(of, "plain", key, answer, same, names)
    try:
        written = [sympy.latex(_tree(text, names, exact=of == FOOLING)) for text in (key, answer)]
    except Exception:  # noqa: BLE001 - what sympy cannot read or write is not asked in LaTeX
        return
    if written[0] != written[1]:
        yield Question(of, "LaTeX", written[0], written[1], same, names)


def adversarial() -> Iterator[Question]:
    """The first pairs that are made to fool a check, with the derivative as the key."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from adversarial import pairs

    from symdiff.differentiator import derive
    from symdiff.graph import Graph, GraphBuilder
    from symdiff.notation.writer import write
    from symdiff.parser import parse

    for pair in islice(pairs(ADVERSARIAL_SEED), ADVERSARIAL):
        graph = Graph()
        key = write(graph, derive(graph, parse(pair.formula, GraphBuilder(graph)), ("x",)))
        names = tuple(name for name in ("x", "y", "z") if name in graph.symbols(range(len(graph.heads))))
        yield from _asked(FOOLING, key, pair.candidate, pair.right, names)


def _tree(text: str, names: tuple[str, ...], *, exact: bool = False) -> Any:
    """The formula in sympy; ``exact``: decimals are fractions, as rounded they would make right answers wrong."""
    import sympy

    symbols = {name: sympy.Symbol(name) for name in names}
    return sympy.sympify(text.replace("^", "**"), locals=symbols, rational=exact)


def _pairs(row: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """A key with right and wrong answers, by the row's first variable, as plain text."""
    import sympy

    from symdiff.answers import mistakes
    from symdiff.differentiator import derive
    from symdiff.errors import SymdiffError
    from symdiff.graph import Graph, GraphBuilder
    from symdiff.notation.writer import write
    from symdiff.parser import Names, parse

    variable = row["wrt"][0]
    graph = Graph()
    try:
        root = parse(row["expr"], GraphBuilder(graph), names=Names(frozenset(row["vars"])))
        derivative = derive(graph, root, (variable,))
        ours = write(graph, derivative)
        wrong = [node for _, node in mistakes._mistakes(graph, root, variable, derivative, derivative)]
    except SymdiffError:
        return
    key = row["expected"]
    key = key.get(variable) if isinstance(key, dict) else key
    try:
        names = {name: sympy.Symbol(name) for name in row["vars"]}
        theirs = str(sympy.diff(sympy.sympify(row["expr"].replace("^", "**"), locals=names), names[variable]))
    except Exception:  # noqa: BLE001 - sympy does not know the function
        theirs = None
    key, answers = (key, [ours, theirs]) if key else (theirs or ours, [ours])
    if key is None or "Derivative" in key or "Subs" in key:
        return
    for answer in answers:
        if answer is not None and answer != key and "Derivative" not in answer and "Subs" not in answer:
            yield key, answer, True
    planted = 0
    for node in wrong:
        if planted < WRONG and _differs(graph, node, derivative, row):
            planted += 1
            yield key, write(graph, node), False


def _differs(graph: Any, node: int, derivative: int, row: dict[str, Any]) -> bool:
    """Whether a planted mistake shows at the published point: else it is none."""
    from fractions import Fraction

    from symdiff.evaluator import Evaluated, value_at

    point = {name: graph.number(Fraction(value)) for name, value in row["point"].items()}
    a, b = (value_at(graph, each, point) for each in (node, derivative))
    if not (isinstance(a, Evaluated) and isinstance(b, Evaluated)):
        return False
    return abs(a.value - b.value) > 1e-6 * abs(b.value)


def suites() -> Iterator[Question]:
    for line in (CASES / "equal.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Question("suites", "plain", row["a"], row["b"], row["equal"], tuple(row["vars"]))


def _serve(name: str, link: Any) -> None:
    ask = GRADERS[name][0]
    sys.setrecursionlimit(10_000)
    signal.signal(signal.SIGPROF, _late)
    while True:
        question, seconds = link.recv()
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            verdict = ask(question)
        except (Exception, _Late):  # noqa: BLE001 - a grader that falls over has not told
            verdict = None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        link.send((verdict, time.process_time() - start))


class _Late(BaseException):
    pass


def _late(number: int, frame: object) -> None:
    raise _Late


class Grader:
    """A process that answers the questions of one grader."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._begin()

    def _begin(self) -> None:
        self.link, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=_serve, args=(self.name, other), daemon=True)
        self.process.start()

    def ask(self, question: Question, seconds: float) -> tuple[Verdict, float]:
        self.link.send((question, seconds))
        try:
            if self.link.poll(_PATIENCE * seconds):
                found: tuple[Verdict, float] = self.link.recv()
                return found
        except EOFError:
            pass
        self.end()
        self._begin()
        return None, seconds

    def end(self) -> None:
        self.process.kill()
        self.process.join()


def key_of(question: Question) -> str:
    return hashlib.sha256(repr(question).encode()).hexdigest()[:12]


def run(name: str, work: dict[str, Question], seconds: float, astray: str | None) -> None:
    """Ask a grader what it was not asked yet, and keep what it says as it goes."""
    distribution = GRADERS[name][2]
    version = f"{distribution} {importlib.metadata.version(distribution)}" if distribution else _own_form()
    path = KEPT / f"{GRADERS[name][0].__name__}.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if (kept.get("version"), kept.get("seconds")) != (version, seconds):
        kept = {"version": version, "seconds": seconds, "answers": {}}
    answers = kept["answers"]
    grader = Grader(name)
    left = [key for key in sorted(work) if key not in answers]
    for number, key in enumerate(left, 1):
        verdict, took = grader.ask(work[key], seconds)
        answers[key] = [verdict, round(took, 4)]
        if astray and verdict is not work[key].same:
            told = {field: getattr(work[key], field) for field in work[key].__slots__}
            with Path(astray).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"grader": name, "said": verdict, **told}) + "\n")
        if number % 10 == 0 or number == len(left):
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(kept) + "\n", encoding="utf-8")
            print(f"{name}: {number} of {len(left)}", file=sys.stderr, flush=True)
    grader.end()


def _own_form() -> str:
    """How symdiff was run, which its times depend on."""
    from symdiff.graph import store

    return f"symdiff in its {'plain' if str(store.__file__).endswith('.py') else 'compiled'} form"


def table(kept: dict[str, Any], work: dict[str, Question]) -> str:
    """The answers to the questions that every grader was asked."""
    common = set(work).intersection(*(rows["answers"] for rows in kept.values()))
    lines = ["| | | false refusals | false acceptances | undecided | processor time a question |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    parts: dict[tuple[str, str], list[str]] = {}
    for key, question in work.items():
        if key in common:
            parts.setdefault((question.set, question.notation), []).append(key)
    for part, keys in parts.items():
        for name, rows in kept.items():
            answers = {key: rows["answers"][key] for key in keys}
            right = [answers[key][0] for key in keys if work[key].same]
            wrong = [answers[key][0] for key in keys if not work[key].same]
            each = 1000 * sum(took for _, took in answers.values()) / len(keys)
            lines.append(
                f"| {', '.join(part)} | {name} | {right.count(False)} of {len(right)} | {wrong.count(True)} of {len(wrong)} "
                f"| {(right + wrong).count(None)} of {len(keys)} | {each:.2g} ms |"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=int, default=1, help="each N-th published formula")
    parser.add_argument("--seconds", type=float, default=10.0, help="of processor time for one question")
    parser.add_argument("--only", action="append", default=[], help="a grader; repeatable")
    parser.add_argument("--astray", metavar="FILE", help="add the questions that were not answered rightly")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} from what is kept, and ask nothing")
    asked = parser.parse_args()
    work = {key_of(question): question for question in questions(asked.share)}
    if not asked.write:
        for name in asked.only or GRADERS:
            if importlib.util.find_spec(GRADERS[name][1]) is None:
                print(f"{name}: not installed")
            else:
                run(name, work, asked.seconds, asked.astray)
    files = {name: KEPT / f"{row[0].__name__}.json" for name, row in GRADERS.items()}
    kept = {name: json.loads(path.read_text("utf-8")) for name, path in files.items() if path.exists()}
    text = table(kept, work)
    print(text)
    if asked.write:
        versions = ", ".join(dict.fromkeys(row["version"] for row in kept.values() if row["version"]))
        uses = "\n".join(f"- **{name}**: {GRADERS[name][0].__doc__}" for name in kept)
        seconds = " and ".join(dict.fromkeys(f"{row['seconds']:g}" for row in kept.values()))
        part = PART.format(
            table=text,
            uses=uses,
            versions=versions,
            seconds=seconds,
            share=asked.share,
            adversarial=ADVERSARIAL,
            seed=ADVERSARIAL_SEED,
        )
        page = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0].rstrip()
        PAGE.write_text(f"{page}\n\n{BEGIN}\n{part}{END}\n", encoding="utf-8")


PART = """\

## Graders of answers

Is this answer the same function as the key? Asked about published derivatives (each {share}th formula: the published
derivative is the key, right answers are the forms that sympy and symdiff give it, wrong ones are planted mistakes that show
at the published point), in plain text and in the LaTeX that sympy writes; about the first {adversarial} pairs of
`tests/adversarial.py --seed {seed}`, which are wrong beyond a border, in a bump, off a lattice or by a part in 10**60, or right in other
clothes; and about the pairs of six other checkers' own suites, whose truth was computed at 24 points. The table has the questions, drawn by a hash, that all four were asked, of {versions}; a question that takes more than {seconds} s of processor time is undecided.

{table}

How each was used:

{uses}

"""

if __name__ == "__main__":
    main()
