"""``symdiff prove``: derivatives as theorems that Coq checks. Imports ``answers.proofs``."""

from __future__ import annotations

from typing import Annotated

from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say
from symdiff.cli.options import OUTPUT, Bounds, Check, Detail, Ordered, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked
from symdiff.cli.values import choice, file_or_none
from symdiff.cli.words import usage
from symdiff.frozen import replace
from symdiff.reports.formats import formats, writer


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
            parser=choice("--format", formats("proof")),
            rich_help_panel=OUTPUT,
            help="plain, the file; or json, what is proved.",
        ),
    ] = "plain",
    at: Annotated[
        list[str] | None,
        Option(
            "--at",
            "-a",
            metavar="POINT",
            rich_help_panel=OUTPUT,
            help="A theorem that the derivative there lies in an interval, by coq-interval: 1.0, or x=1,y=2. Repeatable.",
        ),
    ] = None,
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
    from symdiff.answers.proofs import Proof, judged, proved, reasons, worst
    from symdiff.cli.theorems import exit_status
    from symdiff.problems.opening import opened
    from symdiff.proofs.coq import PACKAGES, checker
    from symdiff.proofs.theorem import is_free

    if not expressions:
        raise usage("there is no formula", hint='for example symdiff prove "x*sin(x)" -o proof.v')
    if not is_free(name):
        raise usage(f"'{name}' is not a free name in Coq", hint="small letters, digits and '_', a letter first")
    asked = Asked(question, Check(at=at or []), Detail(), Printing(), bounds)
    settings = asked.settings(inputs=len(expressions), word=True)
    proofs: list[Proof] = []
    notes: list[str] = []
    for number, source in enumerate(expressions, 1):
        with budget(settings.options.timeout):
            found = opened(replace(settings.asked, source=source), settings.options)
            label = name if len(expressions) == 1 else f"{name}_{number}"
            proofs.append(proved(found, settings.options, source, label))
        notes += found.notes
    whole = judged(proofs, settings.options.timeout, check=check)
    shown = writer(form, "proof")(proofs, whole, expressions, output)
    if output is not None:
        with written(output) as sink:
            sink.write(whole.text)
    if output is None or form != "plain":
        with written(None) as sink:
            sink.write(shown)
    for note in notes:
        say(f"note: {note}")
    for proof in whole.proofs:
        for reason in reasons(proof):
            say(reason)
    said = worst(iter(whole.status.values()))
    if check and whole.status:
        say(f"{said} by coqc" if said == "proved" else f"{said}: {whole.note}" if whole.note else said)
    elif whole.status and output is not None and not checker():
        say(f"note: coqc checks it, of the Debian package {PACKAGES}")
    raw = any(proof.unprinted for proof in whole.proofs)
    return exit_status(worst(whole.of(proof) for proof in proofs), raw=raw, check=check)
