"""The wheel: compiled where that can be done, plain with one line of warning anywhere else, and named for what it is."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import distribution
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

import symdiff.notation.writer

ROOT = Path(__file__).parents[1]
INSTALLED = bool(os.environ.get("SYMDIFF_INSTALLED"))


@pytest.fixture
def hook() -> ModuleType:
    pytest.importorskip("hatchling")
    spec = spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def built(root: Path, folder: Path, target: str = "wheel", **env: str) -> tuple[Path, str]:
    """What was built, and what was said on standard error."""
    pytest.importorskip("hatchling")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=root,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=True,
    )
    (file,) = folder.iterdir()
    return file, done.stderr


def modules(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {"symdiff/notation/writer.py", "symdiff/graph/store.py", "symdiff/py.typed"} <= names
    return {name for name in names if name.endswith(tuple(EXTENSION_SUFFIXES))}


@pytest.mark.parametrize(
    ("env", "reason"),
    [
        ({"CC": "no-such-compiler"}, "there is no C compiler 'no-such-compiler'"),
        ({"CC": "/bin/false"}, "mypyc failed: "),
        ({"HATCH_BUILD_NO_HOOKS": "1"}, None),
    ],
)
def test_a_wheel_that_cannot_be_compiled_is_plain(env: dict[str, str], reason: str | None, tmp_path: Path) -> None:
    before = set(ROOT.rglob("symdiff/**/*"))
    wheel, said = built(ROOT, tmp_path, **env)
    assert wheel.name.endswith("-py3-none-any.whl")
    assert modules(wheel) == set()
    warnings = [line for line in said.splitlines() if "not compiled" in line]
    if reason is None:
        assert warnings == []
    else:
        (warning,) = warnings
        assert warning.startswith(f"symdiff is not compiled, and runs slower: {reason}")
    left = {path for path in set(ROOT.rglob("symdiff/**/*")) - before if "__pycache__" not in path.parts}
    assert left == set()


def test_what_was_compiled_is_tried_without_what_it_depends_on(hook: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "symdiff").mkdir()
    for name, text in (
        ("__init__", ""),
        ("needs", "import no_such_library"),
        ("lacks", "import symdiff.no_such_file"),
        ("fails", "1 / 0"),
    ):
        (tmp_path / "symdiff" / f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "try.py").write_text(hook._TRY, encoding="utf-8")
    for name, right in (("needs", True), ("lacks", False), ("fails", False)):
        words = [sys.executable, str(tmp_path / "try.py"), f"symdiff.{name}"]
        assert (subprocess.run(words, cwd=tmp_path, stderr=subprocess.DEVNULL, check=False).returncode == 0) is right


def test_a_plain_wheel_works_by_itself(tmp_path: Path) -> None:
    wheel, _ = built(ROOT, tmp_path / "wheel", HATCH_BUILD_NO_HOOKS="1")
    code = "import symdiff.notation.writer, symdiff.cli; print(symdiff.notation.writer.__file__); symdiff.cli.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "x**2+x+1"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [str(wheel / "symdiff" / "notation" / "writer.py"), "2*x + 1"]


def test_the_source_distribution_builds_the_same_wheel(tmp_path: Path) -> None:
    source, _ = built(ROOT, tmp_path / "source", "sdist")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (root,) = (tmp_path / "unpacked").iterdir()
    kept = (
        "hatch_build.py",
        "CHANGELOG.md",
        "zensical.toml",
        "docs/symdiff.1",
        "docs/completions/_symdiff",
        "tests/conftest.py",
    )
    for name in kept:
        assert (root / name).read_bytes() == (ROOT / name).read_bytes()
    ours, _ = built(ROOT, tmp_path / "ours", HATCH_BUILD_NO_HOOKS="1")
    theirs, _ = built(root, tmp_path / "theirs", HATCH_BUILD_NO_HOOKS="1")
    with zipfile.ZipFile(ours) as a, zipfile.ZipFile(theirs) as b:
        assert sorted(a.namelist()) == sorted(b.namelist())


def test_what_is_in_the_way_of_a_compiler_is_told(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {"Py_GIL_DISABLED": 0, "CC": sys.executable}
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(sysconfig, "get_config_var", variables.get)
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(Path(symdiff.__file__).parent))
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert hook.obstacle() == "Python.h is missing"
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert hook.obstacle() == "mypy is not published for riscv64"
    monkeypatch.setattr(hook, "NEWEST", (3, 10))
    assert hook.obstacle() == "this Python is newer than 3.10"
    variables["Py_GIL_DISABLED"] = 1
    assert hook.obstacle() == "this Python is free-threaded"
    monkeypatch.setattr(sys.implementation, "name", "pypy")
    assert hook.obstacle().startswith("mypyc compiles for CPython")


def test_only_a_wheel_to_install_asks_for_mypy_or_is_compiled(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"compiler": ["mypy"], "compiled": ["symdiff/notation/writer.py"], "plain": []}
    made = hook.Compiled(str(ROOT), config, None, None, "", "wheel")
    data: dict[str, object] = {"force_include": {}}
    made.initialize("editable", data)
    assert data == {"force_include": {}}
    monkeypatch.setattr(hook, "obstacle", lambda: "")
    assert made.dependencies() == ["mypy"]
    monkeypatch.setattr(hook, "obstacle", lambda: "none here")
    assert made.dependencies() == []


def test_the_same_files_are_compiled_once(hook: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("kept", "left"):
        (tmp_path / "symdiff").mkdir(exist_ok=True)
        (tmp_path / "symdiff" / f"{name}.py").write_text("one = 1\n", encoding="utf-8")
    asked: list[list[str]] = []

    def compiled(self: object, place: Path, names: list[str], rare: str) -> str:
        asked.append(names)
        for module in ("abc__mypyc.so", "symdiff/kept.so", "symdiff/kept.py"):
            (place / module).parent.mkdir(exist_ok=True)
            (place / module).write_text(str(len(asked)), encoding="utf-8")
        return ""

    monkeypatch.setattr(hook, "obstacle", lambda: "")
    monkeypatch.setattr(hook.Compiled, "_compile", compiled)

    def made() -> dict[str, str]:
        config = {"compiler": ["mypy"], "compiled": ["symdiff/*.py"], "plain": ["symdiff/left.py"], "rare": []}
        one = hook.Compiled(str(tmp_path), config, None, None, "", "wheel")
        data: dict[str, dict[str, str]] = {"force_include": {}}
        one.initialize("standard", data)
        found = {name: Path(path).read_text(encoding="utf-8") for path, name in data["force_include"].items()}
        one.finalize("standard", {}, "")
        return found

    first = {"abc__mypyc.so": "1", "symdiff/kept.so": "1"}
    assert made() == made() == first
    assert asked == [["symdiff/kept.py"]]
    (tmp_path / "symdiff" / "left.py").write_text(
        "two = 2\n", encoding="utf-8"
    )  # its types decide what is made of others
    assert made() == dict.fromkeys(first, "2")
    assert len(list((tmp_path / "build" / "compiled").iterdir())) == 1
    monkeypatch.setenv("CFLAGS", "-O3")
    assert made() == dict.fromkeys(first, "3")
    (tmp_path / "symdiff" / "left.py").write_text("three = 3\n", encoding="utf-8")
    shutil.rmtree(tmp_path / "build")
    (tmp_path / "build").write_text("no folder", encoding="utf-8")  # where nothing can be kept
    assert made() == dict.fromkeys(first, "4")
    assert made() == dict.fromkeys(first, "5")


def test_the_type_checker_sees_of_a_plain_file_what_types_depend_on(hook: ModuleType) -> None:
    text = """\
@decorated
def f(x: int) -> Iterator[int]:
    \'\'\'Says.\'\'\'

    yield x
def g() -> int: return 1
class A:
    n: int = 1

    def __init__(self) -> None:
        self.m = 2

    def h(self) -> int:
        @decorated
        def inner() -> int:
            return 1

        return inner()
if n:
    def k(é: str) -> str:
        return é
"""
    assert (
        hook.declared(text)
        == """\
@decorated
def f(x: int) -> Iterator[int]:
    raise


def g() -> int: return 1
class A:
    n: int = 1

    def __init__(self) -> None:
        self.m = 2

    def h(self) -> int:
        raise




if n:
    def k(é: str) -> str:
        raise
"""
    )


def test_every_file_that_is_compiled_lightly_is_compiled() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
    files = {name: {path for each in hook[name] for path in ROOT.glob(each)} for name in ("compiled", "plain", "rare")}
    assert len(files["rare"]) == len(hook["rare"])
    assert files["rare"] <= files["compiled"] - files["plain"]
    assert all(ROOT.joinpath(name).is_file() for name in hook["rare"])


def test_links_lead_to_the_address_that_the_publisher_gives(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text("[a](docs/a.md#b) [c](https://c.example) [d](#d) f(x)", encoding="utf-8")
    described: dict[str, object] = {}
    monkeypatch.delenv("SYMDIFF_HOME", raising=False)
    hook.Published(str(tmp_path), {}).update(described)
    assert described["urls"] == {}
    assert described["readme"] == {
        "content-type": "text/markdown",
        "text": "[a](docs/a.md#b) [c](https://c.example) [d](#d) f(x)",
    }
    monkeypatch.setenv("SYMDIFF_HOME", "https://s.example/project/")
    hook.Published(str(tmp_path), {}).update(described)
    assert described["readme"]["text"] == (  # type: ignore[index]
        "[a](https://s.example/project/docs/a.md#b) [c](https://c.example) [d](#d) f(x)"
    )
    assert described["urls"] == {
        "Homepage": "https://s.example/project",
        "Documentation": "https://s.example/project/docs/README.md",
        "Changelog": "https://s.example/project/CHANGELOG.md",
    }


def test_a_wheel_brings_the_page_and_the_completions(tmp_path: Path) -> None:
    wheel, _ = built(ROOT, tmp_path, HATCH_BUILD_NO_HOOKS="1")
    with zipfile.ZipFile(wheel) as archive:
        shared = {name.partition(".data/data/")[2]: archive.read(name) for name in archive.namelist()}
    for name, source in {
        "share/man/man1/symdiff.1": "symdiff.1",
        "share/bash-completion/completions/symdiff": "completions/symdiff.bash",
        "share/zsh/site-functions/_symdiff": "completions/_symdiff",
        "share/fish/vendor_completions.d/symdiff.fish": "completions/symdiff.fish",
    }.items():
        assert shared[name] == (ROOT / "docs" / source).read_bytes()


@pytest.mark.skipif(not INSTALLED, reason="the files of this folder are tested, not what was installed")
def test_what_is_installed_is_compiled_where_it_can_be_and_named_for_it(hook: ModuleType) -> None:
    compiled = not symdiff.notation.writer.__file__.endswith(".py")
    assert compiled == (hook.obstacle() == "" and not os.environ.get("HATCH_BUILD_NO_HOOKS"))
    told = distribution("symdiff-cli").read_text("WHEEL")
    assert told is not None
    tags = [line.removeprefix("Tag: ") for line in told.splitlines() if line.startswith("Tag: ")]
    if compiled:
        assert "Root-Is-Purelib: false" in told
        assert all(tag.startswith(f"cp{sys.version_info[0]}{sys.version_info[1]}-") for tag in tags)
    else:
        assert "Root-Is-Purelib: true" in told
        assert tags == ["py3-none-any"]


def test_processes_of_tests_run_the_same_package(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import symdiff.notation.writer; print(symdiff.notation.writer.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == symdiff.notation.writer.__file__
    assert symdiff.notation.writer.__file__.startswith(str(ROOT / "symdiff")) != INSTALLED
