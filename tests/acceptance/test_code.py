"""Generated code, compiled and run: the numbers of published derivatives in every language whose tools are here."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from symdiff.languages.table import ROWS
from tests.acceptance.runners import RUNNERS, cases, missing, wrong

SHARE = 1 if os.environ.get("SYMDIFF_CODE") else 17
"""Every seventeenth published row in CI; SYMDIFF_CODE=all takes all."""


@pytest.mark.parametrize("language", RUNNERS)
def test_published_derivatives(published, language: str, tmp_path: Path) -> None:
    lacks = missing(language)
    if lacks:
        pytest.skip(f"{lacks} is not here to run {language}")
    found = list(cases(published, language, SHARE))
    assert len(found) > 50
    assert wrong(found, RUNNERS[language][2](found, tmp_path)) == []


@pytest.mark.parametrize("language", [row.name for row in ROWS])
def test_every_language_writes_the_same_from_run_to_run(published, language: str) -> None:
    for first, again in zip(cases(published, language, 40), cases(published, language, 40), strict=True):
        assert json.dumps(first.text) == json.dumps(again.text)
