"""``symdiff.compiled``: C functions that are built, kept and called; what is wrong with a call, a compiler or a cache is said."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import symdiff
from symdiff import SymdiffError, compiled
from symdiff.languages import compiler

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="cc is not here")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of a test of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    compiler._compiler.cache_clear()
    return tmp_path / "symdiff" / "compiled"


def complaint(call: Any) -> tuple[str, str, str | None]:
    with pytest.raises(SymdiffError) as caught:
        call()
    found = caught.value.diagnostic
    return found.code, found.message, found.hint


def labels(function: symdiff.Compiled) -> list[tuple[int, tuple[str, ...]]]:
    return [(output.formula, output.wrt) for output in function.outputs]


def test_a_function_at_points_and_over_arrays() -> None:
    f = compiled("x**2*y")
    assert f.variables == ("x", "y")
    assert labels(f) == [(0, ()), (0, ("x",)), (0, ("y",))]
    assert f(3, Fraction(2)) == f(y=2.0, x=np.float64(3)) == f(3, y=2) == (18.0, 12.0, 9.0)
    assert [each.tolist() for each in f([1, 2, 3], 2.0)] == [[2, 8, 18], [4, 8, 12], [1, 4, 9]]
    grid = f(np.array([[1.0], [2.0]]), np.arange(3))
    assert [each.shape for each in grid] == [(2, 3)] * 3
    assert grid[1].tolist() == [[0, 2, 4], [0, 4, 8]]
    assert [each.tolist() for each in f([], 1.0)] == [[]] * 3
    assert repr(f) == "<compiled function of x, y, 3 outputs>"


def test_outputs_say_what_they_are() -> None:
    assert labels(compiled("x*y + z", hessian=True, sparse=True)) == [
        (0, ()), (0, ("x",)), (0, ("y",)), (0, ("z",)), (0, ("x", "y")), (0, ("y", "x"))
    ]  # fmt: skip
    matrix = compiled(["x*y", "x"])
    assert labels(matrix) == [(0, ()), (1, ()), (0, ("x",)), (0, ("y",)), (1, ("x",)), (1, ("y",))]
    assert matrix(2.0, 5.0) == (10.0, 2.0, 5.0, 2.0, 1.0, 0.0)
    assert labels(compiled("x**3*y", "x", order=2)) == [(0, ()), (0, ("x", "x"))]
    assert labels(compiled("x*y", order=2, every=True))[3:] == [(0, ("x", "x")), (0, ("x", "y")), (0, ("y", "y"))]
    whole = compiled("x*y + z", hessian=True)
    assert (whole.outputs[4].wrt, whole(1, 2, 3)[4]) == (("x", "x"), 0.0)
    constant = compiled("2")
    assert (constant.variables, constant()) == ((), (2.0, 0.0))


def test_the_text_is_that_of_code() -> None:
    f = compiled("theta*sin(x)", "x", accuracy="theta=1:2,x=0:1")
    assert f.source == symdiff.code("theta*sin(x)", "x", accuracy="theta=1:2,x=0:1")
    assert "void f(double theta, double x, double out[2]);" in f.header
    assert f.library.is_file()


def test_a_text_is_built_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compiled("x*exp(x)")
    monkeypatch.setattr(compiler, "_build", None)
    assert compiled("x*exp(x)").library == first.library
    assert pickle.loads(pickle.dumps(first))(1.0) == first(1.0)
    assert [each.name for each in kept.iterdir()] == [first.library.name]
    assert kept.stat().st_mode & 0o777 == 0o700 == first.library.stat().st_mode & 0o777


def test_many_build_the_same_at_once(kept: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: compiled("x + 2*y")(1, 2), range(8))) == {(5.0, 1.0, 2.0)}
    assert len(list(kept.iterdir())) == 1


def test_what_is_no_library_is_built_anew() -> None:
    found = [compiled(f"x + {k}").library for k in range(3)]
    script = "import symdiff; print(*(symdiff.compiled(f'x + {k}')(1.0)[0] for k in range(3)))"
    victim = found[0].parent.parent / "victim"
    victim.write_bytes(b"mine")
    for path in found:
        path.unlink()
    found[0].symlink_to(victim)
    found[1].write_bytes(b"no library")
    found[2].write_bytes(b"writable by others")
    found[2].chmod(0o666)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "1.0 2.0 3.0\n"
    assert victim.read_bytes() == b"mine"
    assert not any(path.is_symlink() or path.stat().st_mode & 0o022 for path in found)


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        (lambda f: f(1), "missing-value", "no value is given for 'y'"),
        (lambda f: f(), "missing-value", "no value is given for 'x' and 'y'"),
        (lambda f: f(1, 2, 3), "bad-point", "3 values are given, for 2 variables"),
        (lambda f: f(1, x=2), "bad-point", "'x' is given twice"),
        (lambda f: f(1, z=2), "bad-point", "there is no variable 'z'"),
        (lambda f: f("1", 2), "bad-point", "the values of 'x' are no real numbers"),
        (lambda f: f(1, [1j]), "bad-point", "the values of 'y' are no real numbers"),
        (lambda f: f(None, 1), "bad-point", "the values of 'x' are no real numbers"),
        (lambda f: f(10**400, 1), "bad-point", "an argument is no double: int too large to convert to float"),
        (lambda f: f([1, 2], [1, 2, 3]), "bad-point", "the arrays have shapes that do not fit together: x (2,), y (3,)"),
    ],
)  # fmt: skip
def test_calls_that_do_not_fit(call: Any, code: str, message: str) -> None:
    f = compiled("x*y")
    assert complaint(lambda: call(f))[:2] == (code, message)


def test_what_c_lacks_is_told_before_anything_is_built(kept: Path) -> None:
    assert complaint(lambda: compiled("zeta(x)*y", "y"))[:2] == ("no-code", "there is no code for zeta in c")
    assert not kept.exists()


def test_without_a_compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert complaint(lambda: compiled("x")) == (
        "no-compiler",
        "compiled functions need a C compiler, and there is no 'cc' on PATH",
        "apt install gcc, dnf install gcc, or xcode-select --install",
    )
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\necho 'out of order' >&2\nexit 3\n")
    broken.chmod(0o755)
    assert complaint(lambda: compiled("x"))[:2] == ("no-compiler", f"the C compiler {broken} fails: out of order")


def test_a_cache_that_others_may_write_to(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    advice = "XDG_CACHE_HOME names another folder for caches"
    kept.mkdir(parents=True)
    kept.chmod(0o770)
    start = "the cache of compiled functions cannot be used: "
    assert complaint(lambda: compiled("x")) == ("unreadable", f"{start}{kept}: others may write to it", advice)
    kept.rmdir()
    other = tmp_path / "other"
    other.mkdir()
    kept.symlink_to(other)
    # A link is no folder of ours, though mkdir takes it for one.
    assert complaint(lambda: compiled("x")) == ("unreadable", f"{start}{kept}: it is no folder", advice)
    tmp_path.chmod(0o777)
    assert complaint(lambda: compiled("x")) == ("unreadable", f"{start}{tmp_path}: others may write to it", advice)
    tmp_path.chmod(0o755)
    kept.unlink()
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    compiled("x")
    assert (tmp_path / "home" / ".cache" / "symdiff" / "compiled").is_dir() or sys.platform != "linux"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_that_cannot_be_written(kept: Path) -> None:
    kept.mkdir(parents=True)
    kept.chmod(0o500)
    code, message, _ = complaint(lambda: compiled("x"))
    assert (code, message) == (
        "unreadable",
        f"the cache of compiled functions cannot be used: {kept}: Permission denied",
    )
