"""Compiles with mypyc what every line of a batch goes through, wherever that can be done; anywhere else the wheel is plain.

The same files serve both forms. What is compiled stands in ``pyproject.toml``. The work is done on a copy, since a compiled
module that is left beside its source is imported in its place, however the source is changed. What came out is kept in
``build/``, under a digest of all that it was made of, so that to install the same files again compiles nothing.
"""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

NEWEST = (3, 14)
"""The newest Python that mypyc knows."""
MACHINES = frozenset({"x86_64", "amd64", "aarch64", "arm64"})
"""Those for which mypy's own parts are published compiled: anywhere else they would be built first, or not be had."""
_PATIENCE = 900  # seconds, for a compiler that never ends
_SETUP = """\
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from mypyc.build import mypycify
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
rare, names = sys.argv[1].split(","), sys.argv[2:]
lightly = {"__native_" + name.removesuffix(".py").replace("/", "___") + ".c" for name in rare}
processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
class Parallel(build_ext):  # which by itself compiles the files of one module after another
    def build_extension(self, ext):
        def compiled(source):
            flags = [*ext.extra_compile_args, *(["-Og"] if os.name != "nt" and os.path.basename(source) in lightly else [])]
            return self.compiler.compile(
                [source], output_dir=self.build_temp, include_dirs=ext.include_dirs, extra_postargs=flags
            )
        if len(ext.sources) > 1:
            largest_first = sorted(ext.sources, key=os.path.getsize, reverse=True)
            with ThreadPoolExecutor(processors) as pool:
                ext.extra_objects = sum(pool.map(compiled, largest_first), [])
            ext.sources = []
        super().build_extension(ext)
modules = mypycify(
    ["--ignore-missing-imports", *names],
    opt_level="1",  # g everywhere would be a third less work for a compiler, and a twelfth more instructions for symdiff
    debug_level="0",
    group_name="symdiff",
    target_dir="built",
    multi_file=True,
)
doors = {}
if os.name != "nt":
    for module in modules:  # what one file calls in another needs no look into a table then; and nobody reads the warnings
        module.extra_compile_args += ["-fvisibility=hidden", "-w"]
    # Each module has a door of its own, a library that asks the large one for it. One library with all doors is made once,
    # and copied to the place of each.
    doors = {module.name.rpartition(".")[2]: module for module in modules[1:]}
    lines = [
        f'#define PyInit___init__ of_{name}\\n#include "{os.path.relpath(door.sources[0], "built")}"\\n#undef PyInit___init__'
        for name, door in doors.items()
    ]
    Path("built", "doors.c").write_text("\\n".join(lines) + "\\n")
    modules = [module for module in modules if module not in doors.values()]
    flags = [*modules[0].extra_compile_args, "-Os", "-fno-semantic-interposition"]
    modules.append(Extension("doors", ["built/doors.c"], extra_compile_args=flags))
setup(
    name="symdiff",
    ext_modules=modules,
    cmdclass={"build_ext": Parallel},
    script_args=["--quiet", "build_ext", "--inplace", f"--parallel={processors}"],
)
for made in Path().glob("doors.*"):
    for door in doors.values():
        shutil.copyfile(made, door.name.replace(".", "/") + made.name.removeprefix("doors"))
sys.stdout.flush()
sys.stderr.flush()
os._exit(0)  # to take the trees of the type checker apart takes seconds
"""
_TRY = """\
import sys
from importlib import import_module
sys.path.insert(0, "")
for name in sys.argv[1:]:
    try:
        import_module(name)
    except ModuleNotFoundError as error:  # what the package depends on need not be there while it is built
        if error.name is None or error.name.partition(".")[0] == "symdiff":
            raise
"""


class Published(MetadataHookInterface):
    """The README as an index shows it: where ``SYMDIFF_HOME`` is the project's address, links lead there and not beside the page."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        home = os.environ.get("SYMDIFF_HOME", "").rstrip("/")
        if home:
            text = _RELATIVE.sub(lambda link: f"]({home}/{link[1]})", text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = (
            {"Homepage": home, "Documentation": f"{home}/docs/README.md", "Changelog": f"{home}/CHANGELOG.md"}
            if home
            else {}
        )


_RELATIVE = re.compile(r"\]\((?![a-z]+:|#)([^)\s]+)\)")


class Compiled(BuildHookInterface[Any]):
    """Adds compiled modules to a wheel; the plain files stay in it for tracebacks, types and readers."""

    def dependencies(self) -> list[str]:
        return [] if obstacle() else list(self.config["compiler"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # which must follow every change of its files
            return
        reason = obstacle()
        modules: dict[str, str] = {}
        if not reason:
            try:
                reason, modules = self._modules()
            except (OSError, subprocess.SubprocessError) as error:
                reason = str(error)
        if reason:
            self.app.display_warning(f"symdiff is not compiled, and runs slower: {reason}")
            return
        build_data["force_include"].update(modules)
        build_data["infer_tag"] = True
        build_data["pure_python"] = False

    def _modules(self) -> tuple[str, dict[str, str]]:
        """The reason why nothing was compiled, or the compiled modules with their places in the wheel."""
        root = Path(self.root)
        sources = sorted(root.glob("symdiff/**/*.py"))
        left_out = {path for pattern in self.config["plain"] for path in root.glob(pattern)}
        chosen = {path for pattern in self.config["compiled"] for path in root.glob(pattern)} - left_out
        names = sorted(path.relative_to(root).as_posix() for path in chosen)
        rare = ",".join(self.config["rare"])
        made_of = hashlib.sha256(
            repr(
                (_SETUP, self.config["compiler"], names, rare, sys.version, sysconfig.get_platform(), *_flags())
            ).encode()
        )
        for source in sources:
            made_of.update(f"\0{source.relative_to(root).as_posix()}\0".encode() + source.read_bytes())
        kept = root / "build" / "compiled" / made_of.hexdigest()[:32]
        if not kept.is_dir():
            self._work = tempfile.TemporaryDirectory(prefix="symdiff-")
            place = Path(self._work.name)
            self.app.display_info(f"compiling {len(names)} files of symdiff: about a minute on two processors")
            if reason := self._compile(place, names, rare):
                return reason, {}
            kept = _moved(place, kept)
        else:
            self.app.display_info(f"symdiff was compiled before: {kept}")
        return "", {str(path): path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "_work"):
            self._work.cleanup()

    def _compile(self, place: Path, names: list[str], rare: str) -> str:
        """Compile in a copy of the package at ``place``, and try what came out; the reason why it failed, or nothing."""
        root = Path(self.root)
        sources = [source.relative_to(root) for source in root.glob("symdiff/**/*.py")]
        for source in sources:
            copy = place / source
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = (root / source).read_text(encoding="utf-8")
            copy.write_text(text if source.as_posix() in names else declared(text), encoding="utf-8")
        (place / "compile.py").write_text(_SETUP, encoding="utf-8")
        (place / "try.py").write_text(_TRY, encoding="utf-8")
        modules = [name.removesuffix(".py").replace("/", ".") for name in names]
        for task, words in (("mypyc", ["compile.py", rare, *names]), ("the compiled package", ["try.py", *modules])):
            done = subprocess.run(
                [sys.executable, *words],
                cwd=place,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_PATIENCE,
                check=False,
            )
            if done.returncode:
                said = done.stdout.decode(errors="replace").split("\n")
                told = [line for line in said if ": error: " in line] or [line for line in said if line.strip()]
                return f"{task} failed: {told[-1] if told else 'no word'}"
            for source in sources:
                shutil.copyfile(root / source, place / source)
        return ""


def declared(text: str) -> str:
    """A file without the bodies of its functions, which no other file's types depend on: two thirds of the type checker's work.

    A method keeps its body where it sets attributes.
    """
    lines = text.split("\n")

    def empty(node: ast.AST) -> None:
        for part in ast.iter_child_nodes(node):
            if not isinstance(part, ast.FunctionDef):
                empty(part)
                continue
            first = min([part.body[0].lineno, *(each.lineno for each in getattr(part.body[0], "decorator_list", ()))])
            body = lines[first - 1 : part.end_lineno]
            if first > part.lineno and part.end_lineno and not any("self." in line and "=" in line for line in body):
                indent = lines[first - 1][: part.body[0].col_offset]
                lines[first - 1 : part.end_lineno] = [indent + "raise", *[""] * (part.end_lineno - first)]

    empty(ast.parse(text))
    return "\n".join(lines)


def _flags() -> tuple[str | None, ...]:
    """What else decides what a compiler makes."""
    return tuple(os.environ.get(name) for name in ("CC", "CFLAGS", "CPPFLAGS", "LDFLAGS", "LDSHARED"))


def _moved(place: Path, kept: Path) -> Path:
    """Where the modules that were made at ``place`` are: in ``kept``, whole or not at all, or else a folder of ``place``."""
    made = place / "made"
    for module in (*place.glob("*__mypyc.*"), *place.glob("symdiff/**/*")):
        if module.suffix in {".so", ".pyd"}:
            target = made / module.relative_to(place)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(module, target)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in kept.parent.iterdir():  # of other files than these
            shutil.rmtree(old)
        beside = Path(tempfile.mkdtemp(dir=kept.parent))
        shutil.copytree(made, beside, dirs_exist_ok=True)
        beside.rename(kept)
    except OSError:  # a folder that cannot be written, or two that build at once
        return made
    return kept


def obstacle() -> str:
    """Why this Python on this machine cannot compile, or nothing."""
    if sys.implementation.name != "cpython":
        return f"mypyc compiles for CPython, and this is {platform.python_implementation()}"
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "this Python is free-threaded"
    if sys.version_info[:2] > NEWEST:
        return f"this Python is newer than {'.'.join(map(str, NEWEST))}"
    if platform.machine().lower() not in MACHINES:
        return f"mypy is not published for {platform.machine()}"
    if not (Path(sysconfig.get_path("include")) / "Python.h").is_file():
        return "Python.h is missing"
    if os.name != "nt":  # there setuptools finds the compiler, or fails
        compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
        if not shutil.which(compiler):
            return f"there is no C compiler {compiler!r}"
    return ""
