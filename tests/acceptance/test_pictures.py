"""Published formulas drawn: their graphs and plots end well, in bounded time, with the numbers that ``diff`` gives.

A share of the rows; ``SYMDIFF_PICTURES=all`` takes all of them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Command

pytest.importorskip("matplotlib")

EVERY = 1 if os.environ.get("SYMDIFF_PICTURES") == "all" else 15


def test_graphs_and_plots_of_physics(published: Any, command: Command, tmp_path: Path) -> None:
    rows = published("feynman")[::EVERY]
    for row in rows:
        at = ",".join(f"{name}={value}" for name, value in row["point"].items())
        words = (row["expr"], "--at", at, *(word for name in row["vars"] for word in ("--var", name)))
        asked = command(*words, "--format", "json")
        (point,) = json.loads(asked.out)["points"]
        slopes = {check["wrt"][0]: check["symbolic"] for check in point["checks"]}
        assert slopes == pytest.approx({name: float(value) for name, value in row["value"].items()}, rel=1e-12)

        graph = command("graph", *words, "--format", "json")
        assert graph.within_promise(), row["id"]
        nodes = {node["id"]: node for node in json.loads(graph.out)["nodes"]}
        assert {name: nodes[name]["adjoint"] for name in slopes} == pytest.approx(slopes, rel=1e-12), row["id"]
        assert next(reversed(nodes.values()))["value"] == pytest.approx(point["value"], rel=1e-12), row["id"]
        assert command("graph", *words, "--format", "svg").out.startswith("<svg"), row["id"]

        plot = command("plot", *words, "-o", "-", timeout=120)
        assert plot.busy <= 20, row["id"]
        assert plot.status == graph.status == asked.status == 0, (row["id"], plot.err)
        spots = [
            f"{point['value']:.6g}, gradient" if len(slopes) == 2 else f"slope {each:.6g} at"
            for each in slopes.values()
        ]
        assert all(spot.replace("-", "\N{MINUS SIGN}") in plot.out for spot in spots), row["id"]
