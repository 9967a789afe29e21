"""What lies in the reader: each kind of card has an answer of its own, and none costs anything."""

from __future__ import annotations

from app.simulator.other_cards import ForeignCard, MuteCard, VirtualCard
from app.simulator.reader import VirtualReader
from app.simulator.sle4442_card import VirtualSle4442
from tests.cards.our_cards import changed
from tests.end_to_end.conftest import Customer
from tests.end_to_end.desk import Desk

BANK_CARD = bytes.fromhex("3B6500002063CB6A00")
ANOTHER_MAKERS = {0x20: b"another maker's card"}

STRANGERS: dict[str, VirtualCard | None] = {
    "no_card": None,
    "card_mute": MuteCard(),  # the wrong way round, or dead
    "card_unsupported": ForeignCard(BANK_CARD),
    "card_foreign": changed(VirtualSle4442(), at=ANOTHER_MAKERS),
    "wrong_card": VirtualSle4442(),  # blank
}
WORDS = {
    "no_card": "There is no card in the reader.",
    "card_mute": "The card in the reader does not answer.",
    "card_unsupported": "This card is of a kind that this counter does not use.",
    "card_foreign": "This is not a card of this system.",
    "wrong_card": "This card is blank.",
}


def test_every_stranger_is_called_what_it_is(desk: Desk, reader: VirtualReader) -> None:
    said = {}
    for card in STRANGERS.values():
        if card is not None:
            reader.insert(card)
        refused = desk.do("read-card")
        assert (refused.code, refused.json["money"]) == (3, "untouched"), refused.said
        said[refused.json["error"]] = refused.json["message"]
        reader.remove()
    assert said == WORDS


def test_a_card_of_ours_is_read_after_all_of_them(customer: Customer) -> None:
    for card in STRANGERS.values():
        if card is not None:
            customer.put(card)
            assert customer.desk.do("read-card").code == 3
    customer.put(customer.card)
    customer.desk.do("read-card").fine()
