"""``--compiled``: a table of values over ranges, by C; what does not go with it is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from symdiff.languages import compiler

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="cc is not here")
C = "--compiled"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    compiler._compiler.cache_clear()


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (
            ["x*y", "--at", "x=0.1:0.3:3,y=2", C],
            "x\ty\tvalue\tdf/dx\tdf/dy\n0.1\t2.0\t0.2\t2.0\t0.1\n0.2\t2.0\t0.4\t2.0\t0.2\n0.3\t2.0\t0.6\t2.0\t0.3\n",
        ),
        (
            ["sqrt(x) + abs(x)", "-a", "-1:1:3", "-a", "4", C, "-f", "csv"],
            "x,value,df/dx\n-1.0,,\n0.0,0.0,\n1.0,2.0,1.5\n4.0,6.0,1.25\n",
        ),
        (["x^3", "--order", "2", "-a", "2", C], "x\tvalue\td2f/dx2\n2.0\t8.0\t12.0\n"),
        (["gradient", "x/x + y", "-a", "x=0:1:2,y=1:2:2", C], "x\ty\tvalue\tdf/dx\tdf/dy\n0.0\t1.0\t\t\t\n0.0\t2.0\t\t\t\n1.0\t1.0\t2.0\t0.0\t1.0\n1.0\t2.0\t3.0\t0.0\t1.0\n"),
        (["x*y", "-w", "x", "-w", "y", "--mixed", "-a", "x=pi:pi:1,y=1", C], "x\ty\tvalue\td2f/dydx\n3.141592653589793\t1.0\t3.141592653589793\t1.0\n"),
        (["norm(v)", "--vector", "v=2", "-a", "v=[3,4]", C], "v[0]\tv[1]\tvalue\tdf/dv[0]\tdf/dv[1]\n3.0\t4.0\t5.0\t0.6\t0.8\n"),
    ],
)  # fmt: skip
def test_a_table(within, words: list[str], out: str) -> None:
    assert within(*words) == (0, out, "")


def test_more_points_than_a_block(within, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    assert within("x^2 + y", "-a", "x=0:299:300,y=0:299:300", C, "-f", "csv", "-o", str(file)) == (0, "", "")
    rows = file.read_text().splitlines()
    assert len(rows) == 90_001
    assert rows[1 + 299 * 300 + 7] == "299.0,7.0,89408.0,598.0,1.0"
    assert rows[65_537] == "218.0,136.0,47660.0,436.0,1.0"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["x", C], "--compiled needs points", "for example --at x=0:1:11"),
        (["x", "y", "-a", "1", C], "--compiled is of one formula", 'for example symdiff "x**2" --at x=0:1:11 --compiled'),
        (["x", "-a", "1", C, "--certify"], "--compiled makes a table of values alone, without checks", "leave out the other options"),
        (["x", "-a", "1", C, "-f", "json"], "--compiled makes a plain table", "--format plain or csv"),
        (["y^2 + x", "--depends", "y(x)", "-a", "x=1,y=2,dy_dx=3", C], "--compiled is of one formula and its derivatives by variables", "leave it out"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(within, words: list[str], message: str, hint: str) -> None:
    assert within(*words) == (2, "", f"error[usage]: {message}\nhint: {hint}\n")


def test_a_range_beyond_doubles(within) -> None:
    status, out, err = within("x", "-a", "0:10^400:2", C)
    assert (status, out) == (2, "")
    assert err == "error[bad-point]: the range '0:10^400:2' of 'x' goes beyond the largest double\n"


def test_no_compiler(within, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert within("x", "-a", "1", C) == (
        2,
        "",
        "error[no-compiler]: compiled functions need a C compiler, and there is no 'cc' on PATH\n"
        "hint: apt install gcc, dnf install gcc, or xcode-select --install\n",
    )
