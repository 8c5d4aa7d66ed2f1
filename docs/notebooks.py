"""Runs the cells of a notebook, and gives it with the outputs that they have: what the tests compare, and what writes them.

python docs/notebooks.py docs/tutorial.ipynb
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """The same notebook, whose code cells have the outputs of a fresh interpreter. Raises what a cell raises."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    InteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False  # which would leave a thread behind
    shell = InteractiveShell.instance(user_ns={"__name__": "__main__"}, config=config)
    shell.display_formatter.active_types = shell.display_formatter.format_types
    shell.displayhook.write_output_prompt = lambda: None
    shell.displayhook.write_format_data = lambda *_: None  # what a cell ends in is taken from its result
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            cells.append(cell)
            continue
        with capture_output(stdout=True, stderr=True, display=True) as told, redirect_stderr(io.StringIO()):
            done = shell.run_cell("".join(cell["source"]), store_history=False)
        if "raises" not in cell["metadata"].get("tags", ()):
            done.raise_error()
        outputs = [{"output_type": "stream", "name": "stdout", "text": _lines(told.stdout)}] if told.stdout else []
        outputs += [_shown("display_data", one.data) for one in told.outputs]
        if done.result is not None:
            outputs.append(
                {**_shown("execute_result", shell.display_formatter.format(done.result)[0]), "execution_count": None}
            )
        cells.append({**cell, "outputs": outputs, "execution_count": None})
    return {**notebook, "cells": cells}


def _shown(kind: str, data: dict[str, str]) -> dict[str, Any]:
    return {"output_type": kind, "metadata": {}, "data": {name: _lines(text) for name, text in sorted(data.items())}}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def written(notebook: dict[str, Any]) -> str:
    """The text of a notebook's file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        with redirect_stdout(sys.stderr):
            found = run(json.loads(file.read_text(encoding="utf-8")))
        file.write_text(written(found), encoding="utf-8")
