"""Theorems that ``coqc`` accepts, and false ones that it must reject: falsified rules, tidyings and conditions."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import tempfile

import pytest

from symdiff.answers.proofs import Proof, file_of, proved
from symdiff.frozen import replace
from symdiff.operators import FUNCTIONS
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem
from symdiff.proofs.context import Context
from symdiff.proofs.coq import AXIOMS, checked, checker, has_intervals
from symdiff.proofs.derivation import RULE_OF
from symdiff.proofs.equality import Equality
from symdiff.proofs.lemmas import BY_NAME
from symdiff.proofs.terms import names_of
from symdiff.proofs.theorem import comment, reserved
from symdiff.rules import table
from symdiff.rules.table import RULES

needs_coq = pytest.mark.skipif(
    checker() is None, reason="needs coqc: apt-get install coq (Debian; with its libcoq-stdlib)"
)
SECONDS = 280.0

FORMULAS = {
    "d_plus": "sin(x) + x**2",
    "d_plus_l": "2 + sin(x)",
    "d_plus_r": "sin(x) + a",
    "d_minus": "sin(x) - x**2",
    "d_minus_l": "a - sin(x)",
    "d_minus_r": "sin(x) - a",
    "d_opp": "-sin(x)",
    "d_mult": "x*sin(x)",
    "d_mult_l": "a*sin(x)",
    "d_mult_r": "sin(x)*a",
    "d_div": "sin(x)/x",
    "d_div_l": "a/cos(x)",
    "d_div_r": "sin(x)/a",
    "d_pow": "(x + a)**5",
    "d_sqrt": "sqrt(x + a)",
    "d_rpower": "(x + a)**(5/3)",
    "d_exponential": "2**x",
    "d_power": "x**x",
    "d_root": "cbrt(x)",
}
"""A formula for each lemma that is not of one function."""
TIDIED = (
    "cbrt(8)*x",
    "cbrt(27/8)*x**2",
    "x/(x**2 + 1)",
    "x**n*log(x)",
    "exp(-x**2/2)/sqrt(2*pi)",
    "atanh(sqrt(a + b*x)/sqrt(a))",
    "(4 - sin(2*x))**(3/2)/3",
    "asin(x/a)",
    "sec(x)**3*tan(2*x + x)",
    "exp(2*x)*exp(x)/(1 + exp(x))",
    "sqrt(8*x + 8)/(x + 1)**2",
    "x*tanh(x) - log(cosh(x))",
    "sin(x)**2*cos(a - x)",
    "log(x + sqrt(x**2 + 1))",
)
"""Formulas whose printed derivative is far from what the lemmas conclude."""


def formula_of(lemma: str) -> str:
    if lemma in FORMULAS:
        return FORMULAS[lemma]
    (rule,) = (rule for rule in RULES if lemma in rule.coq)
    return f"{rule.operator.name}(2*x)"


def made(text: str, name: str, **asked: object) -> Proof:
    options = Options()
    return proved(opened(Problem(text, **{"wrt": (("x",),), **asked}), options), options, text, name)


def accepted(texts: list[str], names: list[str]) -> list[str]:
    """The theorems that stand after all the texts have been read, by a reader who goes on after what is false."""
    ended = (f"{text}\nAbort All.\nEnd {name}'proof." for text, name in zip(texts, names, strict=True))
    text = "\n".join((file_of([], "lemmas"), *ended))
    asked = "\n".join(f"Check derivative_of_{name}." for name in names)
    with tempfile.TemporaryDirectory() as folder:  # nra keeps what it found where it is run
        done = subprocess.run(
            [shutil.which("coqtop"), "-q", "-w", "none"],
            input=f"{text}\n{asked}\n",
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=True,
            cwd=folder,
        )
    return re.findall(r"^(?:Coq < )*derivative_of_(\w+)$", done.stdout, re.MULTILINE)


def test_every_lemma_is_a_form_of_one_rule() -> None:
    named = [lemma for rule in RULES for lemma in rule.coq]
    assert sorted(named) == sorted({*BY_NAME, "d_const", "d_id"})
    assert len(RULE_OF) == len(named)
    text = file_of([], "lemmas")
    for lemma in named:
        assert re.search(rf"^Lemma {lemma} ", text, re.MULTILINE), lemma


def test_a_function_has_a_name_in_coq_exactly_where_its_rule_has_a_lemma() -> None:
    for row in FUNCTIONS:
        assert bool(row.coq) == any(rule.coq for rule in RULES if rule.operator is row), row.name


@needs_coq
def test_every_lemma_and_tidied_forms() -> None:
    proofs = [made(formula_of(lemma), f"f_{lemma}") for lemma in BY_NAME]
    proofs += [made(text, f"t_{k}") for k, text in enumerate(TIDIED)]
    proofs.append(made("x**3*exp(x)", "twice", order=2))
    proofs.append(made("x*y**2 + sin(x*y)", "gradient", wrt=()))
    proofs.append(made("sin(u)*u", "chained", let=(("u", "x**2"),)))
    assert [proof.missing + proof.unprinted for proof in proofs if proof.missing or proof.unprinted] == []
    steps = "\n".join(made.text for proof in proofs for made in proof.theorems)
    assert [lemma for lemma in BY_NAME if f":= s{lemma[1:]} " not in steps] == []
    verdict = checked(file_of(proofs, "all"), SECONDS)
    assert (verdict.status, verdict.note) == ("proved", "")
    assert set(verdict.assumptions) <= AXIOMS


@pytest.fixture
def gullible(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is false is written down all the same, for Coq to reject."""
    monkeypatch.setattr(Context, "differs", lambda *_: False)
    monkeypatch.setattr(Equality, "_agree", lambda *_: True)


@needs_coq
@pytest.mark.usefixtures("gullible")
def test_falsified_rules_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, names = [], []
    for rule in RULES:
        lemmas = [lemma for lemma in rule.coq if lemma in BY_NAME]
        if not lemmas or rule.name in ("sum", "sign"):  # the sweeps add without asking a row; twice 0 is 0
            continue

        def twice(y, *u, row=rule):
            return tuple(None if partial is None else partial * 2 for partial in row.partials(y, *u))

        more = None
        if rule.of_logarithm is not None:

            def more(*u, row=rule):
                return tuple(partial * 2 for partial in row.of_logarithm(*u))

        false = table.Rule(rule.name, rule.operator, twice, rule.active, more, rule.coq)
        with monkeypatch.context() as patch:
            if rule.active is None:
                patch.setitem(table.ANY, rule.operator, false)
            else:
                patch.setitem(table.NARROW, (rule.operator, rule.active), false)
            name = "f_" + re.sub(r"\W", "_", rule.name)
            proof = made(formula_of(lemmas[0]), name)
            assert not proof.missing and not proof.unprinted, rule.name
            texts.append(proof.text)
            names.append(name)
    assert accepted([*texts, made("sin(x)", "right").text], [*names, "right"]) == ["right"]
    assert len(names) > 30


@needs_coq
@pytest.mark.usefixtures("gullible")
def test_falsified_tidyings_and_dropped_conditions_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    from symdiff.answers import proofs

    texts, names = [], []
    true = proofs.factored
    for k, text in enumerate(TIDIED):
        with monkeypatch.context() as patch:
            patch.setattr(proofs, "factored", lambda graph, node: graph.collect_sum((true(graph, node), graph.one)))
            names.append(f"more_{k}")
            texts.append(made(text, names[-1]).text)
    for lemma in BY_NAME:
        name = f"c_{lemma}"
        (theorem,) = made(formula_of(lemma), name).theorems
        for number, condition in enumerate(theorem.conditions, 1):
            dropped = f"{name}_{number}"
            text = theorem.text.replace(f" H'{number} : {condition}.", f" H'{number} : True.")
            text = text.replace(f"\n  {condition} ->", "\n  True ->", 1)
            assert text.count("True") == 2
            names.append(dropped)
            texts.append(re.sub(rf"\b(derivative_of_)?{name}\b", rf"\g<1>{dropped}", text))
    assert accepted([*texts, made("log(x)", "right").text], [*names, "right"]) == ["right"]
    assert len(names) > len(TIDIED) + 20


@needs_coq
def test_a_share_of_published_rows(published) -> None:
    short = [row for row in published("rubi") if len(row["expr"]) < 90]
    proofs = [
        made(
            row["expr"],
            "f_" + row["id"].replace("-", "_"),
            wrt=tuple((name,) for name in row["wrt"]),
            variables=tuple(row["vars"]),
        )
        for row in random.Random(30).sample(short, 30)
    ]
    theorems = [made for proof in proofs for made in proof.theorems]
    assert len(theorems) >= 28
    assert sum(not made.reason for made in theorems) >= 27
    verdict = checked(file_of(proofs, "a share"), SECONDS)
    assert (verdict.status, verdict.note) == ("proved", "")


@needs_coq
def test_the_second_checker_accepts_a_sample(tmp_path) -> None:
    proofs = [made(text, f"t_{k}") for k, text in enumerate(TIDIED[::3])]
    (tmp_path / "sample.v").write_text(file_of(proofs, "a sample"))
    for program in (("coqc", "-q", "-w", "none", "sample.v"), ("coqchk", "-silent", "-norec", "sample")):
        subprocess.run(program, cwd=tmp_path, timeout=SECONDS, check=True, capture_output=True)


def test_names_are_coqs_own() -> None:
    names = names_of(["x", "sin", "S", "θ", "forall", "x_1", "lambda", "v_S", "ln", "f"], reserved() | {"f"})
    assert names["x"] == "x"
    assert names["x_1"] == "x_1"
    assert len(set(names.values())) == len(names)
    for name in names.values():
        assert re.fullmatch(r"[a-z_][a-z0-9A-Z_]*", name)
        assert name not in reserved()
        assert name != "f"


@pytest.mark.parametrize("text", ["(* x *)", "*) Axiom a : False. (*", '"', '(*"*)', "\x1b[1m"])
def test_no_text_ends_a_comment(text: str) -> None:
    kept = comment(text)
    assert "(*" not in kept
    assert "*)" not in kept
    assert '"' not in kept
    assert kept.isprintable()


FALSE = (
    ("what is true", "x*sin(x)", ""),
    ("an equality that is none", "x*cos(x)", "same"),
    ("a step that is none", "x*exp(x)", "step"),
)
"""What is done to a proof before Coq sees it."""


@needs_coq
def test_nothing_is_said_against_a_derivative_whose_printed_form_is_not_proved_equal() -> None:
    from symdiff.answers.proofs import judged

    proofs = []
    for number, (_, text, what) in enumerate(FALSE):
        proof = made(text, f"f_{number}")
        (theorem,) = proof.theorems
        if what == "same":
            broken = replace(theorem, text=theorem.text.replace("(turned X3)", "X3"))
            assert broken.text != theorem.text
        elif what == "step":
            old = theorem.raw
            assert old is not None
            broken = replace(
                theorem,
                text=theorem.text.replace("s_exp", "s_sin"),
                raw=replace(old, text=old.text.replace("s_exp", "s_sin")),
            )
        else:
            broken = theorem
        proofs.append(replace(proof, theorems=(broken,)))
    whole = judged(proofs, SECONDS, check=True)
    assert [whole.of(proof) for proof in proofs] == ["proved", "raw", "rejected"]
    assert [len(proof.theorems) for proof in whole.proofs] == [1, 1, 0]
    assert whole.proofs[1].theorems[0].reason.startswith("coqc does not accept the proof that the two are equal: ")
    assert "derivative_of_f_2" not in whole.text
    assert checked(whole.text, SECONDS).status == "proved"


@pytest.mark.skipif(
    not has_intervals(), reason="needs coqc with intervals: apt-get install coq libcoq-interval (Debian)"
)
def test_values_at_points() -> None:
    from symdiff.answers.proofs import judged

    proof = made("x*tanh(x)/cos(a)", "f", at=("x=1/3,a=2",))
    whole = judged([proof], SECONDS, check=True)
    assert (whole.status, whole.note) == ({"f": "proved", "f_at_1": "proved"}, "")
    assert set(whole.assumptions) <= AXIOMS


def test_without_the_tactic_values_are_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    from symdiff.answers import proofs

    monkeypatch.setattr(proofs, "checker", lambda: "coqc")
    monkeypatch.setattr(proofs, "has_intervals", lambda: False)
    whole = proofs.judged([made("x**2", "f", at=("1",))], SECONDS, check=True)
    assert whole.status == {"f": "not checked", "f_at_1": "not checked"}
    assert whole.note == "the Debian package libcoq-interval is not there, which values at points need"


def test_a_false_value_is_not_proved_and_the_derivative_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    from symdiff.answers import proofs
    from symdiff.proofs.coq import Verdict

    def refusing(text: str, _seconds: float | None) -> Verdict:
        lines = text.split("\n")
        at = [number for number, line in enumerate(lines, 1) if line.startswith("Theorem derivative_of_f_at_1 ")]
        return Verdict("rejected", note="no", line=at[0] + 2) if at else Verdict("proved")

    monkeypatch.setattr(proofs, "checker", lambda: "coqc")
    monkeypatch.setattr(proofs, "has_intervals", lambda: True)
    monkeypatch.setattr(proofs, "checked", refusing)
    whole = proofs.judged([made("x**2", "f", at=("1",))], SECONDS, check=True)
    assert whole.status == {"f": "proved", "f_at_1": "not proved"}
    assert "f_at_1" not in whole.text
