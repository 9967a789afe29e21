"""AT88SC102: two application zones of 64 bytes behind a 2-byte security code with 4 tries.

Writing only takes bits from 1 to 0. Bits come back by erasing: outside the application zones a
word of two bytes, inside them only the zone as a whole, with an erase key; so a zone is never
rewritten atomically, and a tear leaves it erased or half written. Zone 2 can be erased 128 times:
each erasure spends a bit of the counter EC2. Source: notes/cards.md 2.1 and 3.3.

What this program takes for granted of the utility's cards, none of it confirmed on hardware:

- EC2EN is intact, so that zone 2 has its 128 erasures and no more.
- Erase keys are those of the factory, all FF; a step of kind ``secret`` changes the security code.
- The issuer fuse may be blown or not: it decides whether the issuer zone can be written, which
  the read-back shows. The kiosk blows no fuse.
- The fabrication zone reads 0F 0F and the transport code is F0 F0, as open firmware for this chip
  has them (limpkin/mooltipass, source_code/src/CARD/smartcard.h); other deliveries may differ.
- The first byte of each zone is the chip's: its two first bits permit writing (P) and reading
  without the code (R), both while they are 1 (same firmware). It is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.chips.atrs import HEADERS, shown_header
from app.cards.chips.errors import CardWornOut
from app.cards.chips.refusals import (
    another_chip,
    code_of,
    forbidden,
    keep_one_back,
    not_unlocked,
    wrong_code,
)
from app.cards.dialects.acs_at88sc102 import attempts_left
from app.cards.errors import CardRefused
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.cards.dialects.acs_at88sc102 import AcsAt88sc102
    from app.cards.secrets import Access, Secret
    from app.cards.transport import CardLink

HEAD = "head"
ZONE_1 = "az1"
ZONE_2 = "az2"
HEAD_SIZE = 0x16
ZONE_SIZE = 64
SECRET_LENGTH = 2
TRANSPORT_SECRET = b"\xf0\xf0"
FABRICATION_ZONE = b"\x0f\x0f"

_LABEL = "AT88SC102"
_MEMORY = 0xB0
"""All bytes of the chip, which one APDU reads."""
_STARTS = {HEAD: 0x00, ZONE_1: 0x16, ZONE_2: 0x5C}
_SIZES = {HEAD: HEAD_SIZE, ZONE_1: ZONE_SIZE, ZONE_2: ZONE_SIZE}
_CODE = 0x0A
_ATTEMPTS = 0x0C
_HIDDEN = range(_CODE, _ATTEMPTS + 2)
"""Security code and attempts counter: not contents, so the image has zeros there."""
_WRITABLE = (range(0x02, 0x0A), range(0x0E, HEAD_SIZE))
"""Issuer zone and code protected zone."""
_EC2 = slice(0xA0, 0xB0)
_KEY_1 = b"\xff" * 6
_KEY_2 = b"\xff" * 4
_WORD = 2
_ERASED = 0xFF


class At88sc102Family:
    """Recognises an AT88SC102 in a reader, by what it shows to everyone."""

    name = "at88sc102"

    def __init__(self, dialect: AcsAt88sc102) -> None:
        """``dialect``: that of the reader."""
        self._dialect = dialect

    def open(self, link: CardLink) -> At88sc102:
        """The chip behind the link, selected. Its head is looked at when it is read.

        Nothing is sent where the answer to reset shows another chip already: this one has none,
        so what its reader shows names no chip. Raises CardForeign, CardOutcomeUnknown.
        """
        shown = shown_header(link.atr)
        if shown is None or shown in HEADERS:
            raise another_chip(_LABEL)
        try:
            self._dialect.select(link)
        except CardRefused as error:
            raise another_chip(_LABEL) from error
        return At88sc102(link, self._dialect)


class At88sc102:
    """One AT88SC102 for one session; see :class:`~app.cards.chips.contract.Chip`."""

    name = "at88sc102"
    transport_secret = TRANSPORT_SECRET

    def __init__(self, link: CardLink, dialect: AcsAt88sc102) -> None:
        """``link``: with the chip selected."""
        self._link = link
        self._dialect = dialect
        self._memory = bytearray()
        self._tries = 0
        self._erasures = 0
        """How often zone 2 can still be erased."""
        self._unlocked = False

    def read_image(self, access: Access | None = None) -> CardImage:
        """The areas ``head``, ``az1`` and ``az2`` in one APDU; see the contract for errors.

        The chip shows them to everyone, whatever ``access``. The attempts counter and the counter
        of erasures come along, so neither is read again before it is needed. Security code and
        attempts counter stand as zero in the image.
        """
        del access
        try:
            memory = self._dialect.read(self._link, 0, _MEMORY)
        except CardRefused as error:
            raise another_chip(_LABEL) from error
        if not memory.startswith(FABRICATION_ZONE):
            raise another_chip(_LABEL)
        self._memory = bytearray(memory)
        self._tries = attempts_left(memory[_ATTEMPTS])
        self._erasures = sum(byte.bit_count() for byte in memory[_EC2])
        shown = _without_code(0, memory)
        return CardImage({area: shown[at : at + _SIZES[area]] for area, at in _STARTS.items()})

    def read_again(
        self,
        access: Access | None,
        written: Sequence[Step],  # noqa: ARG002  one APDU brings it all
    ) -> CardImage:
        """As :meth:`read_image`."""
        return self.read_image(access)

    def read(self, area: str, offset: int, length: int) -> bytes:
        """1..255 bytes of an area, read now in one APDU. Raises CardOutcomeUnknown, CardRefused."""
        address = _STARTS[area] + offset
        return _without_code(address, self._dialect.read(self._link, address, length))

    def tries_left(self) -> int:
        """Tries left, 0..4."""
        self._tries = self._dialect.tries_left(self._link)
        return self._tries

    def present(self, secret: Secret) -> None:
        """Security code, then attempts counter: two APDUs; see the contract for errors.

        The counter was read with the image in this session, in which nobody else can have spent a
        try. Raises also CardWornOut, with nothing presented: nobody shall pay for a load that
        zone 2 cannot take any more.
        """
        code = code_of(secret, SECRET_LENGTH)
        self._known()
        keep_one_back(self._tries)
        self._must_be_erasable()
        self._unlocked, self._tries = self._dialect.present(self._link, code)
        if not self._unlocked:
            raise wrong_code(self._tries)

    def change_secret(self, secret: Secret) -> None:
        """Two APDUs, for the code is a word that is erased first; see the contract for errors.

        Pulled between them, the card has the code FF FF, which nobody presents.
        """
        code = code_of(secret, SECRET_LENGTH)
        self._must_be_unlocked()
        self._dialect.erase_word(self._link, _CODE)
        self._dialect.write(self._link, _CODE, code)

    def write(self, step: Step) -> None:
        """Writes from the first to the last byte that differs, erasing only what it must.

        Where bits have to go from 0 to 1, words of the head are erased one by one and a zone as a
        whole; what stood there outside the step is written again, before the step's own bytes, so
        that a step's last byte is the last to be programmed. At most three APDUs for a zone.
        Raises also WriteForbidden, NotUnlocked, and CardWornOut with nothing sent.
        """
        self._check_reach(step)
        self._must_be_unlocked()
        start = _STARTS[step.area] + step.offset
        end = start + len(step.data)
        target = bytes(self._known()[:start] + step.data + self._memory[end:])
        if step.area == HEAD:
            self._erase_words(target, start, end)
            self._bring_to(target, start - start % _WORD, end + end % _WORD)
        elif _gains_bits(self._memory[start:end], step.data):
            self._erase_zone(step.area)
            self._bring_to(target, end, _STARTS[step.area] + ZONE_SIZE)
            self._bring_to(target, _STARTS[step.area], end)
        else:
            self._bring_to(target, start, end)

    def _erase_words(self, target: bytes, start: int, end: int) -> None:
        for address in range(start - start % _WORD, end, _WORD):
            word = slice(address, address + _WORD)
            if _gains_bits(self._memory[word], target[word]):
                self._dialect.erase_word(self._link, address)
                self._memory[word] = bytes([_ERASED] * _WORD)

    def _erase_zone(self, area: str) -> None:
        if area == ZONE_1:
            self._dialect.erase_zone_1(self._link, _KEY_1)
        else:
            self._must_be_erasable()
            self._dialect.erase_zone_2(self._link, _KEY_2)
            self._erasures -= 1
        start = _STARTS[area]
        self._memory[start : start + ZONE_SIZE] = bytes([_ERASED] * ZONE_SIZE)

    def _bring_to(self, target: bytes, start: int, end: int) -> None:
        """Writes what differs from ``target`` between two addresses, in one APDU or none."""
        differing = [at for at in range(start, end) if self._memory[at] != target[at]]
        if differing:
            changed = slice(differing[0], differing[-1] + 1)
            self._dialect.write(self._link, changed.start, target[changed])
            self._memory[changed] = target[changed]

    def _check_reach(self, step: Step) -> None:
        if step.kind is not StepKind.WRITE or step.area not in _STARTS:
            raise ValueError(f"no write step of this chip: {step.kind}, {step.area}")
        end = step.offset + len(step.data)
        places = _WRITABLE if step.area == HEAD else (range(ZONE_SIZE),)
        if not any(place.start <= step.offset and end <= place.stop for place in places):
            raise forbidden(step)
        if step.area != HEAD and step.offset == 0:
            stored = self._known()[_STARTS[step.area]]
            if not step.data.startswith((bytes([stored]), bytes([_ERASED]))):
                raise forbidden(step)

    def _known(self) -> bytearray:
        """All bytes as last read, with what was written since."""
        if not self._memory:
            self.read_image()
        return self._memory

    def _must_be_unlocked(self) -> None:
        if not self._unlocked:
            raise not_unlocked()

    def _must_be_erasable(self) -> None:
        if self._erasures == 0:
            raise CardWornOut(
                _("The card has been written as often as it can be and takes no more."),
                _("Reissue the customer's card."),
            )


def _without_code(address: int, data: bytes) -> bytes:
    """``data`` as read from ``address``, with zeros for security code and attempts counter."""
    return bytes(0 if at in _HIDDEN else byte for at, byte in enumerate(data, address))


def _gains_bits(old: bytes | bytearray, new: bytes) -> bool:
    """Whether some bit goes from 0 to 1, which only erasing does."""
    return any(after & ~before for before, after in zip(old, new, strict=True))
