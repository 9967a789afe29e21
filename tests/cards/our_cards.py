"""Cards of ours for tests: what stands on them, and a station to read them."""

from __future__ import annotations

from datetime import date

import msgspec

from app.cards.key_sources.demo import DemoKeys
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.station import Station
from app.domain.cards import CardContents, CardForm, ChargingType, UtilityKind
from app.domain.identity import EventId
from app.simulator.other_cards import VirtualCard
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4442_card import CardSnapshot, VirtualSle4442
from app.simulator.sle4442_dialects import Dialect, acs_dialect

SERIAL = bytes.fromhex("1122334455667788")
OTHER_SERIAL = bytes.fromhex("8877665544332211")
CONTENTS = CardContents(
    form=CardForm.OPENING,
    utility=7,
    region=3,
    kind=UtilityKind.WATER,
    charging=ChargingType.VOLUME,
    account="100000000001",
    meter="200000000002",
    tariff_class=1,
    household_size=4,
    period_start=date(2026, 1, 1),
    bought_in_period=5_000,
    standing_paid_to=date(2026, 2, 1),
    allowance_used=0,
    number=1,
    load=5_000,
    cumulative=5_000,
    sequence=1,
    mark=EventId(7, 1, 42),
)
NEXT = msgspec.structs.replace(
    CONTENTS, number=2, load=3_000, cumulative=8_000, sequence=2, mark=EventId(7, 1, 43)
)
PROFILE = TapcardSle4442()
KEYS = DemoKeys()


def station_with(
    card: VirtualCard | None, keys: KeySource = KEYS, dialect: str | None = None
) -> tuple[Station, VirtualReader]:
    """A station in process, with a card in its reader."""
    reader = VirtualReader()
    if card is not None:
        reader.insert(card)
    return Station(reader, [PROFILE], keys, dialect), reader


def issued_card(
    serial: bytes = SERIAL, keys: KeySource = KEYS, firmware: Dialect = acs_dialect
) -> VirtualSle4442:
    """A card of ours with its first load."""
    card = VirtualSle4442()
    station, _reader = station_with(card, keys)
    with station.session() as session:
        session.unlock(None)
        for step in PROFILE.issue(session.image(), serial, (CONTENTS,), keys):
            session.write(step)
    card.dialect = firmware
    return card


def prepay(station: Station) -> None:
    """What a sale does to a card, in one session: eight APDUs at an ACS reader."""
    with station.session() as session:
        image = session.image()
        session.unlock(SERIAL)
        session.identify_again()
        for step in PROFILE.rewrite(image, (NEXT,), KEYS):
            session.write(step)
        session.image()


def contents_of(card: VirtualSle4442) -> CardContents:
    """What a card says, read in process."""
    station, _reader = station_with(card)
    with station.session() as session:
        return session.readings()[0].contents


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
    """The secret on a card."""
    return card.snapshot().security[1:]


def tries_of(card: VirtualSle4442) -> int:
    """Tries that a card has left."""
    return card.error_counter.bit_count()


def presented(reader: VirtualReader) -> list[bytes]:
    """PSCs that reach the card from now on, in order."""
    seen: list[bytes] = []

    def hook(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if apdu[1] == 0x20 and phase is ApduPhase.BEFORE:
            seen.append(apdu[5:])

    reader.on_apdu(hook)
    return seen
