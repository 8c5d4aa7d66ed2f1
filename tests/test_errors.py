"""What an error says that depends on where symdiff is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from symdiff.errors import missing_extra


@pytest.mark.parametrize(
    ("file", "text", "command"),
    [
        (None, "", "pip install"),
        ("pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n", "pip install"),
        ("pyvenv.cfg", "home = /usr/bin\nuv = 0.5.1\n", "uv pip install"),
        ("pipx_metadata.json", "{}", "pipx runpip symdiff-cli install"),
        ("uv-receipt.toml", "", "uv pip install --python '{prefix}'"),
    ],
)
def test_a_missing_extra_names_the_command_of_what_made_the_environment(
    file: str | None, text: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = tmp_path / "an environment"
    prefix.mkdir()
    monkeypatch.setattr(sys, "prefix", str(prefix))
    if file is not None:
        (prefix / file).write_text(text, encoding="utf-8")
    error = missing_extra("plots need matplotlib", "plot", ", or look at the numbers")
    assert str(error) == (
        "error[missing-extra]: plots need matplotlib\n"
        f"hint: {command.format(prefix=prefix)} 'symdiff-cli[plot]', or look at the numbers"
    )
