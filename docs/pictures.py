"""Make the pictures of the documentation: ``python docs/pictures.py [--check] [NAME...]``.

Those of pictures.md by the commands that stand there, and the gallery from the table of operators: every function with a
tangent and its derivative over its domain. NAME is a file's name without its end; without one, all are made. With
``--check`` a few are made again and compared, and nothing is written; where another matplotlib made them they need only
come about.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

import numpy as np  # noqa: E402

from symdiff import tabulate  # noqa: E402
from symdiff.cli import main as symdiff  # noqa: E402
from symdiff.figures.panels import panels  # noqa: E402
from symdiff.figures.plots import figure  # noqa: E402
from symdiff.operators import FORMS, FUNCTIONS, real_root  # noqa: E402
from symdiff.operators.row import Operator  # noqa: E402
from symdiff.problems.opening import opened  # noqa: E402
from symdiff.problems.problem import Options, Problem  # noqa: E402

POWERS = ("5", "x", "x**2", "x**3", "x**4 - 2*x**2", "1/x", "1/x**2", "sqrt(x)", "cbrt(x)", "x**(2/3)")
EXPONENTIALS = ("e**x", "10**x", "2**x", "(1/2)**x", "x**x", "log(x)", "log10(x)", "log2(x)", "exp(-x**2)")
_SHOWN = {
    "cbrt",
    "sqrt",
    "log10",
    "log2",
    "pow",
    "hypot",
    "log",
    "laguerre",
    "psi",
    "Gamma",
    "ProductLog",
    "square",
    "Li",
    "cube",
}
"""Forms that another picture shows already, or that need more than one number."""
_HALVES = (9.0, 6.3, 4.2, 3.0, 2.0, 1.3)
_POINTS = (1.0, 0.5, 2.0, 1.5, 0.4, 3.0, 3.5, 5.0)
_STEEP = 30.0
CHECKED = ("x-2", "tan", "log10")
"""What --check makes again of the gallery."""

_COMMAND = re.compile(r"^\$ symdiff ((?:plot|graph) .*-o (\S+\.svg))$", re.MULTILINE)
_MAKER = re.compile(rb"Matplotlib v[0-9.]+")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A function in the gallery, over a range on which tests draw points."""

    source: str
    sample: tuple[float, float] = (-3.0, 3.0)

    @property
    def name(self) -> str:
        """The file's name without its end."""
        return re.sub(r"\W+", "-", self.source.removesuffix("(x)")).strip("-")


def exhibits() -> dict[str, list[Exhibit]]:
    """Every function under a heading."""
    return {
        "Constants and powers": [Exhibit(source) for source in POWERS],
        "Exponentials and logarithms": [Exhibit(source) for source in EXPONENTIALS],
        "Functions": [_of(row) for row in FUNCTIONS if row is not real_root and row.name not in ("exp", "log")],
        "Short forms": [
            Exhibit(f"{form.names[0]}({'x, 2' if form.arity[0] == 2 else 'x'})", (0.1, 0.9) if "inv" in form.names[0] or form.names[0] == "logit" else (-3.0, 3.0))
            for form in FORMS
            if form.names[0] not in _SHOWN and form.arity[0] <= 2
        ],
    }  # fmt: skip


def _of(row: Operator) -> Exhibit:
    """A function along one of its operands, the others at a number that the table draws from."""
    fewest, most = row.arity
    count = max(fewest, 2 if most is None or row.sample[0][0] == row.sample[0][1] else 1)
    varied = [k for k, (low, high) in enumerate(row.sample[:count]) if low < high]
    operands = [
        "x" if k == varied[-1] else f"{1 if low <= 1 <= high else np.ceil(low) if np.ceil(low) <= high else low:g}"
        for k, (low, high) in enumerate(row.sample[:count])
    ]
    low, high = row.sample[varied[-1]]
    return Exhibit(f"{row.name}({', '.join(operands)})", (low, high))


def over(exhibit: Exhibit) -> tuple[tuple[float, float], float]:
    """The range to draw, as wide as the domain and as a tall function allow, and where the tangent touches."""
    low, high = exhibit.sample
    if exhibit.source.isdigit():
        return (-3.0, 3.0), 1.0
    found = tabulate(exhibit.source, {"x": np.array(_POINTS)})
    point, value = next(
        (each, abs(value))
        for each, value, slope in zip(_POINTS, found.value.tolist(), found.derivatives["x"].tolist(), strict=True)
        if low < each < high and np.isfinite(slope)
    )
    for half in _HALVES:
        x = np.linspace(-half, half, 401) + 1e-7
        y = np.asarray(tabulate(exhibit.source, {"x": x}).value)
        seen = np.isfinite(y)
        if half <= max(4.2, -low, high) and np.quantile(np.abs(y[seen]), 0.95) <= _STEEP * max(1.0, value):
            break
    start, stop = x[seen][[0, -1]]
    room = 0.08 * (stop - start)
    return (float(max(-half, start - room)), float(min(half, stop + room))), point


def drawn(exhibit: Exhibit) -> bytes:
    """The picture of a function."""
    (low, high), point = over(exhibit)
    problem = Problem(exhibit.source, kind="plot", at=({"x": f"{point:g}"},), variables=("x",))
    return figure(panels(opened(problem, Options()), Options(), f"{low:.6g}:{high:.6g}").panels, "svg", small=True)


def from_page(words: str, name: str) -> bytes:
    """What a command of pictures.md writes."""
    with tempfile.TemporaryDirectory() as scratch:
        here = Path.cwd()
        os.chdir(scratch)
        try:
            if symdiff(shlex.split(words)):
                raise RuntimeError(f"this command has failed: symdiff {words}")
        finally:
            os.chdir(here)
        return Path(scratch, name).read_bytes()


def page() -> str:
    """The gallery as a page."""
    contents = "".join(
        f"\n- [{heading}](#{heading.lower().replace(' ', '-')}): "
        + ", ".join(f"[`{one.source}`](#{one.name})" for one in each)
        for heading, each in exhibits().items()
    )
    sections = "".join(
        f"\n## {heading}\n"
        + "".join(
            f'\n<a id="{one.name}"></a>`{one.source}`\n\n'
            f"![{one.source}, a tangent, and its derivative](gallery/{one.name}.svg)\n"
            for one in each
        )
        for heading, each in exhibits().items()
    )
    return f"""# Every function with a tangent and its derivative

Made by `python docs/pictures.py` from the table of operators. Each picture is what `symdiff plot` draws; gaps are where a
function is not real, and functions of several numbers are drawn along the last that varies. Domains and other names stand
in [operators.md](operators.md), the derivatives in [rules.md](rules.md).
{contents}
{sections}"""


def pictures() -> Iterator[tuple[Path, Callable[[], bytes]]]:
    """Every file with what makes it."""
    for words, name in _COMMAND.findall((DOCS / "pictures.md").read_text(encoding="utf-8")):
        yield DOCS / "pictures" / name, partial(from_page, words, name)
    for each in exhibits().values():
        for one in each:
            yield DOCS / "gallery" / f"{one.name}.svg", partial(drawn, one)
    yield DOCS / "gallery.md", lambda: page().encode()


def main(words: Sequence[str]) -> int:
    """Make the pictures, or with ``--check`` compare some."""
    check, wanted = "--check" in words, {word for word in words if word != "--check"}
    known = dict(pictures())
    if unknown := wanted - {path.stem for path in known}:
        print(f"there is no picture {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    stale = []
    for path, make in known.items():
        chosen = path.stem in wanted if wanted else not check or path.parent.name != "gallery" or path.stem in CHECKED
        if not chosen:
            if not path.exists():
                stale.append(path.name)
            continue
        made = make()
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(made)
        else:
            old = path.read_bytes() if path.exists() else b""
            if not old or (old != made and _MAKER.findall(old) == _MAKER.findall(made)):
                stale.append(path.name)
    gone = set((DOCS / "gallery").glob("*.svg")) - set(known)
    if stale or gone:
        print(f"stale: {', '.join(sorted([*stale, *(path.name for path in gone)]))}; run 'python docs/pictures.py'")
    return 1 if stale or gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
