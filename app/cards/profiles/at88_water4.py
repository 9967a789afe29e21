"""``at88-water4``: one card for four water meters of one household, on an AT88SC102.

A meter takes the load at its place when the count there is one more than its own, and then clears
its bit among the unloaded ones; it tells no totals, which the ledger completes. The table in zone 2
is the maker's. A plan brings it to its new state in one step, for the zone is erased as a whole,
and then writes our record in zone 1, its mark last. Torn in between, the table is one that no
counter writes, or says what the plan wrote: so a plan can always begin again. The maker's function
cards have a record of ours as well (at88_water4_function_card).

When the meter clears its bit is not proven: it is taken to be after it has credited, so an unloaded
load is never paid back in cash. A bit cleared before would say of a load that it was taken although
a pull may have kept it from being credited, and nothing else on the card tells the two apart: such
meters cannot be served. What the meters count is a parameter. Weak points that the layout has: a
check of one byte, counts to 254, 128 erasures of zone 2.
Sources: notes/domain.md 6.3, notes/cards.md 2.1 and 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from app.cards.chips.at88sc102 import HEAD, SECRET_LENGTH, ZONE_1, ZONE_2, ZONE_SIZE, At88sc102
from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4_fit import require_same_customer, require_successor
from app.cards.profiles.at88_water4_function_card import (
    function_mark,
    function_reading,
    mark_made_by,
    torn_function,
)
from app.cards.profiles.at88_water4_function_making import steps_made_again, steps_out_of_a_blank
from app.cards.profiles.at88_water4_identity import (
    Identity,
    claims_ours,
    head_of,
    identity_of,
    is_erased,
    is_function_card,
    proved_identity,
    serial_in,
)
from app.cards.profiles.at88_water4_layout import (
    FUNCTION_TYPES,
    IDENTITY_AT,
    LARGEST_NUMBER,
    PLACES,
    RECORD_AT,
    SECRET_AREA,
    SERIAL_AT,
    SERIAL_SIZE,
    TABLE_AT,
)
from app.cards.profiles.at88_water4_record import Written, next_written, written_on
from app.cards.profiles.at88_water4_retrieval import retrieval_steps
from app.cards.profiles.at88_water4_table import (
    Meter,
    Mode,
    Table,
    sealed_part,
    table_of,
    torn_amid,
    user_number,
    written_meter,
)
from app.cards.profiles.contract import Declaration
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.maker_contents import require_apart, shown_contents
from app.domain.cards import (
    CardContents,
    CardForm,
    CardReading,
    ChargingType,
    Marking,
    ReadBack,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.function_cards import FunctionContents, FunctionReading
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, StepKind, applied, shows
from app.domain.quantity import Money
from app.domain.text import _

NAME = "at88-water4"


@dataclass
class At88Water4:
    """The layout, with what is not proven of it.

    ``charging``: what the utility's meters count, which the card does not say. ``money_unit``: one
    count of money, in minor units. ``marking``: when a meter clears its bit: after it has credited.
    """

    name: str = NAME
    charging: ChargingType = ChargingType.VOLUME
    money_unit: Money = 100
    marking: Marking = Marking.AFTER
    declares: Declaration = field(init=False)

    def __post_init__(self) -> None:
        """Declares what follows. Raises ValueError for what a single bit cannot prove."""
        if self.marking is Marking.BOTH:
            raise ValueError("a meter clears its bit once, so it cannot mark twice")
        if self.marking is Marking.BEFORE:
            raise ValueError(
                "a bit cleared before the credit would be read as a load that was taken,"
                " also where the meter never credited it"
            )
        self._mode = Mode(self.charging, self.money_unit)
        self.declares = Declaration(
            chips=(At88sc102.name,),
            places=((UtilityKind.WATER,),) * PLACES,
            step=self._mode.step,
            money_step=self._mode.step,
            largest_load=self._mode.largest_load,
            largest_number=LARGEST_NUMBER,
            charging=(self.charging,),
            marking=self.marking,
            copyable=True,
            refundable=True,
            room_for_mark=True,
            tear_safe=False,
            carries_pricing=False,
            own_secret=True,
            read_back_months=0,
            function_cards=tuple(FUNCTION_TYPES),
            counts_uses=False,
            names_meter=False,
            tells_totals=False,
        )

    def access(self, shown: CardImage, keys: KeySource) -> None:
        """Nothing: the chip shows all to everyone."""

    def is_blank(self, image: CardImage) -> bool:
        """Whether identity and both zones are erased; a serial may have survived retrieval."""
        head = head_of(image)
        zones = (image.areas.get(ZONE_1, b""), image.areas.get(ZONE_2, b""))
        erased = all(is_erased(zone[TABLE_AT:]) for zone in zones)
        return head != b"" and erased and is_erased(head[IDENTITY_AT:])

    def serial_of(self, image: CardImage) -> bytes | None:
        """Serial of a card that claims to be ours, one whose making stopped early included."""
        head = head_of(image)
        return serial_in(head) if head and claims_ours(head) else None

    def own_serial(self, image: CardImage) -> None:
        """None: the chip has no serial of its own."""

    def decode(self, image: CardImage, keys: KeySource) -> tuple[CardReading, ...]:
        """Every place with a meter. Account and meter are empty: the card has no room for them.

        Raises CardForeign (not ours, other utility, other keys, KeyVersionUnknown, making stopped
        early) or CardDamaged (ours, but table or record torn or changed).
        """
        identity = identity_of(image, keys)
        written = self._written(image, identity)
        if written is None:
            raise _damaged()
        table = table_of(image.areas[ZONE_2])
        return tuple(
            self._reading(identity, table, place, meter, written)
            for place, meter in enumerate(table.meters, start=1)
            if meter is not None
        )

    def shows_mark(self, image: CardImage, mark: EventId, keys: KeySource) -> bool:
        """Whether record and table, or what a function card tells, hold and are this plan's."""
        if is_function_card(image):
            return function_mark(image, keys) == mark
        written = self._written_by(image, keys)
        return written is not None and written.last.mark == mark

    def torn_copy(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """Whether no kiosk takes the card for whole, and what a meter can take is the plan's.

        Either the table is torn; or it is what the steps write, and only the record is torn: to
        write that again, the same number and load, takes nothing from anybody. A card of a key
        version that is not held here may be whole for others.
        """
        if mark_made_by(steps) is not None:
            return torn_function(image, keys)
        if is_function_card(image):
            return False
        try:
            if self._written(image, identity_of(image, keys)) is not None:
                return False
        except KeyVersionUnknown:
            return False
        except CardForeign:
            pass
        zone = image.areas.get(ZONE_2, b"")
        return len(zone) != ZONE_SIZE or torn_amid(zone, applied(image, steps).areas[ZONE_2])

    def taken_since(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """Whether all steps stand but for what meters wrote since: bits cleared, and reports.

        The record, which is as written, seals all else of the table, and all that a function card
        tells.
        """
        made = mark_made_by(steps)
        if made is not None:
            return is_function_card(image) and function_mark(image, keys) == made
        if self._written_by(image, keys) is None:
            return False
        if not all(shows(image, step) for step in steps if step.area != ZONE_2):
            return False
        return image != applied(image, steps)

    def issue(
        self,
        image: CardImage,
        serial: bytes,
        contents: tuple[CardContents, ...],
        keys: KeySource,
    ) -> tuple[Step, ...]:
        """Serial, secret, identity, table, record, whose end is the mark. Raises ContentsUnfit."""
        if len(serial) != SERIAL_SIZE or is_erased(serial):
            raise ContentsUnfit("serial", _("it needs 8 bytes, not all FF"))
        require_apart(contents)
        identity = Identity(serial, keys.version, contents[0].utility, keys)
        return (
            Step(StepKind.WRITE, HEAD, SERIAL_AT, serial),
            _secret_step(),
            Step(StepKind.WRITE, HEAD, IDENTITY_AT, identity.packed()),
            *self._zone_steps(image, identity, contents, None),
        )

    def rewrite(
        self, image: CardImage, contents: tuple[CardContents, ...], keys: KeySource
    ) -> tuple[Step, ...]:
        """Secret and identity where a newer key version is due, table, record.

        Raises CardForeign and CardDamaged as :meth:`decode`; ContentsUnfit also for another
        utility, region or account than the card's and for a write sequence that is not newer.
        """
        identity = identity_of(image, keys)
        before = self._written(image, identity)
        if before is None:
            raise _damaged()
        require_apart(contents)
        require_successor(contents[0], identity, before.last.sequence)
        if keys.version <= identity.key_version:
            return self._zone_steps(image, identity, contents, before)
        newer = Identity(identity.serial, keys.version, identity.utility, keys)
        return (
            _secret_step(),
            Step(StepKind.WRITE, HEAD, IDENTITY_AT, newer.packed()),
            *self._zone_steps(image, newer, contents, before),
        )

    def function_of(self, image: CardImage, keys: KeySource) -> FunctionReading | None:
        """What a function card tells meters, and their reports; None where the card is none.

        Raises CardForeign, also for one of the maker's own program; CardDamaged.
        """
        return function_reading(image, self.name, self._mode, keys)

    def make_function(
        self, image: CardImage, serial: bytes, contents: FunctionContents, keys: KeySource
    ) -> tuple[Step, ...]:
        """Out of a blank its type comes last; a function card of ours stays of its type.

        Raises ContentsUnfit, and CardForeign for a customer's card.
        """
        if self.is_blank(image):
            return steps_out_of_a_blank(serial, contents, self._mode, keys)
        return steps_made_again(image, serial, contents, self._mode, keys)

    def retrieve(self, image: CardImage, keys: KeySource) -> tuple[Step, ...]:
        """Table with reports, record, security code, system mark, the rest of the identity.

        The mark goes first and takes one erasure: a type that loses its shape under it would be
        nobody's. Raises CardForeign.
        """
        proved_identity(image, keys)
        return retrieval_steps()

    def secret_of(self, image: CardImage, keys: KeySource) -> bytes:
        """The security code of a card of ours, by the key version of its identity.

        Raises CardForeign unless the MAC of the identity holds.
        """
        identity = proved_identity(image, keys)
        return keys.card_secret(identity.serial, identity.key_version, SECRET_LENGTH)

    def secret_for(self, serial: bytes, keys: KeySource) -> bytes:
        """The security code that a card made now gets, by the newest key version."""
        return keys.card_secret(serial, keys.version, SECRET_LENGTH)

    def _written(self, image: CardImage, identity: Identity) -> Written | None:
        zones = (image.areas.get(ZONE_1, b""), image.areas.get(ZONE_2, b""))
        if any(len(zone) != ZONE_SIZE for zone in zones):
            return None
        return written_on(*zones, identity)

    def _written_by(self, image: CardImage, keys: KeySource) -> Written | None:
        try:
            return self._written(image, identity_of(image, keys))
        except CardForeign:
            return None

    def _reading(
        self, identity: Identity, table: Table, place: int, meter: Meter, written: Written
    ) -> CardReading:
        write = written.by_place()[place - 1]
        taken = ReadBack(phase=ReadBackPhase.FINAL, number=meter.number, totals=False)
        return CardReading(
            serial=identity.serial,
            profile=self.name,
            key_version=identity.key_version,
            contents=shown_contents(
                place=place,
                form=written.forms[place - 1] or CardForm.USER,
                kind=UtilityKind.WATER,
                charging=self.charging,
                utility=identity.utility,
                region=table.region,
                number=meter.number,
                load=self._mode.decode(meter.purchase, carry=meter.carry),
                sequence=write.sequence,
                mark=write.mark,
            ),
            read_back=ReadBack() if meter.unloaded else taken,
        )

    def _zone_steps(
        self,
        image: CardImage,
        identity: Identity,
        contents: tuple[CardContents, ...],
        before: Written | None,
    ) -> tuple[Step, Step]:
        """The table with new parts and all others as they are, and the record over it."""
        for one in contents:
            self._require_fit(one)
        written = next_written(contents, before)
        standing = None if before is None else table_of(image.areas[ZONE_2])
        table = self._table(contents, written.forms, standing)
        written = msgspec.structs.replace(written, unloaded=table.unloaded)
        packed = Step(StepKind.WRITE, ZONE_2, TABLE_AT, table.packed())
        sealed = sealed_part(applied(image, (packed,)).areas[ZONE_2])
        return packed, Step(StepKind.WRITE, ZONE_1, RECORD_AT, written.packed(identity, sealed))

    def _table(
        self,
        contents: tuple[CardContents, ...],
        forms: tuple[CardForm | None, ...],
        before: Table | None,
    ) -> Table:
        meters: list[Meter | None] = list(before.meters) if before else [None] * PLACES
        user = user_number(contents[0].account)
        if before is not None:
            require_same_customer(contents[0], user, before)
        for one in contents:
            meters[one.place - 1] = written_meter(one, self._mode)
        waiting = {
            form for form, meter in zip(forms, meters, strict=True) if meter and meter.unloaded
        }
        return Table(
            region=contents[0].region,
            user=user,
            meters=tuple(meters),
            opening=CardForm.OPENING in waiting,
            reissue=CardForm.REISSUE in waiting,
            tiered=self.charging is ChargingType.MONEY_TIERED,
        )

    def _require_fit(self, contents: CardContents) -> None:
        if not 1 <= contents.place <= PLACES:
            raise ContentsUnfit("place", _("the card has {count}").format(count=PLACES))
        if contents.kind is not UtilityKind.WATER:
            raise ContentsUnfit("kind", _("this card is for water"))
        if contents.charging is not self.charging:
            raise ContentsUnfit(
                "charging",
                _("meters of this card count {charging}").format(charging=self.charging.value),
            )


def _damaged() -> CardDamaged:
    return CardDamaged(
        _("The data on this card are damaged."),
        _("Nothing was paid. Reissue the card: its credit stands in the ledger."),
    )


def _secret_step() -> Step:
    return Step(StepKind.SECRET, SECRET_AREA, 0, b"")
