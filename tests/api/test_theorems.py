"""``prove`` in Python."""

from __future__ import annotations

import pytest

from symdiff import SymdiffError, prove
from symdiff.proofs.coq import AXIOMS, checker


def test_theorems_without_coq() -> None:
    made = prove("x*log(y)", "x", "y", name="g")
    assert made.status == "not checked"
    assert made.conditions == {"derivative_of_g_1": (), "derivative_of_g_2": ("0 < y",)}
    assert (made.assumptions, made.reasons) == ((), ())
    assert "Theorem derivative_of_g_2 : forall y x : R,\n  0 < y ->\n" in made.text


def test_what_is_beyond_is_told() -> None:
    made = prove("gamma(x)")
    assert (made.status, made.conditions) == ("beyond", {})
    assert made.reasons == ("beyond the lemmas: d/dx: gamma",)


@pytest.mark.parametrize("name", ["sin", "F", "f. Axiom", ""])
def test_names_that_are_not_free(name: str) -> None:
    with pytest.raises(SymdiffError, match=f"'{name}' is not a free name in Coq"):
        prove("x", name=name)


@pytest.mark.skipif(checker() is None, reason="needs coqc: apt-get install coq (Debian; with its libcoq-stdlib)")
def test_theorems_with_coq() -> None:
    made = prove("x**2*exp(x)", order=2, check=True, seconds=280.0)
    assert made.status == "proved"
    assert set(made.assumptions) <= AXIOMS
    assert list(made.conditions) == ["derivative_of_f", "derivative_of_f_order_1"]
