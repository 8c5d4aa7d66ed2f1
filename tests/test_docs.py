"""The documentation is true: outputs, examples, generated pages and links; and everything public is in it."""

from __future__ import annotations

import ast
import doctest
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from symdiff.cli.commands import COMMANDS
from symdiff.cli.program import APP
from symdiff.differentiator import tidy
from symdiff.errors import CODES, SymdiffError
from symdiff.evaluator.differences.methods import METHODS
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.operators import CONSTANTS, FORMS, FUNCTIONS
from symdiff.parser import parse
from symdiff.rules.table import RULES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

_LINK = re.compile(r"\]\(([^)#]+?)(?:#([^)]*))?\)")
_PYTHON = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`+[^`\n]+`+")
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def loaded() -> Any:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


GENERATE = loaded()
PAGES = GENERATE.pages()
WRITTEN = [path for path in PAGES if path not in {DOCS / name for name in GENERATE.PAGES}]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def is_there(word: str, text: str) -> bool:
    """Whether a word stands in a text in backquotes, alone or with more after a blank."""
    return re.search(rf"`{re.escape(word)}[` =]", text) is not None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_page_is_what_the_program_says(path: Path) -> None:
    difference = GENERATE.difference(path, PAGES[path]())
    assert not difference, f"{difference}\nrun 'python docs/generate.py'"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_python_examples(path: Path) -> None:
    blocks = _PYTHON.findall(path.read_text(encoding="utf-8"))
    examples = "\n".join(block for block in blocks if ">>>" in block)
    test = doctest.DocTestParser().get_doctest(examples, {}, path.name, str(path), 0)
    failed, _ = doctest.DocTestRunner(verbose=False).run(test)
    assert failed == 0


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    prose = _INLINE.sub("", _FENCED.sub("", path.read_text(encoding="utf-8")))  # li[2](x) is no link
    for target, anchor in _LINK.findall(prose):
        if "://" in target:
            continue
        there = (path.parent / target).resolve()
        assert there.exists(), f"{path.name} links to {target}"
        if anchor:
            titles = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}, anchor


def rows(head: str) -> list[tuple[str, ...]]:
    """The rows of every table of syntax.md with this head, as the texts of their cells."""
    tables = page("syntax.md").split(f"| text | {head} |\n")[1:]
    found = [line for table in tables for line in table.split("\n\n")[0].splitlines()[1:]]
    return [tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]) for line in found]


@pytest.mark.parametrize(("text", "reading"), rows("is read as"))
def test_reading_is_as_described(text: str, reading: str) -> None:
    builder = GraphBuilder(Graph())
    first, second = (parse(cell.strip("`"), builder) for cell in (text, reading))
    tidied = tidy(builder.graph, [first, second])
    assert tidied[first] == tidied[second], write(builder.graph, first)


@pytest.mark.parametrize(("text", "code", "advice"), rows("error | write"))
def test_refusal_is_as_described(text: str, code: str, advice: str) -> None:
    with pytest.raises(SymdiffError) as refused:
        parse(text.strip("`"), GraphBuilder(Graph()))
    assert f"`{refused.value.diagnostic.code}`" == code
    for better in re.findall(r"`([^`]+)`", advice):
        parse(better, GraphBuilder(Graph()))


def test_every_page_is_in_the_index() -> None:
    index = page("README.md")
    for path in [*DOCS.glob("*.md"), *DOCS.glob("*.json")]:
        assert path.name == "README.md" or f"]({path.name})" in index, path


def test_readme_is_one_screen() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert (
        len(GENERATE.commands_of("".join(re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)))) == 6
    )


def test_every_command_and_option_is_described() -> None:
    program: Any = typer.main.get_command(APP)
    commands, contract = page("commands.md"), page("interface.md")
    for name in program.list_commands(None):
        command = program.get_command(None, name)
        assert f"\n## {name}\n" in commands
        assert is_there(name, contract), name
        section = commands.split(f"\n## {name}\n")[1].split("\n## ")[0]
        for param in command.params:
            for option in param.opts if param.param_type_name == "option" else ():
                assert is_there(option, section), (name, option)
                assert is_there(option, contract), (name, option)
    for param in program.params:
        assert is_there(param.opts[0], commands), param.opts


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_the_manual_page_is_set_without_a_warning() -> None:
    command = ["groff", "-man", "-Tascii", "-ww", "-P-cbou", str(DOCS / "symdiff.1")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert not done.stderr
    words = " ".join(done.stdout.split())
    for name in COMMANDS:
        assert f"symdiff {name} " in words or name == "diff"
    assert "-x**2 too. After -- everything is a formula." in words


@pytest.mark.parametrize("code", CODES)
def test_every_error_code_is_described(code: str) -> None:
    section = page("errors.md").split(f"\n## {code}\n")[1].split("\n## ")[0]
    assert CODES[code] in section
    assert (f"error[{code}]" in section) != (code in GENERATE.UNSHOWN)


def test_no_error_is_described_that_is_gone() -> None:
    assert set(GENERATE.CAUSES) | set(GENERATE.UNSHOWN) == set(CODES)


def test_every_rule_function_and_method_is_described() -> None:
    rules, functions, methods = page("rules.md"), page("operators.md"), page("methods.md")
    for rule in RULES:
        assert f"\n## {rule.name}\n" in rules
    for row in FUNCTIONS:
        for name in (row.name, *row.aliases):
            assert is_there(name, functions) or row.name == "real_root", name
    for form in FORMS:
        for name in form.names:
            assert is_there(name, functions), name
    for constant in CONSTANTS:
        for name in (constant.name, *constant.aliases):
            assert is_there(name, functions), name
    for method in METHODS:
        assert is_there(method.name, methods)
        assert is_there(method.formula, methods)


def test_a_stale_page_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "docs" / "page.md"
    stale.parent.mkdir()
    stale.write_text("# Page\n\n```console\n$ symdiff 'x**2'\n3*x\n```\n", encoding="utf-8")
    monkeypatch.setattr(GENERATE, "DOCS", stale.parent)
    (stale.parent.parent / "symdiff").symlink_to(ROOT / "symdiff")
    monkeypatch.setattr(GENERATE, "pages", lambda: {stale: lambda: GENERATE.with_outputs(stale.read_text())})
    assert GENERATE.main(["--check"]) == 1
    assert GENERATE.main([]) == 0
    assert stale.read_text(encoding="utf-8").endswith("$ symdiff 'x**2'\n2*x\n```\n")
    assert GENERATE.main(["--check"]) == 0


def test_design_names_the_layers_and_the_files() -> None:
    design = page("design.md")
    source = (ROOT / "tests" / "test_architecture.py").read_text(encoding="utf-8")
    found = next(
        ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"
    )
    assert "\n".join(" | ".join(layer) for layer in found) in design
    for path in (ROOT / "symdiff").iterdir():
        name = f"{path.name}/" if path.is_dir() else path.name
        assert f"`{name}`" in design or (path.suffix != ".py" and not (path / "__init__.py").exists()), name


def test_design_names_only_what_is_there() -> None:
    package = ROOT / "symdiff"
    there = [f"/{path.relative_to(package).as_posix()}" for path in package.rglob("*")]
    words = re.findall(r"`([\w./-]+\.(?:py|v|toml)|[\w./-]+/)`", page("design.md"))
    assert len(words) > 100
    for word in words:
        end = "/" + word.rstrip("/")
        assert (ROOT / word).exists() or any(path.endswith(end) for path in there), word


def test_the_gallery_has_contents_and_its_panes_stand_in_columns() -> None:
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    contents, _, rest = page.partition("\n## ")
    pictures = re.findall(r"\]\(gallery/(.+?)\.svg\)", rest)
    assert re.findall(r"\[`.+?`\]\(#(.+?)\)", contents) == re.findall(r'<a id="(.+?)"></a>', rest) == pictures
    assert len(pictures) > 100
    panes = re.compile(r'<g id="patch_(?:2|7)">\s*<path d="M ([0-9.]+) [0-9.]+ L ([0-9.]+) ')
    columns = {
        tuple(panes.findall((DOCS / "gallery" / f"{name}.svg").read_text(encoding="utf-8"))) for name in pictures
    }
    assert len(columns) == 1
    assert [len(each) for each in columns] == [2]
