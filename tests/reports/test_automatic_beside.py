"""Reports written by themselves in a running counter, beside its sales."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.assembly import assembled
from app.cards.key_sources.demo import DemoKeys
from app.counter import desk_of, running
from app.kiosk import Kiosk
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from app.settings import load_settings
from tests.counter import CASHIER
from tests.reports.automatic_desk import SHIFT, Desk, desk, prepared

__all__ = ["desk", "prepared"]

_PATIENCE = 30.0


def settings_file(desk: Desk, folder: str) -> Path:
    """kiosk.toml beside the ledger, which is closed."""
    path = desk.counter.path
    node = desk.ledger.node
    desk.counter.close()
    file = path.with_name("kiosk.toml")
    file.write_text(
        f"[kiosk]\nid = {node}\n[state]\npath = '.'\n[reports]\npath = '{folder}'\nstick = false\n"
    )
    return file


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def do(kiosk: Kiosk, name: str, **given: str) -> Any:
    operation = operation_named(name)
    return operation.run(kiosk, Caller(operator=CASHIER), parse_arguments(operation, given))


def test_a_running_counter_writes_the_report_of_the_shift_that_was_closed(desk: Desk) -> None:
    desk.choose("tenders", SHIFT)
    settings = load_settings(settings_file(desk, "reports"))
    with assembled(settings, keys=DemoKeys()) as assembly, running(assembly):
        assert list(settings.reports_folder.glob("*.csv")) == []
        shift = do(assembly.kiosk, "close-shift", counted="1000x1").shift
        until(lambda: list(settings.reports_folder.glob(f"tenders-*-{shift}.csv")))
        until(lambda: desk_of(assembly).reports_state() == "")


def test_a_folder_that_cannot_be_used_is_told_in_the_status_bar_and_stops_no_sale(
    desk: Desk,
) -> None:
    desk.choose("tenders", SHIFT)
    settings = load_settings(settings_file(desk, "kiosk.toml"))
    with assembled(settings, keys=DemoKeys()) as assembly, running(assembly):
        do(assembly.kiosk, "close-shift", counted="1000x1")
        until(lambda: desk_of(assembly).reports_state() == "reports waiting: 1")
        assert do(assembly.kiosk, "open-shift", float="1000").shift is not None
