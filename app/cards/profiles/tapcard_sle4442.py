"""The open layout ``tapcard-sle4442``: two copies, sequence, CRC-32, MAC with serial, mark last.

Every write goes to the copy that does not count, so that a card torn at any moment still shows what
it showed before. The byte map stands in tapcard_layout.py and, for meter makers, in
docs/card-profiles.md. Source of the method: notes/cards.md 3.1 to 3.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.cards.chips.sle4442 import AREA, SECRET_LENGTH, SIZE, Sle4442
from app.cards.errors import CardDamaged, CardError, CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.contract import Declaration
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_image import (
    Copy,
    Identity,
    SealState,
    claims_ours,
    copies_of,
    erased,
    identity_of,
    is_newer,
    memory_of,
    packed_copy,
    read_back_of,
    valid_contents,
)
from app.cards.profiles.tapcard_layout import (
    COPY,
    COPY_A_AT,
    COPY_B_AT,
    ERASED,
    HEADER_AT,
    IDENTITY_AT,
    LARGEST_LOAD,
    LARGEST_NUMBER,
    MARK_OFFSET,
    MARK_SIZE,
    MONTHS,
    SECRET_AREA,
    SERIAL_SIZE,
)
from app.domain.cards import CardContents, CardReading, ChargingType, Marking, UtilityKind
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _

NAME = "tapcard-sle4442"


@dataclass
class TapcardSle4442:
    """The layout, with what depends on the meters that read it.

    ``marking`` says how they mark a load; ``copyable`` whether the silicon can be cloned.
    """

    name: str = NAME
    marking: Marking = Marking.BOTH
    copyable: bool = True
    declares: Declaration = field(init=False)

    def __post_init__(self) -> None:
        """Declares what follows from the layout and from the meters."""
        self.declares = Declaration(
            chips=(Sle4442.name,),
            kinds=tuple(UtilityKind),
            step=1,
            largest_load=LARGEST_LOAD,
            largest_number=LARGEST_NUMBER,
            charging=(ChargingType.VOLUME,),
            marking=self.marking,
            copyable=self.copyable,
            refundable=True,
            room_for_mark=True,
            tear_safe=True,
            read_back_months=MONTHS,
        )

    def is_blank(self, image: CardImage) -> bool:
        """Whether everything after the serial is erased; a serial may have survived retrieval."""
        memory = memory_of(image)
        return memory != b"" and erased(memory[HEADER_AT:])

    def serial_of(self, image: CardImage) -> bytes | None:
        """Serial of a card that claims to be ours, one whose making stopped early included."""
        memory = memory_of(image)
        if not memory or not claims_ours(memory):
            return None
        return memory[IDENTITY_AT:HEADER_AT]

    def decode(self, image: CardImage, keys: KeySource) -> CardReading:
        """Newest valid copy and the read-back.

        Raises CardForeign (not ours, other utility, other keys, KeyVersionUnknown, making stopped
        before the identity was whole) or CardDamaged (ours by its identity, but no valid copy).
        """
        memory = memory_of(image)
        identity = identity_of(memory, keys)
        _copy, contents = _newest(memory, identity)
        return CardReading(
            serial=identity.serial,
            profile=self.name,
            key_version=identity.key_version,
            contents=contents,
            read_back=read_back_of(memory, identity, contents.mark),
        )

    def shows_mark(self, image: CardImage, mark: EventId, keys: KeySource) -> bool:
        """Whether a valid copy, the newest or the older, carries this mark."""
        return any(
            copy.contents is not None and copy.contents.mark == mark
            for copy in _copies(image, keys)
        )

    def torn_copy(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """Whether the copy that ``steps`` write, told by where its mark goes, is not valid."""
        start = steps[-1].offset - MARK_OFFSET
        if start not in (COPY_A_AT, COPY_B_AT):
            return False
        valid = valid_contents(_copies(image, keys))
        return start not in [copy.start for copy, _contents in valid]

    def issue(
        self, image: CardImage, serial: bytes, contents: CardContents, keys: KeySource
    ) -> tuple[Step, ...]:
        """Serial, secret, what must be erased, identity with copy A, mark of copy A.

        Raises ContentsUnfit.
        """
        if len(serial) != SERIAL_SIZE or erased(serial):
            raise ContentsUnfit("serial", _("it needs 8 bytes, not all FF"))
        identity = Identity(serial, keys.version, contents.utility, keys)
        header = identity.packed()[SERIAL_SIZE:]
        data, mark = _copy_steps(COPY_A_AT, packed_copy(identity, contents))
        return (
            Step(StepKind.WRITE, AREA, IDENTITY_AT, serial),
            Step(StepKind.SECRET, SECRET_AREA, 0, b""),
            *_erasing(memory_of(image)),
            Step(StepKind.WRITE, AREA, HEADER_AT, header + data.data),
            mark,
        )

    def rewrite(
        self, image: CardImage, contents: CardContents, keys: KeySource
    ) -> tuple[Step, ...]:
        """Data, then mark, of the copy that does not count at present.

        The read-back area stays: it names the mark it belongs to, so the new mark outdates it.
        Raises CardForeign and CardDamaged as :meth:`decode`, ContentsUnfit also for another
        utility than the card's and for a write sequence that is not newer.
        """
        memory = memory_of(image)
        identity = identity_of(memory, keys)
        newest, shown = _newest(memory, identity)
        if contents.utility != identity.utility:
            raise ContentsUnfit("utility", _("the card belongs to another utility"))
        if not is_newer(contents.sequence, than=shown.sequence):
            raise ContentsUnfit("sequence", _("the card shows the same or a newer one"))
        target = COPY_B_AT if newest.start == COPY_A_AT else COPY_A_AT
        return _copy_steps(target, packed_copy(identity, contents))

    def secret_for(self, serial: bytes, keys: KeySource) -> bytes:
        """The secret that a card made now gets: three bytes, by the newest key version."""
        return keys.card_secret(serial, keys.version, SECRET_LENGTH)

    def secret_of(self, image: CardImage, keys: KeySource) -> bytes:
        """The secret of a card of ours, by the key version it was made with.

        Raises CardForeign unless utility and MAC of its identity hold, so that a secret is never
        presented to somebody else's card.
        """
        identity = identity_of(memory_of(image), keys)
        return keys.card_secret(identity.serial, identity.key_version, SECRET_LENGTH)


def _copies(image: CardImage, keys: KeySource) -> Sequence[Copy]:
    """Both copies, or none where the identity does not hold."""
    memory = memory_of(image)
    try:
        return copies_of(memory, identity_of(memory, keys))
    except CardForeign:
        return ()


def _copy_steps(start: int, copy: bytes) -> tuple[Step, Step]:
    return (
        Step(StepKind.WRITE, AREA, start, copy[:MARK_OFFSET]),
        Step(StepKind.WRITE, AREA, start + MARK_OFFSET, copy[MARK_OFFSET:]),
    )


def _erasing(memory: bytes) -> tuple[Step, ...]:
    """A step that erases everything after copy A, where it is not erased yet."""
    if erased(memory[COPY_B_AT:]):
        return ()
    blank = bytes([ERASED]) * (SIZE - COPY_B_AT)
    return (Step(StepKind.WRITE, AREA, COPY_B_AT, blank),)


def _unfinished(memory: bytes) -> bool:
    """Whether nothing stands yet where making a card writes last, and copy B was never written."""
    mark_at = COPY_A_AT + MARK_OFFSET
    return erased(memory[mark_at : mark_at + MARK_SIZE]) and erased(
        memory[COPY_B_AT : COPY_B_AT + COPY.size]
    )


def _newest(memory: bytes, identity: Identity) -> tuple[Copy, CardContents]:
    copies = copies_of(memory, identity)
    valid = valid_contents(copies)
    if not valid:
        raise _unreadable(memory, copies)
    return valid[0]


def _unreadable(memory: bytes, copies: Sequence[Copy]) -> CardError:
    if _unfinished(memory):
        return CardDamaged(
            _("The making of this card was not finished."),
            _("Nothing new was paid. Settle it at the kiosk that began, or take a new card."),
        )
    if any(copy.state is SealState.OTHERS for copy in copies):
        return CardForeign(
            _("The data on this card were not written for it with the keys of this utility."),
            _("Nothing was paid. Keep the card and send it to head office."),
        )
    return CardDamaged(
        _("The data on this card are damaged."),
        _("Nothing was paid. Reissue the card: its credit stands in the ledger."),
    )
