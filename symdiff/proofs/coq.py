"""``coqc`` and what it says of a file, in a folder that is gone afterwards. Imports the standard library and ``frozen``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from symdiff.frozen import Frozen

PACKAGES: Final = "coq"
"""The Debian package that checks a file."""
INTERVALS: Final = "libcoq-interval"
"""The Debian package with the tactic that encloses values."""
AXIOMS: Final = frozenset(
    (
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    )
)
"""What the real numbers of Coq's standard library rest on."""
_OF_THE_MACHINE: Final = ("PrimInt63.", "Uint63.", "PrimFloat.", "FloatAxioms.")
"""Where the axioms are that the interval tactic adds: what whole numbers and doubles of the processor do."""
_AXIOM: Final = re.compile(r"^([A-Za-z_][\w.']*)(?: :.*)?$", re.MULTILINE)
_LAST: Final = 400
"""Characters of a complaint that are shown."""


class Verdict(Frozen):
    """``status`` is "proved", "rejected" or "not checked"; ``line`` where a file is rejected."""

    status: str
    assumptions: tuple[str, ...] = ()
    note: str = ""
    line: int | None = None


def checker() -> str | None:
    """The path of ``coqc``, where there is one."""
    return shutil.which("coqc")


def has_intervals() -> bool:
    """Whether the tactic of coq-interval is there."""
    program = checker()
    if program is None:
        return False
    try:
        done = subprocess.run([program, "-where"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return (Path(done.stdout.strip()) / "user-contrib" / "Interval" / "Tactic.vo").is_file()


def checked(text: str, seconds: float | None) -> Verdict:
    """What Coq says of a file that ends with ``Print Assumptions``: of derivatives, and then of values at points."""
    program = checker()
    if program is None:
        return Verdict("not checked", note=f"there is no coqc here; the Debian package {PACKAGES} has it")
    with TemporaryDirectory(prefix="symdiff-") as folder:
        path = Path(folder) / "proof.v"
        path.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603 - the program's own path, and a name that we chose
                [*_politely(), program, "-q", "-w", "none", path.name],
                cwd=folder,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=seconds,
                check=False,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            return Verdict("not checked", note=f"coqc took longer than {seconds:g} s (--timeout)")
        except OSError as error:
            return Verdict("not checked", note=f"coqc does not run: {error.strerror}")
    if done.returncode:
        place = re.search(r"line (\d+)", done.stderr)
        return Verdict("rejected", note=_shortened(done.stderr), line=int(place.group(1)) if place else None)
    first, *more = done.stdout.partition("Axioms:")[2].split("Axioms:")
    assumptions = tuple(_AXIOM.findall(first))
    foreign = [name for name in assumptions if name not in AXIOMS]
    for each in more:
        foreign += [
            name for name in _AXIOM.findall(each) if name not in AXIOMS and not name.startswith(_OF_THE_MACHINE)
        ]
    if foreign or "Axioms:" not in done.stdout:
        return Verdict("rejected", assumptions, f"it rests on {', '.join(foreign) or 'what Coq does not say'}")
    return Verdict("proved", assumptions)


def _politely() -> list[str]:
    nice = shutil.which("nice")
    return [nice, "-n", "10"] if nice else []


def _shortened(complaint: str) -> str:
    """The end of a complaint, which says what is wrong, without what was known there."""
    text = " ".join(complaint.split())
    at = max(text.rfind("The term"), text.rfind("Error: "), 0)
    return text[at : at + _LAST]
