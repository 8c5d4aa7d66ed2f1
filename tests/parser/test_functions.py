"""Names of functions: what other systems call them, and which of them are variables where nothing follows."""

from __future__ import annotations

import re
from difflib import get_close_matches

import pytest

from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import parse
from symdiff.parser.names import _NAMES, suggestion
from symdiff.parser.recognition import MARKS, _any_shared

SAME = [
    ("BesselJ[0, x]", "besselj(0, x)"), ("bessel_j(0, x)", "besselj(0, x)"), ("jv(0, x)", "besselj(0, x)"), ("iv(1, x)", "besseli(1, x)"),
    ("spherical_jn(1, x)", "jn(1, x)"), ("AiryAiPrime[x]", "airyaiprime(x)"), ("airy_dbi(x)", "airybiprime(x)"), ("expi(x)", "Ei(x)"),
    ("ExpIntegralE[2, x]", "expint(2, x)"), ("exp1(x)", "expint(1, x)"), ("E1(x)", "expint(1, x)"), ("SinIntegral[x]", "Si(x)"),
    ("fresnel_s(x)", "fresnels(x)"), ("FresnelC[x]", "fresnelc(x)"), ("lambertw(x)", "LambertW(x)"), ("ProductLog[-1, x]", "LambertW(x, -1)"),
    ("Zeta[s, a]", "zeta(s, a)"), ("PolyLog[2, x]", "polylog(2, x)"), ("EllipticK[m]", "elliptic_k(m)"), ("ellipeinc(x, m)", "elliptic_e(x, m)"),
    ("LegendreP[3, x]", "legendre(3, x)"), ("chebyshev_t(3, x)", "chebyshevt(3, x)"), ("eval_hermite(3, x)", "hermite(3, x)"),
    ("LaguerreL[2, a, x]", "assoc_laguerre(2, a, x)"), ("Pochhammer[x, 3]", "RisingFactorial(x, 3)"), ("binom(n, k)", "binomial(n, k)"),
    ("Gamma[a, x]", "uppergamma(a, x)"), ("gamma_incomplete(a, x)", "uppergamma(a, x)"), ("InverseErf[x]", "erfinv(x)"),
    ("PolyGamma[1, x]", "polygamma(1, x)"), ("psi(x)", "polygamma(0, x)"), ("log1p(x)", "log(x + 1)"), ("hypot(x, y)", "sqrt(x**2 + y**2)"),
    ("degrees(x)", "180*x/pi"), ("logit(x)", "log(x) - log(1 - x)"), ("Li(x)", "li(x) - li(2)"), ("softplus(x)", "log(exp(x) + 1)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meaning"), SAME, ids=[text for text, _ in SAME])
def test_other_systems_names(text: str, meaning: str) -> None:
    graph = Graph()
    assert write(graph, parse(text, GraphBuilder(graph))) == meaning


@pytest.mark.parametrize(
    "name", ["beta", "zeta", "gamma", "chi", "Chi", "Si", "Ci", "Ei", "li", "Li", "E1", "e1", "jn"]
)
def test_names_that_are_variables_where_nothing_follows(name: str) -> None:
    graph = Graph()
    root = parse(f"{name}*x + {name}", GraphBuilder(graph))
    assert graph.symbols([root]) == sorted(("x", name))


def test_a_variable_with_a_subscript_multiplies() -> None:
    graph = Graph()
    assert write(graph, parse("e1(x + 1)", GraphBuilder(graph))) == "e1*(x + 1)"


def test_small_letters_are_not_taken_for_capital_ones() -> None:
    with pytest.raises(SymdiffError) as caught:
        parse("chi(x)", GraphBuilder(Graph()))
    assert str(caught.value).splitlines()[0] == "error[unknown-function]: there is no function named 'chi'"


def test_a_suggestion_is_the_closest_of_all_names() -> None:
    """Though those of other lengths are not looked at."""
    wrong = [
        "sine",
        "SINUS",
        "q",
        "logarithm",
        "arctangens",
        *[name[:-1] + name[-1:] * 2 for name in list(_NAMES)[::12]],
    ]
    for name in wrong:
        close = get_close_matches(name, _NAMES, 1, 0.7) or get_close_matches(name.lower(), _NAMES, 1, 0.7)
        assert suggestion(name) == next(iter(close), None), name
    assert suggestion("sine") == "sin"
    assert suggestion("s" * 41) is None


SHARED = (
    "sine(1000004)",
    "if(x > 0, 1)",
    "x := 1",
    "f.(x)",
    "x // 2",
    "sqr(x)",
    "dexp(x)",
    "x # y",
    "add(x, y)",
    "x &&",
    "2 % 3",
)


def test_a_text_has_a_shared_mark_where_a_row_says_so() -> None:
    """Looked for in one go."""
    found = {text: any(re.search(row.shared, text) for row in MARKS) for text in SHARED}
    assert found == {text: _any_shared()(text) is not None for text in SHARED}
    assert set(found.values()) == {True, False}
