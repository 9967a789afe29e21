"""Several readers at one counter: the one in which the card lies is the one that is used."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app import assembly
from app.cards.errors import (
    CardError,
    CardMute,
    CardOutcomeUnknown,
    CardUnsupported,
    NoCard,
    ReaderLost,
)
from app.cards.pcsc import ReaderBusy
from app.cards.readers import Readers, TwoCards
from app.cards.station import Station
from app.kiosk import CardStation
from app.settings import Settings, load_settings
from app.simulator.other_cards import ForeignCard, MuteCard, VirtualCard
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4442_dialects import Dialect, acs_dialect, omnikey_dialect
from tests.cards.our_cards import KEYS, OTHER_SERIAL, PROFILE, SERIAL, issued_card, presented

FOREIGN = bytes.fromhex("3B6500002063CB6A00")


class Counter:
    """A contact reader and a contactless one, of two makers, under one station."""

    def __init__(self) -> None:
        self.contact = VirtualReader("ACS ACR39U ICC Reader 00 00")
        self.contactless = VirtualReader("HID Global OMNIKEY 5422 Smart Card Reader 01 00")
        self.readers = (self.contact, self.contactless)
        self.station: CardStation = Readers(
            [Station(reader, [PROFILE], KEYS) for reader in self.readers]
        )

    def unplug(self, *readers: VirtualReader) -> None:
        for reader in readers:
            reader.unplug()

    def serial(self) -> bytes | None:
        """Of the card that a session takes."""
        with self.station.session() as session:
            return session.serial()

    def refusal(self) -> CardError:
        """Why there is no session."""
        with pytest.raises(CardError) as refused, self.station.session():
            pass
        return refused.value


def settings_with(folder: Path, lines: str) -> Settings:
    """Of a kiosk whose readers are set so."""
    file = folder / "kiosk.toml"
    file.write_text(f"[kiosk]\nid = 7\n[reader]\n{lines}\n")
    return load_settings(file)


@pytest.fixture
def counter() -> Counter:
    return Counter()


# -- where the card lies ---------------------------------------------------------------------


def test_the_card_is_found_in_either_reader_and_spoken_to_as_that_one_wants(
    counter: Counter,
) -> None:
    counter.contact.insert(issued_card())
    assert counter.serial() == SERIAL
    counter.contact.remove()
    counter.contactless.insert(issued_card(OTHER_SERIAL, firmware=omnikey_dialect))
    assert counter.serial() == OTHER_SERIAL


@pytest.mark.parametrize(("at", "firmware"), [(0, omnikey_dialect), (1, acs_dialect)])
def test_each_reader_has_its_own_dialect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, firmware: Dialect
) -> None:
    """Each under a name that would be spoken to as the other."""
    readers = [VirtualReader("ACS look-alike"), VirtualReader("OMNIKEY look-alike")]
    waiting = iter(readers)
    monkeypatch.setattr(assembly, "PcscReader", lambda *_name: next(waiting))
    lines = "name = 'ACS'\ndialect = 'omnikey'\nalso = [{ name = 'OMNIKEY', dialect = 'acs' }]"
    station = assembly.station(settings_with(tmp_path, lines), KEYS)
    readers[at].insert(issued_card(firmware=firmware))
    with station.session() as session:
        assert session.serial() == SERIAL


def test_without_a_card_there_is_none(counter: Counter) -> None:
    assert type(counter.refusal()) is NoCard


@pytest.mark.parametrize("other", [MuteCard(), ForeignCard(FOREIGN), issued_card(OTHER_SERIAL)])
def test_of_two_cards_neither_is_touched(counter: Counter, other: VirtualCard) -> None:
    card = issued_card()
    before = card.snapshot()
    counter.contact.insert(card)
    counter.contactless.insert(other)
    seen = [presented(reader) for reader in counter.readers]
    two = counter.refusal()
    assert type(two) is TwoCards
    assert "Take one out" in two.remedy
    assert (seen, card.snapshot()) == ([[], []], before)
    counter.contactless.remove()
    assert counter.serial() == SERIAL


@pytest.mark.parametrize(
    ("card", "error"), [(MuteCard(), CardMute), (ForeignCard(FOREIGN), CardUnsupported)]
)
def test_the_only_card_says_what_is_wrong_with_it(
    counter: Counter, card: VirtualCard, error: type[CardError]
) -> None:
    for reader in counter.readers:
        reader.insert(card)
        assert type(counter.refusal()) is error
        reader.remove()


# -- readers that are lost -------------------------------------------------------------------


@pytest.mark.parametrize("lost", [0, 1])
def test_a_card_is_used_whatever_became_of_the_other_reader(counter: Counter, lost: int) -> None:
    counter.unplug(counter.readers[lost])
    assert type(counter.refusal()) is NoCard
    counter.readers[1 - lost].insert(
        issued_card(firmware=omnikey_dialect) if lost == 0 else issued_card()
    )
    assert counter.serial() == SERIAL


def test_without_any_reader_that_is_what_is_said(counter: Counter) -> None:
    counter.unplug(*counter.readers)
    assert type(counter.refusal()) is ReaderLost
    counter.contactless.plug_in()
    assert type(counter.refusal()) is NoCard


def test_the_reader_that_went_with_the_card_is_what_is_missed(counter: Counter) -> None:
    counter.contact.insert(issued_card())
    assert counter.serial() == SERIAL
    counter.unplug(counter.contact)
    assert type(counter.refusal()) is ReaderLost
    counter.contactless.insert(issued_card(OTHER_SERIAL, firmware=omnikey_dialect))
    assert counter.serial() == OTHER_SERIAL
    counter.contactless.remove()
    assert type(counter.refusal()) is NoCard


def test_the_reader_that_went_with_a_mute_card_is_missed_too(counter: Counter) -> None:
    counter.contactless.insert(MuteCard())
    assert type(counter.refusal()) is CardMute
    counter.unplug(counter.contactless)
    assert type(counter.refusal()) is ReaderLost


def test_a_reader_that_another_program_holds_is_no_empty_one(counter: Counter) -> None:
    counter.contactless.insert(issued_card())
    link = counter.contactless.connect()
    assert type(counter.refusal()) is ReaderBusy
    counter.contact.insert(issued_card(OTHER_SERIAL))
    assert counter.serial() == OTHER_SERIAL
    link.close()


# -- within a session ------------------------------------------------------------------------


def test_a_session_stays_with_its_reader(counter: Counter) -> None:
    counter.contact.insert(issued_card())
    with counter.station.session() as session:
        counter.contactless.insert(issued_card(OTHER_SERIAL, firmware=omnikey_dialect))
        assert session.identify_again() == SERIAL
        counter.contact.remove()
        with pytest.raises(CardOutcomeUnknown):
            session.identify_again()
    assert counter.serial() == OTHER_SERIAL


def test_a_card_that_is_carried_over_while_it_is_looked_for_is_not_two(counter: Counter) -> None:
    card = issued_card()

    def carry_over(_number: int, _apdu: bytes, _phase: ApduPhase) -> None:
        counter.contact.on_apdu(None)
        counter.contact.remove()
        card.dialect = omnikey_dialect
        counter.contactless.insert(card)

    counter.contact.insert(card)
    counter.contact.on_apdu(carry_over)
    assert type(counter.refusal()) is CardOutcomeUnknown
    assert counter.serial() == SERIAL


def test_a_second_session_waits_for_the_first_wherever_the_card_lies(counter: Counter) -> None:
    counter.contactless.insert(issued_card(firmware=omnikey_dialect))
    seen: list[bytes | None] = []
    waiting = threading.Thread(target=lambda: seen.append(counter.serial()))
    with counter.station.session() as session:
        waiting.start()
        assert session.identify_again() == SERIAL
        assert seen == []
    waiting.join()
    assert seen == [SERIAL]


# -- which readers those are -----------------------------------------------------------------

SAM, ICC, PICC = (f"ACS ACR1281 1S Dual Reader 00 0{slot}" for slot in (2, 0, 1))
OMNIKEY = "HID Global OMNIKEY 3x21 Smart Card Reader 01 00"


@pytest.mark.parametrize(
    ("lines", "listed", "found"),
    [
        ("", [SAM, ICC], [SAM]),
        (f"psam = '{SAM}'", [SAM, ICC], [ICC]),
        (f"psam = '{SAM}'", [SAM], [None]),
        (f"name = 'ACR1281'\npsam = '{SAM}'", [SAM, PICC, ICC], [PICC]),
        (f"name = '{ICC}'\npsam = '{SAM}'", [SAM, PICC, ICC], [ICC]),
        ("name = 'ACR1281'\n[[reader.also]]\nname = 'OMNIKEY'", [OMNIKEY, ICC], [ICC, OMNIKEY]),
        ("name = 'ACR1281'\n[[reader.also]]\nname = 'OMNIKEY'", [OMNIKEY], [None, OMNIKEY]),
        (f"name = 'ACR1281'\nalso = [{{ name = '{ICC}' }}]", [ICC, PICC], [PICC, ICC]),
        (f"name = 'ACR1281'\nalso = [{{ name = '{ICC}' }}]", [ICC], [None, ICC]),
    ],
)
def test_readers_are_picked_by_the_settings_and_the_psam_is_left_alone(
    tmp_path: Path, lines: str, listed: list[str], found: list[str | None]
) -> None:
    settings = settings_with(tmp_path, lines)
    assert [reader.find(listed) for reader in assembly.user_readers(settings)] == found
