"""A session: one card, read again, written, pulled, swapped; and threads that want it at once."""

from __future__ import annotations

import threading

import pytest

from app.cards.chips.errors import NotUnlocked
from app.cards.errors import CardOutcomeUnknown
from app.cards.station import Session, SessionLink, Station
from app.domain.plans import Step, StepKind
from app.simulator.reader import ApduPhase
from tests.cards.chip_contract import apdus_sent, pull_at
from tests.cards.our_cards import (
    CONTENTS,
    NEXT,
    OTHER_SERIAL,
    SERIAL,
    changed,
    contents_of,
    issued_card,
    prepay,
    station_with,
)


def test_the_serial_is_read_again_with_one_apdu() -> None:
    station, reader = station_with(issued_card())
    with station.session() as session:
        reader.on_apdu(None)
        assert session.identify_again() == SERIAL
        assert reader.apdus == 1


def test_another_card_behind_an_open_link_shows_when_the_serial_is_read_again() -> None:
    """A swap within one poll of the daemon keeps the link (notes/cards.md 1.6, pitfall 3)."""
    card = issued_card()
    station, _reader = station_with(card)
    other = issued_card(OTHER_SERIAL).snapshot()
    with station.session() as session:
        assert session.serial() == SERIAL
        changed(card, at={0: other.main})
        card.power_on()
        card.selected = True
        assert session.identify_again() == OTHER_SERIAL


def test_a_blank_put_in_instead_shows_when_the_serial_is_read_again() -> None:
    card = issued_card()
    station, _reader = station_with(card)
    with station.session() as session:
        changed(card, at={0x20: b"\xff" * 0xE0})
        card.selected = True
        assert session.identify_again() is None


def test_a_card_swapped_in_the_reader_ends_the_session() -> None:
    station, reader = station_with(issued_card())
    with station.session() as session:
        session.unlock(SERIAL)
        reader.insert(issued_card(OTHER_SERIAL))
        with pytest.raises(CardOutcomeUnknown):
            session.identify_again()
        with pytest.raises(CardOutcomeUnknown):
            session.image()
    with station.session() as session:
        assert session.serial() == OTHER_SERIAL


def test_the_opening_reads_the_card_and_the_first_image_is_that_reading() -> None:
    station, reader = station_with(issued_card())
    reader.on_apdu(None)
    with station.session() as session:
        first = session.image()
        assert reader.apdus == 2  # select, read
        assert session.image() == first
        assert reader.apdus == 3


def test_the_first_image_after_a_write_is_read_anew() -> None:
    station, _reader = station_with(issued_card())
    with station.session() as session:
        session.unlock(SERIAL)
        session.write(Step(StepKind.WRITE, "main", 0xC0, b"\x5a"))
        assert session.image().areas["main"][0xC0] == 0x5A


def test_a_look_and_a_prepayment_take_ten_apdus() -> None:
    station, reader = station_with(issued_card())
    sent = apdus_sent(reader)
    with station.session() as session:
        session.image()
    assert len(sent) == 2
    prepay(station)
    select, read, counter, code, write = 0xA4, 0xB0, 0xB1, 0x20, 0xD0
    data, mark, serial, read_back = write, write, read, read
    look, sale = [select, read], [select, read, counter, code, serial, data, mark, read_back]
    assert [apdu[1] for apdu in sent] == look + sale


def test_a_write_before_unlocking_is_refused() -> None:
    card = issued_card()
    before = card.snapshot()
    station, _reader = station_with(card)
    with station.session() as session, pytest.raises(NotUnlocked):
        session.write(Step(StepKind.WRITE, "main", 0x80, b"\x00"))
    assert card.snapshot() == before


@pytest.mark.parametrize("phase", ApduPhase)
def test_a_pull_at_any_apdu_of_a_prepayment_is_unknown_and_leaves_old_or_new(
    phase: ApduPhase,
) -> None:
    for number in range(8):
        card = issued_card()
        station, reader = station_with(card)
        pull_at(reader, number, phase)
        with pytest.raises(CardOutcomeUnknown):
            prepay(station)
        assert contents_of(card) in (CONTENTS, NEXT)


# -- sessions and threads --------------------------------------------------------------------


def test_leaving_a_session_powers_the_card_down_whatever_happened() -> None:
    card = issued_card()
    station, _reader = station_with(card)
    with pytest.raises(RuntimeError, match="midway"), station.session() as session:
        session.unlock(SERIAL)
        raise RuntimeError("midway")
    assert card.read_security()[1:] == bytes(3)  # the code reads as zeros unless presented
    with station.session() as session, pytest.raises(NotUnlocked):
        session.write(Step(StepKind.WRITE, "main", 0x80, b"\x00"))


def test_a_session_that_was_left_is_over() -> None:
    station, reader = station_with(issued_card())
    with station.session() as session:
        pass
    reader.on_apdu(None)
    with pytest.raises(CardOutcomeUnknown):
        session.image()
        session.image()
    assert reader.apdus == 0


class BouncingLink:
    """Loses one answer and goes on as if nothing had been: a swap within one poll does that."""

    atr = b""

    def __init__(self) -> None:
        self.sent = 0

    def transmit(self, apdu: bytes) -> tuple[bytes, int]:
        self.sent += 1
        if self.sent == 1:
            raise CardOutcomeUnknown("lost")
        return apdu, 0x9000

    def reset(self) -> None:
        self.sent += 1

    def close(self) -> None:
        """Nothing to close."""


def test_after_a_lost_answer_nothing_more_is_sent_whatever_the_link_would_do() -> None:
    beneath = BouncingLink()
    link = SessionLink(beneath)
    for _ in range(2):
        with pytest.raises(CardOutcomeUnknown):
            link.transmit(b"\xff\xb0\x00\x00\x04")
    with pytest.raises(CardOutcomeUnknown):
        link.reset()
    assert beneath.sent == 1


def test_two_threads_take_turns() -> None:
    station, reader = station_with(issued_card())
    log: list[str] = []
    inside, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with station.session() as session:
            inside.set()
            assert go_on.wait(5)
            session.unlock(SERIAL)
            log.append("first is done")

    def second() -> None:
        with station.session() as session:
            log.append("second is in")
            session.unlock(SERIAL)

    one = threading.Thread(target=first)
    two = threading.Thread(target=second)
    one.start()
    assert inside.wait(5)
    two.start()
    reader.on_apdu(None)
    two.join(0.05)
    assert two.is_alive()
    assert reader.apdus == 0
    go_on.set()
    one.join(5)
    two.join(5)
    assert log == ["first is done", "second is in"]


def test_many_threads_never_mix_their_apdus() -> None:
    station, reader = station_with(issued_card())
    senders: list[int] = []

    def note(_number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE:
            senders.append(threading.get_ident())

    def work() -> None:
        for _ in range(5):
            _read(station)

    reader.on_apdu(note)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    runs = [senders[at : at + 3] for at in range(0, len(senders), 3)]
    assert len(runs) == 20
    assert all(len(set(run)) == 1 for run in runs)


def _read(station: Station) -> None:
    """Three APDUs: select, read, read."""
    with station.session() as session:
        session.image()
        session.image()


def test_a_second_session_on_the_same_thread_is_a_mistake_not_a_deadlock() -> None:
    station, _reader = station_with(issued_card())
    with (
        station.session(),
        pytest.raises(RuntimeError, match="already has a session"),
        station.session(),
    ):
        pass
    with station.session() as session:
        assert isinstance(session, Session)
