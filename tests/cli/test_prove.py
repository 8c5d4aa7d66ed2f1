"""``symdiff prove`` by exit status, standard output and error."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from symdiff.proofs import coq
from symdiff.proofs.coq import checker

FUNCTION = """\
Definition f (x : R) : R :=
  x ^ 2.
"""
THEOREM = """\
Theorem derivative_of_f : forall x : R,
  derivable_pt_lim (fun x => f x) x
    (2 * x).
"""
TOLD = "" if checker() else "note: coqc checks it, of the Debian package coq\n"


def test_a_theorem(run) -> None:
    status, out, err = run("prove", "x**2")
    assert (status, err) == (0, "")
    assert "(* d/dx of x**2\n   is 2*x *)\n" + FUNCTION in out
    assert THEOREM in out
    assert out.endswith("Print Assumptions derivative_of_f.\n")


def test_conditions_are_hypotheses(run) -> None:
    _, out, _ = run("prove", "log(x)/tan(y)", "-w", "x", "-w", "y")
    assert "forall x y : R,\n  0 < x ->\n" in out
    assert "cos y <> 0 ->" in out


def test_what_is_beyond_is_told_by_name(run) -> None:
    status, _, err = run("prove", "gamma(x) + x")
    assert (status, err) == (3, "beyond the lemmas: d/dx: gamma\n")


def test_a_file_keeps_its_place_where_there_is_no_derivative(run, tmp_path: Path) -> None:
    path = tmp_path / "proof.v"
    path.write_text("old")
    status, out, err = run("prove", "sine(x)", "-o", str(path))
    assert (status, out) == (2, "")
    assert "error[unknown-function]" in err
    assert path.read_text() == "old"
    assert run("prove", "x**2", "-o", str(path)) == (0, "", TOLD)
    assert THEOREM in path.read_text()


def test_json(run, tmp_path: Path) -> None:
    path = tmp_path / "proof.v"
    status, out, _ = run("prove", "log(x)", "-o", str(path), "--format", "json")
    record = json.loads(out)
    assert status == 0
    assert record["theorems"] == [
        {"name": "derivative_of_f", "status": "not checked", "printed": True, "conditions": ["0 < x"]}
    ]
    assert record["proof"]["status"] == "not checked"
    assert record["proof"]["file"] == str(path)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), 'error[usage]: there is no formula\nhint: for example symdiff prove "x*sin(x)" -o proof.v\n'),
        (
            ("x", "--name", "sin"),
            "error[usage]: 'sin' is not a free name in Coq\nhint: small letters, digits and '_', a letter first\n",
        ),
    ],
)
def test_usage(run, words: tuple[str, ...], message: str) -> None:
    assert run("prove", *words) == (2, "", message)


def test_without_coq_nothing_is_checked(run, tmp_path: Path) -> None:
    status, _, err = run("prove", "x", "--check", "-o", str(tmp_path / "proof.v"), env={"PATH": str(tmp_path)})
    assert status == 3
    assert err == "not checked: there is no coqc here; the Debian package coq has it\n"


@pytest.mark.skipif(checker() is None, reason="needs coqc: apt-get install coq (Debian; with its libcoq-stdlib)")
def test_coq_is_asked(run, tmp_path: Path) -> None:
    path = tmp_path / "proof.v"
    status, out, err = run("prove", "x*exp(-x)", "--check", "-o", str(path), "--format", "json")
    assert (status, err) == (0, "proved by coqc\n")
    assert json.loads(out)["proof"]["assumptions"] == [
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
    ]


@pytest.mark.skipif(checker() is None, reason="needs coqc: apt-get install coq (Debian; with its libcoq-stdlib)")
def test_a_file_that_claims_more_is_rejected() -> None:
    text = "Axiom more : True.\nLemma all : True.\nProof more.\nPrint Assumptions all.\n"
    verdict = coq.checked(text, 60.0)
    assert (verdict.status, verdict.note) == ("rejected", "it rests on more")
    assert coq.checked("Lemma all : False.\nProof I.\n", 60.0).status == "rejected"


LINES = """\
{"id": "one", "expr": "x*exp(-x)"}
{"id": "One", "expr": "x**2*y", "order": 2, "wrt": ["x"]}
{"id": "beyond", "expr": "gamma(x)"}
{"expr": "sine(x)"}
"""


def test_a_file_of_many_lines(run, tmp_path: Path) -> None:
    lines, path = tmp_path / "lines.jsonl", tmp_path / "proofs.v"
    lines.write_text(LINES)
    status, out, err = run("batch", str(lines), "--prove", str(path))
    assert status == 1
    assert out == (
        "one\tnot checked\nOne\tnot checked\nbeyond\tbeyond\tbeyond the lemmas: d/dx: gamma\n"
        "4\tno derivative\terror[unknown-function]: there is no function named 'sine'\n"
    )
    assert (
        "4 lines, 3 theorems\n     2 not checked\n     1 beyond\n            1 beyond the lemmas: d/dx: gamma\n" in err
    )
    text = path.read_text()
    assert text.count("Theorem derivative_of_") == 3
    for name in ("f_one", "f_one_again_2", "f_one_again_2_order_1"):
        assert f"Theorem derivative_of_{name} :" in text
        assert f"@derivative_of_{name}" in text


def test_no_two_theorems_have_one_name(run, tmp_path: Path) -> None:
    lines, path = tmp_path / "lines.jsonl", tmp_path / "proofs.v"
    ids = (("a", "sin(x)"), ("a_order_1", "x**8"), ("1", "x*y"), ("1_1", "x**3"), ("1_2_order_1", "x**4"))
    lines.write_text("".join(f'{{"id": "{name}", "expr": "{text}", "order": 2}}\n' for name, text in ids))
    assert run("batch", str(lines), "--prove", str(path))[0] == 0
    named = re.findall(r"^Theorem (\S+) ", path.read_text(), re.MULTILINE)
    assert len(named) == len(set(named)) == 12


def test_records_of_many_lines(run, tmp_path: Path) -> None:
    lines, path = tmp_path / "lines.txt", tmp_path / "proofs.v"
    lines.write_text("log(x)\n")
    status, out, _ = run("batch", str(lines), "--prove", str(path), "--format", "json")
    assert status == 0
    record = json.loads(out)
    assert (record["kind"], record["id"], record["source"]) == ("prove", 1, "log(x)")
    assert record["theorems"][0]["name"] == "derivative_of_f_1"
    assert record["proof"]["status"] == "not checked"
    assert record["proof"]["file"] == str(path)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--check",), "error[usage]: --check is of proofs\nhint: add --prove proofs.v\n"),
        (
            ("--prove", "p.v", "--format", "csv"),
            "error[usage]: a result per line has no format 'csv'\nhint: choose plain or json\n",
        ),
        (
            ("--prove", "p.v", "-o", "p.v"),
            "error[usage]: --prove needs a file of its own\nhint: for example --prove proofs.v\n",
        ),
    ],
)
def test_usage_of_many(run, tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("x\n")
    assert run("batch", str(lines), *words) == (2, "", message)


@pytest.mark.skipif(checker() is None, reason="needs coqc: apt-get install coq (Debian; with its libcoq-stdlib)")
def test_coq_is_asked_of_many(run, tmp_path: Path) -> None:
    lines, path = tmp_path / "lines.jsonl", tmp_path / "proofs.v"
    lines.write_text(LINES.partition('{"id": "bey')[0])
    status, out, err = run("batch", str(lines), "--prove", str(path), "--check")
    assert (status, out) == (0, "one\tproved\nOne\tproved\n")
    assert err == "2 lines, 3 theorems\n     2 proved\n"


VALUE = """\
Theorem derivative_of_f_at_1 : exists d : R,
  derivable_pt_lim (fun x => f x 1) 2 d /\\ 0.999999999999999 <= d <= 1.000000000000001.
"""


def test_values_at_points(run) -> None:
    status, out, err = run("prove", "x**2/4 + log(a)", "-w", "x", "--at", "x=2,a=1", "--at", "x=pi,a=1/2")
    assert (status, err) == (0, "")
    assert VALUE in out
    assert "derivable_pt_lim (fun x => f x (1 / 2)) PI d" in out
    assert out.count("From Interval Require Import Tactic.") == 1
    assert out.endswith("Print Assumptions all_values.\n")


def test_a_value_that_no_interval_holds(run) -> None:
    status, out, err = run("prove", "sqrt(x)", "--at", "0")
    assert status == 3
    assert err.startswith("beyond the lemmas: the value at x = 0: no interval is known to hold it: ")
    assert "derivative_of_f_at_1" not in out
