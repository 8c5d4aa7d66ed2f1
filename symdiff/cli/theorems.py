"""Theorems for Coq at the command line: what is said of them, and those of the lines of a file.

Imports ``answers.proofs``, ``batch.inputs`` and the console.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from symdiff.answers.proofs import Judged, Proof, judged, proved, reasons, worst
from symdiff.batch.inputs import Input, Source, reading
from symdiff.batch.records import problem
from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say
from symdiff.cli.run import Asked
from symdiff.errors import ExitStatus, SymdiffError, visible
from symdiff.frozen import Frozen
from symdiff.problems.opening import Opened, opened
from symdiff.problems.problem import Options
from symdiff.proofs.coq import PACKAGES, checker
from symdiff.proofs.theorem import is_free


def record_of(given: Sequence[Proof], judged: Sequence[Proof], whole: Judged, file: str | None) -> dict[str, Any]:
    """What the JSON says of proofs, as they were given and as Coq accepts them."""
    return {
        "theorems": [
            {
                "name": f"derivative_of_{made.name}",
                "status": whole.status[made.name],
                "printed": not made.reason,
                "conditions": list(made.conditions),
            }
            for proof in judged
            for made in proof.theorems
        ],
        "beyond": [{"what": what, "reason": reason} for proof in given for what, reason in proof.missing],
        "proof": {
            "status": worst(whole.of(proof) for proof in given),
            "file": file,
            "assumptions": list(whole.assumptions),
            "note": whole.note or None,
        },
    }


def plain(given: Sequence[Proof], whole: Judged, sources: Sequence[str], file: str | None) -> str:
    """The file for Coq."""
    return whole.text


def as_json(given: Sequence[Proof], whole: Judged, sources: Sequence[str], file: str | None) -> str:
    """What is proved, in a line."""
    source = sources[0] if len(sources) == 1 else list(sources)
    record = {"schema": 1, "kind": "prove", "source": source, **record_of(given, whole.proofs, whole, file)}
    return json.dumps(record, ensure_ascii=False) + "\n"


def exit_status(status: str, *, raw: bool, check: bool) -> ExitStatus:
    """The exit status of the worst that is said; ``raw`` whether a theorem is of the raw form."""
    if status == "rejected":
        return ExitStatus.FAILED_CHECK
    if status in ("beyond", "not proved", "raw") or raw or (check and status == "not checked"):
        return ExitStatus.UNDECIDED
    return ExitStatus.DONE


class _Line(Frozen):
    """One line: its number and id, and its proof or what is wrong with it."""

    id: str | int | None
    source: str
    proof: Proof | None
    diagnostic: str = ""
    code: str = ""


def prove_lines(source: Source, kind: Input, asked: Asked, target: str, *, check: bool) -> ExitStatus:
    """The theorems of every line in one file, and a result per line.

    Coq has as long for the file as the lines have together.
    """
    settings = asked.settings(inputs=None, jsonl=kind.records)
    form = asked.printing.format
    lines = list(_lines(source, kind, asked))
    proofs = [line.proof for line in lines if line.proof is not None]
    seconds = settings.options.timeout
    whole = judged(proofs, None if seconds is None else seconds * len(proofs), check=check)
    with written(target) as sink:
        sink.write(whole.text)
    counts: Counter[tuple[str, str]] = Counter()
    now = iter(whole.proofs)
    with written(asked.printing.output, may_be_empty=True) as sink:
        for line in lines:
            if line.proof is None:
                status, notes = "no derivative", [line.diagnostic.splitlines()[0]]
                record: dict[str, Any] = {"error": {"code": line.code, "message": notes[0]}}
                say(f"{line.id}: {line.diagnostic}")
            else:
                accepted = next(now)
                status, notes = whole.of(line.proof), reasons(accepted)
                record = record_of([line.proof], [accepted], whole, target)
            counts[status, notes[0] if notes else ""] += 1
            if form == "json":
                told = {"schema": 1, "kind": "prove", "id": line.id, "source": line.source, **record}
                sink.write(json.dumps(told, ensure_ascii=False) + "\n")
            else:
                sink.write("\t".join((str(line.id), status, "; ".join(notes))).rstrip("\t") + "\n")
    _summary(counts, whole)
    if any(line.proof is None for line in lines):
        return ExitStatus.FAILED_CHECK
    raw = any(proof.unprinted for proof in whole.proofs)
    return exit_status(worst(whole.of(proof) for proof in proofs), raw=raw, check=check)


def _lines(source: Source, kind: Input, asked: Asked) -> Iterator[_Line]:
    settings = asked.settings(inputs=None, jsonl=kind.records)
    taken: set[str] = set()
    with reading(source, kind) as reader:
        while not reader.ended:
            for line in reader.take():
                text = line.raw.decode(errors="replace")
                name: str | int = line.number
                try:
                    question = problem(line, settings.asked, jsonl=kind.records)
                    text, name = question.source, line.number if question.id is None else question.id
                    with budget(settings.options.timeout):
                        found = opened(question, settings.options)
                        made = _named(found, settings.options, text, name, taken)
                    yield _Line(name, text, made)
                except SymdiffError as error:
                    yield _Line(name, text, None, str(error), error.diagnostic.code)


def _named(found: Opened, options: Options, source: str, name: str | int, taken: set[str]) -> Proof:
    """The theorems of a line, named by its id; none has a name that is ``taken``."""
    plain = "f_" + re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")
    for label in itertools.chain((plain,), (f"{plain}_again_{number}" for number in itertools.count(2))):
        if label in taken or not is_free(label):
            continue
        made = proved(found, options, source, label)
        names = {label, *(each.name for each in made.theorems)}
        if taken.isdisjoint(names):
            break
    taken |= names
    return made


def _summary(counts: Counter[tuple[str, str]], whole: Judged) -> None:
    """How many lines there are of each status, and of each reason."""
    statuses: Counter[str] = Counter()
    for (status, _), count in counts.items():
        statuses[status] += count
    theorems = len(whole.status)
    say(f"{sum(statuses.values())} lines, {theorems} theorems")
    for status, count in statuses.most_common():
        say(f"{count:6} {status}")
        for (other, reason), some in counts.most_common():
            if other == status and reason:
                say(f"{some:13} {visible(reason)}")
    if whole.note:
        say(f"note: {whole.note}")
    elif not checker():
        say(f"note: coqc checks it, of the Debian package {PACKAGES}")
