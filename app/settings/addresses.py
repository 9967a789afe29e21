"""Addresses that a setting writes as a URL: printers and key files."""

from __future__ import annotations

import enum
import os
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import msgspec

_DEFAULT_PORT = 9100  # raw printing, as network printers come
_BAUDS = ("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200", "230400")
_DEFAULT_BAUD = 115_200  # a receipt drawn as dots takes 18 s at 9600
_LONGEST_SOCKET_PATH = 107
"""Bytes; unix(7): sun_path holds 108 with the closing zero."""


class Scheme(enum.StrEnum):
    """The ways to a printer."""

    TCP = "tcp"
    """Raw ESC/POS over TCP."""
    UNIX = "unix"
    """A local socket, behind which the system forwards to the printer."""
    SERIAL = "serial"
    FILE = "file"
    """A character device such as /dev/usb/lp0."""
    NONE = "none"
    """Receipts wait until there is a printer."""


class PrinterAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A way to a printer and what it needs."""

    scheme: Scheme
    url: str
    """As it stands in the settings."""
    host: str = ""
    port: int = 0
    path: str = ""
    baud: int = 0
    """Bits per second."""


def parse_address(url: str) -> PrinterAddress:
    """A printer's URL taken apart. Raises ValueError if it is none of the five forms."""
    if url == Scheme.NONE:
        return PrinterAddress(scheme=Scheme.NONE, url=url)
    parts = _split(url)
    scheme = Scheme(parts.scheme)
    if parts.query and scheme is not Scheme.SERIAL:
        raise ValueError(url)
    if scheme is Scheme.TCP:
        host, port = _host_and_port(parts)
        return PrinterAddress(scheme=scheme, url=url, host=host, port=port)
    path = _local_path(parts)
    if scheme is Scheme.NONE or (
        scheme is Scheme.UNIX and len(os.fsencode(path)) > _LONGEST_SOCKET_PATH
    ):
        raise ValueError(url)
    baud = _baud(parts.query) if scheme is Scheme.SERIAL else 0
    return PrinterAddress(scheme=scheme, url=url, path=path, baud=baud)


def key_file(source: str) -> Path | None:
    """The file of a key source, None for ``demo``. Raises ValueError if it is neither."""
    if source == "demo":
        return None
    parts = _split(source)
    if parts.scheme != "file" or parts.query:
        raise ValueError(source)
    return Path(_local_path(parts))


def _split(url: str) -> SplitResult:
    if not url.isprintable() or " " in url or "#" in url:  # urlsplit drops some of these silently
        raise ValueError(url)
    return urlsplit(url)


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    port = _DEFAULT_PORT if parts.port is None else parts.port
    if not parts.hostname or not port or parts.path or "@" in parts.netloc:
        raise ValueError(parts.geturl())
    parts.hostname.encode("idna")  # refuses labels that no resolver takes
    return parts.hostname, port


def _local_path(parts: SplitResult) -> str:
    path = unquote(parts.path, errors="strict")
    if parts.netloc or not path.isprintable() or not path.startswith("/") or path.endswith("/"):
        raise ValueError(parts.geturl())
    return path


def _baud(query: str) -> int:
    if not query:
        return _DEFAULT_BAUD
    ((name, value),) = parse_qsl(query, strict_parsing=True)
    if name != "baud" or value not in _BAUDS:
        raise ValueError(query)
    return int(value)
