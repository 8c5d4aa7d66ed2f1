"""The Python verbs of matrix calculus: what they answer and refuse, and that code is that of the command."""

from __future__ import annotations

from typing import Any

import pytest

import symdiff
from symdiff.cli import main

SHAPES = {"A": ("n", "n", "symmetric"), "x": "n"}


def test_matrix_answers_with_text_shape_steps_and_a_check() -> None:
    found = symdiff.matrix("x'*A*x", "x", SHAPES, at={"A": [[2, 1], [1, 3]], "x": [1, 2]}, certify=True)
    assert (str(found), found.latex, found.shape) == ("2*A*x", "2 A x", ("n", "1"))
    assert (found.verdict, found.value, found.derivative) == ("agree", [[18.0]], [[8.0], [14.0]])
    assert [step[0] for step in found.steps] == ["matrix product", "transpose"]
    assert symdiff.matrix("x'*A*x", "x", SHAPES, order=2).text == "2*A"
    assert symdiff.matrix("A*x", "x", SHAPES, layout="numerator").text == "A"


def test_code_is_that_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    text = symdiff.code("x'*A*x", "x", shapes=SHAPES, language="jax", name="g")
    words = ["code", "x'*A*x", "-w", "x", "--shape", "A=n,n,symmetric", "--shape", "x=n"]
    assert main([*words, "--language", "jax", "--name", "g"]) == 0
    assert capsys.readouterr().out.partition("\n")[2] == text
    assert text.endswith("def g(A, x):\n    t1 = A @ x\n    return x @ t1, 2*t1\n")
    assert symdiff.code("x'*A*x", "x", shapes={"A": (3, 3), "x": 3}).startswith("# A: 3 x 3, x: 3 x 1\n")
    assert "# gradient, and the Hessian by x: 2*A\n" in symdiff.code("x'*A*x", "x", shapes=SHAPES, order=2)


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"array": True}, "error[usage]: with shapes the code is of one formula and its derivative by one name"),
    ({"accuracy": "x=0:1"}, "error[usage]: with shapes the code is of one formula and its derivative by one name"),
    (
        {"order": 3},
        "error[usage]: order 3 of a matrix expression has no matrix form\nhint: 1, or 2 for a Hessian",
    ),
    (
        {"language": "c"},
        "error[no-code]: matrix expressions are not written in c\nhint: numpy, jax, torch, julia, matlab",
    ),
    ({"name": "lambda"}, "error[no-code]: 'lambda' is a word of numpy\nhint: choose another name"),
    (
        {"name": "1f"},
        "error[usage]: '1f' is not the name of a function\nhint: letters, digits and '_', a letter first",
    ),
    (
        {"shapes": {"A": "m,n", "x": "n"}},
        "error[shape]: 'x'' is 1 x n and 'A' is m x n: nothing multiplies these\n  x'*A*x\n  ^^^^",
    ),
)


@pytest.mark.parametrize(("named", "message"), REFUSED, ids=[next(iter(row[0])) for row in REFUSED])
def test_what_code_refuses(named: dict[str, Any], message: str) -> None:
    with pytest.raises(symdiff.SymdiffError) as refused:
        symdiff.code("x'*A*x", "x", **({"shapes": SHAPES} | named))
    assert str(refused.value) == message


def test_the_command_leaves_no_option_without_effect(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["code", "x'*x", "-w", "x", "--shape", "x=n"]
    for more in (["--accuracy", "x=0:1"], ["--single"], ["--arguments", "array"], ["--hessian"]):
        assert main([*words, *more]) == 2
        assert capsys.readouterr().err == (
            "error[usage]: with --shape the code is of one formula's value and derivative\nhint: leave out the other options\n"
        )
