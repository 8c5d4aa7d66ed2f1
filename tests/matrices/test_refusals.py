"""What does not fit is refused with the whole message: shapes with both shapes and the place, properties, instances, words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from symdiff.cli import main

REFUSALS: tuple[tuple[list[str], str], ...] = (
    (
        ["A*B", "-w", "A", "--shape", "A=m,n", "--shape", "B=m,n"],
        (
            "error[shape]: 'A' is m x n and 'B' is m x n: nothing multiplies these\n"
            "  A*B\n"
            "  ^^^\n"
            "hint: a transpose may be missing: A'\n"
        ),
    ),
    (
        ["A + x", "-w", "A", "--shape", "A=m,n", "--shape", "x=m"],
        ("error[shape]: 'A' is m x n and 'x' is m x 1: nothing adds these\n  A + x\n  ^^^^^\n"),
    ),
    (
        ["A.*B", "-w", "A", "--shape", "A=m,n", "--shape", "B=n,m"],
        ("error[shape]: 'A' is m x n and 'B' is n x m: nothing multiplies these entry by entry\n  A.*B\n  ^^^^\n"),
    ),
    (
        ["inv(A)", "-w", "A", "--shape", "A=m,n"],
        ("error[shape]: inv needs a square matrix, not one of m x n\n  inv(A)\n  ^^^^^^\n"),
    ),
    (
        ["A^2", "-w", "A", "--shape", "A=m,n"],
        ("error[shape]: 'A' is m x n: only a square matrix has powers\n  A^2\n  ^^^\nhint: entry by entry it is .^\n"),
    ),
    (
        ["det(A)", "-w", "A", "--shape", "A=m,n"],
        ("error[shape]: det needs a square matrix, not one of m x n\n  det(A)\n  ^^^^^^\n"),
    ),
    (
        ["tr(A*B)", "-w", "A", "--shape", "A=m,n", "--shape", "B=m,n"],
        (
            "error[shape]: 'A' is m x n and 'B' is m x n: nothing multiplies these\n"
            "  tr(A*B)\n"
            "     ^^^\n"
            "hint: a transpose may be missing: A'\n"
        ),
    ),
    (
        ["norm(A)", "-w", "A", "--shape", "A=m,n"],
        ("error[shape]: norm(u) is of vectors here, not of a matrix of m x n: norm(X, fro)\n  norm(A)\n  ^^^^^^^\n"),
    ),
    (
        ["diag(A)", "-w", "A", "--shape", "A=m,n"],
        ("error[shape]: diag needs a square matrix, not one of m x n\n  diag(A)\n  ^^^^^^^\n"),
    ),
    (
        ["A^x", "-w", "x", "--shape", "A=n,n", "--shape", "x=n"],
        ("error[shape]: the exponent 'x' is n x 1, not a scalar\n  A^x\n  ^^^\n"),
    ),
    (
        [r"\sum_{i=1}^n x_i^2", "-w", "x", "--shape", "x=n"],
        (
            "error[syntax]: a sum over an index is no matrix expression\n"
            "  \\sum_{i=1}^n x_i^2\n"
            "  ^^^^^\n"
            "hint: in matrix form, such as sum(x) or x^T y\n"
        ),
    ),
    (
        ["max(x)", "-w", "x", "--shape", "x=n"],
        (
            "error[argument-count]: Max is of two operands or more here, entry by entry, and not the max of all entries\n"
            "  max(x)\n"
            "  ^^^^^^\n"
        ),
    ),
    (
        ["np.linalg.slogdet(X)", "-w", "X", "--shape", "X=n,n"],
        (
            "error[bad-argument]: slogdet is a pair: its second part is slogdet(X)[1]\n"
            "  np.linalg.slogdet(X)\n"
            "  ^^^^^^^^^^^^^^^^^^^^\n"
        ),
    ),
    (
        ["sum(X, 3)", "-w", "X", "--shape", "X=m,n"],
        ("error[bad-argument]: a sum is along axis 1 or 2\n  sum(X, 3)\n  ^^^^^^^^^\n"),
    ),
    (
        ["reshape(x, m, n)", "-w", "x", "--shape", "x=n"],
        (
            "error[shape]: reshape makes m x n of a column of m*n, not of n x 1\n"
            "  reshape(x, m, n)\n"
            "  ^^^^^^^^^^^^^^^^\n"
        ),
    ),
    (
        ["X + I", "-w", "X", "--shape", "X=m,n"],
        ("error[shape]: I is added to 'X', which is m x n\n  X + I\n  ^^^^^\n"),
    ),
    (
        ["I", "-w", "x"],
        ("error[shape]: the size of I is not known here\n  I\n  ^\nhint: write I(n)\n"),
    ),
    (
        ["frob(X)", "-w", "X", "--shape", "X=m,n"],
        (
            "error[unknown-function]: there is no function 'frob' of matrices\n"
            "  frob(X)\n"
            "  ^^^^\n"
            "hint: symdiff rules lists those of numbers; docs/matrices.md the others\n"
        ),
    ),
    (
        ["X*", "-w", "X", "--shape", "X=m,n"],
        ("error[syntax]: the text ends where a matrix, a vector or a number should\n  X*\n    ^\n"),
    ),
    (
        ["(X", "-w", "X", "--shape", "X=m,n"],
        ("error[unbalanced]: a ')' is missing here\n  (X\n    ^\n"),
    ),
    (
        ["X)", "-w", "X", "--shape", "X=m,n"],
        ("error[unbalanced]: the ')' has no partner\n  X)\n   ^\n"),
    ),
    (
        ["X # 2", "-w", "X", "--shape", "X=m,n"],
        ("error[unknown-character]: '#' has no meaning in a matrix expression\n  X # 2\n    ^\n"),
    ),
    (
        ["", "-w", "X"],
        ("error[empty]: there is no formula in the text\n"),
    ),
    (
        ["x'*x", "-w", "y", "--shape", "x=n"],
        ("error[unknown-variable]: there is no y in the expression\nhint: it has x\n"),
    ),
    (
        ["x'*x", "--shape", "x=n"],
        (
            "error[usage]: what to differentiate by is not said\n"
            'hint: for example symdiff matrix "x\'*A*x" --wrt x --shape x=n --shape A=n,n\n'
        ),
    ),
    (
        ["x'*x", "-w", "x", "--shape", "x=n,n,pd,orthogonal"],
        (
            "error[shape]: x is said to be orthogonal and positive definite\n"
            "hint: that is the identity alone: write I(n)\n"
        ),
    ),
    (
        ["x'*x", "-w", "x", "--shape", "x="],
        ("error[usage]: --shape is NAME=ROWS or NAME=ROWS,COLUMNS, not 'x='\nhint: X=m,n  x=n  A=n,n,symmetric\n"),
    ),
    (
        ["x'*x", "-w", "x", "--shape", "x=n", "--shape", "x=m"],
        ("error[usage]: x has two shapes\nhint: give one --shape for each name\n"),
    ),
    (
        ["x'*x", "-w", "x", "--shape", "x=n", "--shape", "n=m"],
        ("error[usage]: n is a size and has a shape itself\nhint: choose another letter for the size\n"),
    ),
    (
        ["expm(X)", "-w", "X", "--shape", "X=n,n"],
        (
            "error[no-derivative]: the derivative of expm(X) has no matrix form here\n"
            "hint: it has one inside of tr(), and where the matrix is a scalar times a constant one\n"
        ),
    ),
    (
        ["logdet(X)", "-w", "X", "--shape", "X=n,n", "--at", "X=[1,2;2,4]"],
        ("error[undefined]: logdet(X) has no value here: the determinant is not above 0, or too near to it\n"),
    ),
    (
        ["inv(X)", "-w", "X", "--shape", "X=n,n", "--at", "X=[1,2;2,4]"],
        ("error[undefined]: X has no inverse here: it is singular, or too near to it\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n,pd", "--at", "A=[1,2;2,1]"],
        ("error[bad-point]: A is declared positive definite, but its leading minor of size 2 is not above 0\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n,orthogonal", "--at", "A=[1,2;2,1]"],
        ("error[bad-point]: A is declared orthogonal, but columns 1 and 1 have the product 5\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n,diagonal", "--at", "A=[1,2;2,1]"],
        ("error[bad-point]: A is declared diagonal, but entry 1,2 is 2\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n", "--at", "A=[1,2;2,1]", "--at", "x=[1,2,3]"],
        ("error[bad-point]: the value of x is 3 x 1, and x is n x 1 = 2 x 1\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n", "--at", "A=[1,2;2]"],
        (
            "error[bad-point]: the rows of A are not of one length\n"
            "hint: [1,2;3,4]: commas in rows, semicolons between\n"
        ),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n", "--at", "A=[1,q;2,3]"],
        ("error[bad-point]: 'q' in the value of A is not a number\nhint: numbers as 2, -0.5, 1e-3 or 1/3\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n", "--size", "k=3"],
        ("error[usage]: no shape has the size k\nhint: there are n\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n", "--size", "n=0"],
        ("error[usage]: --size is LETTER=NUMBER, not 'n=0'\nhint: for example --size m=2,n=3\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n", "--size", "n=300"],
        (
            "error[too-many-nodes]: the check moves 300 entries of the variable among 90,300, which is too much work\n"
            "hint: choose a smaller --size\n"
        ),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n", "--certify"],
        ("error[usage]: --certify needs an instance\nhint: for example --size n=3\n"),
    ),
    (
        ["x'*A*x", "-w", "x", "--shape", "x=n", "--shape", "A=n,n", "--order", "3"],
        ("error[usage]: order 3 of a matrix expression has no matrix form\nhint: 1, or 2 for a Hessian\n"),
    ),
    (
        ["A*x", "-w", "x", "--shape", "x=n", "--shape", "A=m,n", "--order", "2"],
        ("error[usage]: a Hessian is of a scalar, and this is m x 1\nhint: leave out --order 2\n"),
    ),
    (
        ["x/0", "-w", "x", "--shape", "x=n"],
        ("error[undefined]: this divides by zero, whatever the variables are\n"),
    ),
    (
        ["2^99999999*x", "-w", "x", "--shape", "x=n"],
        (
            "error[too-many-digits]: an exact number here would have about 30,102,999 digits, more than 4,000\n"
            "hint: raise the bound with --max-digits\n"
        ),
    ),
    (
        ["sin(x, x)", "-w", "x", "--shape", "x=n"],
        ("error[argument-count]: sin takes 1 argument, not 2\n  sin(x, x)\n  ^^^^^^^^^\n"),
    ),
)


@pytest.mark.parametrize(("words", "message"), REFUSALS, ids=[" ".join(row[0]) for row in REFUSALS])
def test_refusal(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", message)


def test_where_the_derivative_has_no_value_it_is_undefined(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "norm(x)", "-w", "x", "--shape", "x=n", "--at", "x=[0,0]"]) == 3
    out, err = capsys.readouterr()
    assert [line.split("\t")[-1] for line in out.splitlines()[1:]] == ["undefined", "undefined"]
    assert err == "note: 1/norm(x) has no value here: division by zero\n"


def test_entries_are_drawn_again_where_the_derivative_has_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    """X'*X is singular for a wide X: its determinant has a value, inv(X'*X) has none."""
    assert main(["matrix", "det(X'*X)", "-w", "X", "--shape", "X=m,n", "--size", "m=1,n=2"]) == 3
    assert capsys.readouterr().err == "note: X'*X has no inverse here: it is singular, or too near to it\n"
    assert main(["matrix", "det(X'*X)", "-w", "X", "--shape", "X=m,n", "--size", "m=3,n=2"]) == 0


def test_a_derivative_that_no_double_holds_agrees_with_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "inv(A)", "-w", "A", "--shape", "A=n,n", "--at", "A=[1e-200,0;0,1]"]) == 3
    out, err = capsys.readouterr()
    assert out.splitlines()[1].split("\t") == ["1,1", "1,1", "", "", "", "", "", "", "inconclusive"]
    assert err.endswith("note: the derivative is too large for a double here\n")


def test_a_variable_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "2*a", "-w", "x", "--shape", "x=n"]) == 0
    assert capsys.readouterr() == ("zeros(n)\n", "note: there is no x in the expression, which has a\n")


def test_at_a_kink_it_is_undefined_with_both_slopes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "sum(abs(x))", "-w", "x", "--shape", "x=n", "--at", "x=[0,1]"]) == 3
    out, err = capsys.readouterr()
    assert [line.split("\t")[-1] for line in out.splitlines()[1:]] == ["undefined", "undefined", "agree", "agree"]
    assert err == "note: the slopes on both sides are -1 and 1\n"


def test_status_and_output(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["matrix", "A*x", "-w", "x", "--shape", "A=m,n", "--shape", "x=n"]
    assert main(words) == 0
    assert capsys.readouterr() == ("A'\n", "note: denominator layout: a row for each entry of the variable\n")
    assert main([*words, "--format", "latex"]) == 0
    assert capsys.readouterr().out == "A^{\\top}\n"
    assert main([*words, "--size", "m=2,n=2", "--certify"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[-2:] == ["verdict", "certified"]
    assert {line.split("\t")[-2] for line in lines[1:]} == {"agree"}


def test_files_of_numpy(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    np = pytest.importorskip("numpy")
    np.save(tmp_path / "A.npy", np.array([[1.0, 2.0], [3.0, 4.0]]))
    words = [
        "matrix",
        "x'*A*x",
        "-w",
        "x",
        "--shape",
        "A=n,n",
        "--shape",
        "x=n",
        "--at",
        f"A={tmp_path / 'A.npy'}",
        "--at",
        "x=[1,1]",
    ]
    assert main(words) == 0
    assert [line.split("\t")[2] for line in capsys.readouterr().out.splitlines()[1::2]] == ["7.0", "13.0"]
    assert main([*words[:-4], "--at", f"A={tmp_path / 'B.npy'}"]) == 2
    assert (
        capsys.readouterr().err == f"error[unreadable]: cannot read '{tmp_path / 'B.npy'}': No such file or directory\n"
    )


def test_numpy_is_not_imported_without_need() -> None:
    code = (
        "import sys; from symdiff.cli import main; "
        "main(['matrix', 'logdet(X)', '-w', 'X', '--shape', 'X=n,n', '--size', 'n=2', '--certify']); "
        "assert not {'numpy', 'sympy', 'mpmath'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_long_and_deep_texts_end_in_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "(" * 400 + "x" + ")" * 400, "-w", "x", "--shape", "x=n"]) == 2
    assert capsys.readouterr().err.startswith("error[too-deep]: the nesting is deeper than 150\n")
    assert main(["matrix", "-" * 400 + "x", "-w", "x", "--shape", "x=n"]) == 2
    assert capsys.readouterr().err.startswith("error[too-deep]: the nesting is deeper than 150\n")
    assert main(["matrix", "x'*x + x'*x", "-w", "x", "--shape", "x=n", "--max-length", "5"]) == 2
    assert capsys.readouterr().err.startswith("error[too-long]: the text has 11 characters, more than 5\n")
