from __future__ import annotations

import pytest

from app.printing.errors import PrinterAddressWrong
from app.printing.printer_address import PrinterAddress, Scheme, parse_address

TCP, UNIX, SERIAL, FILE = Scheme.TCP, Scheme.UNIX, Scheme.SERIAL, Scheme.FILE


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "path", "baud"),
    [
        ("tcp://10.0.0.5:9101", TCP, "10.0.0.5", 9101, "", 0),
        ("tcp://printer.local", TCP, "printer.local", 9100, "", 0),
        ("tcp://[::1]:9100", TCP, "::1", 9100, "", 0),
        ("unix:///run/printer.sock", UNIX, "", 0, "/run/printer.sock", 0),
        ("serial:///dev/ttyUSB0?baud=9600", SERIAL, "", 0, "/dev/ttyUSB0", 9600),
        ("serial:///dev/ttyS1", SERIAL, "", 0, "/dev/ttyS1", 115_200),
        ("file:///dev/usb/lp0", FILE, "", 0, "/dev/usb/lp0", 0),
    ],
)
def test_an_address_is_understood(
    url: str, scheme: Scheme, host: str, port: int, path: str, baud: int
) -> None:
    assert parse_address(url) == PrinterAddress(
        url=url, scheme=scheme, host=host, port=port, path=path, baud=baud
    )


def test_no_printer_is_an_address_too() -> None:
    assert parse_address("none").scheme is Scheme.NONE


@pytest.mark.parametrize(
    "url",
    [
        "",
        "printer",
        "http://10.0.0.5",
        "tcp://",
        "tcp://host:0",
        "tcp://host:99999",
        "tcp://host:lp",
        "tcp://host/queue",
        "tcp://host:9100?baud=1",
        "tcp://user@host",
        "unix://run/printer.sock",
        "unix:printer.sock",
        "serial:///dev/ttyUSB0?speed=9600",
        "serial:///dev/ttyUSB0?baud=fast",
        "serial:///dev/ttyUSB0?baud=-1",
        "serial://",
        "file://lp0",
        "none://",
        "none:",
    ],
)
def test_a_wrong_address_is_named_with_what_is_right(url: str) -> None:
    with pytest.raises(PrinterAddressWrong) as refused:
        parse_address(url)
    assert url in refused.value.message
    assert "tcp://192.168.1.50:9100" in refused.value.remedy
