"""Where the printer is: the ``[printer] url`` of the settings."""

from __future__ import annotations

import enum
from urllib.parse import SplitResult, parse_qsl, urlsplit

import msgspec

from app.domain.text import _
from app.printing.errors import PrinterAddressWrong

_DEFAULT_PORT = 9100
_DEFAULT_BAUD = 115_200
_LAST_PORT = 65_535
NO_PRINTER = "none"


class Scheme(enum.StrEnum):
    """The ways to a printer."""

    TCP = "tcp"
    UNIX = "unix"
    SERIAL = "serial"
    FILE = "file"
    NONE = "none"


class PrinterAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A way to a printer and what it needs."""

    scheme: Scheme
    url: str
    """As it stands in the settings."""
    host: str = ""
    port: int = 0
    path: str = ""
    baud: int = 0


def parse_address(url: str) -> PrinterAddress:
    """The address that a URL means. Raises PrinterAddressWrong."""
    if url.strip() == NO_PRINTER:
        return PrinterAddress(scheme=Scheme.NONE, url=NO_PRINTER)
    try:
        parts = urlsplit(url.strip())
        scheme = Scheme(parts.scheme)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        return _address(url, scheme, parts, options)
    except ValueError as error:
        raise PrinterAddressWrong(
            _("The printer's address {url} cannot be understood.").format(url=url),
            _(
                "Set [printer] url to one of: tcp://192.168.1.50:9100, unix:///run/printer.sock,"
                " serial:///dev/ttyUSB0?baud=115200, file:///dev/usb/lp0, none."
            ),
        ) from error


def _address(
    url: str, scheme: Scheme, parts: SplitResult, options: dict[str, str]
) -> PrinterAddress:
    """Raises ValueError for what makes no sense together."""
    baud = int(options.pop("baud", _DEFAULT_BAUD)) if scheme is Scheme.SERIAL else 0
    if options or parts.fragment or parts.username or scheme is Scheme.NONE:
        raise ValueError(url)
    if scheme is Scheme.TCP:
        port = _DEFAULT_PORT if parts.port is None else parts.port
        if not parts.hostname or parts.path not in ("", "/") or not 0 < port <= _LAST_PORT:
            raise ValueError(url)
        return PrinterAddress(scheme=scheme, url=url, host=parts.hostname, port=port)
    if parts.netloc or not parts.path.startswith("/") or (scheme is Scheme.SERIAL and baud <= 0):
        raise ValueError(url)
    return PrinterAddress(scheme=scheme, url=url, path=parts.path, baud=baud)
