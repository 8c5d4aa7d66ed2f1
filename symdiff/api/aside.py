"""The process behind ``limited``: problems come through standard input, reports go to what was standard output.

Run as ``python -m symdiff.api.aside BYTES``, where BYTES bounds its memory, 0 for none. Imports the pipeline.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from symdiff.api.limited import read_frame, write_frame
from symdiff.errors import Diagnostic
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import Report


def main(memory: int) -> None:
    """Answer until the input ends."""
    bound_memory(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other side ends this one
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between the answers
    # An alarm in the middle of an import would leave a library in C half made: what every check needs is there before one rings.
    import symdiff.answers.candidates
    import symdiff.answers.mistakes
    import symdiff.evaluator.verdicts.certificate  # noqa: F401
    from symdiff.pipeline import solve

    write_frame(sink, "ready")
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            asked = read_frame(source)
            assert isinstance(asked, tuple)
            problem: Problem = asked[0]
            options: Options = asked[1]
            try:
                report = solve(problem, options)
            except Exception as error:  # noqa: BLE001 - whatever happens to a problem, it has an answer
                words = " ".join(f"{type(error).__name__}: {error}".split())[:200]
                fault = Diagnostic("internal", words, hint="please report this formula")
                report = Report(source=problem.source, id=problem.id, kind=problem.kind, error=fault)
            write_frame(sink, report)


def bound_memory(size: int) -> None:
    """Refuse this process more bytes than these, 0 for no bound; elsewhere than on POSIX nothing happens."""
    if not size:
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main(int(sys.argv[1]))
