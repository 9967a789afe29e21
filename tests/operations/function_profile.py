"""A layout with function cards as simple as can be, for tests of what counters do with them.

After the identity: contents, then what meters write, then a MAC over the contents, written last.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from app.cards.chips.sle4442 import SECRET_LENGTH
from app.cards.errors import CardDamaged
from app.cards.key_sources.demo import DemoKeys
from app.cards.keys import KeySource
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_identity import Identity, identity_of, memory_of
from app.cards.profiles.tapcard_sle4442 import GEOMETRY, TapcardSle4442
from app.domain.cards import MeterParameters
from app.domain.function_cards import (
    FunctionContents,
    FunctionKind,
    FunctionReading,
    MeterDump,
)
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage, Step
from app.simulator.sle4442_card import VirtualSle4442

_AT = GEOMETRY.identity_at + GEOMETRY.identity.size
_STATE = 172
_MAC = 248
_TAG = b"F"
_WORDS = b"".join(
    name.encode()
    for struct in (FunctionContents, MeterParameters, MeterTariff, TierSet, MeterDump)
    for name in struct.__struct_fields__
)
"""What a small chip would have no room for."""


def _packed(value: Any) -> bytes:
    squeeze = zlib.compressobj(9, zdict=_WORDS)
    body = squeeze.compress(msgspec.json.encode(value)) + squeeze.flush()
    return bytes([len(body)]) + body


def _unpacked(data: bytes) -> Any:
    return msgspec.json.decode(zlib.decompressobj(zdict=_WORDS).decompress(data[1 : 1 + data[0]]))


def _few(value: msgspec.Struct) -> dict[str, Any]:
    """Fields that are not as usual."""
    told = msgspec.to_builtins(value)
    usual = {field.name: field.default for field in msgspec.structs.fields(type(value))}
    return {name: told[name] for name in told if getattr(value, name) != usual[name]}


@dataclass
class FunctionSle4442(TapcardSle4442):
    """The family on an SLE4442, which makes some function cards, or all."""

    makes: tuple[FunctionKind, ...] = tuple(FunctionKind)
    mac_size: ClassVar[int] = 8

    def __post_init__(self) -> None:
        super().__post_init__()
        self.declares = msgspec.structs.replace(self.declares, function_cards=self.makes)

    def function_of(self, image: CardImage, keys: KeySource) -> FunctionReading | None:  # type: ignore[override]
        memory = memory_of(image, GEOMETRY)
        if memory[_AT : _AT + 1] != _TAG:
            return None
        identity = identity_of(memory, GEOMETRY, keys)
        if memory[_MAC:] != self._mac(identity, memory[_AT:_STATE]):
            raise CardDamaged("This function card is not finished.")
        said = _unpacked(memory[_AT + 1 : _STATE])
        uses, dumps = _unpacked(memory[_STATE:_MAC])
        return FunctionReading(
            serial=identity.serial,
            profile=self.name,
            key_version=identity.key_version,
            contents=msgspec.convert(said, FunctionContents),
            uses_left=uses,
            dumps=msgspec.convert(dumps, tuple[MeterDump, ...]),
        )

    def make_function(
        self, image: CardImage, serial: bytes, contents: FunctionContents, keys: KeySource
    ) -> tuple[Step, ...]:
        if contents.function not in self.makes:
            raise ContentsUnfit("function", "not made")
        identity = Identity(serial, keys.version, contents.utility, keys)
        body = (_TAG + _packed(_few(contents))).ljust(_STATE - _AT, b"\xff")
        assert len(body) == _STATE - _AT
        state = _packed((contents.uses, ())).ljust(_MAC - _STATE, b"\xff")
        seal = self._written(_MAC, self._mac(identity, body))
        if not self.is_blank(image):
            return self._written(_MAC, bytes(8)), self._written(_AT, body + state), seal
        return (
            self._written(GEOMETRY.serial_at, serial),
            self._secret_step(),
            self._written(GEOMETRY.identity_at, identity.packed(GEOMETRY) + body + state),
            seal,
        )

    def _mac(self, identity: Identity, body: bytes) -> bytes:
        return identity.mac(_TAG, identity.key_version, body, self.mac_size)


def met(card: VirtualSle4442, uses_left: int, *dumps: MeterDump) -> None:
    """What meters leave on a card that was put into them."""
    state = _packed((uses_left, [_few(dump) for dump in dumps]))
    assert len(state) <= _MAC - _STATE
    serial = card.read(GEOMETRY.serial_at, GEOMETRY.serial_size)
    assert card.present(DemoKeys().card_secret(serial, DemoKeys().version, SECRET_LENGTH))
    card.update(_STATE, state)
