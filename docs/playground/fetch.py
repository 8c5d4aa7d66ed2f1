"""Bring what the playground runs on into ``assets/``: Pyodide by npm, wheels by pip, and this package's own, made here.

Versions and digests are pinned: a file that is another one is refused, and ``assets/`` stays as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PYODIDE = "314.0.7"
"""Of npm; it brings CPython 3.14."""
DIGEST = (
    "d18bd7c4485f11da4b7dbfd790cd8114078c44eab488c517d9bcf31fda4eb6dc"
    "8c716930abe1db139bb2b860fcd8b37bcb6abe48dbe2ffa579244b0e943d91d4"
)
"""SHA-512 of its package."""
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
TAGS = ("--platform=pyemscripten_2026_0_wasm32", "--python-version=314", "--implementation=cp", "--abi=cp314")


def main() -> int:
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        made = Path(folder) / "assets"
        made.mkdir()
        try:
            python(made)
            wheels(made)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            print(f"fetch.py: {error}", file=sys.stderr)
            return 1
        names = sorted(path.name for path in made.iterdir())
        contents = {
            "python": f"pyodide {PYODIDE}",
            "wheels": [name for name in names if name.endswith(".whl")],
            "sha256": {name: hashlib.sha256((made / name).read_bytes()).hexdigest() for name in names},
        }
        (made / "contents.json").write_text(json.dumps(contents, indent=1) + "\n", encoding="utf-8")
        assets = HERE / "assets"
        shutil.rmtree(assets, ignore_errors=True)
        made.rename(assets)
    size = sum(path.stat().st_size for path in assets.iterdir())
    print(f"{assets.relative_to(PROJECT)}: {len(names)} files, {size / 1e6:.1f} MB")
    return 0


def python(made: Path) -> None:
    """The files of Pyodide that a page needs, out of its package. Raises ValueError where it is another one."""
    if shutil.which("npm") is None:
        raise ValueError("there is no npm, which brings Pyodide: install Node.js")
    run(["npm", "pack", "--silent", f"pyodide@{PYODIDE}"], made)
    package = made / f"pyodide-{PYODIDE}.tgz"
    found = hashlib.sha512(package.read_bytes()).hexdigest()
    if found != DIGEST:
        raise ValueError(f"{package.name} has the SHA-512 {found}, not the one pinned here")
    with tarfile.open(package) as packed:
        for name in FILES:
            inside = packed.extractfile(f"package/{name}")
            assert inside is not None
            (made / name).write_bytes(inside.read())
    package.unlink()


def wheels(made: Path) -> None:
    """What the package needs in the browser, and the package in its plain form."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    pinned = ["--require-hashes", "--requirement", str(HERE / "wheels.txt")]
    run([*pip, "download", "--quiet", "--no-deps", "--only-binary=:all:", *TAGS, *pinned], made)
    run([*pip, "wheel", "--quiet", "--no-deps", str(PROJECT)], made, HATCH_BUILD_NO_HOOKS="1")


def run(command: Sequence[str], folder: Path, **settings: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **settings})


if __name__ == "__main__":
    sys.exit(main())
