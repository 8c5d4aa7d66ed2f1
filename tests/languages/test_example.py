"""The example of the documentation: a program in C with generated code, built by make, and what was compiled, checked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def block(kind: str) -> str:
    """The one block of its kind in the section."""
    section = (
        (ROOT / "docs/code.md").read_text(encoding="utf-8").partition("## In a C program")[2].partition("\n## ")[0]
    )
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.mark.skipif(not (shutil.which("gcc") and shutil.which("make")), reason="gcc or make is not here")
def test_a_program_in_c_and_a_check_of_what_was_compiled(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m symdiff'
    (tmp_path / "Makefile").write_text(block("make").replace("\tsymdiff", f"\t{command}"), encoding="utf-8")
    (tmp_path / "fit.c").write_text(block("c"), encoding="utf-8")
    (tmp_path / "compiled.py").write_text(block("python"), encoding="utf-8")
    there = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}

    def ran(*words: str) -> str:
        done = subprocess.run(words, cwd=tmp_path, env=there, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    ran("make", "CC=gcc -Wall -Wextra -Werror", "fit", "libmodel.so")
    assert ran("./fit") == "2.000000000000 0.500000000000\n"
    assert "relative error <= " in (tmp_path / "model.c").read_text(encoding="utf-8")
    check = (
        sys.executable,
        "-m",
        "symdiff",
        "check",
        "compiled.py:value",
        "--grad",
        "compiled.py:slopes",
        "--at",
        "a=2,b=0.5,t=1",
    )
    assert "disagree" not in ran(*check)
    wrong = block("python").replace("return by_a, by_b,", "return by_a, -by_b,")
    (tmp_path / "compiled.py").write_text(wrong, encoding="utf-8")
    done = subprocess.run(check, cwd=tmp_path, env=there, capture_output=True, text=True, check=False)
    assert done.returncode == 1
