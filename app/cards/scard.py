"""pyscard's raw calls, typed, and the PC/SC codes that mean something here.

Source: pcsc-lite's pcsclite.h and winscard.h; pyscard ships no types.
"""

# ruff: noqa: D102, N802  # PC/SC's own names, explained in its specification

from __future__ import annotations

from typing import Protocol, TypeAlias, cast

from app.cards.errors import ReaderLost
from app.domain.text import _

SUCCESS = 0
E_CANCELLED = 0x80100002
E_TIMEOUT = 0x8010000A
E_UNKNOWN_READER = 0x80100009
E_SHARING_VIOLATION = 0x8010000B
E_NO_SMARTCARD = 0x8010000C
E_PROTO_MISMATCH = 0x8010000F
E_NOT_TRANSACTED = 0x80100016
E_READER_UNAVAILABLE = 0x80100017
E_NO_SERVICE = 0x8010001D
E_SERVICE_STOPPED = 0x8010001E
E_NO_READERS_AVAILABLE = 0x8010002E
F_COMM_ERROR = 0x80100013
W_UNRESPONSIVE_CARD = 0x80100066
W_UNPOWERED_CARD = 0x80100067
W_REMOVED_CARD = 0x80100069
W_SECURITY_VIOLATION = 0x8010006A

Handle: TypeAlias = object
"""A context or card of pyscard's; valid only as long as the call that gave it said success."""


class Scard(Protocol):
    """The raw calls that are used here; each returns its code first. Source: PC/SC part 5."""

    SCARD_SCOPE_USER: int
    SCARD_SHARE_EXCLUSIVE: int
    SCARD_PROTOCOL_T0: int
    SCARD_PROTOCOL_T1: int
    SCARD_UNPOWER_CARD: int
    SCARD_RESET_CARD: int
    SCARD_STATE_CHANGED: int
    SCARD_STATE_UNKNOWN: int
    SCARD_STATE_UNAVAILABLE: int
    SCARD_STATE_PRESENT: int
    SCARD_STATE_MUTE: int

    def SCardEstablishContext(self, _scope: int, /) -> tuple[int, Handle]: ...
    def SCardReleaseContext(self, context: Handle, /) -> int: ...
    def SCardListReaders(self, context: Handle, _groups: list[str], /) -> tuple[int, list[str]]: ...
    def SCardConnect(
        self, context: Handle, reader: str, share: int, protocols: int, /
    ) -> tuple[int, Handle, int]: ...
    def SCardStatus(self, card: Handle, /) -> tuple[int, str, int, int, list[int]]: ...
    def SCardTransmit(
        self, card: Handle, protocol: int, apdu: list[int], /
    ) -> tuple[int, list[int]]: ...
    def SCardReconnect(
        self, card: Handle, share: int, protocols: int, initialisation: int, /
    ) -> tuple[int, int]: ...
    def SCardDisconnect(self, card: Handle, disposition: int, /) -> int: ...
    def SCardGetStatusChange(
        self, context: Handle, milliseconds: int, states: list[tuple[str, int]], /
    ) -> tuple[int, list[tuple[str, int, list[int]]]]: ...
    def SCardCancel(self, context: Handle, /) -> int: ...


def load_scard() -> Scard:
    """pyscard's module of raw calls. Raises ReaderLost where pyscard or its library is missing."""
    try:
        from smartcard import scard
    except ImportError as error:
        raise ReaderLost(
            _("The PC/SC library of this machine cannot be loaded: {error}").format(error=error),
            _("Install the packages pcscd and libpcsclite1."),
        ) from error
    return cast("Scard", scard)


def code_of(hresult: int) -> int:
    """A PC/SC return code as an unsigned 32-bit number, as headers write it."""
    return hresult & 0xFFFFFFFF
