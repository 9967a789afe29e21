"""One reader: sessions in which a card is recognised, read, unlocked and written.

A station keeps no card state between sessions: every session connects exclusively, powers the
card up, reads it whole and powers it down at its end, which also ends what the secret allowed.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, NamedTuple

from app.cards.chips.families import families
from app.cards.dialects.choice import brand_of
from app.cards.dialects.contract import Brand
from app.cards.errors import (
    CardDamaged,
    CardForeign,
    CardOutcomeUnknown,
    CardUnsupported,
    SecretRefused,
)
from app.domain.cards import CardSeen
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.cards.chips.contract import Chip
    from app.cards.chips.families import ChipFamily
    from app.cards.keys import KeySource
    from app.cards.profiles.contract import Profile
    from app.cards.secrets import Access, Secret
    from app.cards.transport import CardLink, Reader
    from app.domain.cards import CardReading


class Station:
    """The card station of one reader; see :class:`~app.kiosk.CardStation`.

    It runs on its caller's thread. A second thread that wants a session waits until the first has
    left its own, so APDUs of two sessions never mix.
    """

    def __init__(
        self,
        reader: Reader,
        profiles: Sequence[Profile],
        keys: KeySource,
        dialect: str | None = None,
    ) -> None:
        """``profiles``: layouts in use, preferred first. ``dialect``: overrules the reader's name.

        Raises ValueError for an unknown dialect.
        """
        self._reader = reader
        self._profiles = tuple(profiles)
        self._keys = keys
        self._dialect = None if dialect is None else Brand(dialect)
        self._families: dict[Brand, tuple[ChipFamily, ...]] = {}
        self._turn = threading.Lock()
        self._holder: int | None = None

    @contextlib.contextmanager
    def session(self, expected: str | None = None) -> Iterator[Session]:
        """Takes hold of the card in the reader until the context is left.

        ``expected``: see :class:`~app.kiosk.CardStation`.

        Raises ReaderLost, NoCard, CardMute, CardUnsupported, and CardOutcomeUnknown when the card
        goes while it is recognised. A card of nobody we know does not raise here: its session
        says so in :meth:`Session.reading`.
        """
        with self._turn_taken():
            link = SessionLink(self._reader.connect())
            try:
                yield self._open(link, expected)
            finally:
                link.close()

    @contextlib.contextmanager
    def _turn_taken(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._holder == me:
            raise RuntimeError("this thread already has a session on this reader")
        with self._turn:
            self._holder = me
            try:
                yield
            finally:
                self._holder = None

    def _open(self, link: SessionLink, expected: str | None) -> Session:
        brand = self._dialect or brand_of(self._reader.name)
        if brand not in self._families:
            self._families[brand] = families(brand)
        for family in self._families[brand]:
            profiles = [p for p in self._profiles if family.name in p.declares.chips]
            profiles.sort(key=lambda profile: profile.name != expected)
            if profiles:
                with contextlib.suppress(CardForeign):
                    session = Session(link, family.open(link), profiles, self._keys)
                    session.place = Place(self._reader.name, brand.value, family.name)
                    return session
        raise CardUnsupported(
            _("This card is of a kind that this counter does not use."),
            _("Use a card of this utility."),
        )


class Place(NamedTuple):
    """Where a session takes place, and with what."""

    reader: str
    dialect: str
    chip: str


class SessionLink:
    """A link that stays dead after its first lost answer, and after its end."""

    def __init__(self, link: CardLink) -> None:
        """``link``: the reader's; used only through this one from now on."""
        self._link = link
        self._dead = False
        self.sent = 0
        """APDUs sent in this session."""

    @property
    def atr(self) -> bytes:
        """As the link beneath."""
        return self._link.atr

    def transmit(self, apdu: bytes) -> tuple[bytes, int]:
        """As the link beneath; raises CardOutcomeUnknown without sending once dead."""
        self._must_live()
        self.sent += 1
        try:
            return self._link.transmit(apdu)
        except CardOutcomeUnknown:
            self._dead = True
            raise

    def reset(self) -> None:
        """As the link beneath; raises CardOutcomeUnknown once dead."""
        self._must_live()
        try:
            self._link.reset()
        except CardOutcomeUnknown:
            self._dead = True
            raise

    def _must_live(self) -> None:
        if self._dead:
            raise CardOutcomeUnknown(
                _("The connection to the card has ended."),
                _("Put the card in again, so that it can be read."),
            )

    def close(self) -> None:
        """Ends the link beneath and powers the card down."""
        self._dead = True
        self._link.close()


class Session:
    """Exclusive work with one card; see :class:`~app.kiosk.CardSession`."""

    def __init__(
        self,
        link: SessionLink,
        chip: Chip,
        profiles: Sequence[Profile],
        keys: KeySource,
    ) -> None:
        """Reads the card. ``profiles``: those for this chip, at least one, preferred first.

        Raises CardForeign when the chip is not of its family after all, CardOutcomeUnknown.
        """
        self.place = Place("", "", "")
        self._link = link
        self._chip = chip
        self._profiles = tuple(profiles)
        self._keys = keys
        self._access: Access | None = None
        self._written: list[Step] = []
        """Since the card was read last."""
        self._image = self._read_whole()
        self._opening_read: int | None = link.sent

    @property
    def profile(self) -> Profile:
        """The profile whose card this is; for a blank or foreign card the preferred one."""
        claims = (p for p in self._profiles if p.serial_of(self._image) is not None)
        blanks = (p for p in self._profiles if p.is_blank(self._image))
        return next(claims, None) or next(blanks, self._profiles[0])

    def _read_whole(self) -> CardImage:
        """What the chip shows to everyone, then the rest, if a profile knows how to get it.

        Of several profiles for one chip the first is asked whose card it is; the others only
        where it is nobody's, and each may want other files or keys.
        """
        shown = self._chip.read_image()
        for profile in self._profiles:
            self._image = self._read_with(profile, shown)
            if profile.serial_of(self._image) is not None or profile.is_blank(self._image):
                break
        return self._image

    def _read_with(self, profile: Profile, shown: CardImage) -> CardImage:
        self._access = None
        with contextlib.suppress(CardForeign):  # readings say whose it is not
            self._access = profile.access(shown, self._keys)
        return shown if self._access is None else self._chip.read_image(self._access)

    def _read_again(self) -> CardImage:
        """Everything; what was blank may have got keys in this session, and then wants them."""
        self._written = []
        return self._read_whole() if self._access is None else self._chip.read_image(self._access)

    def _read_written(self) -> CardImage:
        """What this session has written, which nobody else can have changed since."""
        if self._access is None and any(step.kind is not StepKind.WRITE for step in self._written):
            return self._read_again()
        written, self._written = self._written, []
        return self._chip.read_again(self._access, written)

    def image(self) -> CardImage:
        """All bytes; as the first call of a session, what opening it has just read.

        Later ones read again what this session has written.
        """
        if self._written:
            self._image = self._read_written()
        elif self._opening_read != self._link.sent:
            self._image = self._read_again()
        self._opening_read = None
        return self._image

    def blank(self) -> bool:
        """Whether the card as last read is blank."""
        return self.profile.is_blank(self._image)

    def readings(self) -> tuple[CardReading, ...]:
        """Each meter's part of the card as last read, by place. Raises CardForeign, CardDamaged."""
        if self._access is None:
            self.profile.access(self._image, self._keys)  # raises why the rest cannot be read
        return self.profile.decode(self._image, self._keys)

    def seen(self) -> CardSeen:
        """What lies there, as last read."""
        ours = any(one.serial_of(self._image) is not None for one in self._profiles)
        blank = self.blank()
        return CardSeen(
            reader=self.place.reader,
            dialect=self.place.dialect,
            atr=self._link.atr,
            chip=self.place.chip,
            profile=self.profile.name if ours or blank else "",
            blank=blank,
        )

    def serial(self) -> bytes | None:
        """Serial as last read; None on a card without one: new from the factory, or not ours.

        A blank card has one where it survived retrieval, or where making the card broke off.
        """
        return self.profile.serial_of(self._image)

    def identify_again(self) -> bytes | None:
        """Serial read anew: one APDU; a whole reading where it is not what and where it was."""
        place = _find(self._image, self.serial())
        if place is None or self._chip.read(*place) != self.serial():
            self._image = self._read_again()
        return self.serial()

    def unlock(self, serial: bytes | None) -> None:
        """Presents the card's own secret, or that of a blank when ``serial`` is None.

        The transport code is presented only to a blank card, unless cards come with their keys; a
        derived secret, of the key version that the card was made with, only to a card that shows
        this serial and proves to be ours.

        Raises:
            CardForeign, CardDamaged: not such a card; nothing was presented.
            CardLocked, SecretRefused, CardOutcomeUnknown: as the chip.
        """
        if serial is None:
            self._must(self.blank())
            self._chip.present(self._secret_of_a_blank())
            return
        self._must(self.serial() == serial)
        self._chip.present(self.profile.secret_of(self._image, self._keys))

    def unlock_for_issue(self, serial: bytes) -> None:
        """Presents what a card has on which an issuing plan for ``serial`` may have begun.

        Steps run serial, secret, data. Where the serial is not on the card the secret cannot have
        been changed: the transport code, one try. Where it is, the secret may or may not have
        been: the derived one first, since only a pull within two APDUs leaves the other, then the
        transport code. The chip keeps one try back in either case, so a card with two tries left
        that wants the second guess is refused as locked; acceptance gives all tries back.

        Raises CardLocked, SecretRefused (both are wrong), CardOutcomeUnknown.
        """
        if _find(self._image, serial) is None or not self._accepts_newest(serial):
            self._chip.present(self._chip.transport_secret)

    def unlock_for_rekey(self, serial: bytes) -> None:
        """Presents what a card of ours has on which a plan may have changed the secret.

        The newest derived one first, then the one by what the card says; one try is kept back, as
        above. Raises CardForeign, CardDamaged, CardLocked, SecretRefused (both are wrong).
        """
        self._must(self.serial() == serial)
        if not self._accepts_newest(serial):
            self._chip.present(self.profile.secret_of(self._image, self._keys))

    def unlock_for_retrieval(self, serial: bytes, before: CardImage) -> None:
        """Presents what a card has that a plan may have given its transport secret back.

        Its own first, by what it said ``before`` the plan: what tells the key version may be
        erased. Then the transport code, where a card changes its secret at all; one try is kept
        back, as above. A card that does not show the serial where it was gets neither.

        Raises CardForeign, CardLocked, SecretRefused (both are wrong), CardOutcomeUnknown.
        """
        place = _find(before, serial)
        self._must(place is not None and _find(self._image, serial) == place)
        try:
            self._chip.present(self.profile.secret_of(before, self._keys))
        except SecretRefused:
            if not self.profile.declares.own_secret:
                raise
            self._chip.present(self._chip.transport_secret)

    def _secret_of_a_blank(self) -> Secret:
        own = self.profile.own_serial(self._image)
        if self.profile.declares.own_secret or own is None:
            return self._chip.transport_secret
        return self.profile.secret_for(own, self._keys)

    def _accepts_newest(self, serial: bytes) -> bool:
        try:
            self._chip.present(self.profile.secret_for(serial, self._keys))
        except SecretRefused:
            return False
        return True

    def write(self, step: Step) -> None:
        """Executes one step. Success is no proof: read the image again.

        The secret is derived from the serial that the card shows when read right before: a reader
        reports success also for a serial that was not written, and a secret nobody can derive
        again would lose the card.

        Raises CardDamaged (no serial to derive a secret from), CardOutcomeUnknown, CardRefused.
        """
        if step.kind is StepKind.WRITE:
            self._written.append(step)
            self._chip.write(step)
            return
        if step.kind is StepKind.TRANSPORT:
            self._written.append(step)
            self._chip.change_secret(self._chip.transport_secret)
            return
        serial = self.profile.serial_of(self.image())
        if serial is None:
            raise CardDamaged(
                _("The card did not take its serial."),
                _("Take another blank card."),
            )
        self._written.append(step)
        self._chip.change_secret(self.profile.secret_for(serial, self._keys))

    def _must(self, expected: bool) -> None:
        if not expected:
            raise CardForeign(
                _("This is not the card that was read before; its code was not tried."),
                _("Put the right card in and start over."),
            )


def _find(image: CardImage, serial: bytes | None) -> tuple[str, int, int] | None:
    """Area, offset and length of a serial in an image."""
    for area, data in image.areas.items():
        offset = data.find(serial) if serial else -1
        if serial and offset >= 0:
            return area, offset, len(serial)
    return None
