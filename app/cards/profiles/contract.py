"""What every profile offers. One contract test suite runs over all of them."""

from __future__ import annotations

from typing import Protocol

import msgspec

from app.cards.keys import KeySource
from app.cards.secrets import Access, Secret
from app.domain.cards import CardContents, CardReading, ChargingType, Marking, UtilityKind
from app.domain.function_cards import FunctionContents, FunctionKind, FunctionReading
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step
from app.domain.quantity import Money, Quantity


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """What operations ask of a profile instead of its name. Source: design.md section 5."""

    chips: tuple[str, ...]
    places: tuple[tuple[UtilityKind, ...], ...]
    """For each place of the card, in order, the kinds of meters that it can serve."""
    step: Quantity
    """Smallest credit, in thousandths of the unit."""
    money_step: Money
    """Smallest credit where the meter counts money, in minor units."""
    largest_load: Quantity
    """Most credit in one load, in either."""
    largest_number: int
    charging: tuple[ChargingType, ...]
    marking: Marking
    copyable: bool
    """Whether a card can be cloned with common tools (memory cards).

    One that cannot has an identity from its factory, which stands in its image: so another blank
    is never what an issuing plan found before it, and no plan makes two cards of one serial.
    """
    refundable: bool
    """Whether an unloaded load can be taken off the card at all."""
    room_for_mark: bool
    """Whether mark and write sequence stand on the card."""
    tear_safe: bool
    """Two copies, sequence, CRC and MAC; otherwise the journal alone decides."""
    carries_pricing: bool
    """Whether the card says all that pricing needs, its cumulative total included, so that any
    kiosk can sell to it. Otherwise the ledger completes what is read (domain.completion)."""
    own_secret: bool
    """Whether making a card changes its secret; False: cards come with their keys."""
    read_back_months: int
    function_cards: tuple[FunctionKind, ...] = ()
    """Function cards that it can make; screens offer only these."""
    counts_uses: bool = True
    """Whether a function card says how often it is obeyed; otherwise its uses are 0."""
    names_meter: bool = True
    """Whether a customer's card says which meter it is for; else any meter at its place takes a
    reissue card of its customer."""
    retrievable: bool = True
    """Whether a card can be made blank again; some makers' cannot (notes/domain.md 3.11)."""
    tells_totals: bool = True
    """Whether all its meters tell their totals. Without them no read-back proves that a load which
    was taken off gave no credit (domain.refunds)."""

    @property
    def kinds(self) -> tuple[UtilityKind, ...]:
        """All kinds that some place can serve."""
        return tuple(kind for kind in UtilityKind if any(kind in place for place in self.places))

    def places_for(self, kind: UtilityKind) -> tuple[int, ...]:
        """Numbers of the places, 1..n, that can serve a meter of this kind."""
        return tuple(at for at, kinds in enumerate(self.places, start=1) if kind in kinds)


class Profile(Protocol):
    """A layout. Pure but for the keys it is given: same contents, same serial, same bytes."""

    name: str
    declares: Declaration

    def access(self, shown: CardImage, keys: KeySource) -> Access | None:
        """What the chip must be told to read the rest of a card that shows this to everyone.

        None: it has been read whole, or it is neither blank nor ours. Raises CardForeign.
        """
        ...

    def is_blank(self, image: CardImage) -> bool:
        """Whether the card was never issued (or was retrieved): transport code, nothing of ours."""
        ...

    def serial_of(self, image: CardImage) -> bytes | None:
        """Serial of a card that claims to be ours, valid or not yet; None: not ours."""
        ...

    def own_serial(self, image: CardImage) -> bytes | None:
        """Serial that a blank card has from its factory; None: it gets one of 8 random bytes."""
        ...

    def decode(self, image: CardImage, keys: KeySource) -> tuple[CardReading, ...]:
        """Every meter's part of the newest valid copy, with its read-back; by place, at least one.

        Raises CardForeign (not ours, other utility, MAC of another key) or CardDamaged (ours,
        no valid copy).
        """
        ...

    def shows_mark(self, image: CardImage, mark: EventId, keys: KeySource) -> bool:
        """Whether a valid copy on the card, the newest or an older, was written by this plan.

        Only asked of profiles with room for a mark.
        """
        ...

    def torn_copy(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """Whether what ``steps`` write is at present valid for no kiosk and no meter."""
        ...

    def taken_since(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """Whether a meter proves that it took what the steps wrote, in a place that they emptied.

        False for layouts whose steps leave the read-back alone.
        """
        ...

    def issue(
        self,
        image: CardImage,
        serial: bytes,
        contents: tuple[CardContents, ...],
        keys: KeySource,
    ) -> tuple[Step, ...]:
        """Steps that make a blank into a card of ours: serial, secret, data, mark last.

        One contents for each meter, each at its own place. Raises ContentsUnfit.
        """
        ...

    def rewrite(
        self, image: CardImage, contents: tuple[CardContents, ...], keys: KeySource
    ) -> tuple[Step, ...]:
        """Steps that rewrite some places of a card of ours: data, mark last.

        Places without new contents stay as they are; a place that was free is taken. The read-back
        of the places written is emptied by the last step, or outdated by the mark. Where the key
        version of the card is older than the newest one, the steps change its keys too.
        Raises ContentsUnfit, CardForeign, CardDamaged.
        """
        ...

    def function_of(self, image: CardImage, keys: KeySource) -> FunctionReading | None:
        """A function card of ours, decoded; None where the card is not one.

        Raises CardForeign (another utility's, or with another key), CardDamaged.
        """
        ...

    def make_function(
        self, image: CardImage, serial: bytes, contents: FunctionContents, keys: KeySource
    ) -> tuple[Step, ...]:
        """Steps that make a function card out of a blank, or out of a function card of ours.

        Out of a blank they run serial, secret, data as :meth:`issue`; what makes the card valid is
        written last, so that a torn card is obeyed by no meter. What meters wrote is erased.
        Raises ContentsUnfit, also for a kind that is not declared, or that this card cannot become.
        """
        ...

    def retrieve(self, image: CardImage, keys: KeySource) -> tuple[Step, ...]:
        """Steps that make a card of ours blank again, a customer's or a function card.

        First what meters and counters obey, so that the card is worth nothing from the first byte
        that is gone on; then the secret its maker delivered it with, where it was changed; last
        whose card it was. A serial of ours stays; until the last step the card tells it. Contents
        may be damaged. Raises CardForeign unless the card proves to be ours, ContentsUnfit where
        it is not declared.
        """
        ...

    def secret_of(self, image: CardImage, keys: KeySource) -> Secret:
        """The secret of a card of ours by the key version it was made with.

        Raises CardForeign unless utility and MAC verify.
        """
        ...

    def secret_for(self, serial: bytes, keys: KeySource) -> Secret:
        """The card's own secret, derived from its serial, by the newest key version."""
        ...
