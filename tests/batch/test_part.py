"""The file that an output is until it is whole: the older one stays, what is there holds whole records, and no link is followed."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from symdiff.batch.part import Part
from symdiff.errors import SymdiffError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links, locks and limits of POSIX systems")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "out.txt"
    path.write_text("older\n")
    path.chmod(0o640)
    return path


def part_of(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def test_the_older_file_stays_until_the_new_one_is_whole(target: Path) -> None:
    part = Part(target)
    part.write(b"new\n")
    part.sync()
    assert target.read_text() == "older\n"
    assert part_of(target).read_text() == "new\n"
    part.commit()
    assert target.read_text() == "new\n"
    assert target.stat().st_mode & 0o777 == 0o640
    assert not part_of(target).exists()


def test_a_part_that_holds_nothing_goes_and_another_stays(target: Path) -> None:
    assert Part(target).leave() is False
    assert not part_of(target).exists()
    assert Part(target, precious=True).leave() is False
    assert part_of(target).read_text() == ""  # else the older file would be taken for complete
    part = Part(target)
    part.write(b"new\n")
    assert part.leave() is True
    assert (target.read_text(), part_of(target).read_text()) == ("older\n", "new\n")


@pytest.mark.parametrize("what", ["link", "dangling", "folder", "pipe"])
def test_what_is_in_the_way_is_left_alone(tmp_path: Path, target: Path, what: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious\n")
    match what:
        case "link":
            part_of(target).symlink_to(victim)
        case "dangling":
            part_of(target).symlink_to(tmp_path / "nowhere")
        case "folder":
            part_of(target).mkdir()
        case "pipe":
            os.mkfifo(part_of(target))
    kind = "no ordinary file" if what in ("folder", "pipe") else "a link"
    for resume in (False, True):
        with pytest.raises(SymdiffError) as caught:
            Part(target, resume=resume)
        message = f"error[unreadable]: cannot write '{target}.part': it is {kind}\nhint: remove it first"
        assert str(caught.value) == message
    assert victim.read_text() == "precious\n"
    assert not (tmp_path / "nowhere").exists()
    assert target.read_text() == "older\n"


def test_a_link_as_the_file_itself_leads_to_the_file(tmp_path: Path, target: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(target)
    part = Part(link)
    part.write(b"new\n")
    part.commit()
    assert link.is_symlink()
    assert target.read_text() == "new\n"


def test_another_run_that_writes_is_not_disturbed(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symdiff.batch.part._PATIENCE", 0.05)
    first = Part(target)
    first.write(b"mine\n")
    first.flush()
    for resume in (False, True):
        with pytest.raises(SymdiffError, match="another run is writing it"):
            Part(target, resume=resume)
    first.commit()
    assert target.read_text() == "mine\n"


def test_what_a_run_left_is_precious_where_it_can_be_gone_on_with(target: Path) -> None:
    part_of(target).write_text("answers\n")
    with pytest.raises(SymdiffError) as caught:
        Part(target, precious=True)
    assert str(caught.value) == (
        f"error[resume]: '{target}.part' holds the answers of a run that did not end\n"
        "hint: --resume goes on with it; remove it to begin again"
    )
    assert part_of(target).read_text() == "answers\n"
    part = Part(target, resume=True, precious=True)
    assert part.resumed
    part.cut(4)
    part.write(b"!\n")
    part.commit()
    assert target.read_text() == "answ!\n"


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("size", [0, 1, 5, 6, 7, 1000, 65_536, 100_001])
def test_a_full_disk_leaves_whole_records(target: Path, size: int) -> None:
    part = Part(target)
    with at_most(size):
        with pytest.raises(SymdiffError, match=r"cannot write '.*out\.txt': File too large"):  # noqa: PT012 - when, is the disk's affair
            for number in range(40_000):
                part.write(b"%05d\n" % number)
        stays = part.leave()
    assert target.read_text() == "older\n"
    assert stays is (size >= 6)
    if stays:
        assert part_of(target).read_bytes() == b"".join(b"%05d\n" % number for number in range(size // 6))
