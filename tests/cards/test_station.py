"""The station: which card is in, what it is presented, and what happens when it goes."""

from __future__ import annotations

import threading

import pytest

from app.cards.chips.errors import NotUnlocked
from app.cards.errors import (
    CardDamaged,
    CardForeign,
    CardLocked,
    CardMute,
    CardOutcomeUnknown,
    CardUnsupported,
    NoCard,
    ReaderLost,
    SecretRefused,
)
from app.cards.key_sources.master import MasterKeys
from app.cards.station import Session, SessionLink, Station
from app.domain.plans import Step, StepKind, applied
from app.kiosk import CardSession, CardStation
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4442_card import CardSnapshot, VirtualSle4442
from app.simulator.sle4442_dialects import omnikey_dialect
from tests.cards.chip_contract import pull_at
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
    station_with,
)

TRANSPORT = b"\xff\xff\xff"


def changed(
    card: VirtualSle4442,
    *,
    tries: int | None = None,
    psc: bytes | None = None,
    at: dict[int, bytes] | None = None,
) -> VirtualSle4442:
    """Changes a card behind everybody's back."""
    now = card.snapshot()
    counter = now.security[:1] if tries is None else bytes([(1 << tries) - 1])
    main = bytearray(now.main)
    for offset, data in (at or {}).items():
        main[offset : offset + len(data)] = data
    security = counter + (psc or now.security[1:])
    card.restore(CardSnapshot(bytes(main), now.protection, security))
    return card


def psc_of(card: VirtualSle4442) -> bytes:
    return card.snapshot().security[1:]


def tries_of(card: VirtualSle4442) -> int:
    return card.error_counter.bit_count()


def presented(reader: VirtualReader) -> list[bytes]:
    """PSCs that reach the card from now on, in order."""
    seen: list[bytes] = []

    def hook(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if apdu[1] == 0x20 and phase is ApduPhase.BEFORE:
            seen.append(apdu[5:])

    reader.on_apdu(hook)
    return seen


def test_it_is_what_a_kiosk_asks_for() -> None:
    station, _reader = station_with(issued_card())
    kiosk_station: CardStation = station
    with kiosk_station.session() as session:
        kiosk_session: CardSession = session
        assert kiosk_session.serial() == SERIAL


# -- what is in the reader -------------------------------------------------------------------


def test_an_empty_reader() -> None:
    station, _reader = station_with(None)
    with pytest.raises(NoCard), station.session():
        pass


def test_a_mute_card() -> None:
    station, _reader = station_with(MuteCard())
    with pytest.raises(CardMute), station.session():
        pass


def test_no_reader() -> None:
    station, reader = station_with(issued_card())
    reader.unplug()
    with pytest.raises(ReaderLost), station.session():
        pass
    reader.plug_in()
    with station.session() as session:
        assert session.serial() == SERIAL


def test_a_chip_that_no_profile_uses() -> None:
    station, _reader = station_with(ForeignCard(bytes.fromhex("3B6500002063CB6A00")))
    with pytest.raises(CardUnsupported), station.session():
        pass


def test_a_station_without_a_profile_for_the_chip() -> None:
    station = Station(reader := VirtualReader(), [], KEYS)
    reader.insert(VirtualSle4442())
    with pytest.raises(CardUnsupported), station.session():
        pass


def test_a_blank_card() -> None:
    station, _reader = station_with(VirtualSle4442())
    with station.session() as session:
        assert session.blank()
        assert session.serial() is None
        assert session.identify_again() is None
        assert session.profile is PROFILE


def test_a_card_of_ours() -> None:
    station, _reader = station_with(issued_card())
    with station.session() as session:
        assert not session.blank()
        assert session.profile is PROFILE
        assert session.serial() == SERIAL
        assert session.reading().contents == CONTENTS


def test_a_card_of_somebody_else() -> None:
    card = changed(VirtualSle4442(), at={0x20: bytes(range(1, 0x61))})
    station, reader = station_with(card)
    seen = presented(reader)
    with station.session() as session:
        assert not session.blank()
        assert session.serial() is None
        with pytest.raises(CardForeign):
            session.reading()
        with pytest.raises(CardForeign):
            session.unlock(None)
        with pytest.raises(CardForeign):
            session.unlock(SERIAL)
    assert not seen


def test_a_card_with_keys_of_another_utility_is_not_presented_a_secret() -> None:
    station, reader = station_with(issued_card(keys=MasterKeys({1: b"another utility!"})))
    seen = presented(reader)
    with station.session() as session:
        assert session.serial() == SERIAL
        with pytest.raises(CardForeign):
            session.unlock(SERIAL)
    assert not seen


def test_the_dialect_follows_the_readers_name_or_the_setting() -> None:
    card = VirtualSle4442(dialect=omnikey_dialect)
    for name, dialect in (("HID Global OMNIKEY 3x21 00 00", None), ("Cherry", "omnikey")):
        station = Station(reader := VirtualReader(name), [PROFILE], KEYS, dialect)
        reader.insert(card)
        with station.session() as session:
            session.unlock(None)
            session.write(Step(StepKind.WRITE, "main", 0x80, b"\x00"))
            session.write(Step(StepKind.WRITE, "main", 0x80, b"\xff"))
    with pytest.raises(ValueError, match="unknown"):
        Station(VirtualReader(), [PROFILE], KEYS, "unknown")


# -- secrets ---------------------------------------------------------------------------------


def test_issuing_leaves_the_derived_secret_on_the_card() -> None:
    assert psc_of(issued_card()) == PROFILE.secret_for(SERIAL, KEYS) != TRANSPORT


def test_a_card_of_ours_is_unlocked_with_its_own_secret_and_written() -> None:
    card = issued_card()
    station, _reader = station_with(card)
    with station.session() as session:
        session.unlock(SERIAL)
        before = session.image()
        steps = PROFILE.rewrite(before, NEXT, KEYS)
        for step in steps:
            session.write(step)
        assert session.image() == applied(before, steps)
        assert session.reading().contents == NEXT
    assert tries_of(card) == 3


def test_a_card_made_with_an_older_key_version_gets_the_secret_of_that_version() -> None:
    old, new = b"the key of old..", b"the key of new.."
    card = issued_card(keys=MasterKeys({1: old}))
    station, reader = station_with(card, MasterKeys({1: old, 2: new}))
    seen = presented(reader)
    with station.session() as session:
        session.unlock(SERIAL)
    assert seen == [psc_of(card)]
    assert tries_of(card) == 3


def test_the_transport_code_is_not_presented_to_a_card_of_ours() -> None:
    station, reader = station_with(issued_card())
    seen = presented(reader)
    with station.session() as session, pytest.raises(CardForeign):
        session.unlock(None)
    assert not seen


def test_a_derived_secret_is_presented_only_to_the_card_it_is_of() -> None:
    station, reader = station_with(issued_card(OTHER_SERIAL))
    seen = presented(reader)
    with station.session() as session, pytest.raises(CardForeign):
        session.unlock(SERIAL)
    assert not seen


def test_a_card_with_a_torn_copy_is_still_unlocked() -> None:
    card = changed(issued_card(), at={0x40: b"\x00" * 4})
    station, _reader = station_with(card)
    with station.session() as session:
        with pytest.raises(CardDamaged):
            session.reading()
        session.unlock(SERIAL)


@pytest.mark.parametrize("tries", [0, 1])
def test_with_one_try_left_nothing_is_presented(tries: int) -> None:
    for card, serial in ((issued_card(), SERIAL), (VirtualSle4442(), None)):
        station, reader = station_with(changed(card, tries=tries))
        seen = presented(reader)
        with station.session() as session:
            with pytest.raises(CardLocked):
                session.unlock(serial)
            with pytest.raises(CardLocked):
                session.unlock_for_issue(SERIAL)
        assert not seen
        assert tries_of(card) == tries


def test_a_refused_secret_is_told_with_the_tries_left() -> None:
    station, _reader = station_with(changed(issued_card(), psc=b"\x01\x02\x03"))
    with station.session() as session, pytest.raises(SecretRefused) as refused:
        session.unlock(SERIAL)
    assert refused.value.tries_left == 2


# -- a card whose making broke off -----------------------------------------------------------


def begun(psc: bytes, *, serial_bytes: int) -> VirtualSle4442:
    """A card that got so many bytes of its serial, and this secret."""
    return changed(VirtualSle4442(psc=psc), at={0x20: SERIAL[:serial_bytes]})


@pytest.mark.parametrize("serial_bytes", [0, 4])
def test_before_the_serial_is_whole_only_the_transport_code_can_be_right(
    serial_bytes: int,
) -> None:
    station, reader = station_with(begun(TRANSPORT, serial_bytes=serial_bytes))
    seen = presented(reader)
    with station.session() as session:
        session.unlock_for_issue(SERIAL)
    assert seen == [TRANSPORT]


def test_after_the_secret_the_derived_one_is_presented_first() -> None:
    derived = PROFILE.secret_for(SERIAL, KEYS)
    station, reader = station_with(begun(derived, serial_bytes=8))
    seen = presented(reader)
    with station.session() as session:
        session.unlock_for_issue(SERIAL)
    assert seen == [derived]


def test_between_serial_and_secret_the_transport_code_is_tried_second() -> None:
    derived = PROFILE.secret_for(SERIAL, KEYS)
    card = begun(TRANSPORT, serial_bytes=8)
    station, reader = station_with(card)
    seen = presented(reader)
    with station.session() as session:
        session.unlock_for_issue(SERIAL)
    assert seen == [derived, TRANSPORT]
    assert tries_of(card) == 3


def test_the_second_guess_never_takes_the_last_try() -> None:
    card = changed(begun(TRANSPORT, serial_bytes=8), tries=2)
    station, _reader = station_with(card)
    with station.session() as session, pytest.raises(CardLocked):
        session.unlock_for_issue(SERIAL)
    assert tries_of(card) == 1


def test_a_secret_torn_in_its_own_change_is_refused_with_a_try_kept() -> None:
    card = begun(b"\x01\xff\xff", serial_bytes=8)
    station, _reader = station_with(card)
    with station.session() as session, pytest.raises(SecretRefused):
        session.unlock_for_issue(SERIAL)
    assert tries_of(card) == 1


def test_making_a_card_can_go_on_after_a_pull_at_any_apdu() -> None:
    reference = VirtualSle4442()
    station, reader = station_with(reference)
    with station.session() as session:
        steps = PROFILE.issue(session.image(), SERIAL, CONTENTS, KEYS)
    reader.on_apdu(None)
    _make(station, steps)
    for number in range(reader.apdus):
        for phase in ApduPhase:
            card = VirtualSle4442()
            station, torn_reader = station_with(card)
            pull_at(torn_reader, number, phase)
            with pytest.raises(CardOutcomeUnknown):
                _make(station, steps)
            torn_reader.on_apdu(None)
            torn_reader.insert(card)
            _make(station, steps)
            assert card == reference, f"pulled {phase} APDU {number}"


def _make(station: Station, steps: tuple[Step, ...]) -> None:
    with station.session() as session:
        session.unlock_for_issue(SERIAL)
        for step in steps:
            session.write(step)
        session.image()


def test_no_secret_is_derived_from_a_serial_that_the_card_did_not_take() -> None:
    card = VirtualSle4442()
    station, _reader = station_with(card)
    with station.session() as session:
        session.unlock(None)
        with pytest.raises(CardDamaged):
            session.write(Step(StepKind.SECRET, "secret", 0, b""))
    assert psc_of(card) == TRANSPORT


# -- within a session ------------------------------------------------------------------------


def test_the_serial_is_read_again_with_one_apdu() -> None:
    station, reader = station_with(issued_card())
    with station.session() as session:
        reader.on_apdu(None)
        assert session.identify_again() == SERIAL
        assert reader.apdus == 1


def test_another_card_behind_an_open_link_shows_when_the_serial_is_read_again() -> None:
    """A swap within one poll of the daemon keeps the link: notes on PC/SC, pitfall 3."""
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
        assert reader.apdus == 3  # select, two halves
        assert session.image() == first
        assert reader.apdus == 5


def test_the_first_image_after_a_write_is_read_anew() -> None:
    station, _reader = station_with(issued_card())
    with station.session() as session:
        session.unlock(SERIAL)
        session.write(Step(StepKind.WRITE, "main", 0xC0, b"\x5a"))
        assert session.image().areas["main"][0xC0] == 0x5A


def test_a_prepayment_takes_ten_apdus() -> None:
    """Select, read (2), counter, code, serial again, data, mark, read back (2)."""
    station, reader = station_with(issued_card())
    reader.on_apdu(None)
    prepay(station)
    assert reader.apdus == 10


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
    for number in range(10):
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

    def close(self) -> None:
        """Nothing to close."""


def test_after_a_lost_answer_nothing_more_is_sent_whatever_the_link_would_do() -> None:
    beneath = BouncingLink()
    link = SessionLink(beneath)
    for _ in range(2):
        with pytest.raises(CardOutcomeUnknown):
            link.transmit(b"\xff\xb0\x00\x00\x04")
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
    runs = [senders[at : at + 5] for at in range(0, len(senders), 5)]
    assert len(runs) == 20
    assert all(len(set(run)) == 1 for run in runs)


def _read(station: Station) -> None:
    """Five APDUs: select, two halves, two halves."""
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
