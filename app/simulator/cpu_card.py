"""A virtual CPU card: a small COS with files, keys by usage, challenges and sealed updates.

It answers as FMCOS cards do over T=0. Source: notes/cards.md 2.6; the card's own files:
notes/domain.md 6.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from app.cards.secrets import KeyUsage
from app.simulator.cpu_files import Directory, DirectorySpec, FileSpec
from app.simulator.t0 import T0, Answer
from app.simulator.tears import CardPulled, Contact, Tear

if TYPE_CHECKING:
    from app.cards.secrets import CardCiphers

MASTER_FILE = 0x3F00
SERIAL_FILE = 0x19
TRIES = 3
"""Of the external key, and wrong MACs that a directory bears."""
INTERNAL_KEY, EXTERNAL_KEY = 0x01, 0x02

OK = 0x9000
SECURITY_STATUS = 0x6982
BLOCKED = 0x6983
NO_CHALLENGE = 0x6984
NO_FILE = 0x6A82
NO_KEY = 0x6A88
BEYOND_END = 0x6B00
NO_ROOM = 0x6A84
UNKNOWN_COMMAND = 0x6D00
MAC_WRONG = 0x9302
APPLICATION_LOCKED = 0x9303
_MISSED = 0x63C0
_DIRECTORY_INFO = bytes.fromhex("6F00")
_MAC = 4
_BLOCK = 8


class CpuSnapshot(msgspec.Struct, frozen=True):
    """Everything that a card keeps without power, its keys apart."""

    files: dict[int, dict[int, bytes]]
    """By directory and short identifier."""
    tries: dict[int, tuple[int, int]]
    """By directory: tries of the external key, wrong MACs still borne."""
    challenges: int
    """Challenges given so far."""


class VirtualCpuCard:
    """One chip card. Two cards are equal when they keep the same bytes.

    An update of up to ``atomic`` bytes is all or nothing, also when the card is pulled within it:
    the COS writes elsewhere first and then turns one byte. A longer one is torn byte by byte.
    """

    __hash__ = None  # type: ignore[assignment]  # the content changes, so it may not be a key

    def __init__(
        self,
        serial: bytes,
        ciphers: CardCiphers,
        directories: Mapping[int, DirectorySpec],
        *,
        atr: bytes = bytes.fromhex("3B6D000000318073C8401300900000"),
        atomic: int = 256,
    ) -> None:
        """``serial``: 8 bytes, as they stand in the master file; empty on a card without one.

        ``ciphers``: its keys, the same in every directory that has them. ``directories`` by file
        identifier, the master file left out.
        """
        own = {SERIAL_FILE: FileSpec(b"\x00" + serial)} if serial else {}
        self._specs = {MASTER_FILE: DirectorySpec(own), **directories}
        self._serial = serial
        self._ciphers = ciphers
        self._atomic = atomic
        self.atr = atr
        """Answer to reset."""
        self.apdus = 0
        """APDUs that reached the card in its life."""
        self.contact = Contact()
        self._directories = {
            number: Directory(spec, TRIES, TRIES) for number, spec in self._specs.items()
        }
        self._challenges = 0
        self._t0 = T0(self._run)
        self.power_off()

    # -- the card as a thing ---------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        """Whether both keep the same bytes."""
        return isinstance(other, VirtualCpuCard) and self.snapshot() == other.snapshot()

    def snapshot(self) -> CpuSnapshot:
        """Everything that the card keeps without power, its keys apart."""
        kept = self._directories.items()
        return CpuSnapshot(
            {number: {at: bytes(data) for at, data in one.files.items()} for number, one in kept},
            {number: (one.tries, one.macs) for number, one in kept},
            self._challenges,
        )

    def restore(self, snapshot: CpuSnapshot) -> None:
        """Puts a snapshot back; the card is without power afterwards."""
        for number, one in self._directories.items():
            one.files = {at: bytearray(data) for at, data in snapshot.files[number].items()}
            one.tries, one.macs = snapshot.tries[number]
        self._challenges = snapshot.challenges
        self.power_off()

    def clone(self) -> VirtualCpuCard:
        """Another card with the same bytes and keys, without power and untorn: for trials only,
        such a chip cannot be copied."""
        directories = {n: spec for n, spec in self._specs.items() if n != MASTER_FILE}
        other = VirtualCpuCard(
            self._serial, self._ciphers, directories, atr=self.atr, atomic=self._atomic
        )
        other.restore(self.snapshot())
        return other

    def arm(self, tear: Tear | None) -> Contact:
        """Fresh contacts that count from 0 and open at ``tear``; None: never."""
        self.contact = Contact(tear)
        return self.contact

    def seat(self) -> None:
        """Pushes a pulled card in again; a tear that is still to come stays armed."""
        if self.contact.open:
            self.contact = Contact()
        self.power_off()

    def leave_tries(self, directory: int, tries: int) -> None:
        """Makes the external key of a directory one with so many tries left."""
        self._directories[directory].tries = tries

    def tries(self, directory: int) -> tuple[int, int]:
        """Tries of a directory's external key, and wrong MACs that it still bears."""
        one = self._directories[directory]
        return one.tries, one.macs

    # -- what the reader does with it ------------------------------------------------------

    def power_on(self) -> bytes:
        """Powers the chip up and returns its ATR; the master file is selected."""
        self.power_off()
        return self.atr

    def power_off(self) -> None:
        """Ends all that was allowed."""
        self._selected = MASTER_FILE
        self._challenge = b""
        self._external = False
        self._met = False
        self._t0.reset()

    def exchange(self, apdu: bytes) -> bytes:
        """What the card answers to an APDU, status word included.

        Raises:
            CardPulled: the card was pulled before the answer.
        """
        try:
            with self.contact.exchange():
                self.apdus += 1
                return self._t0.answer(apdu)
        except CardPulled:
            self.power_off()
            raise

    # -- what a meter does, with a security module of its own ------------------------------

    @property
    def serial(self) -> bytes:
        """The card's own serial; empty where it has none."""
        return bytes(self._directories[MASTER_FILE].files.get(SERIAL_FILE, b""))[1:]

    def read(self, directory: int, short_id: int, offset: int, count: int) -> bytes:
        """Bytes of a file; empty where it is not there."""
        files = self._directories[directory].files if directory in self._directories else {}
        return bytes(files.get(short_id, b"")[offset : offset + count])

    def present(self, ciphers: CardCiphers) -> bool:
        """Both authentications at once: whether card and meter have the same keys."""
        block = bytes(_BLOCK)
        self._met = all(
            ciphers.of(usage).encrypt(block) == self._ciphers.of(usage).encrypt(block)
            for usage in KeyUsage
        )
        return self._met

    def update(self, directory: int, short_id: int, offset: int, data: bytes) -> None:
        """A sealed update; silently not without keys presented. Raises CardPulled."""
        if self._met:
            self._store(self._directories[directory].files[short_id], offset, data)

    # -- the COS ---------------------------------------------------------------------------

    def _run(self, header: bytes, data: bytes) -> Answer:
        challenge, self._challenge = self._challenge, b""
        command = int.from_bytes(header[:2])
        if command == 0x00A4:
            return self._select(data)
        if command == 0x0084:
            return self._give_challenge()
        if command == 0x0088:
            return self._internal(header[3], data)
        if command == 0x0082:
            return self._authenticate(header[3], data, challenge)
        if command == 0x00B0:
            return self._read_binary(header)
        if command in (0x00D6, 0x04D6):
            return self._update_binary(header, data, challenge)
        return UNKNOWN_COMMAND

    @property
    def _here(self) -> Directory:
        return self._directories[self._selected]

    def _select(self, data: bytes) -> Answer:
        wanted = int.from_bytes(data)
        reachable = wanted == MASTER_FILE or self._selected in (MASTER_FILE, wanted)
        if wanted not in self._directories or not reachable:
            return NO_FILE
        self._selected = wanted
        self._external = False
        return _DIRECTORY_INFO

    def _give_challenge(self) -> Answer:
        """Eight bytes that no other challenge of this card had; asked for four, the first four."""
        seed = self._serial + self._challenges.to_bytes(4)
        self._challenges += 1
        self._challenge = hashlib.sha256(seed).digest()[:_BLOCK]
        return self._challenge

    def _internal(self, number: int, data: bytes) -> Answer:
        if number != INTERNAL_KEY or KeyUsage.INTERNAL not in self._here.spec.keys:
            return NO_KEY
        return self._ciphers.of(KeyUsage.INTERNAL).encrypt(data)

    def _authenticate(self, number: int, data: bytes, challenge: bytes) -> Answer:
        here = self._here
        if number != EXTERNAL_KEY or KeyUsage.EXTERNAL not in here.spec.keys:
            return NO_KEY
        if not here.tries:
            return BLOCKED
        if not challenge:
            return NO_CHALLENGE
        # The try is gone before the comparison, so that a pull does not give it back.
        self._program_counter(here, here.tries - 1)
        self._external = data == self._ciphers.of(KeyUsage.EXTERNAL).encrypt(challenge)
        if not self._external:
            return _MISSED | here.tries
        self._program_counter(here, TRIES)
        return OK

    def _program_counter(self, here: Directory, tries: int) -> None:
        """In unary, as bits that are set, so that a torn byte is another count."""

        def store(byte: int) -> None:
            here.tries = byte.bit_count()

        self.contact.program((1 << here.tries) - 1, (1 << tries) - 1, store)

    def _read_binary(self, header: bytes) -> Answer:
        content = self._here.files.get(header[2] & 0x1F)
        if content is None or not header[2] & 0x80:
            return NO_FILE
        return bytes(content[header[3] :]) or BEYOND_END

    def _update_binary(self, header: bytes, data: bytes, challenge: bytes) -> Answer:
        here, number = self._here, header[2] & 0x1F
        if not here.macs:
            return APPLICATION_LOCKED
        if number not in here.files or not header[2] & 0x80:
            return NO_FILE
        spec = here.spec.files[number]
        if spec.external and not self._external:
            return SECURITY_STATUS
        if header[0] & 0x04:
            refused = self._check_mac(header, data, challenge)
            if refused:
                return refused
            data = data[:-_MAC]
        elif spec.sealed:
            return SECURITY_STATUS
        if header[3] + len(data) > len(here.files[number]):
            return NO_ROOM
        self._store(here.files[number], header[3], data)
        return OK

    def _check_mac(self, header: bytes, data: bytes, challenge: bytes) -> int | None:
        """The status of a refusal; None where the MAC is right, which forgives earlier misses."""
        here = self._here
        if not challenge:
            return NO_CHALLENGE
        if KeyUsage.MAINTENANCE not in here.spec.keys:
            return NO_KEY
        start = challenge[:_MAC] + bytes(_BLOCK - _MAC)
        covered = header + bytes([len(data)]) + data[:-_MAC]
        if data[-_MAC:] != self._ciphers.of(KeyUsage.MAINTENANCE).mac(start, covered):
            here.macs -= 1
            return MAC_WRONG if here.macs else APPLICATION_LOCKED
        here.macs = TRIES
        return None

    def _store(self, content: bytearray, offset: int, data: bytes) -> None:
        if len(data) <= self._atomic:
            self._turn(content, offset, data)
            return
        for at, value in enumerate(data, start=offset):
            self._program_byte(content, at, value)

    def _program_byte(self, content: bytearray, at: int, value: int) -> None:
        def store(byte: int) -> None:
            content[at] = byte

        self.contact.program(content[at], value, store)

    def _turn(self, content: bytearray, offset: int, data: bytes) -> None:
        """The one byte that counts: erased the old content holds, written in full the new one."""

        def store(byte: int) -> None:
            if byte == 0:
                content[offset : offset + len(data)] = data

        self.contact.program(0xFF, 0x00, store)
