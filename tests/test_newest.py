"""The newest Python, which npm's package ``pyodide`` brings: the plain form answers there as it does here.

``SYMDIFF_PYODIDE`` names the folder of that package, ``SYMDIFF_WHEELS`` a folder of wheels of what symdiff depends on there.
"""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "newest"
PACKAGE, WHEELS = os.environ.get("SYMDIFF_PYODIDE"), os.environ.get("SYMDIFF_WHEELS")


@pytest.mark.skipif(not PACKAGE or not WHEELS, reason="SYMDIFF_PYODIDE and SYMDIFF_WHEELS name no folders")
def test_the_newest_python_answers_the_same(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node")
    ours = tmp_path / "symdiff.zip"
    package = HERE.parents[1] / "symdiff"
    with zipfile.ZipFile(ours, "w") as archive:
        for file in package.rglob("*.py"):
            archive.write(file, file.relative_to(package.parent))
    words = [node, str(HERE / "run.mjs"), str(PACKAGE), str(ours), *map(str, Path(str(WHEELS)).glob("*.whl"))]
    done = subprocess.run([*words, str(HERE / "answered.py")], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    theirs = json.loads(done.stdout.splitlines()[-1])
    scope = runpy.run_path(str(HERE / "answered.py"))
    here = scope["answered"]()
    assert tuple(theirs.pop("python")) >= (3, 14)
    here.pop("python")
    assert theirs == json.loads(json.dumps(here))
