"""Code in several functions of so many statements: the numbers of one function, in every language that has such a frame."""

from __future__ import annotations

import ctypes
import math
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import symdiff
from symdiff.languages.table import ROWS

FORMULAS = (
    "abs(x)*sin(y*x) + exp(x*y)/y",
    "Piecewise((exp(sin(x*y))*sin(x*y) + x*exp(x*y), x < y), (cos(x*y)*cos(x + y)*exp(x + y), True))",
    "work*out + f_1*sin(work*out)",
)
POINT = (0.75, -1.25, 0.5)


def numbers(words: list[str], folder: Path) -> list[float]:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [float(line) for line in done.stdout.split()]


def work(text: str) -> int:
    found = re.search(r"work is room for (\d+) numbers", text)
    assert found is not None
    return int(found[1])


def given(text: str, count: int, array: bool) -> list[str]:
    return [repr(each) for each in POINT[:count]]


def in_c(
    text: str, folder: Path, count: int, outputs: int, array: bool, compiler: str = "gcc", suffix: str = "c"
) -> list[float]:
    values = ", ".join(given(text, count, array))
    many = f"(const double[]){{{values}}}" if array else values
    (folder / f"a.{suffix}").write_text(
        f"{text}\n#include <stdio.h>\nint main(void) {{ double out[{outputs}], work[{work(text)}]; "
        + (f"const double in[] = {{{values}}}; f(in, out, work);" if array else f"f({many}, out, work);")
        + f' for (int k = 0; k < {outputs}; k++) printf("%.17g\\n", out[k]); }}\n'
    )
    numbers([compiler, "-Wall", "-Wextra", "-Werror", f"a.{suffix}", "-o", "a", "-lm"], folder)
    return numbers(["./a"], folder)


def in_cpp(text: str, folder: Path, count: int, outputs: int, array: bool) -> list[float]:
    return in_c(f"{text}\nusing namespace symdiff;", folder, count, outputs, array, "g++", "cpp")


def in_javascript(text: str, folder: Path, count: int, outputs: int, array: bool) -> list[float]:
    values = ", ".join(given(text, count, array))
    many = f"[{values}]" if array else values
    call = f"for (const each of f({many}, new Float64Array({work(text)}))) console.log(String(each));"
    (folder / "a.mjs").write_text(f"{text}\n{call}\n")
    return numbers(["node", "a.mjs"], folder)


def in_rust(text: str, folder: Path, count: int, outputs: int, array: bool) -> list[float]:
    values = ", ".join(f"{each}_f64" for each in given(text, count, array))
    many = f"&[{values}]" if array else values
    (folder / "a.rs").write_text(
        f'{text}\nfn main() {{ let mut work = [0.0; {work(text)}]; for each in f({many}, &mut work) {{ println!("{{}}", each); }} }}\n'
    )
    numbers(["rustc", "-Awarnings", "a.rs", "-o", "a"], folder)
    return numbers(["./a"], folder)


def in_fortran(text: str, folder: Path, count: int, outputs: int, array: bool) -> list[float]:
    values = ", ".join(f"{each}_real64" for each in given(text, count, array))
    many = f"[{values}]" if array else values
    (folder / "a.f90").write_text(
        f"module formulas\ncontains\n{text}end module formulas\nprogram a\n  use, intrinsic :: iso_fortran_env, only: real64\n  use formulas\n"
        f"  implicit none\n  real(real64) :: out({outputs}), work({work(text)})\n  call f({many}, out, work)\n"
        "  write(*, '(es25.17e3)') out\nend program a\n"
    )
    numbers(["gfortran", "-std=f2008", "-Wall", "-Wno-unused-dummy-argument", "a.f90", "-o", "a"], folder)
    return numbers(["./a"], folder)


RUNNERS: dict[str, tuple[str, Callable[[str, Path, int, int, bool], list[float]]]] = {
    "c": ("gcc", in_c),
    "c++": ("g++", in_cpp),
    "javascript": ("node", in_javascript),
    "rust": ("rustc", in_rust),
    "fortran": ("gfortran", in_fortran),
}


@pytest.mark.parametrize("array", [False, True])
@pytest.mark.parametrize("language", RUNNERS)
def test_split_the_numbers_are_the_same(language: str, array: bool, tmp_path: Path) -> None:
    tool, run = RUNNERS[language]
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not here")
    for formula in FORMULAS[1:] if array else FORMULAS:
        whole = symdiff.compiled(formula)
        wanted = list(whole(*POINT[: len(whole.variables)]))
        for most in (1, 3):
            text = symdiff.code(formula, language=language, split=most, array=array)
            found = run(text, tmp_path, len(whole.variables), len(wanted), array)
            assert found == pytest.approx(wanted, rel=1e-15, abs=1e-300)


@pytest.mark.parametrize("row", [row for row in ROWS if row.split is None], ids=lambda row: row.name)
def test_languages_that_are_not_split(row) -> None:
    with pytest.raises(symdiff.SymdiffError) as caught:
        symdiff.code("x", language=row.name, split=10)
    found = caught.value.diagnostic
    assert (found.code, found.message, found.hint) == (
        "usage",
        f"there is no --split in {row.name}",
        "it is of c, c++, javascript, rust, rust-libm, fortran",
    )


def test_places_are_used_again() -> None:
    """A chain hands on one number at a time, however long it is."""
    text = "x"
    for k in range(1, 200):
        text = f"exp(-sin({text})^2 + {k})"
    assert work(symdiff.code(text, "y", split=5)) <= 2


def test_twenty_thousand_statements(tmp_path: Path) -> None:
    """Of 200 each, and none of its functions has more, but what it takes and hands on."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not here")
    count, most = 5_000, 200
    formula = " + ".join(f"exp(y*sin({k}*x))/{k}" for k in range(1, count + 1))
    text = symdiff.code(formula, split=most)
    statements = len(re.findall(r"^    const double t\d+ = (?!work)", text, re.MULTILINE))
    assert statements >= 20_000
    bodies = text.split("\nstatic void ")[1:]
    assert len(bodies) > statements // most
    assert all(len(re.findall(r"^    const double t\d+ = (?!work)", body, re.MULTILINE)) <= most for body in bodies)
    (tmp_path / "f.c").write_text(text)
    numbers(["gcc", "-O0", "-shared", "-fPIC", "f.c", "-o", "f.so", "-lm"], tmp_path)
    out, room = (ctypes.c_double * 3)(), (ctypes.c_double * work(text))()
    function = ctypes.CDLL(str(tmp_path / "f.so")).f
    function.restype = None
    function.argtypes = [ctypes.c_double, ctypes.c_double, ctypes.c_void_p, ctypes.c_void_p]
    x, y = 0.3, 0.7
    function(x, y, out, room)
    powers = [(k, math.sin(k * x), math.exp(y * math.sin(k * x))) for k in range(1, count + 1)]
    wanted = [
        math.fsum(power / k for k, _, power in powers),
        math.fsum(y * math.cos(k * x) * power for k, _, power in powers),
        math.fsum(sine * power / k for k, sine, power in powers),
    ]
    # A sum of so many terms, none above 5, rounds by no more than so many units of its partial sums; k*x does by k*x units.
    assert list(out) == pytest.approx(wanted, abs=count * count * 5 * 2.0**-52)
