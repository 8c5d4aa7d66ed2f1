"""Fields of JSON Lines that nobody knows are named, each once for a file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_a_field_that_is_not_known_is_named_once(tmp_path: Path) -> None:
    rows = [{"expr": "x**2", "odrer": 2}, {"expr": "x*y", "mixed": True, "odrer": 3}, {"expr": "x"}]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "symdiff", "batch", str(file), "-f", "plain"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "2*x\nx=y\ty=x\n1\n"
    odrer, mixed, _ = done.stderr.splitlines()
    assert odrer == "line 1: note: the field 'odrer' is not known and passed over; did you mean 'order'?"
    assert mixed == (
        'line 2: note: the field \'mixed\' is not known and passed over; a mixed derivative is a list inside "wrt": [["x", "y"]]'
    )
