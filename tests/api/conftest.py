"""The processes that calls share end with the tests that called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from symdiff.api import limited


@pytest.fixture(autouse=True, scope="module")
def _processes() -> Iterator[None]:
    yield
    for solver in limited._shared:
        solver.close()
