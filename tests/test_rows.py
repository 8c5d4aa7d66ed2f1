"""What rows of the vocabulary and of the methods say of one another, held for every row that says it."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction

import pytest
from flint import arb

from symdiff.answers.inverses import undoing
from symdiff.evaluator.arithmetic.ball_functions import ball_function
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.tape import instructions, play
from symdiff.evaluator.arithmetic.tape_functions import NAMED
from symdiff.evaluator.differences.methods import METHODS, ONE_SIDED, Method
from symdiff.operators import FUNCTIONS, Operator
from symdiff.trees.heads import FORMS, HEADS, ROWS

BY_NAME = {row.name: row for row in FUNCTIONS}


def named(row: Operator) -> str:
    return row.name


def places(row: Operator) -> list[float]:
    """Points of the sample, and of the branch on which an inverse is one."""
    low, high = row.sample[0]
    return [max(0.05, low) + share * (min(1.4, high) - max(0.05, low)) for share in (0.1, 0.4, 0.9)]


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.inverse], ids=named)
def test_an_inverse_undoes_its_function(row: Operator) -> None:
    function, inverse = DOUBLES.function(row), DOUBLES.function(BY_NAME[row.inverse])
    for x in places(row):
        assert inverse(function(x)) == pytest.approx(x, rel=1e-13)


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.undo], ids=named)
def test_where_a_function_has_a_value_it_has_it(row: Operator) -> None:
    undo, function = undoing(row), ball_function(row)
    assert undo is not None
    assert function is not None
    jumps = row.kink is not None and row.kink.jump
    for x in (-1.0, 0.0, 3.0) if jumps else places(row):
        value = function(arb(x))
        found = undo(value)
        if jumps:  # what is looked for is the jump
            assert row.kink is not None
            assert any(row.kink.at(int(place.unique_fmpz())) for place in found)
        else:
            assert any(abs(place - x) < 1e-12 for place in found)


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.domain and row.domain.above], ids=named)
def test_what_is_above_0_is_so_in_the_domain_alone(row: Operator) -> None:
    assert row.domain is not None
    assert row.domain.above is not None
    orders = (Fraction(2),) * (row.arity[0] - 1)
    for k in range(-24, 25):  # at odd sixteenths, where nothing ends
        operands = (*orders, Fraction(2 * k + 1, 16))
        inside = all(each > 0 for each in row.domain.above(*operands))
        assert inside == row.domain.holds(*operands), operands


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.complement], ids=named)
def test_the_square_of_a_complement_is_what_is_missing_to_1(row: Operator) -> None:
    other = BY_NAME[row.complement]
    assert other.complement == row.name
    for x in places(row):
        assert DOUBLES.function(row)(x) ** 2 + DOUBLES.function(other)(x) ** 2 == pytest.approx(1, rel=1e-15)


def test_instructions_are_those_that_rows_name() -> None:
    assert {row.instruction for row in FUNCTIONS if row.instruction} == set(NAMED)


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.instruction], ids=named)
@pytest.mark.parametrize("bound", [0.0, 1e-9])
def test_an_instruction_is_its_row(row: Operator, bound: float) -> None:
    code = instructions([(3, 1, (0,), row)])
    assert code is not None
    for x in places(row):
        values, bounds = [x, 0.0], [bound, 0.0]
        assert play(code, values, bounds)
        assert (values[1], bounds[1]) == DOUBLES.call(row, [(x, bound)])


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.digits], ids=named)
def test_digits_are_those_of_the_exact_value(row: Operator) -> None:
    assert row.digits is not None
    assert row.exact is not None
    for n in (2, 20, 300):
        assert abs(row.digits(n) - math.log10(row.exact(n))) < 4  # gamma(n) is a factorial of one less
    assert row.digits(10**400) == math.inf
    assert row.digits(Fraction(1, 2)) == row.digits(-5) == 1


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.kink and row.arity == (1, 1)], ids=named)
def test_sides_are_told_apart_at_a_kink_and_nowhere_else(row: Operator) -> None:
    assert row.kink is not None
    assert row.kink.at(0)
    assert row.kink.side(-0.25) != row.kink.side(0.25) == row.kink.side(0.75)


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.selects], ids=named)
def test_what_selects_gives_one_of_its_operands(row: Operator) -> None:
    assert row.real is not None
    assert row.kink is not None
    for values in ((3.0, 1.0, 2.0), (1.0, 2.0, 3.0)):
        chosen = row.real(values)
        assert chosen == row.real(*values) == values[row.kink.side(*values)]


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.indexed or row.fences], ids=named)
def test_what_is_written_otherwise_has_the_signs_for_it(row: Operator) -> None:
    assert bool(row.symbol) is row.indexed
    assert len(row.fences) in (0, 2)


def test_each_class_of_sympy_has_one_row() -> None:
    assert len(ROWS) == len(HEADS)
    assert {head for head, _ in FORMS} & set(ROWS) <= {HEADS[BY_NAME["log"]]}  # of two operands it is a form


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_difference_names_what_takes_its_place_on_one_side(method: Method) -> None:
    if method.imaginary:
        assert method.instead == ()
        return
    assert method.instead
    for other in (*method.instead, *ONE_SIDED.instead):
        assert min(other.offsets) == 0 or max(other.offsets) == 0
    assert method.mirrored().mirrored().offsets == method.offsets


def test_rows_are_dataclasses_to_whoever_asks() -> None:
    assert [field.name for field in dataclasses.fields(BY_NAME["sin"])][:2] == ["name", "real"]
    assert dataclasses.replace(BY_NAME["sin"], name="sen").sympy == ""
