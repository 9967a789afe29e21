"""MIFARE Classic 1K: 16 sectors of three data blocks, each behind its own pair of keys.

A card has one pair of keys for all sectors: key A reads, key B writes (:mod:`.access_bits`, OURS).
Only sector 0 of a card of ours is read with the public key of MIFARE application directories (NXP
AN10787; general knowledge, not confirmed on a card of ours), so that everyone can see whose card
it is before any secret key is known. A blank has the transport key FF FF FF FF FF FF everywhere.

It counts no tries and has no atomic writes either: a torn block holds each bit old or new,
and a sector trailer torn while the keys are changed closes its sector for ever.
Source: notes/cards.md 2.4, 2.5 and 3.3.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from app.cards.chips import refusals
from app.cards.chips.access_bits import BITS, BLANK, OURS, access_bytes, trailer
from app.cards.chips.mifare_session import (
    BLOCKS_PER_SECTOR,
    MifareSession,
    ReaderHabits,
    SectorKey,
)
from app.cards.chips.mifare_values import MifareValues
from app.cards.dialects.pcsc_part3 import BLOCK, UID_SIZE, KeyType
from app.cards.errors import CardRefused
from app.cards.secrets import MIFARE_KEY_SIZE, MIFARE_SECTORS, Access, Secret, SectorKeys
from app.domain.plans import CardImage, Step, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.cards.dialects.pcsc_part3 import PcscPart3
    from app.cards.transport import CardLink

AREA = "data"
SECTOR_SIZE = 48
"""Bytes of the area that lie in one sector: its trailer is left out."""
SIZE = len(MIFARE_SECTORS) * SECTOR_SIZE
NO_COUNTER = 255
"""Tries left of a chip that does not count them."""
DIRECTORY_KEY = bytes.fromhex("A0A1A2A3A4A5")
TRANSPORT_SECRET = SectorKeys(b"\xff" * MIFARE_KEY_SIZE, b"\xff" * MIFARE_KEY_SIZE)

_ATR = bytes.fromhex("3B8F8001804F0CA0000003060300")
_MODEL_1K = b"\x01"
_DATA_BLOCKS = SECTOR_SIZE // BLOCK
_TRANSPORT_KEY = SectorKey(KeyType.A, TRANSPORT_SECRET.reading)


class MifareClassicFamily:
    """Recognises a MIFARE Classic 1K at a contactless reader, by its answer to reset."""

    name = "mifare1k"

    def __init__(self, dialect: PcscPart3) -> None:
        """``dialect``: that of the reader."""
        self._dialect = dialect
        self._habits = ReaderHabits()

    def open(self, link: CardLink) -> MifareClassic:
        """The chip behind the link. Raises CardForeign for any other storage card."""
        if not link.atr.startswith(_ATR + _MODEL_1K):
            raise refusals.another_chip("MIFARE Classic 1K")
        return MifareClassic(MifareSession(link, self._dialect, self._habits))


class _State(enum.Enum):
    """Whose keys a sector has."""

    OURS = access_bytes(OURS)
    TRANSPORT = access_bytes(BLANK)


class MifareClassic:
    """One MIFARE Classic 1K for one session; see :class:`~app.cards.chips.contract.Chip`."""

    name = MifareClassicFamily.name
    transport_secret: Secret = TRANSPORT_SECRET

    def __init__(self, session: MifareSession) -> None:
        """``session``: with the card activated."""
        self._session = session
        self._blocks: dict[int, bytes] = {}
        self._states: dict[int, _State] = {}
        self._likely = _State.OURS
        self._closed: set[int] = set()
        self._touched: set[int] = set()
        """Sectors written since they were read."""
        self._access: SectorKeys | None = None
        self._presented: SectorKeys | None = None
        self._missed = False
        """Whether the secret that was presented last was refused."""
        self.values = MifareValues(session, self._open_to_write, self._forget)

    # -- reading -------------------------------------------------------------------------------

    def read_image(self, access: Access | None = None) -> CardImage:
        """The area ``data``, 16 x 48 bytes, whole or cut; see the contract for errors.

        Without ``access`` it is cut to sector 0 (48 bytes), to the UID (4 bytes) where neither the
        directory key nor the transport key opens that, and whole only when the transport key opens
        all sectors, as in a blank. With it, the area is whole: sectors that the layout does not
        use stand as zeros. A sector that has not been given its new keys yet is read with the
        transport key, so the image is the same at any point of a change of keys. One sector that
        no key opens stands as zeros, as a tear of its trailer leaves it, and bars every secret.

        Sector 0 is not read again for ``access`` while it is as it was read.
        Raises also SecretRefused: two sectors are closed, which no tear does.
        """
        if access is None:
            return self._shown()
        self._access = _sector_keys(access)
        return self._whole(self._access.sectors)

    def read_again(self, access: Access | None, written: Sequence[Step]) -> CardImage:
        """The sectors of the blocks that the steps had to change; see the contract."""
        del written
        if access is None or self._access is None:
            return self.read_image(access)
        for sector in sorted(self._touched):
            self._closed.discard(sector)
            if not self._read_sector(sector):
                self._closed.add(sector)
        return self._composed(self._access.sectors)

    def read(self, area: str, offset: int, length: int) -> bytes:
        """Bytes of an area, read now: one APDU each for the UID and for a sector that is open.

        Raises CardOutcomeUnknown, SecretRefused.
        """
        if area != AREA:
            raise KeyError(area)
        if offset + length <= UID_SIZE:
            return self._session.uid()[offset : offset + length]
        first, last = offset // SECTOR_SIZE, (offset + length - 1) // SECTOR_SIZE
        if not all(self._read_sector(sector) for sector in range(first, last + 1)):
            raise refusals.keys_refused(NO_COUNTER)
        start = offset - first * SECTOR_SIZE
        return self._area(range(first, last + 1))[start : start + length]

    def _shown(self) -> CardImage:
        self._closed.clear()
        if not self._read_sector(0):
            self._closed.add(0)
            return CardImage({AREA: self._session.uid()})
        shown: tuple[int, ...] = (0,)
        if self._states[0] is _State.TRANSPORT and all(map(self._read_sector, MIFARE_SECTORS[1:])):
            shown = MIFARE_SECTORS
        return CardImage({AREA: self._area(shown)})

    def _whole(self, sectors: tuple[int, ...]) -> CardImage:
        if (0 in self._touched or 0 not in self._blocks) and not self._read_sector(0):
            raise refusals.keys_refused(NO_COUNTER)
        self._closed.clear()
        for sector in sectors:
            if sector and not self._read_sector(sector):
                self._closed.add(sector)
            if len(self._closed) > 1:
                raise refusals.keys_refused(NO_COUNTER)
        return self._composed(sectors)

    def _composed(self, sectors: tuple[int, ...]) -> CardImage:
        unused = bytes(SECTOR_SIZE)
        used = {0, *sectors} - self._closed
        return CardImage(
            {AREA: b"".join(self._area((s,)) if s in used else unused for s in MIFARE_SECTORS)}
        )

    def _area(self, sectors: tuple[int, ...] | range) -> bytes:
        return b"".join(self._blocks[block] for s in sectors for block in _data_blocks(s))

    def _read_sector(self, sector: int) -> bool:
        """Reads a sector with the first key that opens it, each tried twice; False: none does."""
        if self._session.sector == sector and self._take(sector):
            return True
        for state, key in (*self._reading_keys(sector), *self._reading_keys(sector)):
            if self._session.enter(sector, key) and self._take(sector):
                self._states[sector] = self._likely = state
                return True
        return False

    def _take(self, sector: int) -> bool:
        blocks = _data_blocks(sector)
        try:
            data = self._session.read(blocks.start, len(blocks))
        except CardRefused:
            self._session.restart()
            return False
        for at, block in enumerate(blocks):
            self._blocks[block] = data[at * BLOCK : (at + 1) * BLOCK]
        if sector == 0:
            self._session.recognise(data[:UID_SIZE])
        self._touched.discard(sector)
        return True

    def _reading_keys(self, sector: int) -> Iterator[tuple[_State, SectorKey]]:
        own = self._own_reading_key(sector)
        for state in self._by_likelihood(sector):
            if state is _State.TRANSPORT:
                yield state, _TRANSPORT_KEY
            elif own is not None:
                yield state, own

    def _own_reading_key(self, sector: int) -> SectorKey | None:
        """Key B once it was presented, since then it is loaded: both keys read."""
        if self._presented is not None and not _is_transport(self._presented):
            return SectorKey(KeyType.B, self._presented.writing)
        if sector == 0:
            return SectorKey(KeyType.A, DIRECTORY_KEY)
        return None if self._access is None else SectorKey(KeyType.A, self._access.reading)

    def _by_likelihood(self, sector: int) -> tuple[_State, _State]:
        if self._states.get(sector, self._likely) is _State.OURS:
            return _State.OURS, _State.TRANSPORT
        return _State.TRANSPORT, _State.OURS

    # -- the secret ----------------------------------------------------------------------------

    def tries_left(self) -> int:
        """NO_COUNTER: keys can be tried without end."""
        return NO_COUNTER

    def present(self, secret: Secret) -> None:
        """Has one sector opened, for reading and for writing; see the contract for errors.

        It is the sector that :meth:`change_secret` changes last, so either the new secret or the
        transport secret is accepted wherever the change was torn. A card on which it was torn, as
        :meth:`read_image` saw it with access, is proven sector by sector before: one that neither
        opens has lost its trailer, and no secret is accepted any more.
        """
        keys = _sector_keys(secret)
        self._presented = None
        state = _State.TRANSPORT if _is_transport(keys) else _State.OURS
        sector = _changed_last(keys if self._access is None else self._access)
        self._refuse_torn(sector)
        self._missed = not self._accepts(sector, state, keys)
        if self._missed:
            raise refusals.keys_refused(NO_COUNTER)
        self._presented = keys
        self._states[sector] = self._likely = state

    def change_secret(self, secret: Secret) -> None:
        """Writes all 16 trailers, 2 APDUs each; goes on where it was torn before.

        The transport keys come with the access bits of a blank. Raises also SecretRefused: a
        sector opens neither with its old nor with its new keys.
        """
        new = _sector_keys(secret)
        old = self._unlocked()
        state = _State.TRANSPORT if _is_transport(new) else _State.OURS
        # Those that it had tell, on the way to the transport keys, which sector is the last.
        last = _changed_last(self._access or new if state is _State.TRANSPORT else new)
        for sector in sorted(MIFARE_SECTORS, key=lambda sector: sector == last):
            self._change_keys(sector, old, new)
        self._access = self._presented = new
        self._states, self._likely = dict.fromkeys(MIFARE_SECTORS, state), state

    def _accepts(self, sector: int, state: _State, keys: SectorKeys) -> bool:
        seen = self._states.get(sector, state)
        if seen is state and not self._missed:
            return all(self._opens(sector, key) for key in self._proofs(keys, state, sector))
        # The key that reads may have torn to the transport key: what may write is asked.
        return state in (seen, _State.OURS) and self._can_be_changed(sector, state, keys)

    def _refuse_torn(self, changed_last: int) -> None:
        if self._closed:
            raise refusals.keys_refused(NO_COUNTER)
        own = self._access
        if own is None or _is_transport(own):
            return
        between = len(set(self._states.values())) > 1
        if between or self._states.get(changed_last) is _State.TRANSPORT:
            for sector in MIFARE_SECTORS:
                states = self._by_likelihood(sector)
                if not any(self._can_be_changed(sector, state, own) for state in states * 2):
                    raise refusals.keys_refused(NO_COUNTER)

    def _can_be_changed(self, sector: int, state: _State, own: SectorKeys) -> bool:
        """Whether the key that may write the trailer opens it, and the bits are those they were."""
        key = SectorKey(KeyType.B, own.writing) if state is _State.OURS else _TRANSPORT_KEY
        if not self._session.enter(sector, key):
            return False
        try:
            stored = self._session.read(_trailer_block(sector), 1)
        except CardRefused:
            self._session.restart()
            return False
        if stored[BITS] != state.value:
            return False
        self._states[sector] = self._likely = state
        return True

    def _proofs(self, keys: SectorKeys, state: _State, sector: int) -> Iterator[SectorKey]:
        if state is _State.TRANSPORT:
            yield _TRANSPORT_KEY
            return
        seen = self._access is not None and self._access.reading == keys.reading
        if sector and not (seen and sector in self._states):
            yield SectorKey(KeyType.A, keys.reading)
        yield SectorKey(KeyType.B, keys.writing)

    def _change_keys(self, sector: int, old: SectorKeys, new: SectorKeys) -> None:
        keys = [] if _is_transport(old) else [SectorKey(KeyType.B, old.writing)]
        keys.append(SectorKey(KeyType.B, new.writing))
        transport_first = self._states.get(sector, self._likely) is _State.TRANSPORT
        keys.insert(0 if transport_first else len(keys), _TRANSPORT_KEY)
        if not self._opens(sector, *keys):
            raise refusals.keys_refused(NO_COUNTER)
        blank = _is_transport(new)
        reading = new.reading if sector or blank else DIRECTORY_KEY
        data = trailer(reading, BLANK if blank else OURS, new.writing)
        self._session.write(_trailer_block(sector), data)
        self._session.leave()

    # -- writing -------------------------------------------------------------------------------

    def write(self, step: Step) -> None:
        """Writes the blocks that differ from what was read or written last, ascending.

        Blocks that were not read in this session count as differing. Raises also WriteForbidden
        (not whole blocks, or the maker's), NotUnlocked, SecretRefused.
        """
        _check_reach(step)
        self._unlocked()
        for start in range(0, len(step.data), BLOCK):
            block = block_at(step.offset + start)
            data = step.data[start : start + BLOCK]
            if self._blocks.get(block) != data:
                self._open_to_write(block)
                self._forget(block)
                self._session.write(block, data)
                self._blocks[block] = data

    def _open_to_write(self, block: int) -> None:
        """Opens the sector of a block with the key that may write. Raises as :meth:`write`."""
        keys, sector = self._unlocked(), block // BLOCKS_PER_SECTOR
        presented = _State.TRANSPORT if _is_transport(keys) else _State.OURS
        key = _TRANSPORT_KEY
        if self._states.get(sector, presented) is _State.OURS:
            own = self._access if presented is _State.TRANSPORT and self._access else keys
            key = SectorKey(KeyType.B, own.writing)
        if not self._opens(sector, key):
            raise refusals.keys_refused(NO_COUNTER)

    def _opens(self, sector: int, *keys: SectorKey) -> bool:
        """Whether one of the keys opens it: a card that was without field refuses one once."""
        return any(self._session.enter(sector, key) for key in keys * 2)

    def _forget(self, block: int) -> None:
        """What a block holds is not known any more."""
        self._blocks.pop(block, None)
        self._touched.add(block // BLOCKS_PER_SECTOR)

    def _unlocked(self) -> SectorKeys:
        if self._presented is None:
            raise refusals.not_unlocked()
        return self._presented


def block_at(offset: int) -> int:
    """Number of the block, 0..63, in which a byte of the area stands."""
    sector, within = divmod(offset, SECTOR_SIZE)
    return sector * BLOCKS_PER_SECTOR + within // BLOCK


def _data_blocks(sector: int) -> range:
    first = sector * BLOCKS_PER_SECTOR
    return range(first, first + _DATA_BLOCKS)


def _trailer_block(sector: int) -> int:
    return sector * BLOCKS_PER_SECTOR + _DATA_BLOCKS


def _changed_last(keys: SectorKeys) -> int:
    """The first sector with data of the layout: its keys tell whether all were changed."""
    return next((sector for sector in keys.sectors if sector), 0)


def _sector_keys(secret: Secret | Access) -> SectorKeys:
    if not isinstance(secret, SectorKeys):
        raise TypeError(f"this chip takes sector keys, not {type(secret).__name__}")
    if {len(secret.reading), len(secret.writing)} != {MIFARE_KEY_SIZE}:
        raise ValueError(f"a sector key has {MIFARE_KEY_SIZE} bytes")
    return secret


def _is_transport(keys: SectorKeys) -> bool:
    return (keys.reading, keys.writing) == (TRANSPORT_SECRET.reading, TRANSPORT_SECRET.writing)


def _check_reach(step: Step) -> None:
    if step.kind is not StepKind.WRITE or step.area != AREA:
        raise ValueError(f"no write step of area {AREA}: {step.kind}, {step.area}")
    whole = step.offset % BLOCK == 0 and len(step.data) % BLOCK == 0
    if not whole or step.offset < BLOCK or step.offset + len(step.data) > SIZE:
        raise refusals.forbidden(step)
