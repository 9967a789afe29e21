"""SLE4442 and SLE5542: 256 bytes of memory behind a 3-byte code (PSC) with 3 tries.

Everything but the PSC is readable without it. Bytes 0..31 hold the maker's header, whose first
four the reader shows as the answer to reset, and can be made read-only for ever; a card whose
header is overwritten is dead to every reader, so nothing below 32 is ever written here. An update
programs 2.5 ms (only 1 -> 0) or 5 ms per byte. Source: notes/cards.md 2.1 to 2.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.chips.errors import NotUnlocked, WriteForbidden
from app.cards.chips.tries import TriesMemory
from app.cards.errors import (
    CardForeign,
    CardLocked,
    CardOutcomeUnknown,
    CardRefused,
    SecretRefused,
)
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _

if TYPE_CHECKING:
    from app.cards.dialects.contract import Presented, Sle44x2Dialect
    from app.cards.transport import CardLink

AREA = "main"
SIZE = 256
FIRST_WRITABLE = 0x20
SECRET_LENGTH = 3
TRANSPORT_SECRET = b"\xff\xff\xff"
HEADER = bytes.fromhex("A2131091")

_TRIES = 3
_KEPT_BACK = 1
"""Tries that are never spent: with the last one a card could be lost to a mere pull."""
_READ_LENGTH = SIZE - FIRST_WRITABLE
"""All that is ever written, in one read: it carries at most 255 bytes, and some firmwares append
four protection bytes."""
_HISTORICAL = slice(2, 6)
"""Where the reader shows the chip's header in the answer to reset: ``3B 04 A2 13 10 91``."""


class Sle4442Family:
    """Recognises an SLE4442 in a reader. Lives as long as the station, so that it remembers."""

    name = "sle4442"

    def __init__(self, dialect: Sle44x2Dialect) -> None:
        """``dialect``: that of the reader."""
        self._dialect = dialect
        self._memory = TriesMemory(_TRIES)

    def open(self, link: CardLink) -> Sle4442:
        """The chip behind the link, selected.

        Raises CardForeign when the reader finds another chip, CardOutcomeUnknown.
        """
        try:
            self._dialect.select(link)
        except CardRefused as error:
            raise _another_chip() from error
        return Sle4442(link, self._dialect, self._memory)


class Sle4442:
    """One SLE4442 for one session; see :class:`~app.cards.chips.contract.Chip`."""

    name = "sle4442"
    transport_secret = TRANSPORT_SECRET

    def __init__(self, link: CardLink, dialect: Sle44x2Dialect, memory: TriesMemory) -> None:
        """``link``: with the chip selected. ``memory``: kept by the family between sessions."""
        self._link = link
        self._dialect = dialect
        self._memory = memory
        self._main = bytearray()
        self._recognised = link.atr[_HISTORICAL] == HEADER
        self._secret: bytes | None = None
        self._told: int | None = None

    def read_image(self) -> CardImage:
        """The area ``main`` in one APDU; see the contract for errors.

        The maker's bytes below 32 are never written and never compared, so they are not read
        either and stand as zero. Where the answer to reset does not show the chip, one more APDU
        per session reads its header.
        """
        try:
            self._recognise()
            data = self._dialect.read(self._link, FIRST_WRITABLE, _READ_LENGTH)
        except CardRefused as error:
            raise _another_chip() from error
        self._main = bytearray(FIRST_WRITABLE) + data
        return CardImage({AREA: bytes(self._main)})

    def _recognise(self) -> None:
        if self._recognised:
            return
        if self._dialect.read(self._link, 0, len(HEADER)) != HEADER:
            raise _another_chip()
        self._recognised = True

    def read(self, area: str, offset: int, length: int) -> bytes:
        """1..255 bytes of an area, read now in one APDU. Raises CardOutcomeUnknown, CardRefused."""
        if area != AREA:
            raise KeyError(area)
        return self._dialect.read(self._link, offset, length)

    def tries_left(self) -> int:
        """Tries left, 0..3. Where the reader cannot tell: 3 less the misses this program saw."""
        counted = self._dialect.tries_left(self._link)
        return self._remembered_tries() if counted is None else counted

    def present(self, secret: bytes) -> None:
        """Error counter, then PSC: two APDUs; see the contract for errors."""
        counted = self._dialect.tries_left(self._link)
        if counted is None:
            self._present_uncounted(secret)
            return
        _keep_one_back(counted)
        self._take(secret, self._dialect.present(self._link, secret))

    def change_secret(self, secret: bytes) -> None:
        """One APDU; see the contract for errors."""
        if len(secret) != SECRET_LENGTH:
            raise ValueError(f"a PSC has {SECRET_LENGTH} bytes, not {len(secret)}")
        self._dialect.change_psc(self._link, self._unlocked(), secret)
        self._secret = secret

    def write(self, step: Step) -> None:
        """Writes from the first to the last byte that differs, in one APDU; none where none does.

        Equal bytes in between are sent along: that costs the card 2.5 ms each and no erasure, so
        a pull cannot harm them, and saves an APDU. Raises also WriteForbidden and NotUnlocked.
        """
        _check_reach(step)
        self._unlocked()
        stored = self._known()[step.offset : step.offset + len(step.data)]
        differing = [i for i, old in enumerate(stored) if old != step.data[i]]
        if not differing:
            return
        first, end = differing[0], differing[-1] + 1
        address, data = step.offset + first, step.data[first:end]
        self._dialect.write(self._link, address, data)
        self._main[address : address + len(data)] = data

    def _present_uncounted(self, secret: bytes) -> None:
        """Presents where the reader cannot read the counter, by what this program has seen."""
        tries, card = self._remembered_tries(), self._card()
        _keep_one_back(tries)
        if self._memory.refused(card, secret):
            raise _wrong_secret(tries)
        try:
            answer = self._dialect.present(self._link, secret)
        except CardOutcomeUnknown:
            self._memory.note_unanswered(card)
            raise
        if answer.accepted:
            self._told = None
            self._memory.note_accepted(card)
        else:
            self._told = answer.tries_left
            self._memory.note_refused(card, secret, answer.tries_left)
        self._take(secret, answer)

    def _take(self, secret: bytes, answer: Presented) -> None:
        if not answer.accepted:
            raise _wrong_secret(answer.tries_left) if answer.tries_left else _locked(0)
        self._secret = secret

    def _remembered_tries(self) -> int:
        return self._memory.tries_left(self._card()) if self._told is None else self._told

    def _card(self) -> bytes | None:
        """What the card is remembered by; None where it shows nothing that others do not."""
        nameless = len(set(self._known()[FIRST_WRITABLE:])) == 1
        return None if nameless else bytes(self._main)

    def _known(self) -> bytearray:
        """Main memory as last read, with what was written since."""
        if not self._main:
            self.read_image()
        return self._main

    def _unlocked(self) -> bytes:
        if self._secret is None:
            raise NotUnlocked(
                _("The card was to be written before its code was accepted."),
                _("Take the card out, put it in again and repeat; report this if it stays."),
            )
        return self._secret


def _check_reach(step: Step) -> None:
    if step.kind is not StepKind.WRITE or step.area != AREA:
        raise ValueError(f"no write step of area {AREA}: {step.kind}, {step.area}")
    if step.offset < FIRST_WRITABLE or step.offset + len(step.data) > SIZE:
        raise WriteForbidden(
            _(
                "The card layout wants to write bytes {first} to {last}, which are not its own."
            ).format(first=step.offset, last=step.offset + len(step.data) - 1),
            _("Nothing was written. Do not use this layout; report it to whoever supplied it."),
        )


def _keep_one_back(tries: int) -> None:
    if tries <= _KEPT_BACK:
        raise _locked(tries)


def _another_chip() -> CardForeign:
    return CardForeign(
        _("This card does not have the chip SLE4442."),
        _("Use a card of this utility."),
    )


def _locked(tries: int) -> CardLocked:
    if tries == 0:
        return CardLocked(
            _("The card has locked itself after wrong codes and can never be written again."),
            _("Reissue the customer's card."),
        )
    return CardLocked(
        _("The card has one try of its code left; it was not used, so the card is not lost."),
        _("Send the card to the office; do not try it at another counter."),
    )


def _wrong_secret(tries: int) -> SecretRefused:
    return SecretRefused(
        _("The card refused its code; {tries} tries are left.").format(tries=tries),
        _("Do not repeat this. Check that this kiosk has the utility's keys."),
        tries_left=tries,
    )
