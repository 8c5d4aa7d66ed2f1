"""Run the recipes of docs/scale.md and compare their answers with those of one machine: ``python docs/scale.py [ROWS]``.

A recipe whose library is not installed is passed over, and that is said. Each Python block that begins with ``# NAME.py`` is a
file of that name, each shell block that begins with ``# NAME.sh`` too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

PAGE = Path(__file__).with_name("scale.md")
NEEDS = {
    "with_dask.py": ("dask", "distributed", "pandas"),
    "with_ray.py": ("ray", "pandas"),
    "with_spark.py": ("pyspark", "pandas"),
    "with_polars.py": ("polars", "pandas"),
    "with_parallel.sh": (),
}
"""The recipes: each writes its answers to a folder or file of its own name without the suffix."""
FORMS = ("sin({n}*x)*exp(-x**2)", "x**{n} + log(x + {n})", "x**3/{n}", "sine({n})", "sqrt(x**2 + {n})/(x + {n})")


def blocks() -> dict[str, str]:
    """The files of the page by name."""
    found = re.findall(
        r"^```(?:python|sh)\n(# (\S+\.(?:py|sh))\n.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return {name: text for text, name in found}


def main(rows: int) -> int:
    import pandas as pd

    files = blocks()
    assert set(NEEDS) < set(files), files.keys()
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        formulas = [FORMS[n % len(FORMS)].format(n=n % 1000 + 1) for n in range(rows)]
        points = [0.5 + n % 7 for n in range(rows)]
        frame = pd.DataFrame({"id": range(1, rows + 1), "expr": formulas, "at.x": points})
        frame.to_parquet(folder / "formulas.parquet", row_group_size=max(1, rows // 8))
        (folder / "formulas.txt").write_text("".join(formula + "\n" for formula in formulas), encoding="utf-8")
        here = os.pathsep.join(filter(None, (str(folder), str(PAGE.parents[1]), os.environ.get("PYTHONPATH", ""))))
        shim = folder / "bin"
        shim.mkdir()
        (shim / "symdiff").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m symdiff "$@"\n', encoding="utf-8")
        (shim / "symdiff").chmod(0o755)
        where = {
            "cwd": folder,
            "env": {
                **os.environ,
                "PYTHONPATH": here,
                "PYSPARK_PYTHON": sys.executable,
                "PATH": f"{shim}{os.pathsep}{os.environ['PATH']}",
            },
        }
        symdiff = [sys.executable, "-m", "symdiff", "batch"]
        for words in (
            ["formulas.parquet", "-o", "answers.parquet", "-m", "central"],
            ["formulas.txt", "-o", "answers.txt"],
        ):
            subprocess.run([*symdiff, *words], stderr=subprocess.DEVNULL, check=False, **where)
        for name, libraries in NEEDS.items():
            lacking = [library for library in libraries if find_spec(library) is None]
            if name.endswith(".sh") and shutil.which("parallel") is None:
                lacking = ["parallel"]
            if lacking:
                print(f"{name}: passed over, {', '.join(lacking)} is not installed")
                continue
            command = ["sh", name] if name.endswith(".sh") else [sys.executable, name]
            done = subprocess.run(command, capture_output=True, text=True, check=False, **where)
            same = done.returncode == 0 and _same(folder, name.partition(".")[0])
            wrong += not same
            print(f"{name}: {'the same answers' if same else f'status {done.returncode}, {done.stderr[-2000:]}'}")
    return wrong


def _same(folder: Path, name: str) -> bool:
    import pandas as pd

    if name == "with_parallel":
        return (folder / "with_parallel.txt").read_bytes() == (folder / "answers.txt").read_bytes()
    found = [pd.read_parquet(folder / file).sort_values("id", kind="stable") for file in ("answers.parquet", name)]
    left, right = (frame.reset_index(drop=True) for frame in found)
    return (
        left.astype(object)
        .where(left.notna(), None)
        .equals(right[left.columns].astype(object).where(right[left.columns].notna(), None))
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
