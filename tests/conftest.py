"""What several tests share: which form of the package is tested, the published cases, and a count of how many of them ran.

The files of this folder are tested as they are, or with ``SYMDIFF_INSTALLED=1`` what was installed, which is compiled where
that could be done. Processes that tests start find the same one.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

collect_ignore = ["newcomers.py"]
"""A script that adds rows to the tables, for processes of its own."""
ROOT = Path(__file__).parents[1]
INSTALLED = bool(os.environ.get("SYMDIFF_INSTALLED"))

sys.path[:] = [place for place in sys.path if Path(place).resolve() != ROOT]
if INSTALLED:
    os.environ["PYTHONSAFEPATH"] = "1"
else:
    sys.path.insert(0, str(ROOT))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))

settings.register_profile(
    "ci", max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("campaign", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_ran: dict[str, int] = {}

Row = dict[str, Any]


def cases_folder() -> Path | None:
    """The folder of published cases: the one that SYMDIFF_CASES names, else the one beside the project, if any."""
    named = os.environ.get("SYMDIFF_CASES")
    folder = Path(named) if named else ROOT.parent / "shared" / "cases"
    if named and not any(folder.glob("*.jsonl")):
        pytest.fail(f"SYMDIFF_CASES names {folder}, which holds no cases", pytrace=False)
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def published() -> Callable[[str], list[Row]]:
    """The rows of a published file by its name without ending; skips plainly where the folder is absent."""

    def rows(name: str) -> list[Row]:
        folder = cases_folder()
        if folder is None:
            pytest.skip("no published cases: set SYMDIFF_CASES to their folder")
        found = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        assert found, f"{name}.jsonl is empty"
        _ran[name] = len(found)
        return found

    return rows


@pytest.fixture(scope="session")
def folder_of_cases() -> Path:
    """The folder of published cases, with the programs that judge by them."""
    folder = cases_folder()
    if folder is None:
        pytest.skip("no published cases: set SYMDIFF_CASES to their folder")
    return folder


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells what it ran."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["published"] = _ran


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _ran.update(getattr(node, "workeroutput", {}).get("published", {}))  # a worker that died has told nothing


@pytest.fixture
def own_heap() -> Iterator[None]:
    """The garbage collector passes over what this test makes alone, as in a process of its own."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    package, compiled = find_spec("symdiff"), find_spec("symdiff.notation.writer")
    assert package is not None
    assert package.origin is not None
    assert compiled is not None
    form = "plain" if str(compiled.origin).endswith(".py") else "compiled"
    terminalreporter.write_line(f"the package that ran: {form}, {Path(package.origin).parent}")
    text = ", ".join(f"{name} {count}" for name, count in sorted(_ran.items())) or "none (no folder of cases)"
    terminalreporter.write_line(f"published rows that ran: {text}")
