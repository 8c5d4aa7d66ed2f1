"""``symdiff prove``: derivatives as theorems that Coq checks. Imports ``answers.proofs``."""

from __future__ import annotations

import json
import re
from typing import Annotated

from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say
from symdiff.cli.options import OUTPUT, Bounds, Check, Detail, Ordered, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked
from symdiff.cli.values import choice, file_or_none
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus
from symdiff.frozen import replace

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def prove(
    question: Ordered,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
    check: Annotated[
        bool, Option("--check", rich_help_panel=OUTPUT, help="Have coqc check it: 0 proved, 1 rejected, 3 not checked.")
    ] = False,
    form: Annotated[
        str,
        Option(
            "--format",
            "-f",
            metavar="NAME",
            parser=choice("--format", ("plain", "json")),
            rich_help_panel=OUTPUT,
            help="plain, the file; or json, what is proved.",
        ),
    ] = "plain",
    name: Annotated[
        str, Option("--name", metavar="NAME", rich_help_panel=OUTPUT, help="What the function is called.")
    ] = "f",
    output: Annotated[
        str | None,
        Option("--output", "-o", metavar="FILE", parser=file_or_none, rich_help_panel=OUTPUT, help="Write there."),
    ] = None,
) -> int:
    """The derivative of EXPR as a theorem for Coq, with its proof.

    The side conditions are the theorem's hypotheses; each step is a lemma, and a comment says of which rule.
    """
    from symdiff import __version__
    from symdiff.answers.proofs import Proof, file_of, proved
    from symdiff.problems.opening import opened
    from symdiff.proofs.coq import PACKAGES, Verdict, checked, checker
    from symdiff.proofs.theorem import reserved

    if not expressions:
        raise usage("there is no formula", hint='for example symdiff prove "x*sin(x)" -o proof.v')
    if not _NAME.fullmatch(name) or name in reserved():
        raise usage(f"'{name}' is not a free name in Coq", hint="small letters, digits and '_', a letter first")
    asked = Asked(question, Check(), Detail(), Printing(), bounds)
    settings = asked.settings(inputs=len(expressions), word=True)
    proofs: list[Proof] = []
    notes: list[str] = []
    for number, source in enumerate(expressions, 1):
        with budget(settings.options.timeout):
            found = opened(replace(settings.asked, source=source), settings.options)
            label = name if len(expressions) == 1 else f"{name}_{number}"
            proofs.append(proved(found, settings.options, source, label))
        notes += found.notes
    text = file_of(proofs, f"symdiff {__version__}: needs Coq's standard library alone")
    theorems = [made for proof in proofs for made in proof.theorems]
    verdict = Verdict("not checked", note="coqc was not asked (--check)" if checker() else "")
    if check and theorems:
        verdict = checked(text, settings.options.timeout)
    beyond = [(what, reason) for proof in proofs for what, reason in proof.missing]
    raw = [(what, reason) for proof in proofs for what, reason in proof.unprinted]
    if form == "plain" or output is not None:
        with written(output) as sink:
            sink.write(text)
    if form == "json":
        record = {
            "schema": 1,
            "kind": "prove",
            "source": expressions[0] if len(expressions) == 1 else expressions,
            "theorems": [
                {"name": f"derivative_of_{made.name}", "printed": made.printed, "conditions": list(made.conditions)}
                for made in theorems
            ],
            "beyond": [{"what": what, "reason": reason} for what, reason in beyond],
            "proof": {
                "status": verdict.status if theorems else "beyond",
                "file": output,
                "assumptions": list(verdict.assumptions),
                "note": verdict.note or None,
            },
        }
        with written(None) as sink:
            sink.write(json.dumps(record, ensure_ascii=False) + "\n")
    for note in notes:
        say(f"note: {note}")
    for what, reason in beyond:
        say(f"beyond the lemmas: {what}: {reason}")
    for what, reason in raw:
        say(f"note: {what} is proved in its raw form, which was not proved equal to the printed one: {reason}")
    if check and theorems:
        say(_told(verdict.status, verdict.note))
    elif theorems and output is not None and not checker():
        say(f"note: coqc checks it, of the Debian package {PACKAGES}")
    if verdict.status == "rejected":
        return ExitStatus.FAILED_CHECK
    if beyond or raw or (check and verdict.status != "proved"):
        return ExitStatus.UNDECIDED
    return ExitStatus.DONE


def _told(status: str, note: str) -> str:
    return f"{status} by coqc" if status == "proved" else f"{status}: {note}"
