"""The page of awkward formulas shows what the program answers."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("awkward", DOCS / "awkward.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["awkward"] = module
    spec.loader.exec_module(module)
    return module


def test_the_column_of_symdiff_is_true() -> None:
    awkward = _load()
    assert len(list(awkward.questions())) >= 60
    assert awkward.page() == (DOCS / "awkward.md").read_text(encoding="utf-8"), "run 'python docs/awkward.py'"
