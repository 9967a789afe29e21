"""CPU cards with a PBOC-like COS (FMCOS, TimeCOS and kin): files behind keys, a MAC on each update.

The card's serial stands in the master file and diversifies its keys. What a card holds is told by
its profile as files. An update is all or nothing within one command as long as it is short; a
longer file is written in several, from its beginning, and each of them is. Contacts or antenna:
the commands are the same at any reader. Source: notes/cards.md 2.6, notes/domain.md 6.1.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app.cards.chips.atrs import shown_header
from app.cards.chips.cpu_files import CpuFiles
from app.cards.chips.cpu_refusals import keys_fixed, macs_kept_back, not_proven, refusal
from app.cards.chips.cpu_security import (
    BLOCK,
    MOST_SEALED,
    KeyNumbers,
    authenticate,
    card_proves,
    external_cryptogram,
    update,
)
from app.cards.chips.errors import MacRefused
from app.cards.chips.refusals import (
    another_chip,
    forbidden,
    keep_one_back,
    not_unlocked,
    wrong_code,
)
from app.cards.chips.tries import TriesMemory
from app.cards.dialects.contract import exactly
from app.cards.errors import CardOutcomeUnknown
from app.cards.iso7816 import MASTER_FILE, OK, select
from app.cards.key_sources.pboc import same_for_all
from app.cards.secrets import CardCiphers, CardFile, Files, KeyUsage, SectorKeys
from app.domain.plans import CardImage, Step, StepKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.cards.secrets import Access, Secret
    from app.cards.transport import CardLink

SERIAL = "serial"
"""Area of the card's own serial: 8 bytes, or none on a card that was never personalised."""
SERIAL_LENGTH = 8
LARGEST_FILE = 255 + MOST_SEALED
"""Bytes of a file that can be reached: its short identifier leaves one byte for the offset."""
FACTORY_KEY = b"\xff" * 16

_SERIAL_SHORT_ID = 0x19
_SERIAL_OFFSET = 1
_TRIES = 3
_MISSED = 0x63C0
_STORAGE_CARD = bytes.fromhex("A000000306")
"""In the answer to reset that PC/SC part 3 makes up for contactless memory: notes/cards.md 2.4."""


class CpuCardFamily:
    """Recognises a CPU card in a reader. Lives as long as the station, so that it remembers."""

    name = "cpu"

    def __init__(
        self,
        challenge: Callable[[int], bytes] = os.urandom,
        numbers: KeyNumbers | None = None,
        tries: int = _TRIES,
    ) -> None:
        """``challenge`` gives bytes that a card could not foresee; no record keeps them.

        ``numbers``: of the keys on the cards. ``tries``: that a card gives for a key.
        """
        self._challenge = challenge
        self._numbers = numbers or KeyNumbers()
        self._memory = TriesMemory(tries)
        self._mac_memory = TriesMemory(tries)

    def open(self, link: CardLink) -> CpuCard:
        """The card behind the link, its master file selected.

        Nothing is sent to what answers to reset as a memory card. Raises CardForeign when there is
        no master file, CardOutcomeUnknown.
        """
        memory_card = shown_header(link.atr) is not None or _STORAGE_CARD in link.atr
        if memory_card or select(link, MASTER_FILE) != OK:
            raise another_chip("CPU")
        return CpuCard(link, self._challenge, self._numbers, self._memory, self._mac_memory)


class CpuCard:
    """One CPU card for one session; see :class:`~app.cards.chips.contract.Chip`."""

    name = "cpu"

    def __init__(
        self,
        link: CardLink,
        challenge: Callable[[int], bytes],
        numbers: KeyNumbers,
        memory: TriesMemory,
        mac_memory: TriesMemory,
    ) -> None:
        """``link``: with the master file selected. The rest is the family's."""
        self._link = link
        self._challenge = challenge
        self._numbers = numbers
        self._memory = memory
        self._mac_memory = mac_memory
        self._disk = CpuFiles(link)
        self._serial = b""
        self._identified = False
        self._files: dict[str, CardFile] = {}
        self._external: tuple[int, ...] = ()
        self._content: dict[str, bytes] = {}
        self._ciphers: CardCiphers | None = None
        self._authenticated_at: int | None = None
        """Entry into the directory that external authentication opened."""

    @property
    def transport_secret(self) -> CardCiphers:
        """Every key as FMCOS cards leave their factory. Source: notes/cards.md 2.6."""
        return same_for_all(FACTORY_KEY)

    # -- reading ---------------------------------------------------------------------------

    def read_image(self, access: Access | None = None) -> CardImage:
        """The area ``serial``, and with ``access`` each of its files as an area.

        Each directory is selected once. An area whose file or directory the card does not have is
        empty; one whose file is shorter than the layout says has what there is. What the secret
        allowed ends, and is won back by the next write.
        """
        if isinstance(access, SectorKeys):
            raise TypeError("this chip has files, not sectors")
        # The files are read right after the serial has told whose card it is.
        if access is None or not self._identified or self._disk.directory != MASTER_FILE:
            self._serial = self._serial_now()
        self._identified = access is None
        if access is None:
            return CardImage({SERIAL: self._serial})
        self._files = {file.area: _reachable(file) for file in access.files}
        self._external = access.external
        self._content = dict(self._disk.contents(access))
        return CardImage({SERIAL: self._serial, **self._content})

    def read_again(self, access: Access | None, written: Sequence[Step]) -> CardImage:
        """The files that the steps reach; see the contract."""
        if not isinstance(access, Files) or not self._content:
            return self.read_image(access)
        reached = {step.area for step in written}
        files = tuple(file for file in access.files if file.area in reached)
        self._content.update(self._disk.contents(Files(files)))
        return CardImage({SERIAL: self._serial, **self._content})

    def _serial_now(self) -> bytes:
        self._disk.enter(MASTER_FILE)
        serial = self._disk.piece(_SERIAL_SHORT_ID, _SERIAL_OFFSET, SERIAL_LENGTH)
        return serial if len(serial) == SERIAL_LENGTH else b""

    def read(self, area: str, offset: int, length: int) -> bytes:
        """1..255 bytes of an area, read now. Raises CardOutcomeUnknown, CardRefused.

        Once a secret was presented the serial is proven instead: the card answers a fresh challenge
        under a key that the card of that serial alone has. To read it would mean to leave the
        directory and with it what the secret allowed. Where the proof fails, it is read after all.
        """
        if area == SERIAL:
            if not self._still_the_same():
                self._ciphers = None
                self._serial = self._serial_now()
            return exactly(self._serial[offset : offset + length], length)
        file = self._files[area]
        self._disk.must_enter(file.directory)
        return exactly(self._disk.piece(file.short_id, offset, length), length)

    def _still_the_same(self) -> bool:
        return (
            self._ciphers is not None
            and self._disk.directory != MASTER_FILE
            and self._proves(self._ciphers)
        )

    # -- proving ---------------------------------------------------------------------------

    def tries_left(self) -> int:
        """Tries of the external key: no command tells, so 3 less the misses this program saw."""
        return self._memory.tries_left(self._card())

    def present(self, secret: Secret) -> None:
        """The card proves itself, then we do, in each of its directories that asks for it.

        All of them are asked here, before anything is paid, although a later write in another than
        the selected one authenticates once more. Our proof is never sent to a card that has not
        given its own. Raises also CardRefused, and what the ciphers raise.
        """
        ciphers = _ciphers(secret)
        self._ciphers = None
        self._come_home()
        if not (self._proves(ciphers) or self._proves_from_the_root(ciphers)):
            raise not_proven(self.tries_left())
        for directory in sorted(self._external, key=lambda each: each == self._disk.directory):
            if self._disk.enter(directory):
                self._authenticate(ciphers)
        self._ciphers = ciphers

    def _come_home(self) -> None:
        """Selects a directory of the layout: the master file need not have its keys."""
        if self._disk.directory == MASTER_FILE:
            directories = dict.fromkeys(file.directory for file in self._files.values())
            for directory in directories:
                if self._disk.enter(directory):
                    break

    def _proves_from_the_root(self, ciphers: CardCiphers) -> bool:
        """Once more: without power for a moment a card forgets its directory, not its keys."""
        self._disk.enter(MASTER_FILE)
        self._come_home()
        return self._proves(ciphers)

    def _proves(self, ciphers: CardCiphers) -> bool:
        key = ciphers.of(KeyUsage.INTERNAL)
        return card_proves(self._link, self._numbers.internal, key, self._challenge(BLOCK))

    def _authenticate(self, ciphers: CardCiphers) -> None:
        card, key = self._card(), ciphers.of(KeyUsage.EXTERNAL)
        keep_one_back(self.tries_left())
        if self._refused_before(card, ciphers):
            raise wrong_code(self.tries_left())
        cryptogram = external_cryptogram(self._link, key)
        try:
            status = authenticate(self._link, self._numbers.external, cryptogram)
        except CardOutcomeUnknown:
            self._memory.note_unanswered(card)
            raise
        if status & 0xFFF0 == _MISSED:
            tries = status & 0x0F
            self._memory.note_refused(card, _known_by(ciphers), tries)
            raise wrong_code(tries)
        if status != OK:
            raise refusal(status)
        self._memory.note_accepted(card)
        self._authenticated_at = self._disk.entries

    def _refused_before(self, card: bytes | None, ciphers: CardCiphers) -> bool:
        """Whether this card has refused this key here; a PSAM is only asked where it missed."""
        missed = self._memory.tries_left(card) != self._memory.tries_left(None)
        return missed and self._memory.refused(card, _known_by(ciphers))

    def _card(self) -> bytes | None:
        """What the card is remembered by; None for one without a serial."""
        return self._serial or None

    def change_secret(self, secret: Secret) -> None:
        """Always refused: SecretFixed, NotUnlocked.

        The only way that a source gives (``80 D4``) sends the new key in clear, and a PSAM does not
        give it out at all. So cards come with their keys.
        """
        _ciphers(secret)
        self._unlocked()
        raise keys_fixed()

    # -- writing ---------------------------------------------------------------------------

    def write(self, step: Step) -> None:
        """Writes the file of the step whole, with MAC, each time over a fresh challenge.

        A file that says so already is not sent, nor a piece of a long one. Raises also MacRefused,
        after which nothing is repeated; CardLocked where one more refusal could lock the card;
        WriteForbidden and NotUnlocked.
        """
        file = self._file_of(step)
        ciphers = self._unlocked()
        stored = self._content[file.area]
        wanted = bytearray(stored.ljust(file.size, b"\x00"))
        wanted[step.offset : step.offset + len(step.data)] = step.data
        for offset in range(0, file.size, MOST_SEALED):
            piece = bytes(wanted[offset : offset + MOST_SEALED])
            if piece != stored[offset : offset + MOST_SEALED]:
                self._write_piece(file, offset, piece, ciphers)

    def _write_piece(self, file: CardFile, offset: int, piece: bytes, ciphers: CardCiphers) -> None:
        self._disk.must_enter(file.directory)
        shut = self._authenticated_at != self._disk.entries
        if shut and file.directory in self._external:
            self._authenticate(ciphers)
        self._update(file, offset, piece, ciphers)
        content = bytearray(self._content[file.area].ljust(file.size, b"\x00"))
        content[offset : offset + len(piece)] = piece
        self._content[file.area] = bytes(content)

    def _update(self, file: CardFile, offset: int, piece: bytes, ciphers: CardCiphers) -> None:
        card = self._card()
        tries = self._mac_memory.tries_left(card)
        if tries <= 1:
            raise macs_kept_back()
        status = update(self._link, file.short_id, offset, piece, ciphers)
        if status == OK:
            self._mac_memory.note_accepted(card)
            return
        error = refusal(status)
        if isinstance(error, MacRefused):
            # Counted, not remembered by its key: a disturbed command is refused as well.
            self._mac_memory.note_refused(card, b"", tries - 1)
        raise error

    def _file_of(self, step: Step) -> CardFile:
        if step.kind is not StepKind.WRITE or step.area not in {SERIAL, *self._files}:
            raise ValueError(f"no write step of an area that was read: {step.kind}, {step.area}")
        file = self._files.get(step.area)
        if file is None or step.offset + len(step.data) > file.size:
            raise forbidden(step)
        return file

    def _unlocked(self) -> CardCiphers:
        if self._ciphers is None:
            raise not_unlocked()
        return self._ciphers


def _ciphers(secret: Secret) -> CardCiphers:
    if isinstance(secret, bytes | SectorKeys):
        raise TypeError(f"this chip takes ciphers, not {type(secret).__name__}")
    return secret


def _known_by(ciphers: CardCiphers) -> bytes:
    """What an external key is remembered by without being known: zeros under it."""
    return ciphers.of(KeyUsage.EXTERNAL).encrypt(bytes(BLOCK))


def _reachable(file: CardFile) -> CardFile:
    if file.size > LARGEST_FILE:
        raise ValueError(f"a file of {file.size} bytes cannot be reached as a whole")
    return file
