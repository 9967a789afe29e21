"""The station: which card is in, what it is presented, and what happens when it goes."""

from __future__ import annotations

import pytest

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
from app.cards.station import Station
from app.domain.plans import Step, StepKind, applied
from app.kiosk import CardSession, CardStation
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.sle4442_dialects import omnikey_dialect
from tests.cards.chip_contract import pull_at
from tests.cards.our_cards import (
    CONTENTS,
    KEYS,
    NEXT,
    OTHER_SERIAL,
    PROFILE,
    SERIAL,
    changed,
    issued_card,
    presented,
    psc_of,
    station_with,
    tries_of,
)

TRANSPORT = b"\xff\xff\xff"


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
        assert session.readings()[0].contents == CONTENTS


def test_a_card_of_somebody_else() -> None:
    card = changed(VirtualSle4442(), at={0x20: bytes(range(1, 0x61))})
    station, reader = station_with(card)
    seen = presented(reader)
    with station.session() as session:
        assert not session.blank()
        assert session.serial() is None
        with pytest.raises(CardForeign):
            session.readings()[0]
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
        steps = PROFILE.rewrite(before, (NEXT,), KEYS)
        for step in steps:
            session.write(step)
        assert session.image() == applied(before, steps)
        assert session.readings()[0].contents == NEXT
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
            session.readings()[0]
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
    assert isinstance(derived, bytes)
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
        steps = PROFILE.issue(session.image(), SERIAL, (CONTENTS,), KEYS)
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
