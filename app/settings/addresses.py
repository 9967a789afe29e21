"""Addresses that a setting writes as a URL: printers and key files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_LONGEST_SOCKET_PATH = 107
"""Bytes; unix(7): sun_path holds 108 with the closing zero."""

_BAUDS = ("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200", "230400")
_DEFAULT_BAUD = 115200  # a receipt drawn as dots takes 18 s at 9600


@dataclass(frozen=True)
class NoPrinter:
    """``none``: receipts wait until there is a printer."""


@dataclass(frozen=True)
class TcpPrinter:
    """``tcp://host:9100``: a printer that takes raw ESC/POS over TCP."""

    host: str
    port: int


@dataclass(frozen=True)
class UnixPrinter:
    """``unix:///path``: a local socket, behind which the system forwards to the printer."""

    path: Path


@dataclass(frozen=True)
class SerialPrinter:
    """``serial:///dev/ttyUSB0?baud=115200``: a serial line; ``baud`` in bits per second."""

    device: Path
    baud: int


@dataclass(frozen=True)
class FilePrinter:
    """``file:///dev/usb/lp0``: a character device."""

    device: Path


PrinterAddress: TypeAlias = NoPrinter | TcpPrinter | UnixPrinter | SerialPrinter | FilePrinter


def printer_address(url: str) -> PrinterAddress:
    """A printer's URL taken apart. Raises ValueError if it is none of the five forms."""
    if url == "none":
        return NoPrinter()
    parts = _split(url)
    if parts.query and parts.scheme != "serial":
        raise ValueError(url)
    if parts.scheme == "tcp":
        return _tcp_printer(parts)
    path = _local_path(parts)
    if parts.scheme == "unix" and len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return UnixPrinter(path)
    if parts.scheme == "serial":
        return SerialPrinter(path, _baud(parts.query))
    if parts.scheme == "file":
        return FilePrinter(path)
    raise ValueError(url)


def key_file(source: str) -> Path | None:
    """The file of a key source, None for ``demo``. Raises ValueError if it is neither."""
    if source == "demo":
        return None
    parts = _split(source)
    if parts.scheme != "file" or parts.query:
        raise ValueError(source)
    return _local_path(parts)


def _split(url: str) -> SplitResult:
    if not url.isprintable() or " " in url or "#" in url:  # urlsplit drops some of these silently
        raise ValueError(url)
    return urlsplit(url)


def _tcp_printer(parts: SplitResult) -> TcpPrinter:
    host, port = parts.hostname, parts.port
    if not host or not port or parts.path or "@" in parts.netloc:
        raise ValueError(parts.geturl())
    host.encode("idna")  # refuses labels that no resolver takes
    return TcpPrinter(host, port)


def _local_path(parts: SplitResult) -> Path:
    path = unquote(parts.path, errors="strict")
    if parts.netloc or not path.isprintable() or not path.startswith("/") or path.endswith("/"):
        raise ValueError(parts.geturl())
    return Path(path)


def _baud(query: str) -> int:
    if not query:
        return _DEFAULT_BAUD
    ((name, value),) = parse_qsl(query, strict_parsing=True)
    if name != "baud" or value not in _BAUDS:
        raise ValueError(query)
    return int(value)
