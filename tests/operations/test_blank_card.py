"""A card that is to become somebody's must be blank; what it is instead is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.operations.blank_card import see_blank
from app.operations.errors import WrongCard
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import Counter, counter


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path / "ledger.db") as one:
        yield one


def refused(desk: Counter, card: VirtualSle4442) -> str:
    desk.put(card)
    with desk.station.session() as session, pytest.raises(WrongCard) as refusal:
        see_blank(desk.kiosk, session)
    assert "Nothing was paid." in refusal.value.remedy
    return refusal.value.message


def with_bytes(card: VirtualSle4442, at: int, data: bytes) -> VirtualSle4442:
    was = card.snapshot()
    card.restore(replace(was, main=was.main[:at] + data + was.main[at + len(data) :]))
    return card


def test_a_blank_card_is_seen_with_what_its_profile_can_carry(desk: Counter) -> None:
    desk.new_card()
    with desk.station.session() as session:
        card = see_blank(desk.kiosk, session)
    assert card.image.areas
    assert card.declares.largest_load > 0


def test_a_customers_card_is_refused_by_its_account(desk: Counter) -> None:
    account, card = desk.account(), desk.new_card()
    desk.do("allocate-meter", account=account, meter="1", model="DN15", amount="1000")
    assert refused(desk, card) == f"This card is not blank: it belongs to account {account}."


def test_another_systems_card_is_refused_as_such(desk: Counter) -> None:
    foreign = with_bytes(VirtualSle4442(), 64, bytes(range(32)))
    assert "belongs to another utility" in refused(desk, foreign)


def test_a_card_of_ours_that_was_never_finished_is_refused(desk: Counter) -> None:
    account, card = desk.account(), desk.new_card()
    desk.do("allocate-meter", account=account, meter="1", model="DN15", amount="1000")
    assert "cannot be read" in refused(desk, with_bytes(card, 64, bytes(192)))
