"""Talking to a PSAM. Source: notes/cards.md 2.6.

``80 1A usage version Lc factors`` diversifies a key into a temporary one, ``80 FA mode 00 Lc data``
computes with it. Asking twice harms nothing and counts nothing, so a lost answer is asked for once
more over a new connection. Makers differ in what :class:`PsamLayout` holds.
"""

from __future__ import annotations

import enum
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.cards.errors import CardError, CardMute, CardOutcomeUnknown, NoCard, ReaderLost
from app.cards.iso7816 import (
    KEY_NOT_THERE,
    LOCKED,
    MASTER_FILE,
    OK,
    exchange,
    read_binary,
    select,
    with_answer,
)
from app.cards.key_sources.errors import (
    KeyVersionUnknown,
    PsamError,
    PsamForeign,
    PsamLocked,
    PsamMissing,
    PsamRefused,
)
from app.cards.secrets import KeyUsage
from app.domain.text import _

if TYPE_CHECKING:
    from app.cards.transport import CardLink, Reader

MOST_DATA = 255
"""Bytes that one command carries."""

_INIT_FOR_DESCRYPT = bytes.fromhex("801A")
_DES_CRYPT = bytes.fromhex("80FA")
_LOST = (ReaderLost, NoCard, CardMute, CardOutcomeUnknown)
_NOTHING_LOADED = frozenset({0x6901, 0x6985})
"""Some PSAMs give up their temporary key with its first use."""


class Mode(enum.IntEnum):
    """What ``80 FA`` does."""

    ENCRYPT = 0x00
    MAC = 0x05
    """With the starting value in the first 8 bytes; the answer is 8 bytes or their first 4."""


def _usual_types() -> Mapping[KeyUsage, int]:
    return {KeyUsage.INTERNAL: 0x07, KeyUsage.EXTERNAL: 0x07, KeyUsage.MAINTENANCE: 0x08}


@dataclass(frozen=True)
class PsamLayout:
    """What differs between makers of PSAMs.

    Key types are those of the notes' examples (``27``: encryption, ``28``: MAC and encryption, one
    level each). Where the utility stands is not in the notes: the issuer's 8 bytes in the public
    file of the application, as PBOC describes it. To be confirmed with the PSAM at hand.
    """

    directory: int = MASTER_FILE
    """Holds the keys and the public file."""
    public_file: int = 0x17
    """Its short identifier."""
    utility_offset: int = 1
    types: Mapping[KeyUsage, int] = field(default_factory=_usual_types)
    """Low bits of the usage byte."""
    levels_shift: int = 5
    """Where its number of diversification levels begins; 6 in one COS."""

    def usage_byte(self, usage: KeyUsage, levels: int) -> int:
        """P1 of ``80 1A``."""
        return levels << self.levels_shift | self.types[usage]


@dataclass(frozen=True)
class TemporaryKey:
    """A key of one card as the PSAM is told to make it."""

    usage: int
    version: int
    factors: bytes


class SecurityModule:
    """The PSAM in one slot, held exclusively from its first use on."""

    def __init__(self, reader: Reader, utility: bytes, layout: PsamLayout) -> None:
        """``utility``: what its public file must say; empty takes any."""
        self._reader = reader
        self._utility = utility
        self._layout = layout
        self._turn = threading.Lock()
        self._link: CardLink | None = None
        self._loaded: TemporaryKey | None = None

    def compute(self, key: TemporaryKey, mode: Mode, data: bytes, length: int) -> bytes:
        """The first ``length`` bytes of what the PSAM makes of ``data`` (at most 255) under a key.

        Raises KeyVersionUnknown, PsamMissing, PsamForeign, PsamLocked, PsamRefused.
        """
        with self._turn:
            if self._link is not None:
                # It may have been pushed in again since, or the daemon may have started anew.
                try:
                    return self._computed(key, mode, data, length)
                except _LOST:
                    self._let_go()
            try:
                return self._computed(key, mode, data, length)
            except _LOST as error:
                self._let_go()
                raise _missing(error) from error

    def _computed(self, key: TemporaryKey, mode: Mode, data: bytes, length: int) -> bytes:
        link = self._opened()
        kept = key == self._loaded
        if not kept:
            self._load(link, key)
        apdu = _DES_CRYPT + bytes([mode, 0, len(data)]) + data
        answer, status = with_answer(link, apdu)
        if kept and status in _NOTHING_LOADED:
            self._load(link, key)
            answer, status = with_answer(link, apdu)
        if status != OK or len(answer) < length:
            self._loaded = None
            raise _refusal(status, key.version)
        return answer[:length]

    def _load(self, link: CardLink, key: TemporaryKey) -> None:
        self._loaded = None
        head = bytes([key.usage, key.version, len(key.factors)])
        _answer, status = exchange(link, _INIT_FOR_DESCRYPT + head + key.factors)
        if status != OK:
            raise _refusal(status, key.version)
        self._loaded = key

    def _opened(self) -> CardLink:
        if self._link is None:
            link = self._reader.connect()
            try:
                self._identify(link)
            except BaseException:
                link.close()
                raise
            self._link = link
        return self._link

    def _identify(self, link: CardLink) -> None:
        """Selects the keys' directory. Raises PsamForeign, PsamLocked."""
        status = select(link, self._layout.directory)
        shown = b""
        if self._utility and status == OK:
            place = (self._layout.public_file, self._layout.utility_offset, len(self._utility))
            shown, status = read_binary(link, *place)
        if status in LOCKED:
            raise _locked()
        if status != OK or shown != self._utility:
            raise PsamForeign(
                _("The PSAM in the second slot is not of this utility."),
                _(
                    "Nothing was paid or written. Put this utility's PSAM in, or correct"
                    " keys.utility in the settings."
                ),
            )

    def _let_go(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
        self._loaded = None


def _refusal(status: int, version: int) -> PsamError | KeyVersionUnknown:
    if status in KEY_NOT_THERE:
        return KeyVersionUnknown(version)
    if status in LOCKED:
        return _locked()
    return PsamRefused(
        _("The PSAM refused a command (status {status:04X}).").format(status=status),
        _(
            "Nothing was written by this command. Check that this PSAM is made for these cards;"
            " do not repeat it many times."
        ),
        status=status,
    )


def _locked() -> PsamLocked:
    return PsamLocked(
        _("The PSAM in the second slot has locked itself."),
        _("Nothing was paid or written. Ask head office for another PSAM."),
    )


def _missing(error: CardError) -> PsamMissing:
    return PsamMissing(
        _("The PSAM in the second slot cannot be used: {reason}").format(reason=error.message),
        _("Nothing was paid or written. Put the PSAM in and try again."),
    )
