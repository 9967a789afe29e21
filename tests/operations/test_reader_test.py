"""The live test of a reader: says what lies there, and presents no secret code."""

from __future__ import annotations

import pytest

from app.cards.errors import NoCard
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR
from tests.operations.proofs import MakeCustomer, count_events
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

_VERIFY_CODE = bytes.fromhex("FF20")


def test_it_names_reader_chip_and_layout_without_a_secret(
    make_customer: MakeCustomer,
) -> None:
    customer = make_customer()
    counter, sent = customer.counter, list[bytes]()

    def hook(_number: int, apdu: bytes, when: ApduPhase) -> None:
        if when is ApduPhase.BEFORE:
            sent.append(apdu)

    profile = counter.profile
    before = count_events(counter)
    counter.reader.on_apdu(hook)
    seen = counter.do("test-reader", by=ADMINISTRATOR)
    assert (seen.profile, seen.blank) == (profile.name, False)
    assert seen.chip in profile.declares.chips
    assert seen.reader == counter.reader.name
    assert seen.atr == customer.card.atr
    assert not [apdu for apdu in sent if apdu.startswith(_VERIFY_CODE)]
    counter.new_card()
    seen = counter.do("test-reader", by=ADMINISTRATOR)
    assert (seen.profile, seen.blank) == (profile.name, True)
    counter.reader.remove()
    with pytest.raises(NoCard):
        counter.do("test-reader", by=ADMINISTRATOR)
    counter.reader.on_apdu(None)
    assert count_events(counter) == before
