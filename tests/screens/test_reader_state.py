"""What the status bar says of one reader or two."""

from __future__ import annotations

import pytest

from app.cards.watcher import Presence, ReaderState
from app.screens.desk import reader_words

PICC = "ACS ACR1281 1S Dual Reader 00 01"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ReaderState(Presence.NO_DAEMON), "reader: service not running"),
        (ReaderState(Presence.NO_READER), "no reader"),
        (ReaderState(Presence.EMPTY, "ACS"), "reader ready"),
        (ReaderState(Presence.CARD, "ACS", 1), "card in reader"),
        (ReaderState(Presence.MUTE, "ACS", 1), "card does not answer"),
        (ReaderState(Presence.TWO_CARDS, "ACS", 2), "two cards: take one out"),
        (ReaderState(Presence.EMPTY, "ACS", missing=("PICC",)), "reader ready, PICC missing"),
        (
            ReaderState(Presence.CARD, "ACS", 1, missing=(PICC,)),
            "card in reader, ACS ACR1..er 00 01 missing",
        ),
    ],
)
def test_every_state_has_its_words(state: ReaderState, words: str) -> None:
    assert reader_words(state) == words


def test_the_longest_leaves_room_for_printer_and_backup_on_80_columns() -> None:
    """The clock and a backup of many days may be cut; whether the printer works is not."""
    words = reader_words(ReaderState(Presence.MUTE, "ACS", 1, missing=(PICC,)))
    assert len(f" {words} | printer ready | backup today") <= 80
