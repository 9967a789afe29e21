from __future__ import annotations

import pytest

from app.printing.errors import PrinterAddressWrong
from app.printing.printer_address import PrinterAddress, Scheme, parse_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("tcp://10.0.0.5:9101", {"scheme": Scheme.TCP, "host": "10.0.0.5", "port": 9101}),
        ("tcp://printer.local", {"scheme": Scheme.TCP, "host": "printer.local", "port": 9100}),
        ("tcp://[::1]:9100", {"scheme": Scheme.TCP, "host": "::1", "port": 9100}),
        ("unix:///run/printer.sock", {"scheme": Scheme.UNIX, "path": "/run/printer.sock"}),
        (
            "serial:///dev/ttyUSB0?baud=9600",
            {"scheme": Scheme.SERIAL, "path": "/dev/ttyUSB0", "baud": 9600},
        ),
        (
            "serial:///dev/ttyS1",
            {"scheme": Scheme.SERIAL, "path": "/dev/ttyS1", "baud": 115_200},
        ),
        ("file:///dev/usb/lp0", {"scheme": Scheme.FILE, "path": "/dev/usb/lp0"}),
    ],
)
def test_an_address_is_understood(url: str, address: dict[str, object]) -> None:
    assert parse_address(url) == PrinterAddress(url=url, **address)  # type: ignore[arg-type]  names are fields


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
