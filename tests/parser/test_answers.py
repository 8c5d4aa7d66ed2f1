"""Answers as people and models write them, each with the formula in it."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from symdiff.errors import SymdiffError
from symdiff.parser.answers import extracted

ANSWERS = {
    "2x": ["$2x$", "\\(2x\\)", "\\[2x\\]", "$$2x$$", "$ 2x $.", "\\boxed{2x}", "2x.", "2x;", " 2x ", "2x\\,.", "= 2x"]
    + ["f'(x) = 2x", "$f'(x)=2x$.", "y' = 2x", "f^\\prime(x)=2x", "y^{\\prime} = 2x", "f^{(3)}(x) = 2x", "\\dot{x} = 2x"]
    + ["\\frac{dy}{dx} = 2x", "\\frac{\\mathrm{d}y}{\\mathrm{d}x} = 2x", "\\frac{\\partial f}{\\partial x} = 2x"]
    + ["\\frac{d}{dx}(x^2) = 2x", "$\\frac{d}{dx}\\left[x^2\\right] = 2x$", "dy/dx = 2x", "d/dx (x^2) = 2x", "D_x f = 2x"]
    + ["Answer: 2x", "**Answer:** 2x", "**2x**", "The derivative is $2x$.", "the derivative of $x^2$ is $2x$", "#### 2x"]
    + ["So the answer is \\boxed{2x}.", "The final answer is: $\\boxed{f'(x) = 2x}$", "\\[ f'(x) = \\boxed{2x} \\]"]
    + ["Therefore, the derivative is 2x.", "\\text{Answer: } 2x", "f'(x) = $2x$", "2x = f'(x)", "f'(x) = x + x = 2x", "y' is 2x"]
    + ["\\begin{aligned}f'(x)&=x+x\\\\&=2x\\end{aligned}", "First \\boxed{x}, then \\boxed{2x}", "2x \\approx 3.1"]
    + ["2x, x > 0", "2x \\quad (x \\neq 0)", "2x \\text{ for } x>0", "2x for x != 0", "$2x$, where $x > 0$"]
    + ["\\mathbf{2x}", "{2x}", "$$\\color{blue}{2x}$$", "\\boxed{\\text{ } 2x}", "\\boxed{2x\\text{ for all }x}", "2x\\ \\text{m/s}"]
    + ["f'(x) → 2x", "f(x) = x^2 \\Rightarrow f'(x) = 2x", "2x (by the power rule)", "\\text{The derivative is } 2x"]
    + ["The answer is $2x$, by the power rule $nx^{n-1}$.", "As $f'(x)=2x$ and $(x^n)'=nx^{n-1}$, done"]
    + ["Thus $f'(x) = 2x$ and so $f'(2)=4$.", "At $x=1$, as $f'(x) = 2x$."],
    "2 x": ["It is 2 x", "we get 2 x.", "ans: 2 x", "<think>3 x?</think><answer>2 x</answer>", "the slope is \U0001d7d0 \U0001d465", "２ ｘ"]
    + ["2 x, where x is real", "2 x, x is positive", "2 x for real x", "2 x if x > 0"],
    "2*x": ["2*x", "`2*x`", "```python\n2*x\n```", "The code `2*x` computes it"],
    "\\frac{-x}{y}": ["$\\boxed{\\frac{dy}{dx}=\\frac{-x}{y}}$"],
    "1000x": ["1{,}000x"],
    "7425000": ["7,425,000", "7.425.000", "7 425 000", "$7\\,425\\,000$", "7'425'000", "7\u202f425\u202f000", "The answer is 7,425,000."],
    "7425.50": ["7,425.50", "7 425,50", "$7{,}425.50$"],
    "(28)/100": ["28 %", "28%", "$28\\%$", "f'(x) = 28 \\%"],
    "(1/3)": ["0.\\overline{3}", "$0.\\bar{3}$"],
    "(7/6)x": ["1.1\\overline{6}x"],
    "0.5": ["0.5.", "$0.5$."],
    "x**2 + y**2": ["x**2 + y**2"],
}  # fmt: skip
UNTOUCHED = ["Max(x, y)", "log(x, 2)", "Piecewise((x, x < 1), (2*x, True))", "x if x < 1 else 2*x", "x == 2", "-sin x"]
UNTOUCHED += ["7,425", "2 3", "0,425,000", "x % 3", "28 % x", "1\\frac{1}{2}x", "if (x > 0, 2*x, x)", "1 + 2 + ... + n"]
UNTOUCHED += [
    "\\begin{cases}1 & x>0\\\\ -1 & x<0\\end{cases}",
    "theta*2",
    "x != 0",
    "n!",
    "2*x**2",
    "\\frac{x}{2}",
    "x[0]*x[1]",
]
UNTOUCHED += [
    "\\text{sgn}(x)",
    "\\mathrm{rate}",
    "2\\,\\text{rate}",
    "sin (theta)",
    "{x}^{2}",
    "\\frac{1}{x}",
    "x (a b)",
    "{2}^{x}",
]
UNTOUCHED += ["diff(x**2, x)", "besselj(1, x)", "(x < 1) * 2", "x ≤ 1"]


@pytest.mark.parametrize(("answer", "formula"), [(each, to) for to, all_ in ANSWERS.items() for each in all_])
def test_the_formula_of_an_answer(answer: str, formula: str) -> None:
    assert extracted(answer).text == formula


@pytest.mark.parametrize("text", UNTOUCHED)
def test_a_formula_is_left_as_it_is(text: str) -> None:
    found = extracted(text)
    assert (found.text, found.syntax, found.notes) == (text, None, ())


def test_marks_of_latex_make_latex() -> None:
    assert extracted("$xy$").syntax == "latex"
    assert extracted("\\boxed{xy}").syntax == "latex"
    assert extracted("`xy`").syntax is None
    assert extracted("$\\frac{x}{y}$").syntax is None, "its own marks tell"


def test_what_is_left_out_is_said() -> None:
    assert extracted("1/x, x > 0").notes == ("the condition is left out: x > 0",)
    assert extracted("$x^2$ gives $2x$").notes == ("the last formula is taken as the answer: 2x",)
    assert extracted("2x + 0 = 2x").notes == ("the last side of the equation is taken as the answer: 2x",)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("0.333...", "'0.333...' has more digits than are written"),
        ("about 0.1\\ldots", "'0.1...' has more digits than are written"),
        ("1\\frac{1}{2}", "'1\\frac{1}{2}' could be 1 + 1/2 or 1*1/2"),
        ("2u, where u = x", "the answer says apart what u is"),
    ],
)
def test_an_answer_that_is_two_or_none_is_refused(answer: str, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        extracted(answer)
    assert caught.value.diagnostic.message == message


@pytest.mark.parametrize("answer", ["", " ", "$ $", "\\boxed{}", "Answer: .", "f'(x) ="])
def test_no_formula_is_an_error(answer: str) -> None:
    with pytest.raises(SymdiffError, match="the answer has no formula"):
        extracted(answer)


@pytest.mark.parametrize(
    "part", ["\\(", "\\[", "$", "$$", "`", "```", "\\boxed{", "{", "}", "f(", " ", ",", "=", "'", "\\prime ", "**", "so ", "x, ", "\\ ", "x <", "(", "the "]
)  # fmt: skip
def test_the_work_is_linear(part: str) -> None:
    """Sixteen times as much text takes less than half of sixteen squared times as long."""

    def seconds(size: int) -> float:
        best = 1e9
        for _ in range(3):
            begun = time.process_time()
            for text in (part * (size // len(part)), "f'(x) = " + part * (size // len(part)) + "2x"):
                with suppress(SymdiffError):
                    extracted(text)
            best = min(best, time.process_time() - begun)
        return best

    assert seconds(19_200) < 128 * max(seconds(1_200), 1e-4)


def test_a_formula_longer_than_any_answer_is_left_alone() -> None:
    text = "f(x) = " + "+".join("x" for _ in range(20_000))
    assert extracted(text).text == text
