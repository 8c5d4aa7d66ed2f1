"""Where output goes: standard output by any of its names, a file that takes its place when it is whole, or what is no file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from symdiff.cli.commands import COMMANDS, loaded
from symdiff.cli.parameters import options
from symdiff.cli.values import STANDARD_OUTPUT, file, file_or_none

pytestmark = pytest.mark.skipif(os.name == "nt", reason="names of devices of POSIX systems")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_output_knows_the_names_of_standard_output(name: str) -> None:
    parameter = options(loaded(name)).get("--output")
    assert parameter is None or parameter.declared.parser in (file, file_or_none)


@pytest.mark.parametrize("name", STANDARD_OUTPUT)
def test_standard_output_that_is_a_file_is_written_to_and_not_replaced(run, tmp_path: Path, name: str) -> None:
    target = tmp_path / "out"
    target.write_text("before\n")
    with target.open("a") as out:
        subprocess.run([sys.executable, "-m", "symdiff", "x**2", "-o", name], stdout=out, check=True)
    assert target.read_text() == "before\n2*x\n"
    assert run("x**2", "-o", name) == (0, "2*x\n", "")
    assert run("batch", "-", "-o", name, stdin="x**2\n")[:2] == (0, "2*x\n")


def test_a_file_takes_its_place_and_keeps_its_rights(run, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("older\n")
    target.chmod(0o600)
    assert run("x**2", "-o", str(target)) == (0, "", "")
    assert target.read_text() == "2*x\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert run("sine(x)", "-o", str(target))[:2] == (2, "")
    assert target.read_text() == "2*x\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_link_in_the_way_is_not_followed(run, tmp_path: Path) -> None:
    (tmp_path / "out.part").symlink_to(tmp_path / "victim")
    status, out, err = run("x**2", "-o", str(tmp_path / "out"))
    assert (status, out) == (2, "")
    assert err == f"error[unreadable]: cannot write '{tmp_path}/out.part': it is a link\nhint: remove it first\n"
    assert not (tmp_path / "victim").exists()


def test_what_a_killed_command_left_is_in_nobodys_way(run, tmp_path: Path) -> None:
    (tmp_path / "out.part").write_text("half")
    assert run("x**2", "-o", str(tmp_path / "out")) == (0, "", "")
    assert (tmp_path / "out").read_text() == "2*x\n"
    assert not (tmp_path / "out.part").exists()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "error[usage]: --output needs the name of a file\nhint: '-' is standard output\n"),
        ("/", "error[unreadable]: cannot write '/': Is a directory\n"),
        ("missing/out", "error[unreadable]: cannot write 'missing/out': No such file or directory\n"),
    ],
)
def test_where_nothing_can_be_written(run, path: str, message: str) -> None:
    assert run("x**2", "-o", path) == (2, "", message)


def test_other_descriptors_are_written_to(run) -> None:
    assert run("x**2", "-o", "/dev/stderr") == (0, "", "2*x\n")
    assert run("x**2", "-o", "/dev/fd/2") == (0, "", "2*x\n")
    assert run("x**2", "-o", "/dev/null") == (0, "", "")
