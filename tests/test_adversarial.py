"""Nobody fools the check: candidates made to, and right ones in other clothes. The campaign of tests/adversarial.py is its long form."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from symdiff.status import Status
from tests.adversarial import WRONG, Pair, pairs, verdict

SEED = 7
COUNT = 880
"""Of the pairs of the seed: more than 500 are wrong, and more than 300 right."""


@pytest.fixture(scope="module")
def answers() -> list[tuple[Pair, Status | str]]:
    return [(pair, verdict(pair)) for pair in islice(pairs(SEED), COUNT)]


def test_there_are_enough_of_every_kind(answers: list[tuple[Pair, Status | str]]) -> None:
    kinds = Counter(pair.kind for pair, _ in answers)
    assert sum(not pair.right for pair, _ in answers) >= 500
    assert sum(pair.right for pair, _ in answers) >= 300
    assert all(kinds[kind] >= 25 for kind in WRONG)


def test_no_wrong_candidate_passes(answers: list[tuple[Pair, Status | str]]) -> None:
    assert [pair for pair, found in answers if not pair.right and found is Status.AGREE] == []


def test_no_right_candidate_is_refused(answers: list[tuple[Pair, Status | str]]) -> None:
    assert [pair for pair, found in answers if pair.right and found is Status.DISAGREE] == []


def test_few_stay_open(answers: list[tuple[Pair, Status | str]]) -> None:
    left = [(pair, found) for pair, found in answers if found not in (Status.AGREE, Status.DISAGREE)]
    assert len(left) <= 0.03 * len(answers), left
