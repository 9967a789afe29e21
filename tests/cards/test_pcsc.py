"""PC/SC: return codes become typed errors, and cards work through the real daemon."""

# ruff: noqa: N802  # PC/SC's own names

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from app.cards import pcsc
from app.cards.chips.errors import NotUnlocked
from app.cards.errors import (
    CardMute,
    CardOutcomeUnknown,
    CardUnsupported,
    NoCard,
    ReaderLost,
)
from app.cards.pcsc import PcscReader, ReaderBusy, list_readers
from app.cards.station import Station
from app.domain.plans import Step, StepKind
from app.simulator.other_cards import ForeignCard, VirtualCard
from app.simulator.sle4442_dialects import omnikey_dialect
from app.simulator.tears import Tear, TearPhase, TearPoint
from app.simulator.vpcd import VpcdSlot
from tests.cards.our_cards import (
    CONTENTS,
    KEYS,
    NEXT,
    OTHER_SERIAL,
    PROFILE,
    SERIAL,
    contents_of,
    issued_card,
    prepay,
)
from tests.pcsc_daemon import PcscDaemon, Slot, running_pcscd, wait_for_card

# -- return codes ----------------------------------------------------------------------------


class ScriptedScard:
    """pyscard's raw calls with one card, failing where the test says."""

    SCARD_SCOPE_USER = 0
    SCARD_SHARE_EXCLUSIVE = 1
    SCARD_PROTOCOL_T0 = 1
    SCARD_PROTOCOL_T1 = 2
    SCARD_UNPOWER_CARD = 2
    SCARD_RESET_CARD = 1

    def __init__(self, **codes: int) -> None:
        self._codes = codes
        self.readers = ["ACS ACR39U 00 00", "OMNIKEY 3x21 01 00"]
        self.answer = [0x90, 0x00]
        self.calls: list[str] = []

    def _did(self, call: str) -> int:
        self.calls.append(call)
        return self._codes.get(call, 0)

    def SCardEstablishContext(self, _scope: int) -> tuple[int, object]:
        return self._did("establish"), "context"

    def SCardReleaseContext(self, context: object) -> int:
        assert context == "context"
        return self._did("release")

    def SCardListReaders(self, _context: object, _groups: list[str]) -> tuple[int, list[str]]:
        return self._did("list"), self.readers

    def SCardConnect(
        self, _context: object, reader: str, share: int, _protocols: int
    ) -> tuple[int, object, int]:
        assert share == self.SCARD_SHARE_EXCLUSIVE
        return self._did("connect"), f"card in {reader}", 1

    def SCardStatus(self, _card: object) -> tuple[int, str, int, int, list[int]]:
        return self._did("status"), "", 0, 1, [0x3B, 0x04]

    def SCardTransmit(
        self, _card: object, _protocol: int, _apdu: list[int]
    ) -> tuple[int, list[int]]:
        return self._did("transmit"), self.answer

    def SCardReconnect(
        self, _card: object, share: int, protocols: int, initialisation: int
    ) -> tuple[int, int]:
        assert (share, protocols, initialisation) == (1, 3, self.SCARD_RESET_CARD)
        return self._did("reconnect"), 2

    def SCardDisconnect(self, _card: object, disposition: int) -> int:
        assert disposition == self.SCARD_UNPOWER_CARD
        return self._did("disconnect")


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedScard]:
    scard = ScriptedScard()
    monkeypatch.setattr(pcsc, "load_scard", lambda: scard)
    yield scard
    opened, closed = scard.calls.count("establish"), scard.calls.count("release")
    assert opened == closed, "a context was left open"


@pytest.mark.parametrize(
    ("call", "code", "error"),
    [
        ("list", 0x8010001D, ReaderLost),  # no service
        ("list", 0x8010001E, ReaderLost),  # service stopped
        ("list", 0x8010002E, ReaderLost),  # no readers available
        ("connect", 0x8010001D, ReaderLost),
        ("connect", 0x80100017, ReaderLost),  # reader unavailable
        ("connect", 0x80100009, ReaderLost),  # unknown reader
        ("connect", 0x8010006A, ReaderLost),  # security violation: polkit
        ("connect", 0x8010000B, ReaderBusy),  # sharing violation
        ("connect", 0x8010000C, NoCard),  # no smart card
        ("connect", 0x80100069, NoCard),  # removed card
        ("connect", 0x80100066, CardMute),  # unresponsive card
        ("connect", 0x80100067, CardMute),  # unpowered card
        ("connect", 0x8010000F, CardMute),  # protocol mismatch
        ("status", 0x80100069, NoCard),
    ],
)
def test_a_failing_connect_says_why(
    scripted: ScriptedScard, call: str, code: int, error: type[Exception]
) -> None:
    for hresult in (code, code - (1 << 32)):  # pyscard's codes are signed on some machines
        scripted._codes = {call: hresult}
        with pytest.raises(error) as raised:
            PcscReader().connect()
        assert type(raised.value) is error
    assert scripted.calls.count("disconnect") == (2 if call == "status" else 0)


def test_a_context_that_was_not_given_is_not_released(monkeypatch: pytest.MonkeyPatch) -> None:
    """pyscard fails hard on it: a failed call still returns something that looks like one."""
    scard = ScriptedScard(establish=0x8010001D)
    monkeypatch.setattr(pcsc, "load_scard", lambda: scard)
    with pytest.raises(ReaderLost):
        PcscReader().connect()
    with pytest.raises(ReaderLost):
        list_readers()
    assert set(scard.calls) == {"establish"}


@pytest.mark.parametrize(
    ("code", "answer"),
    [(0, []), (0, [0x90]), (0x80100016, []), (0x80100069, []), (0x8010002F, [0x90, 0x00])],
)
def test_without_a_full_answer_the_outcome_is_unknown(
    scripted: ScriptedScard, code: int, answer: list[int]
) -> None:
    scripted._codes, scripted.answer = {"transmit": code}, answer
    link = PcscReader().connect()
    with pytest.raises(CardOutcomeUnknown):
        link.transmit(b"\xff\xb0\x00\x00\x04")
    link.close()


def test_a_reset_that_fails_leaves_the_outcome_unknown(scripted: ScriptedScard) -> None:
    link = PcscReader().connect()
    link.reset()
    scripted._codes = {"reconnect": 0x80100069}
    with pytest.raises(CardOutcomeUnknown):
        link.reset()
    link.close()
    assert scripted.calls.count("reconnect") == 2


def test_an_answer_is_data_and_status(scripted: ScriptedScard) -> None:
    scripted.answer = [1, 2, 3, 0x63, 0xC2]
    link = PcscReader().connect()
    assert link.transmit(b"\xff\xb0\x00\x00\x03") == (b"\x01\x02\x03", 0x63C2)
    assert link.atr == b"\x3b\x04"
    link.close()
    link.close()
    assert scripted.calls.count("disconnect") == 1


def test_the_reader_is_picked_by_a_part_of_its_name(scripted: ScriptedScard) -> None:
    for wanted, found in ((None, "ACS ACR39U 00 00"), ("OMNIKEY", "OMNIKEY 3x21 01 00")):
        reader = PcscReader(wanted)
        reader.connect().close()
        assert reader.name == found
    with pytest.raises(ReaderLost, match="Gemalto"):
        PcscReader("Gemalto").connect()
    scripted.readers = []
    with pytest.raises(ReaderLost):
        PcscReader().connect()


def test_a_reader_that_has_another_use_is_never_picked(scripted: ScriptedScard) -> None:
    reader = PcscReader(others=["ACS"])
    reader.connect().close()
    assert reader.name == "OMNIKEY 3x21 01 00"
    scripted.readers = ["ACS ACR39U 00 00"]
    for wanted in (None, "ACR39U"):
        with pytest.raises(ReaderLost):
            PcscReader(wanted, others=["ACS"]).connect()


def test_a_machine_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)
    with pytest.raises(ReaderLost) as lost:
        PcscReader().connect()
    assert "pcscd" in lost.value.remedy


# -- the real daemon -------------------------------------------------------------------------

real = pytest.mark.xdist_group("pcsc")

PREPAYMENT = 8
"""APDUs of a prepayment: select, read, counter, code, serial, data, mark, read back."""
MARK = 6
"""Number of the APDU of a prepayment that makes the new copy count."""


@pytest.fixture(scope="module")
def daemon() -> Iterator[PcscDaemon]:
    with running_pcscd() as daemon:
        yield daemon


class RealSlot(NamedTuple):
    """A reader of the daemon, and what puts cards into it."""

    place: Slot
    cards: VpcdSlot

    def insert(self, card: VirtualCard) -> None:
        """Puts a card in and waits until the daemon has seen it."""
        self.cards.insert(card)
        wait_for_card(self.place)


@pytest.fixture
def slots(daemon: PcscDaemon) -> Iterator[list[RealSlot]]:
    """All readers, ACS first; empty before and after."""
    slots = [RealSlot(p, VpcdSlot(port=p.port)) for p in (*daemon.acs, *daemon.omnikey)]
    yield slots
    for slot in slots:
        slot.cards.remove()
    daemon.start()
    for slot in slots:
        wait_for_card(slot.place, present=False)


@pytest.fixture
def slot(slots: list[RealSlot]) -> RealSlot:
    return slots[0]


def station_at(slot: RealSlot, dialect: str | None = None) -> Station:
    return Station(PcscReader(slot.place.reader), [PROFILE], KEYS, dialect)


@real
def test_real_readers_are_listed_and_empty(slots: list[RealSlot]) -> None:
    assert {slot.place.reader for slot in slots} <= set(list_readers())
    with pytest.raises(NoCard), station_at(slots[0]).session():
        pass


@real
def test_a_prepayment_through_the_daemon(slot: RealSlot) -> None:
    card = issued_card()
    slot.insert(card)
    card.apdus = 0
    with station_at(slot).session() as session:
        session.image()
    assert card.apdus == 2  # select, read
    prepay(station_at(slot))
    assert card.apdus == 2 + PREPAYMENT
    assert contents_of(card) == NEXT


@real
def test_one_session_keeps_others_out_and_ends_without_power(slot: RealSlot) -> None:
    card = issued_card()
    slot.insert(card)
    with station_at(slot).session() as session:
        session.unlock(SERIAL)
        with pytest.raises(ReaderBusy), station_at(slot).session():
            pass
    with station_at(slot).session() as session:
        assert session.serial() == SERIAL
        with pytest.raises(NotUnlocked):
            session.write(Step(StepKind.WRITE, "main", 0x80, b"\x00"))
    assert card.read_security()[1:] == bytes(3)  # the code reads as zeros unless presented


@real
def test_the_name_of_the_reader_picks_the_dialect(slots: list[RealSlot]) -> None:
    card = issued_card(firmware=omnikey_dialect)
    slots[2].insert(card)
    card.apdus = 0
    prepay(station_at(slots[2]))
    assert card.apdus == PREPAYMENT - 2  # neither select nor counter


@real
def test_a_card_that_does_not_answer_and_one_of_another_kind(slots: list[RealSlot]) -> None:
    slots[0].insert(ForeignCard(b"\xff\xff"))
    slots[1].insert(ForeignCard(bytes.fromhex("3B6500002063CB6A00")))
    with pytest.raises(CardMute), station_at(slots[0]).session():
        pass
    with pytest.raises(CardUnsupported), station_at(slots[1]).session():
        pass


@real
@pytest.mark.parametrize(
    ("phase", "first"),
    [(TearPhase.AFTER, 0), (TearPhase.AFTER, 4), (TearPhase.BEFORE, 4)],
)
def test_a_card_pulled_at_each_apdu(slots: list[RealSlot], phase: TearPhase, first: int) -> None:
    """Four at a time, because the daemon takes so long to see a card.

    To the daemon a pull before and one after the card has acted are the same.
    """
    pulls = [(number, issued_card()) for number in range(first, first + 4)]
    for (number, card), slot in zip(pulls, slots, strict=False):
        slot.cards.insert(card)
        card.arm(Tear(TearPoint(number, phase)))
    for (number, card), slot in zip(pulls, slots, strict=False):
        wait_for_card(slot.place)
        with pytest.raises(CardOutcomeUnknown):
            prepay(station_at(slot, "acs"))
        assert slot.cards.wait_until_pulled(5)
        marked = number > MARK or (number == MARK and phase is TearPhase.AFTER)
        assert contents_of(card) == (NEXT if marked else CONTENTS)


@real
def test_a_card_swapped_between_two_polls_does_not_get_the_other_ones_bytes(
    slot: RealSlot,
) -> None:
    second = issued_card(OTHER_SERIAL)
    before = second.snapshot()
    slot.insert(issued_card())
    with station_at(slot).session() as session:
        image = session.image()
        session.unlock(SERIAL)
        slot.cards.insert(second)
        for step in PROFILE.rewrite(image, (NEXT,), KEYS):
            with pytest.raises(CardOutcomeUnknown):
                session.write(step)
        with pytest.raises(CardOutcomeUnknown):
            session.identify_again()
    assert second.snapshot() == before


@real
def test_a_killed_daemon_is_a_lost_reader_until_it_is_back(
    daemon: PcscDaemon, slot: RealSlot
) -> None:
    station = station_at(slot)
    card = issued_card()
    slot.insert(card)
    with station.session() as session:
        session.unlock(SERIAL)
        daemon.kill()
        with pytest.raises(CardOutcomeUnknown):
            session.identify_again()
    with pytest.raises(ReaderLost), station.session():
        pass
    with pytest.raises(ReaderLost):
        list_readers()
    daemon.start()
    slot.insert(card)
    prepay(station)
    assert contents_of(card) == NEXT


@real
def test_a_daemon_restarted_in_the_middle_ends_the_session(
    daemon: PcscDaemon, slot: RealSlot
) -> None:
    slot.insert(issued_card())
    with station_at(slot).session() as session:
        daemon.restart()
        with pytest.raises(CardOutcomeUnknown):
            session.identify_again()
    with pytest.raises(NoCard), station_at(slot).session():
        pass
