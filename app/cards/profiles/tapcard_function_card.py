"""A function card of an open layout whose identity is proved: what it tells, what meters wrote."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_function_geometry import COUNTERS, Answer, FunctionGeometry
from app.cards.profiles.tapcard_function_layout import ANSWERED, DATA, FUNCTION_TAG, HEAD
from app.cards.profiles.tapcard_geometry import RESERVED
from app.cards.profiles.tapcard_identity import (
    Identity,
    SealState,
    identity_of,
    is_erased,
    is_function_card,
    memory_of,
)
from app.cards.profiles.tapcard_layout import FUNCTION_MAGIC, MAC_SIZE, MARK_SIZE, SEAL
from app.domain.function_cards import FunctionContents, FunctionKind, FunctionReading, MeterDump
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff
from app.domain.plans import CardImage
from app.domain.text import _


@dataclass(frozen=True)
class FunctionCard:
    """A function card whose making was finished."""

    memory: bytes
    geometry: FunctionGeometry
    identity: Identity
    version: int
    """Key version that everything behind the identity is sealed under."""
    contents: FunctionContents

    @property
    def counts(self) -> bool:
        """Whether it counts uses; the others have a slot for each."""
        return self.contents.function not in ANSWERED

    @property
    def used(self) -> int:
        """How often meters have obeyed it."""
        return self._last_use[0] if self.counts else len(self.dumps)

    @cached_property
    def used_by(self) -> str:
        """Device that obeyed it last; empty: none did."""
        if self.counts:
            return self._last_use[1]
        return self.dumps[-1].device if self.dumps else ""

    @cached_property
    def slots(self) -> tuple[MeterDump | None, ...]:
        """Every slot: what a meter wrote into it, whole; None: nothing that is."""
        if self.counts:
            return ()
        return tuple(self._slot(number) for number in range(self.geometry.slots))

    @property
    def dumps(self) -> tuple[MeterDump, ...]:
        """What meters wrote, in order."""
        return tuple(dump for dump in self.slots if dump is not None)

    def next_counter(self) -> int:
        """The counter, 0 or 1, that the next use is written to: never the one that counts."""
        first, second = (self._counter(index) for index in range(COUNTERS))
        return 1 if first is not None and (second is None or first > second) else 0

    def packed(self, answer: Answer, values: dict[str, Any], context: bytes) -> bytes:
        """An answer as a meter writes it. Raises ContentsUnfit.

        ``context``: what it belongs to on this card, under the MAC with the card's mark.
        """
        data = answer.record.pack(values) + bytes(answer.filling)
        return data + self._mac(answer, data, context)

    def context_of(self, slot: int) -> bytes:
        """What a dump belongs to: its slot."""
        return bytes([slot])

    def context_in(self, slot: int) -> bytes:
        """What claim and delivery of a slot belong to: this very dump."""
        at = self.geometry.dump_at(slot) + self.geometry.dump.mac_at
        return self.memory[at : at + MAC_SIZE]

    def _mac(self, answer: Answer, data: bytes, context: bytes) -> bytes:
        covered = self.contents.mark.to_bytes() + context + data
        return self.identity.mac(answer.tag, self.version, covered, MAC_SIZE)

    def _read(self, answer: Answer, at: int, context: bytes) -> dict[str, Any] | None:
        """What stands at an address; None unless a meter wrote it whole."""
        data = self.memory[at : at + answer.size]
        body, mac = data[: answer.mac_at], data[answer.mac_at :]
        if not hmac.compare_digest(mac, self._mac(answer, body, context)):
            return None
        try:
            return answer.record.unpack(body)
        except ValueError:
            return None

    def _counter(self, index: int) -> tuple[int, str] | None:
        at = self.geometry.counter_at(index)
        values = self._read(self.geometry.used, at, bytes([index]))
        return None if values is None else (values["used"], values["device"])

    @cached_property
    def _last_use(self) -> tuple[int, str]:
        """The higher whole counter. One torn beside one never written: no use was had of it yet.

        Two that are neither whole nor empty cannot come from a pull: nothing is left then.
        """
        whole = [use for index in range(COUNTERS) if (use := self._counter(index)) is not None]
        if whole:
            used, device = max(whole)
            return min(used, self.contents.uses), device
        size = self.geometry.used.size
        places = (self.geometry.counter_at(index) for index in range(COUNTERS))
        untouched = any(is_erased(self.memory[at : at + size], self.geometry.card) for at in places)
        return (0 if untouched else self.contents.uses), ""

    def _slot(self, slot: int) -> MeterDump | None:
        it = self.geometry
        values = self._read(it.dump, it.dump_at(slot), self.context_of(slot))
        if values is None:
            return None
        context = self.context_in(slot)
        claim = self._read(it.claim, it.claim_at(slot), context)
        delivery = self._read(it.delivery, it.delivery_at(slot), context)
        return MeterDump(
            **values,
            claimed_by=claim["device"] if claim else "",
            delivered_to=delivery["device"] if delivery else "",
        )


def function_identity(image: CardImage, geometry: FunctionGeometry, keys: KeySource) -> Identity:
    """Whose function card it is. Raises CardForeign (KeyVersionUnknown among others)."""
    return identity_of(memory_of(image, geometry.card), geometry.card, keys, FUNCTION_MAGIC)


def function_card_of(image: CardImage, geometry: FunctionGeometry, keys: KeySource) -> FunctionCard:
    """The card, proved and whole.

    Raises CardForeign (KeyVersionUnknown among others), and CardDamaged where its making was not
    finished.
    """
    memory = memory_of(image, geometry.card)
    identity = function_identity(image, geometry, keys)
    head = memory[geometry.head_at : geometry.seal_at]
    mark = memory[geometry.mark_at : geometry.mark_at + MARK_SIZE]
    seal = memory[geometry.seal_at :][: SEAL.size]
    data = memory[geometry.data_at :][: _data_size(head, geometry)]
    version = head[0]
    state = identity.check(FUNCTION_TAG, version, head + data + mark, seal)
    if state is SealState.UNKNOWN:
        raise KeyVersionUnknown(version)
    if state is SealState.TORN:
        raise CardDamaged(
            _("The making of this function card was not finished, or it is damaged."),
            _("No meter obeys it. Make it again."),
        )
    try:
        if state is SealState.WHOLE:
            contents = _contents(identity, geometry, head, data, EventId.from_bytes(mark))
            return FunctionCard(memory, geometry, identity, version, contents)
    except ValueError:
        pass  # sealed by us with codes that this version does not know: not ours to judge
    raise CardForeign(
        _("This function card was not written with the keys of this utility."),
        _("Keep the card and send it to head office."),
    )


def function_reading(
    image: CardImage, geometry: FunctionGeometry, profile: str, keys: KeySource
) -> FunctionReading | None:
    """The card as the profile contract tells it; None where it is no function card.

    Raises as :func:`function_card_of`.
    """
    if not is_function_card(memory_of(image, geometry.card), geometry.card):
        return None
    card = function_card_of(image, geometry, keys)
    return FunctionReading(
        serial=card.identity.serial,
        profile=profile,
        key_version=card.version,
        contents=card.contents,
        uses_left=max(0, card.contents.uses - card.used),
        dumps=card.dumps,
        used_by=card.used_by,
    )


def _data_size(head: bytes, geometry: FunctionGeometry) -> int:
    try:
        function: FunctionKind = HEAD.unpack(head)["codes"]["function"]
    except ValueError:
        return 0
    record = DATA.get(function)
    return 0 if record is None else len(geometry.filled(bytes(record.size)))


def _contents(
    identity: Identity, geometry: FunctionGeometry, head: bytes, data: bytes, mark: EventId
) -> FunctionContents:
    """Raises ValueError where bytes mean nothing."""
    values = geometry.head.unpack(head)
    codes = values.pop("codes")
    values.pop(RESERVED, None)
    del values["key_version"]
    record = DATA.get(codes["function"])
    said = {} if record is None else record.unpack(data)
    if "next_version" in said:
        said = {"key_version": said["next_version"]}
    if "current" in said:
        if said["current"] is None:
            raise ValueError(data.hex())
        said = {"tariff": MeterTariff(**said)}
    return FunctionContents(utility=identity.utility, mark=mark, **values, **codes, **said)
