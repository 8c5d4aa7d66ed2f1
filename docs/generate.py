"""Write the pages that are made from the tables, and the outputs in all the others: ``python docs/generate.py``.

In a ```` ```console ```` block a line that begins with ``$`` is a command (``>`` continues it); what follows is its
output, written here. The commands of a page share a shell and a folder.

With ``--check`` nothing is written: a page that is not what the program says is shown as a diff, and the exit status is 1.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

import manual  # noqa: E402
import typer  # noqa: E402

from symdiff.cli.completion import script  # noqa: E402
from symdiff.cli.program import APP  # noqa: E402
from symdiff.differentiator.binders import told  # noqa: E402
from symdiff.differentiator.statement import statement  # noqa: E402
from symdiff.errors import CODES  # noqa: E402
from symdiff.evaluator.differences import estimates, methods  # noqa: E402
from symdiff.evaluator.verdicts import compare as verdict  # noqa: E402
from symdiff.evaluator.verdicts.check import _SHARP  # noqa: E402
from symdiff.operators import CONSTANTS, FORMS, FUNCTIONS, real_root  # noqa: E402
from symdiff.parser.recognition import MARKS, Mark, syntax_named  # noqa: E402
from symdiff.pipeline import solve  # noqa: E402
from symdiff.problems.problem import Options, Problem  # noqa: E402
from symdiff.reports.explain import describe, visits  # noqa: E402
from symdiff.reports.rulebook import applies, example  # noqa: E402
from symdiff.rules.table import CHAIN, RULES, Rule  # noqa: E402

_NOTICE = "<!-- Written by docs/generate.py from the tables of the program: change those, then run it. -->\n"
_SEPARATOR = "\x1e"
_DIFF_LINES = 60


# Running commands as a reader would.


def run_commands(commands: Sequence[str]) -> list[str]:
    """What each command of one shell prints, errors included, in an empty folder and without a terminal."""
    with tempfile.TemporaryDirectory() as scratch:
        programs, folder = Path(scratch, "bin"), Path(scratch, "work")
        programs.mkdir()
        folder.mkdir()
        for name, words in {"symdiff": " -m symdiff", "python": "", "python3": ""}.items():
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}"{words} "$@"\n', encoding="utf-8")
            program.chmod(0o755)
        environment = {
            "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "PYTHONPATH": str(DOCS.parent),
            "HOME": scratch,
            "COLUMNS": "80",
            "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
        }
        script = "".join(f"status=$?\nprintf '\\036'\n(exit $status)\n{command}\n" for command in commands)
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
    if "Traceback (most recent call last)" in done.stdout:
        raise RuntimeError(f"a command of the documentation has crashed:\n{done.stdout[-2000:]}")
    return [_without_ends(output) for output in done.stdout.split(_SEPARATOR)[1:]]


_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TIMINGS = (
    (re.compile(r'"seconds": [0-9.e-]+'), '"seconds": 0.001'),
    (re.compile(r"[0-9]+\.[0-9]+ s, [0-9,]+ lines/s"), "0.01 s, 300 lines/s"),
)
"""What differs from run to run, and what stands for it."""


def commands_of(block: str) -> list[str]:
    """The commands of a console block, the outputs left out."""
    commands: list[str] = []
    continues = False
    for line in block.splitlines():
        if line.startswith("$ "):
            commands.append(line[2:])
        elif line.startswith("> ") and continues:
            commands[-1] += "\n" + line[2:]
        continues = line.startswith("$ ") or (line.startswith("> ") and continues)
    return commands


def with_outputs(text: str) -> str:
    """A page whose console blocks show what their commands print."""
    blocks = [commands_of(block) for block in _CONSOLE.findall(text)]
    outputs = iter(run_commands([command for block in blocks for command in block]))

    def filled(match: re.Match[str]) -> str:
        lines: list[str] = []
        for command in commands_of(match[1]):
            output = next(outputs)
            for pattern, stand_in in _TIMINGS:
                output = pattern.sub(stand_in, output)
            lines += ["$ " + command.replace("\n", "\n> "), *([output] if output else [])]
        return "\n".join(["```console", *lines, "```"])

    return _CONSOLE.sub(filled, text)


def _without_ends(text: str) -> str:
    """The text without blanks at the ends of its lines."""
    return "\n".join(line.rstrip() for line in text.splitlines())


# Markdown.


def _block(text: str, language: str = "text") -> str:
    return f"```{language}\n{text}\n```\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _code(*words: str) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _arguments(low: int, high: int | None) -> str:
    return f"{low} or more" if high is None else str(low) if low == high else f"{low} to {high}"


# The pages.


def operators_page() -> str:
    """Every function, form and constant."""
    functions = [
        (
            _code(row.name),
            _code(*row.aliases),
            _arguments(*row.arity),
            _code(row.domain.words) if row.domain else "everywhere",
            _code(row.kink.words) + (" (a jump)" if row.kink.jump else "") if row.kink else "",
            _code(row.sympy or row.name),
        )
        for row in FUNCTIONS
        if row is not real_root
    ]
    forms = [(_code(*form.names), _arguments(*form.arity), form.words) for form in FORMS]
    constants = [(_code(row.name), _code(*row.aliases), repr(row.value)) for row in CONSTANTS]
    return f"""# Functions and constants

What a formula may be made of. How text is read is described in [syntax.md](syntax.md), what the derivatives are in
[rules.md](rules.md).

## Functions

`u` and `v` are the first and the second argument. *Real for* is where the function has a real value; at a point outside
it the formula is *undefined* there. A pole, such as that of `tan`, has no value either. *Not smooth* is where there is no
derivative: *undefined* too, with the slopes on both sides. *sympy* is the head of the tree that `symdiff.parse` builds.

{_table(("name", "also written", "arguments", "real for", "not smooth", "sympy"), functions)}
## Forms

Other spellings of what the program already has.

{_table(("name", "arguments", "stands for"), forms)}
`root(u, n)` is the real root where `n` is an odd whole number as written, and `u**(1/n)` otherwise. Also written
`surd(u, n)` and `nthRoot(u, n)`. The tree of a real root is `sign(u)*Abs(u)**(1/n)`.

Signs that are functions: `u!` is `factorial(u)`, `|u|` is `abs(u)`, `⌈u⌉` is `ceiling(u)` and `⌊u⌋` is `floor(u)`.

## Constants

{_table(("name", "also written", "value"), constants)}
A constant is a variable where it is declared with `--var`, or differentiated by with `--wrt`.
"""


def _worked(rule: Rule) -> str:
    """One use of a rule: the top step of the example, as ``--explain`` puts it."""
    formula = example(rule)
    report = solve(Problem(formula), Options(explain=True))
    assert report.error is None, report.error
    first = next(visits(report.derivatives[0].steps or ()))
    assert rule is CHAIN or first.step.rule == rule.name, (rule, formula, first.step.rule)
    _, *lines = describe(first)
    use = "\n".join(lines or [statement(rule)])
    return f'The top step of `symdiff "{formula}" --explain`:\n\n{_block(use)}'


def rules_page() -> str:
    """Every rule with its statement, its conditions and an example."""
    sections = "".join(
        f"\n## {rule.name}\n\n{_block(statement(rule))}\n{applies(rule)} {_worked(rule)}"
        for rule in (CHAIN, *RULES, *told())
    )
    return f"""# The rules

Every derivative is made of these {len(RULES) + len(told())} rules. A rule has one partial derivative per operand; the chain rule joins
them: the derivative of an expression is the sum, over its operands, of the partial times the operand's own derivative. So
each statement below ends in `du/dx` and is used wherever `u` is itself an expression. A formula is read in textbook terms
first: `x/y` is a quotient, `3*u` a constant multiple. `symdiff rules NAME` shows one rule
with its domain, an example worked through and a plot.

An argument that does not depend on the variable in a statement below, such as the order of a Bessel function, has no
partial derivative in closed form: where it depends on the variable after all, the answer is `error[no-derivative]`, which
names the argument.

Where a function is real and smooth stands in [operators.md](operators.md); a rule holds there, and the program
answers *undefined* elsewhere.
{sections}"""


def methods_page() -> str:
    """The numeric methods, and how steps, bounds and verdicts come about."""
    rows = [
        (
            _code(row.name),
            _code(row.formula),
            str(row.order),
            "-" if row.imaginary else f"`{row.truncation}*T*h**{row.order}`",
            "-" if row.imaginary else f"`{row.rounding}*r/h`",
            row.needs,
            _code(*row.aliases),
        )
        for row in methods.METHODS
    ]
    one_sided = methods.ONE_SIDED
    asked = 'symdiff "sin(x)" --at 1 -m central -m backward'
    refused = 'symdiff "3*x**2 - 4*x" --at 1 -m forward --step 0.1 -f rich'
    (shown,) = run_commands([refused])
    return f"""# The numeric methods

A derivative is checked at a point against differences of the formula itself, evaluated exactly as it was typed. Ask for
methods by name, as in `{asked}`. Without `--method` they are
{" and ".join(_code(name) for name in Options().methods)}.

{_table(("method", "estimate", "order", "truncation", "rounding error", "needs", "also written"), rows)}
The *order* p says how fast the method's own error shrinks: like `h**p`. In *truncation*, T is the largest derivative of order
p + 1 between the samples; in *rounding error*, r is the bound on the rounding error of one value of f. `N-point` is a
method for any odd N from 5 to {methods.MOST_POINTS}. The complex step subtracts nothing, so its h may be {estimates._TINY_STEP:g}: its rounding error is that
of one complex value, told by the value in 50 digits. A formula with a function that is not analytic has none.

## The bound of an estimate

Each estimate carries a bound on its own error, the sum of two parts.

- *Rounding* is proved: every value of f comes with a running bound on its rounding error, and the bounds are weighted as
  the values are and divided by h.
- *Truncation* is measured: estimates with steps in a fixed ratio differ by known multiples of the error that the order
  promises. The result is multiplied by {estimates._SAFETY:g} for what the order leaves out. Where the differences do not shrink
  as promised there is no bound, and the check is *inconclusive*.

## The step

`--step H` uses h as given, and evaluates the formula of the table in that order: the numbers of textbooks come out.
Without it the search begins at the step that balances the two errors for a formula of scale 1, which is
`(2*u)**(1/(p + 1))` times the size of the point, where u = 2**-53 is the unit roundoff. It stays there if the bound is good
enough, and tries a few longer or shorter steps otherwise. h is rounded so that `x + h` is exact.

A sample may not leave the domain of the formula or cross one of its kinks. Where it would, the step is shortened; where
one side stays closed, forward and backward take each other's place, and central is replaced by

{_block(one_sided.formula)}
of order {one_sided.order}, or its mirror image. The estimate's note says so. Where doubles cancel and no estimate
has a relative bound of {_SHARP:g}, the samples are taken again with 50 digits, and the note says that.

## The verdict

With s the value of the derivative and e an estimate:

- *agree*: they differ by no more than the two bounds together, and the bounds are at most {verdict._MEANINGFUL:g} of the size
  that the derivative could have there;
- *disagree*: they differ by more than the bounds, with {verdict._DOUBT:g} times the measured truncation in place of one;
- *inconclusive*: neither, as for a step so long that the estimate says little;
- *undefined*: the formula, or its derivative, does not exist at the point.

Of several methods, one *disagree* decides; otherwise one *agree* suffices. With several points or variables the worst
verdict counts, and it sets the exit status ([interface.md](interface.md)).

{_block(f"$ {refused}{chr(10)}{shown}", "console")}"""


def commands_page() -> str:
    """Every command with its options."""
    program: Any = typer.main.get_command(APP)
    sections = "".join(_command(name, program.get_command(None, name)) for name in program.list_commands(None))
    own = _options(program.params)
    return f"""# Commands

`symdiff EXPR... [OPTIONS]` is short for `symdiff diff EXPR... [OPTIONS]`. How words are told apart, what is printed
and the exit statuses are described in [interface.md](interface.md); `symdiff COMMAND --help` prints what stands here.
{sections}
## Of the program

{own}
Every command has `--help`. `NO_COLOR` in the environment does what `--no-color` does.
"""


def _command(name: str, command: Any) -> str:
    arguments = " ".join(param.metavar for param in command.params if param.param_type_name == "argument")
    usage = " ".join(filter(None, ("symdiff", name, arguments, "[OPTIONS]")))
    panels: dict[str, list[Any]] = {}
    for param in command.params:
        if param.param_type_name == "option":
            panels.setdefault(param.rich_help_panel or "Other", []).append(param)
    options = "".join(f"\n### {panel}\n\n{_options(params)}" for panel, params in panels.items())
    return f"\n## {name}\n\n{_block(usage)}\n{command.help}\n{options}"


def _options(params: Iterable[Any]) -> str:
    rows = []
    for param in params:
        if param.param_type_name != "option":
            continue
        metavar = "" if param.is_flag else f" {param.metavar}"
        rows.append((_code(*(option + metavar for option in param.opts)), manual.meaning(param)))
    return _table(("option", "meaning"), rows)


CAUSES: Mapping[str, Sequence[str]] = {
    "syntax": ['symdiff "x + * 2"'],
    "empty": ['symdiff "  "'],
    "unbalanced": ['symdiff "(x + 1"'],
    "unknown-character": ['symdiff "x + ⅹ"'],
    "malformed-number": ['symdiff "1.1.1*x"'],
    "unknown-function": ['symdiff "sine(x) + 1"'],
    "missing-argument": ['symdiff "2*sin"'],
    "argument-count": ['symdiff "sin(x, y)"'],
    "bad-argument": ['symdiff "root(x, 0)"'],
    "reserved-name": ['symdiff "x + oo"'],
    "ambiguous": ['symdiff "1/2x"'],
    "definition": ['symdiff "sin(u)" --let u=x**2 --wrt u'],
    "too-long": ['symdiff "x + y + z" --max-length 5'],
    "too-deep": ['symdiff "((x))" --max-depth 1'],
    "too-many-nodes": ['symdiff "a + b + c + d" --max-nodes 3'],
    "too-many-digits": ['symdiff "x*10**4001"'],
    "too-large-output": ['symdiff "exp(x**2)*sin(x)" --order 20 --max-output 300'],
    "time-out": ['symdiff "sin(x)" --timeout 1e-6'],
    "undefined": ['symdiff "x/0"'],
    "shape": ['symdiff matrix "A*x" --wrt x --shape A=m,n --shape x=m'],
    "no-code": ['symdiff code "zeta(x)*erf(y)" -w y'],
    "bound-variable": ['symdiff "integral(sin(x*t), t, 0, 1)" --wrt t'],
    "no-derivative": ['symdiff "polygamma(x, 2)"'],
    "missing-value": ['symdiff "x*y" --at x=1'],
    "unknown-variable": [
        'echo \'{"expr": "x**2", "expected": {"y": "0"}}\' > lines.jsonl',
        "symdiff batch lines.jsonl --output answers.txt",
    ],
    "bad-point": ['symdiff "x**2" --at x=0:1'],
    "precision": ['symdiff "x" --at 1 --digits 100000'],
    "python-function": [
        "printf 'def f(x):\n    return 1 / (x - x)\n' > f.py",
        "symdiff check f.py:f --grad f.py:f --at 1",
    ],
    "untraceable": ["printf 'def f(x):\\n    return [1, 2, 3][int(x)]\\n' > f.py", "symdiff f.py:f --at 1"],
    "cluster": ["echo 'x**2' > formulas.txt", "symdiff batch formulas.txt --engine dask --scheduler nowhere"],
    "no-column": ["echo formula > formulas.csv", "symdiff batch formulas.csv"],
    "bad-record": ['echo \'{"formula": "x"}\' > lines.jsonl', "symdiff batch lines.jsonl --output answers.txt"],
    "encoding": ["printf 'x\\377\\n' | symdiff"],
    "unreadable": ["symdiff batch missing.txt"],
    "resume": ["echo '2*x' > answers.txt.part; echo 'x**2' > lines.txt", "symdiff batch lines.txt -o answers.txt"],
    "usage": ['symdiff "x**2" --fromat json'],
}
"""Commands that end in each error; a first line prepares a file."""
UNSHOWN = {
    "missing-extra": "The hint says what to install: figures, arrays and the prompt need an extra each.",
    "no-compiler": "`symdiff.compiled` builds with `cc`; the hint says what to install.",
    "memory": "Each worker of a batch has its share of the machine's memory, or `--max-memory`. Only the line that needs more fails.",
    "worker": "A line ended the worker that had it, and the one that tried it again. Only that line fails.",
    "internal": "With `SYMDIFF_DEBUG=1` in the environment the whole traceback is shown.",
}
"""Why a code has no example."""


def errors_page() -> str:
    """Every error code with its meaning and a command that causes it."""
    sections = []
    for code, meaning in CODES.items():
        if code not in CAUSES:
            sections.append(f"\n## {code}\n\n{meaning} {UNSHOWN[code]}\n")
            continue
        commands = CAUSES[code]
        outputs = run_commands(commands)
        lines = [line for pair in zip([f"$ {c}" for c in commands], outputs, strict=True) for line in pair if line]
        text = "\n".join(line for line in lines if line)
        text = "\n".join(line for line in text.splitlines() if not line.endswith(" lines/s"))
        assert f"error[{code}]" in text, (code, text)
        sections.append(f"\n## {code}\n\n{meaning}\n\n{_block(text, 'console')}")
    return f"""# Errors

An error has a code that does not change, a message, the place in the text and, where there is one, a hint. It goes to
standard error. A formula without a derivative makes the exit status 2; in a batch the line fails, the others are answered,
and the status is 1. In JSON the error is the record's `error`. `symdiff errors CODE` prints the meaning of a code. In
Python it is a `SymdiffError`, whose `diagnostic` holds the parts.
{"".join(sections)}"""


def syntaxes_page() -> str:
    rows = [(f"[{row.name}](syntaxes/{row.name}.md)", row.sentence) for row in MARKS]
    return (
        "# Syntaxes\n\n"
        "`--syntax NAME` says how formulas are written. `plain` is the syntax of [syntax.md](syntax.md). `auto`, the default,\n"
        "takes a syntax by marks that no other one has. A text without a mark is plain; one that the plain syntax refuses is tried\n"
        "in the languages that it could be of, and read where all of them agree on its value. Where two readings with different\n"
        "values remain it is refused, and the error names both.\n\n" + _table(("syntax", "what it reads"), rows)
    )


def syntax_page(mark: Mark) -> str:
    row = syntax_named(mark.name)
    parts = [
        f"# --syntax {mark.name}\n\nFor {mark.sentence}. What this page does not say is as in [plain text](../syntax.md).\n"
    ]
    if row.differs:
        parts.append("## Where it differs from plain text\n\n" + "".join(f"- {sentence}\n" for sentence in row.differs))
    if row.reads:
        parts.append(
            "## What is read\n\n" + _table(("text", "is read as"), [(_text(a), _text(b)) for a, b in row.reads])
        )
    if row.refuses:
        refused = [(_text(text), _text(code), _text(write)) for text, code, write in row.refuses]
        parts.append("## What is refused\n\n" + _table(("text", "error", "write"), refused))
    if row.base:
        parts.append(
            "## Lists\n\nThe first component of a list has the index 1: `--at x=[1,2]` gives `x[1]` and `x[2]`.\n"
        )
    return "\n".join(parts)


def _text(text: str) -> str:
    """A formula in backquotes; the end of a line shows as ``\\n``."""
    shown = text.replace("\n", "\\n")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


PAGES: Mapping[str, Callable[[], str]] = {
    "operators.md": operators_page,
    "rules.md": rules_page,
    "methods.md": methods_page,
    "commands.md": commands_page,
    "errors.md": errors_page,
    "syntaxes.md": syntaxes_page,
    **{f"syntaxes/{row.name}.md": partial(syntax_page, row) for row in MARKS},
}


SAMPLES: Mapping[str, str] = {
    "report.html": 'symdiff report "x**2*sin(x)/(1 + x**2)" --at 1 --at 2 -o -',
}
"""Pages of ``docs/pages``, each with the command that prints it."""
_DRAWN = re.compile(r"<svg.*?</svg>", re.DOTALL)


def _sample(name: str) -> str:
    (shown,) = run_commands([SAMPLES[name]])
    return shown + "\n"


def _page(name: str) -> str:
    title, _, rest = PAGES[name]().partition("\n")
    return f"{title}\n\n{_NOTICE}{rest}"


COMPLETIONS = {"bash": "symdiff.bash", "zsh": "_symdiff", "fish": "symdiff.fish"}
"""The files that shells look for, which a wheel brings along."""


def pages() -> dict[Path, Callable[[], str]]:
    """Every page with what it should be."""
    project = DOCS.parent
    written = [project / "README.md", project / "CONTRIBUTING.md", project / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
    found: dict[Path, Callable[[], str]] = {DOCS / name: partial(_page, name) for name in PAGES}
    found |= {DOCS / "pages" / name: partial(_sample, name) for name in SAMPLES}
    found[DOCS / "symdiff.1"] = manual.page
    for shell, name in COMPLETIONS.items():
        found[DOCS / "completions" / name] = partial(script, "--show-completion", shell, "symdiff")
    for path in written:
        if path not in found:
            found[path] = partial(_refreshed, path)
    return found


def _refreshed(path: Path) -> str:
    return with_outputs(path.read_text(encoding="utf-8"))


def difference(path: Path, wanted: str) -> str:
    """The diff from a page as it is to what it should be; empty where they are the same."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if path.suffix == ".html":  # drawings differ in far digits from one version of the plotting library to another
        old, wanted = (_DRAWN.sub("<svg></svg>", text) for text in (old, wanted))
    name = path.relative_to(DOCS.parent).as_posix()
    diff = difflib.unified_diff(old.splitlines(), wanted.splitlines(), name, "what the program says", lineterm="", n=1)
    lines = list(diff)
    more = [f"... {len(lines) - _DIFF_LINES} more lines"] if len(lines) > _DIFF_LINES else []
    return "\n".join([*lines[:_DIFF_LINES], *more])


def main(words: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` compare them."""
    if words and list(words) != ["--check"]:
        print("usage: python docs/generate.py [--check]", file=sys.stderr)
        return 2
    stale = []
    for path, make in pages().items():
        wanted = make()
        if not words:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
        elif shown := difference(path, wanted):
            print(shown)
            stale.append(path.name)
    if stale:
        print(f"stale: {', '.join(stale)}; run 'python docs/generate.py'")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
