"""A meter is changed while another kiosk sells to its card, and by a ledger that is lost after."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts
from app.operations.errors import ChangeImpossible, OperationRefused, WrongCard
from tests.counter import SUPERVISOR, Counter
from tests.operations.proofs import ledger_of, prove
from tests.protocol.kiosks import Street, back_up, lose_and_restore, sync, sync_both

NEW = "000000054321"


def change(street: Street, kiosk: Counter, card: Any = None) -> Any:
    """One unit went through the old meter."""
    return street.do(
        kiosk,
        "change-meter",
        card,
        account=street.account,
        new_meter=NEW,
        old_dial="1",
        technician="Baraka",
        form="F-17",
        second=SUPERVISOR,
    )


def hang_new(street: Street) -> None:
    street.meter = street.a.meter(NEW)


def meters(kiosk: Counter, account: str) -> list[str]:
    with ledger_of(kiosk).read() as reader:
        return [row.meter for row in accounts.meters_of(reader.db, account)]


def test_what_another_kiosk_sold_is_on_the_card_and_counts(settled: Street) -> None:
    had = settled.credited
    sold = settled.sell(settled.b).quantity
    changed = change(settled, settled.a)
    assert (changed.credited, changed.unloaded) == (had + sold, sold)
    hang_new(settled)
    assert settled.visit() is MeterAnswer.CREDIT
    assert settled.credited == had + sold - 1_000
    sync_both(settled.a, settled.b)
    for kiosk in settled.kiosks:
        assert meters(kiosk, settled.account) == [NEW]
        prove(kiosk)


def test_another_kiosk_sells_on_once_it_knows(settled: Street) -> None:
    change(settled, settled.a)
    hang_new(settled)
    settled.visit()
    with pytest.raises(OperationRefused):
        settled.sell(settled.b)
    sync(settled.a, settled.b)
    assert settled.sell(settled.b).number == 2
    assert settled.visit() is MeterAnswer.CREDIT


def test_only_the_home_kiosk_changes_it(settled: Street) -> None:
    with pytest.raises(ChangeImpossible, match="kept at kiosk"):
        change(settled, settled.b)


def test_a_change_that_a_restore_forgot_gives_nothing_twice(settled: Street) -> None:
    """The card opens the new meter already; the ledger believes in the old one."""
    had = settled.credited
    back_up(settled.a)
    change(settled, settled.a)
    lose_and_restore(settled.a)
    hang_new(settled)
    assert settled.visit() is MeterAnswer.CREDIT
    with pytest.raises(OperationRefused):
        settled.sell(settled.a)
    with pytest.raises(WrongCard, match="does not serve meter"):
        change(settled, settled.a)
    blank = settled.blank()
    assert change(settled, settled.a, blank).contents.load == had - 1_000
    assert settled.visit(blank) is MeterAnswer.NOTHING_NEW
    assert settled.credited == had - 1_000
    assert settled.sell(settled.a, blank).number == 2
    assert settled.visit(blank) is MeterAnswer.CREDIT
