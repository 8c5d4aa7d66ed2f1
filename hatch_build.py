"""Compiles with mypyc what every line of a batch goes through, wherever that can be done; anywhere else the wheel is plain.

The same files serve both forms. What is compiled stands in ``pyproject.toml``. The work is done on a copy, since a compiled
module that is left beside its source is imported in its place, however the source is changed.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NEWEST = (3, 14)
"""The newest Python that mypyc knows."""
MACHINES = frozenset({"x86_64", "amd64", "aarch64", "arm64"})
"""Those for which mypy's own parts are published compiled: anywhere else they would be built first, or not be had."""
_PATIENCE = 900  # seconds, for a compiler that never ends
_SETUP = """\
import sys
from setuptools import setup
from mypyc.build import mypycify
modules = mypycify(
    ["--ignore-missing-imports", *sys.argv[1:]], opt_level="1", debug_level="0", group_name="symdiff", target_dir="built"
)
setup(name="symdiff", ext_modules=modules, script_args=["--quiet", "build_ext", "--inplace"])
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


class Compiled(BuildHookInterface[Any]):
    """Adds compiled modules to a wheel; the plain files stay in it for tracebacks, types and readers."""

    def dependencies(self) -> list[str]:
        return [] if obstacle() else list(self.config["compiler"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # which must follow every change of its files
            return
        reason = obstacle()
        if not reason:
            self._work = tempfile.TemporaryDirectory(prefix="symdiff-")
            place = Path(self._work.name)
            try:
                reason = self._compile(place)
            except (OSError, subprocess.SubprocessError) as error:
                reason = str(error)
        if reason:
            self.app.display_warning(f"symdiff is not compiled, and runs slower: {reason}")
            return
        for module in (*place.glob("*__mypyc.*"), *place.glob("symdiff/**/*")):
            if module.suffix in {".so", ".pyd"}:
                build_data["force_include"][str(module)] = module.relative_to(place).as_posix()
        build_data["infer_tag"] = True
        build_data["pure_python"] = False

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "_work"):
            self._work.cleanup()

    def _compile(self, place: Path) -> str:
        """Compile in a copy of the package at ``place``, and try what came out; the reason why it failed, or nothing."""
        root = Path(self.root)
        for source in root.glob("symdiff/**/*.py"):
            copy = place / source.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
        left_out = {path for pattern in self.config["plain"] for path in place.glob(pattern)}
        chosen = {path for pattern in self.config["compiled"] for path in place.glob(pattern)} - left_out
        names = sorted(path.relative_to(place).as_posix() for path in chosen)
        (place / "compile.py").write_text(_SETUP, encoding="utf-8")
        (place / "try.py").write_text(_TRY, encoding="utf-8")
        modules = [name.removesuffix(".py").replace("/", ".") for name in names]
        for task, words in (("mypyc", ["compile.py", *names]), ("the compiled package", ["try.py", *modules])):
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
                return f"{task} failed: {next((line for line in reversed(said) if line.strip()), 'no word')}"
        return ""


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
