"""What the SLE chips have in common: memory that all can read, written behind a code (PSC).

Bytes 0..31 hold the maker's header, whose first four the reader shows as the answer to reset, and
can be made read-only for ever; a card whose header is overwritten is dead to every reader, so
nothing below 32 is ever written here. An update programs 2.5 ms (only 1 -> 0) or 5 ms per byte.
Source: notes/cards.md 2.1 to 2.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.chips.atrs import HEADERS, shown_header
from app.cards.chips.refusals import (
    another_chip,
    code_of,
    forbidden,
    keep_one_back,
    not_unlocked,
    wrong_code,
)
from app.cards.chips.tries import TriesMemory
from app.cards.errors import CardOutcomeUnknown, CardRefused
from app.domain.plans import CardImage, Step, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.cards.dialects.contract import Presented, SleDialect
    from app.cards.secrets import Access, Secret
    from app.cards.transport import CardLink

AREA = "main"
FIRST_WRITABLE = 0x20

_LONGEST = 255
"""Bytes that one APDU carries, read or written."""


class SleFamily:
    """Recognises one kind of SLE chip. Lives as long as the station, so that it remembers."""

    def __init__(self, chip: type[SleChip], dialect: SleDialect) -> None:
        """``dialect``: that of the reader, for this kind of chip."""
        self.name = chip.name
        self._chip = chip
        self._dialect = dialect
        self._memory = TriesMemory(chip.full_tries)

    def open(self, link: CardLink) -> SleChip:
        """The chip behind the link, selected.

        Nothing is sent where the answer to reset shows another chip already. Raises CardForeign
        when the reader finds another chip, CardOutcomeUnknown.
        """
        shown = shown_header(link.atr)
        if shown is None or shown in HEADERS - {self._chip.header}:
            raise another_chip(self._chip.label)
        try:
            self._dialect.select(link)
        except CardRefused as error:
            raise another_chip(self._chip.label) from error
        return self._chip(link, self._dialect, self._memory)


class SleChip:
    """One SLE chip for one session; see :class:`~app.cards.chips.contract.Chip`."""

    name: str
    label: str
    """Name as people know it."""
    header: bytes
    """The first four bytes of every chip of this kind."""
    end: int
    """Where the memory that is free to use ends."""
    full_tries: int
    transport_secret: bytes

    def __init__(self, link: CardLink, dialect: SleDialect, memory: TriesMemory) -> None:
        """``link``: with the chip selected. ``memory``: kept by the family between sessions."""
        self._link = link
        self._dialect = dialect
        self._memory = memory
        self._main = bytearray()
        self._recognised = shown_header(link.atr) == self.header
        self._secret: bytes | None = None
        self._told: int | None = None

    def read_image(self, access: Access | None = None) -> CardImage:
        """The area ``main``, in APDUs of 255 bytes; see the contract for errors.

        The chip shows all of it to everyone, whatever ``access``. The maker's bytes below 32 are
        never written and never compared, so they are not read either and stand as zero. Where the
        answer to reset does not show the chip, one more APDU per session reads its header.
        """
        del access
        try:
            self._recognise()
            parts = [
                self._dialect.read(self._link, address, length)
                for address, length in _portions(FIRST_WRITABLE, self.end)
            ]
        except CardRefused as error:
            raise another_chip(self.label) from error
        self._main = bytearray(FIRST_WRITABLE) + b"".join(parts)
        return CardImage({AREA: bytes(self._main)})

    def read_again(self, access: Access | None, written: Sequence[Step]) -> CardImage:
        """The portions that the steps reach; see the contract."""
        if not self._main:
            return self.read_image(access)
        for address, length in _portions(FIRST_WRITABLE, self.end):
            if any(_reaches(step, address, length) for step in written):
                data = self._dialect.read(self._link, address, length)
                self._main[address : address + length] = data
        return CardImage({AREA: bytes(self._main)})

    def _recognise(self) -> None:
        if self._recognised:
            return
        if self._dialect.read(self._link, 0, len(self.header)) != self.header:
            raise another_chip(self.label)
        self._recognised = True

    def read(self, area: str, offset: int, length: int) -> bytes:
        """1..255 bytes of an area, read now in one APDU. Raises CardOutcomeUnknown, CardRefused."""
        if area != AREA:
            raise KeyError(area)
        return self._dialect.read(self._link, offset, length)

    def tries_left(self) -> int:
        """Tries left. Where the reader cannot tell: all, less the misses this program saw."""
        counted = self._dialect.tries_left(self._link)
        return self._remembered_tries() if counted is None else counted

    def present(self, secret: Secret) -> None:
        """Error counter, then PSC: two APDUs; see the contract for errors."""
        psc = self._psc(secret)
        counted = self._dialect.tries_left(self._link)
        if counted is None:
            self._present_uncounted(psc)
            return
        keep_one_back(counted)
        self._take(psc, self._dialect.present(self._link, psc))

    def change_secret(self, secret: Secret) -> None:
        """One APDU; see the contract for errors."""
        psc = self._psc(secret)
        self._dialect.change_psc(self._link, self._unlocked(), psc)
        self._secret = psc

    def write(self, step: Step) -> None:
        """Writes from the first to the last byte that differs, 255 bytes to an APDU.

        Equal bytes in between are sent along: that costs the card 2.5 ms each and no erasure, so
        a pull cannot harm them, and saves an APDU. Raises also WriteForbidden and NotUnlocked.
        """
        self._check_reach(step)
        self._unlocked()
        stored = self._known()[step.offset : step.offset + len(step.data)]
        differing = [at for at, old in enumerate(stored, step.offset) if old != _target(step, at)]
        if not differing:
            return
        for address, length in _portions(differing[0], differing[-1] + 1):
            start = address - step.offset
            data = step.data[start : start + length]
            self._dialect.write(self._link, address, data)
            self._main[address : address + length] = data

    def _psc(self, secret: Secret) -> bytes:
        return code_of(secret, len(self.transport_secret))

    def _check_reach(self, step: Step) -> None:
        if step.kind is not StepKind.WRITE or step.area != AREA:
            raise ValueError(f"no write step of area {AREA}: {step.kind}, {step.area}")
        if step.offset < FIRST_WRITABLE or step.offset + len(step.data) > self.end:
            raise forbidden(step)

    def _present_uncounted(self, psc: bytes) -> None:
        """Presents where the reader cannot read the counter, by what this program has seen."""
        tries, card = self._remembered_tries(), self._card()
        keep_one_back(tries)
        if self._memory.refused(card, psc):
            raise wrong_code(tries)
        try:
            answer = self._dialect.present(self._link, psc)
        except CardOutcomeUnknown:
            self._memory.note_unanswered(card)
            raise
        if answer.accepted:
            self._told = None
            self._memory.note_accepted(card)
        else:
            self._told = answer.tries_left
            self._memory.note_refused(card, psc, answer.tries_left)
        self._take(psc, answer)

    def _take(self, psc: bytes, answer: Presented) -> None:
        self._secret = psc if answer.accepted else None
        if not answer.accepted:
            raise wrong_code(answer.tries_left)

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
            raise not_unlocked()
        return self._secret


def _reaches(step: Step, address: int, length: int) -> bool:
    return step.offset < address + length and address < step.offset + len(step.data)


def _target(step: Step, address: int) -> int:
    return step.data[address - step.offset]


def _portions(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Address and length of each APDU that a stretch of memory takes, ascending."""
    for address in range(start, end, _LONGEST):
        yield address, min(_LONGEST, end - address)
