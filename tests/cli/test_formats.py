"""The table of formats: every name has writers that exist, and every command takes its formats from it."""

from __future__ import annotations

import pytest

from symdiff.reports.formats import ROWS, Format, by_suffix, choices, formats, resolved

KINDS = sorted({kind for row in ROWS for kind in row.writers})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_has_writers_that_exist(row: Format) -> None:
    assert row.writers
    assert all(callable(resolved(place)) for place in row.writers.values())
    assert not row.header or callable(resolved(row.header))


def test_names_and_suffixes_are_unique() -> None:
    names = [row.name for row in ROWS]
    suffixes = [suffix for row in ROWS for suffix in row.suffixes]
    assert len(set(names)) == len(names)
    assert len(set(suffixes)) == len(suffixes)


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("diff", "answer"),
        ("check", "check"),
        ("sweep", "sweep"),
        ("rules", "catalogue"),
        ("methods", "catalogue"),
        ("graph", "graph"),
    ],
)
def test_a_command_takes_the_formats_of_its_answers(run, command: str, kind: str) -> None:
    """Each name of the table does something, and any other is refused with the names that do."""
    words = {"diff": ["x**2"], "check": ["x**2", "2*x"], "sweep": ["x**2", "--at", "1"], "graph": ["x**2", "--at", "1"]}
    for name in choices(kind):
        if name == "png":  # bytes; with the pictures' own tests
            continue
        status, out, err = run(command, *words.get(command, []), "--format", name)
        assert (status, err) == (0, ""), name
        assert out, name
    others = {row.name for row in ROWS} - set(formats(kind))
    for name in others:
        status, out, err = run(command, *words.get(command, []), "--format", name)
        assert (status, out) == (2, ""), name
        assert err.startswith("error[usage]: "), name
        assert all(known in err for known in formats(kind) if known not in ("latex", "pretty")), err


def test_the_end_of_a_name_says_the_format() -> None:
    assert by_suffix("plot") == {"svg": "svg", "png": "png", "pdf": "pdf"}
    assert set(by_suffix("graph").values()) == set(formats("graph")) - {"rich"}
    assert KINDS == [
        "answer", "catalogue", "check", "graph", "matrix", "notebook", "plot", "proof", "record", "rule", "sweep", "tangent", "taylor",
    ]  # fmt: skip
