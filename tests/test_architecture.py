"""Imports point downward only, and the package keeps its promises about what it never calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from symdiff import operators
from symdiff.operators import FUNCTIONS, Operator

PACKAGE = Path(__file__).parents[1] / "symdiff"

LAYERS = [
    ("__main__",),
    ("cli",),
    ("batch",),
    ("api",),
    ("pages",),
    ("pipeline",),
    ("figures",),
    ("callables",),
    ("answers",),
    ("reports",),
    ("problems",),
    ("matrices",),
    ("parser", "differentiator", "evaluator"),
    ("proofs", "trees"),
    ("notation", "languages"),
    ("rules", "identities"),
    ("graph",),
    ("operators",),
    ("budget", "limits", "status"),
    ("errors",),
    ("frozen",),
    ("annotations",),
]
DEPTH = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}

FORBIDDEN = {"eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "__import__"}

LOADING = {"exec_module", "load_module", "spec_from_file_location", "run_path", "run_module"}
"""What runs a file; only the loader of a user's own file, named on the command line, may."""

FILES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imported(path: Path) -> set[str]:
    """The names of symdiff's own parts that a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "symdiff":
                found |= {alias.name for alias in node.names}
            elif node.module and node.module.startswith("symdiff."):
                found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("symdiff.")}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downward(path: Path) -> None:
    here = room(path)
    if here == "__init__":  # the public names, loaded lazily
        return
    for there in imported(path) - {here, "__version__"}:
        assert DEPTH[there] > DEPTH[here], f"{path.name} ({here}) imports {there}"


TOWER = ("arithmetic", "values", "differences", "truths", "verdicts")
"""The rooms of the evaluator, each on those before it."""


def modules(path: Path) -> set[str]:
    """The modules of symdiff that a file names in its imports, with the names that may be modules too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("symdiff.")}


@pytest.mark.parametrize("room", TOWER)
def test_the_evaluator_is_a_tower(room: str) -> None:
    above = TOWER[TOWER.index(room) + 1 :]
    for path in (PACKAGE / "evaluator" / room).glob("*.py"):
        for name in modules(path):
            assert not any(name.startswith(f"symdiff.evaluator.{higher}") for higher in above), f"{path} imports {name}"


def test_truths_never_reach_the_rules() -> None:
    """Whatever a file of ``truths`` imports, and what that imports in turn, is no rule and no sweep over rules."""
    waiting = {f"symdiff.evaluator.truths.{path.stem}" for path in (PACKAGE / "evaluator" / "truths").glob("*.py")}
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        path = PACKAGE.parent / name.replace(".", "/")
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if name in seen or not file.is_file():
            continue
        seen.add(name)
        assert not name.startswith(("symdiff.rules", "symdiff.differentiator")), name
        waiting |= modules(file)
    assert "symdiff.evaluator.arithmetic.balls" in seen


def test_nothing_below_the_command_line_speaks_for_it() -> None:
    for path in FILES:
        if room(path) not in ("cli", "__main__"):
            assert not any(name.startswith("symdiff.cli") for name in modules(path)), path


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_text_never_becomes_code(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            is_regex = isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "re.compile"
            assert name not in FORBIDDEN or is_regex, f"{path}:{node.lineno} calls {name}"


def test_only_the_loader_runs_files() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name) and getattr(node, "attr", getattr(node, "id", "")) in LOADING
    }
    assert found == {"callables/loader.py"}


def test_only_the_console_writes() -> None:
    for path in FILES:
        if path.name == "console.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{path}:{node.lineno} prints"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_docstring_names_what_its_file_imports(path: Path) -> None:
    """What stands in quotes after *Imports*: a part of the dotted name of something that the file imports."""
    whole = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(whole):
        if isinstance(node, ast.ImportFrom):
            found |= {f".{node.module}.{alias.name}." for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {f".{alias.name}." for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("symdiff."):
            found.add(f".{node.value}.")  # imported by its name
    for sentence in re.findall(r"Imports ((?:[^.]|\.(?=\w))*)", ast.get_docstring(whole) or ""):
        for word in re.findall(r"``([\w./]+)``", sentence) if path.name != "__init__.py" else ():
            name = word.replace("/", ".").removesuffix(".py")
            assert any(f".{name}." in each for each in found), f"{path}: {word} is not imported"


def test_no_room_is_a_drawer() -> None:
    names = {part for path in FILES for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert not names & {"utils", "util", "helpers", "helper", "misc", "common", "manager", "data", "process"}


SPOKEN = {alias for row in FUNCTIONS for alias in (row.name, *row.aliases)}
HEADS = {name for name, row in vars(operators).items() if isinstance(row, Operator) and row in FUNCTIONS}
TABLES = {
    "operators": "the rows themselves",
    "rules": "the rows of the calculus",
    "parser/syntaxes": "what another language calls its functions, a file per language",
    "languages": "what libraries of other languages have and lack, by their names",
    "proofs": "what Coq's library has lemmas of, by its names",
    "callables/stand_ins.py": "what numpy calls its universal functions that are no function of ours by that name",
    "evaluator/arithmetic/complex_balls.py": "methods of flint, by its names: which have cuts, and which its series lack",
    "differentiator/factoring/squares.py": "which two functions have squares whose sum or difference is 1, a row each",
    "evaluator/arithmetic/tape_functions.py": "the instructions, which rows name",
    "graph/canonical.py": "what a function of another's inverse is, a row per pair of them",
    "graph/products.py": "what becomes of signs beside absolute values",
    "identities/kernels.py": "kinds of kernels",
    "identities/proof.py": "what a proof calls kinds of kernels",
    "matrices/lowering.py": "what languages call the largest of two numbers",
    "matrices/forms.py": "what other tools call functions of matrices",
    "matrices/writing.py": "commands of LaTeX",
    "parser/doubts.py": "what people and other tools mean by a letter or a word",
    "parser/grammar.py": "the signs around an operand",
    "reports/latex_printer.py": "what LaTeX writes with a prime",
}
"""Where a table may name functions, and why it is no fact about them that belongs in their rows."""
LETTERS = {"beta", "gamma", "zeta", "Gamma"}


def functions_named(tree: ast.AST, known: set[str]) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "op":
            found |= {node.attr} & HEADS
        elif isinstance(node, ast.Name):
            found |= {node.id} & known
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value} & SPOKEN
    return found


def tables(path: Path) -> Iterator[tuple[int, set[str]]]:
    """The displays of a file that name two functions or more, with their lines; one within another is a part of it."""
    whole = ast.parse(path.read_text(encoding="utf-8"))
    imported = [node for node in ast.walk(whole) if isinstance(node, ast.ImportFrom) and node.module is not None]
    known = {
        alias.name
        for node in imported
        if "operators" in str(node.module) or "heads" in str(node.module)
        for alias in node.names
    } & HEADS
    waiting: list[ast.AST] = [whole]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Dict | ast.Set | ast.Tuple | ast.List):
            found = functions_named(node, known)
            if len(found) > 1 and not found <= LETTERS:
                yield node.lineno, found
                continue
        waiting += ast.iter_child_nodes(node)


def allowed(path: Path) -> set[str]:
    name = path.relative_to(PACKAGE).as_posix()
    return {room for room in TABLES if name == room or name.startswith(f"{room}/")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_facts_about_functions_stand_in_their_rows(path: Path) -> None:
    found = list(tables(path))
    assert allowed(path) or not found, f"{path}: {found}: a column of the row, or a reason in TABLES"


def test_each_table_of_functions_is_still_there() -> None:
    assert set().union(*(allowed(path) for path in FILES if next(tables(path), None))) == set(TABLES)
