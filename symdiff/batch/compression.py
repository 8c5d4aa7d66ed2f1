"""Files that are compressed, recognised by their suffix: a row for each way. Imports ``errors``."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

from symdiff.errors import SymdiffError, fault, missing_extra
from symdiff.frozen import Frozen


class Compression(Frozen):
    """One way to compress. ``unpacked`` reads a compressed file, ``packed`` writes one."""

    name: str
    suffix: str
    unpacked: Callable[[Any], Any]
    packed: Callable[[Any], Any]


class Unpacked:
    """The bytes of a compressed file, a block at a time, whatever it would unpack to."""

    def __init__(self, file: io.RawIOBase, way: Compression) -> None:
        self._way = way
        self._stream: Any = way.unpacked(file)

    def read1(self, size: int, /) -> bytes:
        try:
            block: bytes = self._stream.read1(size)
        except (OSError, EOFError, ValueError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise self._broken(error) from None
        except Exception as error:
            if isinstance(error, _broken_kinds()):
                raise self._broken(error) from None
            raise
        return block

    def _broken(self, error: Exception) -> SymdiffError:
        reason = "it ends too early" if isinstance(error, EOFError) else str(error).rstrip(".") or type(error).__name__
        return fault("unreadable", f"the input is not {self._way.name} throughout: {reason}")


def _broken_kinds() -> tuple[type[Exception], ...]:
    """What the libraries raise of bytes that they cannot unpack; only those of a library that is in use."""
    names = (("zlib", "error"), ("lzma", "LZMAError"), *((place, "ZstdError") for place in _ZSTD))
    return tuple(getattr(sys.modules[place], name) for place, name in names if place in sys.modules)


_ZSTD = ("compression.zstd", "backports.zstd")
"""Zstandard of the standard library from 3.14 on, and the same for older versions."""


def _zstd() -> Any:
    from importlib import import_module

    for place in _ZSTD:
        try:
            return import_module(place)
        except ImportError:
            continue
    raise missing_extra("files that end in .zst need zstd", "zstd")


def _gzip_unpacked(file: Any) -> Any:
    from gzip import GzipFile

    return GzipFile(fileobj=file, mode="rb")


def _gzip_packed(file: Any) -> Any:
    from gzip import GzipFile

    return GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0)


def _xz_unpacked(file: Any) -> Any:
    from lzma import LZMAFile

    return LZMAFile(file, "rb")


def _xz_packed(file: Any) -> Any:
    from lzma import LZMAFile

    return LZMAFile(file, "wb")


def _zstd_unpacked(file: Any) -> Any:
    return _zstd().ZstdFile(file, "rb")


def _zstd_packed(file: Any) -> Any:
    return _zstd().ZstdFile(file, "wb")


COMPRESSIONS = (
    Compression("gzip", ".gz", _gzip_unpacked, _gzip_packed),
    Compression("xz", ".xz", _xz_unpacked, _xz_packed),
    Compression("zstd", ".zst", _zstd_unpacked, _zstd_packed),
)


def compression(path: str) -> Compression | None:
    """How a file of this name is compressed, if at all."""
    return next((way for way in COMPRESSIONS if path.lower().endswith(way.suffix)), None)


def bare(path: str) -> str:
    """The name without the suffix of its compression."""
    way = compression(path)
    return path if way is None else path[: -len(way.suffix)]
