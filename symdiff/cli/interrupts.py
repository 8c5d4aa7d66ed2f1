"""How the program ends when it is asked to: SIGTERM and SIGHUP as Ctrl-C does. Imports nothing of symdiff, to be there first."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # ``signal`` makes enumerations of it, for a tenth of what Python takes to start
from types import FrameType

_SIGNALS = tuple(
    number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(_signal, name, None)) is not None
)


def heed() -> None:
    """Raise KeyboardInterrupt where one of them comes. What was told to be ignored, by ``nohup`` say, stays so."""
    for number in _SIGNALS:
        if _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, _interrupt)


def ignore() -> None:
    """Let none of them spoil how the program ends."""
    for number in _SIGNALS:
        _signal.signal(number, _signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
