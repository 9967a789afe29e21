"""A layout as a meter maker might keep it to itself: one meter, one copy, a key scheme of its own.

Main memory of an SLE4442: serial at 20, then magic, key version and utility, length and contents,
MAC, mark. Nothing of it is meant for real meters.
"""

# ruff: noqa: ARG002  a profile's methods have one shape, whoever needs less

from __future__ import annotations

import hmac

import msgspec

from app.cards.chips.sle4442 import AREA, SECRET_LENGTH, SIZE, Sle4442
from app.cards.errors import CardDamaged, CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.contract import Declaration
from app.cards.profiles.fields import ContentsUnfit
from app.cards.secrets import CardCiphers
from app.domain.cards import (
    CardContents,
    CardReading,
    ChargingType,
    Marking,
    ReadBack,
    UtilityKind,
)
from app.domain.function_cards import FunctionContents
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, StepKind

SERIAL_AT, HEADER_AT, BODY_AT, MAC_AT, MARK_AT = 0x20, 0x28, 0x30, 0xF0, 0xF8
MAGIC = b"TOY"
STEP = 100


class Toy:
    """The layout."""

    name = "toy"
    declares = Declaration(
        chips=(Sle4442.name,),
        places=((UtilityKind.WATER,),),
        step=STEP,
        money_step=STEP,
        largest_load=900_000,
        largest_number=999,
        charging=(ChargingType.VOLUME,),
        marking=Marking.AFTER,
        copyable=True,
        refundable=False,
        room_for_mark=True,
        tear_safe=False,
        carries_pricing=True,
        own_secret=True,
        read_back_months=0,
        retrievable=False,
    )

    def access(self, shown: CardImage, keys: KeySource) -> None:
        """Everything is shown."""

    def is_blank(self, image: CardImage) -> bool:
        memory = image.areas.get(AREA, b"")
        return len(memory) == SIZE and memory[HEADER_AT:] == b"\xff" * (SIZE - HEADER_AT)

    def serial_of(self, image: CardImage) -> bytes | None:
        memory = image.areas.get(AREA, b"")
        serial, magic = memory[SERIAL_AT:HEADER_AT], memory[HEADER_AT : HEADER_AT + 3]
        begun = magic == b"\xff" * 3 and serial != b"\xff" * 8
        return serial if len(memory) == SIZE and (magic == MAGIC or begun) else None

    def own_serial(self, image: CardImage) -> None:
        """The chip has none."""

    def decode(self, image: CardImage, keys: KeySource) -> tuple[CardReading, ...]:
        serial, version = _identity(image, keys)
        memory = image.areas[AREA]
        body = memory[BODY_AT:MAC_AT]
        if memory[MAC_AT:MARK_AT] != keys.card_mac(serial, version, body + memory[MARK_AT:], 8):
            raise CardDamaged("This toy is broken.", "Make a new one.")
        values = msgspec.msgpack.decode(body[1 : 1 + body[0]])
        said = msgspec.convert(
            dict(zip(CardContents.__struct_fields__, values, strict=True)), CardContents
        )
        reading = CardReading(
            serial=serial,
            profile=self.name,
            key_version=version,
            contents=said,
            read_back=ReadBack(),
        )
        return (reading,)

    def shows_mark(self, image: CardImage, mark: EventId, keys: KeySource) -> bool:
        try:
            return self.decode(image, keys)[0].contents.mark == mark
        except (CardForeign, CardDamaged):
            return False

    def torn_copy(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        try:
            self.decode(image, keys)
        except CardDamaged:
            return True
        except CardForeign:
            return False
        return False

    def taken_since(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        return False

    def issue(
        self,
        image: CardImage,
        serial: bytes,
        contents: tuple[CardContents, ...],
        keys: KeySource,
    ) -> tuple[Step, ...]:
        header = MAGIC + bytes([keys.version])
        header += keys.card_mac(serial, keys.version, header, 4)
        return (
            Step(StepKind.WRITE, AREA, SERIAL_AT, serial),
            Step(StepKind.SECRET, "secret", 0, b""),
            Step(StepKind.WRITE, AREA, HEADER_AT, header),
            *_body_steps(serial, keys.version, contents, keys),
        )

    def rewrite(
        self, image: CardImage, contents: tuple[CardContents, ...], keys: KeySource
    ) -> tuple[Step, ...]:
        (shown,) = self.decode(image, keys)
        for field in ("utility", "region", "account"):
            if getattr(contents[0], field) != getattr(shown.contents, field):
                raise ContentsUnfit(field, "it differs from the card's")
        if contents[0].sequence <= shown.contents.sequence:
            raise ContentsUnfit("sequence", "it is not newer")
        return _body_steps(shown.serial, shown.key_version, contents, keys)

    def function_of(self, image: CardImage, keys: KeySource) -> None:
        """There are none."""

    def make_function(
        self, image: CardImage, serial: bytes, contents: FunctionContents, keys: KeySource
    ) -> tuple[Step, ...]:
        raise ContentsUnfit("function", "there are none")

    def retrieve(self, image: CardImage, keys: KeySource) -> tuple[Step, ...]:
        raise ContentsUnfit("card", "it stays what it is")

    def secret_of(self, image: CardImage, keys: KeySource) -> bytes:
        serial, version = _identity(image, keys)
        return keys.card_secret(serial, version, SECRET_LENGTH)

    def secret_for(self, serial: bytes, keys: KeySource) -> bytes:
        return keys.card_secret(serial, keys.version, SECRET_LENGTH)


class Backwards:
    """A key scheme: the kiosk's own keys of the serial read backwards."""

    def __init__(self, keys: KeySource) -> None:
        self._keys = keys
        self.demo = keys.demo
        self.version = keys.version

    def card_secret(self, serial: bytes, version: int, length: int) -> bytes:
        return self._keys.card_secret(serial[::-1], version, length)

    def card_mac(self, serial: bytes, version: int, data: bytes, length: int) -> bytes:
        return self._keys.card_mac(serial[::-1], version, data, length)

    def card_ciphers(self, factors: tuple[bytes, ...], version: int) -> CardCiphers:
        return self._keys.card_ciphers(factors[::-1], version)


def _identity(image: CardImage, keys: KeySource) -> tuple[bytes, int]:
    """Serial and key version: what proves whose card it is, also where the rest is torn."""
    memory = image.areas.get(AREA, b"")
    header = memory[HEADER_AT:BODY_AT]
    if header[:3] != MAGIC:
        raise CardForeign("This is no toy.", "Put in a toy.")
    serial, version = memory[SERIAL_AT:HEADER_AT], header[3]
    if not hmac.compare_digest(header[4:8], keys.card_mac(serial, version, header[:4], 4)):
        raise CardForeign("This is somebody else's toy.", "Put in one of yours.")
    return serial, version


def _body_steps(
    serial: bytes, version: int, contents: tuple[CardContents, ...], keys: KeySource
) -> tuple[Step, ...]:
    (one,) = contents or (None,)
    if one is None or one.place != 1:
        raise ContentsUnfit("place", "there is only the first")
    for field, fits in (
        ("kind", one.kind is UtilityKind.WATER),
        ("charging", one.charging is ChargingType.VOLUME),
        ("load", one.load <= Toy.declares.largest_load and one.load % STEP == 0),
        ("number", one.number <= Toy.declares.largest_number),
    ):
        if not fits:
            raise ContentsUnfit(field, "it does not fit")
    told = [getattr(one, name) for name in one.__struct_fields__]
    packed = msgspec.msgpack.encode(told)
    body = (bytes([len(packed)]) + packed).ljust(MAC_AT - BODY_AT, b"\xff")
    if len(body) > MAC_AT - BODY_AT:
        raise ContentsUnfit("account", "it does not fit")
    mark = one.mark.to_bytes()
    mac = keys.card_mac(serial, version, body + mark, 8)
    return (
        Step(StepKind.WRITE, AREA, BODY_AT, body + mac),
        Step(StepKind.WRITE, AREA, MARK_AT, mark),
    )


def profile() -> Toy:
    """What the counter asks for."""
    return Toy()


def key_source(keys: KeySource) -> Backwards:
    """The scheme that goes with it."""
    return Backwards(keys)
