"""The open layouts ``tapcard-*``: two copies, sequence, CRC-32, MAC with serial, mark last.

Every write goes to the copy that does not count, so that a card torn at any moment still shows what
it showed before. One family for all chips: what differs is the geometry, where the serial comes
from and what the secret is. Source of the method: notes/cards.md 3.1 to 3.3.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.keys import KeySource
from app.cards.profiles.contract import Declaration
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_card import card_of
from app.cards.profiles.tapcard_copies import packed_copy
from app.cards.profiles.tapcard_fit import all_parts, require_fit, require_successor
from app.cards.profiles.tapcard_function_card import (
    function_card_of,
    function_identity,
    function_reading,
)
from app.cards.profiles.tapcard_function_geometry import FunctionGeometry
from app.cards.profiles.tapcard_function_making import function_steps
from app.cards.profiles.tapcard_geometry import Geometry
from app.cards.profiles.tapcard_identity import (
    Identity,
    SealState,
    claims_ours,
    is_erased,
    is_function_card,
    memory_of,
    serial_in,
)
from app.cards.profiles.tapcard_layout import (
    CHARGING_CODES,
    FUNCTION_MAGIC,
    LARGEST_LOAD,
    LARGEST_NUMBER,
    MAGIC,
    MONTHS,
    SECRET_AREA,
)
from app.cards.profiles.tapcard_retrieval import retrieval_steps
from app.cards.secrets import Access, Secret
from app.domain.cards import CardContents, CardReading, Marking, UtilityKind
from app.domain.function_cards import FunctionContents, FunctionKind, FunctionReading
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _


@dataclass
class TapcardProfile(ABC):
    """A layout of the family, with what depends on the meters that read it.

    ``marking`` says how they mark a load; ``copyable`` whether the silicon can be cloned.
    """

    chip: ClassVar[str]
    geometry: ClassVar[Geometry]
    secret_changes: ClassVar[bool] = True
    """Whether a rewrite under a newer key version changes the secret too. Otherwise it stays that
    of the identity for the life of the card."""

    name: str
    marking: Marking = Marking.BOTH
    copyable: bool = True
    declares: Declaration = field(init=False)

    def __post_init__(self) -> None:
        """Declares what follows from the layout and from the meters."""
        self.declares = Declaration(
            chips=(self.chip,),
            places=(tuple(UtilityKind),) * self.geometry.places,
            step=1,
            money_step=1,
            largest_load=LARGEST_LOAD,
            largest_number=LARGEST_NUMBER,
            charging=tuple(CHARGING_CODES),
            marking=self.marking,
            copyable=self.copyable,
            refundable=True,
            room_for_mark=True,
            tear_safe=True,
            carries_pricing=True,
            own_secret=True,
            read_back_months=MONTHS,
            function_cards=tuple(FunctionKind),
        )
        self._functions = FunctionGeometry(self.geometry)

    @abstractmethod
    def access(self, shown: CardImage, keys: KeySource) -> Access | None:
        """What the chip must be told to read the rest; None for chips that show everything."""

    @abstractmethod
    def own_serial(self, image: CardImage) -> bytes | None:
        """The serial that the chip has from its factory; None: it gets one of ours."""

    @abstractmethod
    def secret_at(self, serial: bytes, version: int, keys: KeySource) -> Secret:
        """The card's own secret under a key version. Raises KeyVersionUnknown."""

    def shown(self, image: CardImage) -> bytes:
        """What can be judged of whose card it is: the whole memory, or what everyone may read."""
        return memory_of(image, self.geometry)

    def is_blank(self, image: CardImage) -> bool:
        """Whether everything of ours is erased; a serial may have survived retrieval."""
        memory = memory_of(image, self.geometry)
        return memory != b"" and is_erased(memory[self.geometry.identity_at :], self.geometry)

    def serial_of(self, image: CardImage) -> bytes | None:
        """Serial of a card that claims to be ours, one whose making stopped early included."""
        memory = self.shown(image)
        if not memory or not claims_ours(memory, self.geometry):
            return None
        return serial_in(memory, self.geometry)

    def decode(self, image: CardImage, keys: KeySource) -> tuple[CardReading, ...]:
        """Every place in use on the newest valid copy, with its read-back.

        Raises CardForeign (not ours, other utility, other keys, KeyVersionUnknown, making stopped
        before the identity was whole) or CardDamaged (ours by its identity, but no valid copy).
        """
        card = card_of(image, self.geometry, keys)
        newest = card.newest()
        return tuple(
            CardReading(
                serial=card.identity.serial,
                profile=self.name,
                key_version=newest.key_version,
                contents=part,
                read_back=card.read_back(part.place, part.mark),
            )
            for part in newest.parts
        )

    def shows_mark(self, image: CardImage, mark: EventId, keys: KeySource) -> bool:
        """Whether a valid copy, the newest or the older, was written by the plan of this mark.

        Of a function card: whether what it tells meters was.
        """
        if self._is_function(image):
            return self._function_mark(image, keys) == mark
        try:
            card = card_of(image, self.geometry, keys)
        except CardForeign:
            return False
        return any(copy.mark == mark for copy in card.valid)

    def torn_copy(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """Whether the copy that ``steps`` write, told by where its mark goes, is valid for nobody.

        One of a key version that is not held here may be valid for others.
        """
        if steps[-1].offset == self._functions.mark_at:
            return self._torn_function(image, keys)
        start = steps[-1].offset - self.geometry.mark_offset
        if start not in self.geometry.copy_starts or self._is_function(image):
            return False
        try:
            copy = card_of(image, self.geometry, keys).copy_at(start)
        except CardForeign:
            return True
        return copy is None or copy.state in (SealState.TORN, SealState.OTHERS)

    def taken_since(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """Whether a function card is whole as ``steps`` left it, but for what meters wrote since.

        Of a customer's card False: the read-back names its mark, so no step empties it.
        """
        last = steps[-1]
        if last.offset != self._functions.mark_at or not self._is_function(image):
            return False
        mark = self._function_mark(image, keys)
        return mark is not None and last.data.startswith(mark.to_bytes())

    def issue(
        self,
        image: CardImage,
        serial: bytes,
        contents: tuple[CardContents, ...],
        keys: KeySource,
    ) -> tuple[Step, ...]:
        """Serial, secret, what must be erased, identity with copy A, its mark.

        Where the chip has a serial of its own the identity comes before the secret: by it the card
        tells from then on whose it is. Raises ContentsUnfit.
        """
        first = require_fit(contents, self.geometry)
        self._require_serial(image, serial)
        identity = Identity(serial, keys.version, first.utility, keys)
        copy = packed_copy(identity, self.geometry, keys.version, first, contents)
        data, mark = self._copy_steps(self.geometry.copy_starts[0], copy)
        header = self._written(self.geometry.identity_at, identity.packed(self.geometry))
        if self.geometry.gives_serial:
            begun = self._written(self.geometry.serial_at, serial)
            data = self._written(header.offset, header.data + data.data)
        else:
            begun = header
        erasing = self._erasing(memory_of(image, self.geometry))
        return (begun, self._secret_step(), *erasing, data, mark)

    def rewrite(
        self, image: CardImage, contents: tuple[CardContents, ...], keys: KeySource
    ) -> tuple[Step, ...]:
        """The secret where it is due, data, then mark, of the copy that does not count at present.

        Parts of other places are carried over with the write that they name. Read-backs stay: each
        names the mark it belongs to, so a new mark outdates it. Raises CardForeign and CardDamaged
        as :meth:`decode`, ContentsUnfit.
        """
        card = card_of(image, self.geometry, keys)
        newest = card.newest()
        first = require_successor(contents, card.identity.utility, newest, self.geometry)
        version = max(newest.key_version, keys.version)
        parts = all_parts(newest, contents)
        copy = packed_copy(card.identity, self.geometry, version, first, parts)
        one, other = self.geometry.copy_starts
        rekeys = self.secret_changes and version > newest.key_version
        return (
            *((self._secret_step(),) if rekeys else ()),
            *self._copy_steps(other if newest.start == one else one, copy),
        )

    def function_of(self, image: CardImage, keys: KeySource) -> FunctionReading | None:
        """What a function card tells meters, and what they wrote; None where the card is none.

        Raises CardForeign, and CardDamaged where its making was not finished.
        """
        return function_reading(image, self._functions, self.name, keys)

    def make_function(
        self, image: CardImage, serial: bytes, contents: FunctionContents, keys: KeySource
    ) -> tuple[Step, ...]:
        """Out of a blank: serial or identity, and secret, as :meth:`issue`; then identity, what it
        tells, mark.

        Raises ContentsUnfit, also for uses without room; CardForeign for a customer's card.
        """
        memory = memory_of(image, self.geometry)
        before: tuple[Step, ...] = ()
        if self.is_blank(image):
            self._require_serial(image, serial)
            identity = Identity(serial, keys.version, contents.utility, keys)
            whose = identity.packed(self.geometry, FUNCTION_MAGIC)
            begun = (
                self._written(self.geometry.serial_at, serial)
                if self.geometry.gives_serial
                else self._written(self.geometry.identity_at, whose)
            )
            before = (begun, self._secret_step())
        else:
            identity = function_identity(image, self._functions, keys)
            if identity.serial != serial:
                raise ContentsUnfit("serial", _("the card has another one"))
        return (
            *before,
            *function_steps(memory, identity, self._functions, keys.version, contents),
        )

    def retrieve(self, image: CardImage, keys: KeySource) -> tuple[Step, ...]:
        """The copy that does not count, the one that does, all the rest, the secret, the identity.

        So that a card torn on the way shows what it showed before, or nothing. Raises CardForeign.
        """
        return retrieval_steps(image, self.geometry, keys)

    def secret_for(self, serial: bytes, keys: KeySource) -> Secret:
        """The secret that a card made now gets, by the newest key version."""
        return self.secret_at(serial, keys.version, keys)

    def secret_of(self, image: CardImage, keys: KeySource) -> Secret:
        """The secret of a card of ours, by the key version of its newest copy; by that of its
        identity where no copy is valid, or where the secret never changes.

        Raises CardForeign unless utility and MAC of its identity hold, so that a secret is never
        presented to somebody else's card, and KeyVersionUnknown. A function card keeps that of its
        identity.
        """
        if self._is_function(image):
            identity = function_identity(image, self._functions, keys)
            return self.secret_at(identity.serial, identity.key_version, keys)
        card = card_of(image, self.geometry, keys)
        version = card.key_version if self.secret_changes else card.identity.key_version
        return self.secret_at(card.identity.serial, version, keys)

    def _is_function(self, image: CardImage) -> bool:
        return is_function_card(memory_of(image, self.geometry), self.geometry)

    def _function_mark(self, image: CardImage, keys: KeySource) -> EventId | None:
        """The mark of a function card that meters obey."""
        try:
            return function_card_of(image, self._functions, keys).contents.mark
        except (CardForeign, CardDamaged):
            return None

    def _torn_function(self, image: CardImage, keys: KeySource) -> bool:
        """Whether a function card on its way is obeyed by nobody; see :meth:`torn_copy`."""
        if memory_of(image, self.geometry)[self.geometry.identity_at :].startswith(MAGIC):
            return False
        try:
            function_identity(image, self._functions, keys)
        except CardForeign:
            return True
        try:
            function_card_of(image, self._functions, keys)
        except KeyVersionUnknown:
            return False
        except (CardForeign, CardDamaged):
            return True
        return False

    def _require_serial(self, image: CardImage, serial: bytes) -> None:
        if len(serial) != self.geometry.serial_size or is_erased(serial, self.geometry):
            raise ContentsUnfit(
                "serial",
                _("it needs {count} bytes, not all of them empty").format(
                    count=self.geometry.serial_size
                ),
            )
        if self.own_serial(image) not in (None, serial):
            raise ContentsUnfit("serial", _("the chip has another one"))

    def _written(self, offset: int, data: bytes) -> Step:
        return Step(StepKind.WRITE, self.geometry.area, offset, data)

    def _secret_step(self) -> Step:
        return Step(StepKind.SECRET, SECRET_AREA, 0, b"")

    def _copy_steps(self, start: int, copy: bytes) -> tuple[Step, Step]:
        mark_at = self.geometry.mark_offset
        return self._written(start, copy[:mark_at]), self._written(start + mark_at, copy[mark_at:])

    def _erasing(self, memory: bytes) -> tuple[Step, ...]:
        """A step that erases everything after copy A, where it is not erased yet."""
        after = self.geometry.copy_starts[1]
        if is_erased(memory[after:], self.geometry):
            return ()
        return (self._written(after, bytes([self.geometry.erased]) * len(memory[after:])),)
