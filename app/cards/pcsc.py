"""PC/SC: readers and exclusive links through pyscard's raw calls.

The raw calls show the return code of every step and release the interpreter lock; pyscard's own
classes hide both and their monitors die with the daemon (notes/cards.md 1.6 and 3.5). Every
connection has its own context, because a context dies for good when the daemon restarts. pyscard
is imported at first use. There is no time limit in PC/SC: a card that never answers blocks its
caller until it is pulled, so none of this runs on a thread that paints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from app.cards.errors import CardError, CardMute, CardOutcomeUnknown, NoCard, ReaderLost
from app.cards.scard import (
    E_NO_READERS_AVAILABLE,
    E_NO_SERVICE,
    E_NO_SMARTCARD,
    E_NOT_TRANSACTED,
    E_PROTO_MISMATCH,
    E_SERVICE_STOPPED,
    E_SHARING_VIOLATION,
    F_COMM_ERROR,
    SUCCESS,
    W_REMOVED_CARD,
    W_SECURITY_VIOLATION,
    W_UNPOWERED_CARD,
    W_UNRESPONSIVE_CARD,
    code_of,
    load_scard,
)
from app.domain.text import _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.cards.scard import Handle, Scard

_DAEMON_GONE = {E_NO_SERVICE, E_SERVICE_STOPPED}
_EMPTY = {E_NO_SMARTCARD, W_REMOVED_CARD}
_MUTE = {
    W_UNRESPONSIVE_CARD,
    W_UNPOWERED_CARD,
    E_PROTO_MISMATCH,
    E_NOT_TRANSACTED,
    F_COMM_ERROR,
}

_STATUS_LENGTH = 2


class ReaderBusy(ReaderLost):
    """Another program holds the reader exclusively."""

    code = "reader_busy"


def list_readers() -> list[str]:
    """Names of all readers, in the daemon's order; empty without readers.

    Raises ReaderLost where the daemon does not answer.
    """
    scard = load_scard()
    context = _establish(scard)
    try:
        return readers_in(scard, context)
    finally:
        scard.SCardReleaseContext(context)


def readers_in(scard: Scard, context: Handle) -> list[str]:
    """As :func:`list_readers`, in a context that exists."""
    hresult, names = scard.SCardListReaders(context, [])
    if code_of(hresult) == E_NO_READERS_AVAILABLE:
        return []
    if hresult != SUCCESS:
        _fail(hresult)
    return list(names)


class PcscReader:
    """One PC/SC reader; see :class:`~app.cards.transport.Reader`."""

    def __init__(self, name: str | None = None, others: Collection[str] = ()) -> None:
        """``name``: part of the reader's name; None takes the first reader there is.

        A reader whose name contains one of ``others`` is never taken: it has another use.
        """
        self._wanted = name
        self._others = tuple(others)
        self._found: str | None = None

    @property
    def name(self) -> str:
        """Full name of the reader last connected to; before that, what was asked for."""
        return self._found or self.wanted

    @property
    def wanted(self) -> str:
        """What was asked for; empty where any reader will do."""
        return self._wanted or ""

    def find(self, names: Sequence[str]) -> str | None:
        """The first of the readers there are that is this one; None where none is."""
        return next((name for name in names if self._is_called(name)), None)

    def _is_called(self, name: str) -> bool:
        return self.wanted in name and not any(other in name for other in self._others)

    def connect(self) -> PcscLink:
        """Opens an exclusive link; raises ReaderLost, ReaderBusy, NoCard, CardMute."""
        scard = load_scard()
        context = _establish(scard)
        try:
            return self._connect(scard, context)
        except CardError:
            scard.SCardReleaseContext(context)
            raise

    def _connect(self, scard: Scard, context: Handle) -> PcscLink:
        found = self.find(readers_in(scard, context))
        if found is None:
            _no_reader(self._wanted)
        self._found = found
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        hresult, card, protocol = scard.SCardConnect(
            context, found, scard.SCARD_SHARE_EXCLUSIVE, protocols
        )
        if hresult != SUCCESS:
            _fail(hresult)
        hresult, _reader, _state, _protocol, atr = scard.SCardStatus(card)
        if hresult != SUCCESS:
            scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)
            _fail(hresult)
        return PcscLink(scard, context, card, protocol, bytes(atr))


class PcscLink:
    """An exclusive PC/SC connection; see :class:`~app.cards.transport.CardLink`."""

    def __init__(
        self, scard: Scard, context: Handle, card: Handle, protocol: int, atr: bytes
    ) -> None:
        """Takes over a connected card and the context it was connected in; closes both."""
        self._scard = scard
        self._context = context
        self._card = card
        self._protocol = protocol
        self._open = True
        self.atr = atr

    def transmit(self, apdu: bytes) -> tuple[bytes, int]:
        """Sends one APDU; see the contract.

        A card pulled in the middle can come back as success with an empty answer, so an answer
        without a status word is as unknown as an error is (notes/cards.md 1.6, pitfall 2).
        """
        hresult, answer = self._scard.SCardTransmit(self._card, self._protocol, list(apdu))
        if hresult != SUCCESS or len(answer) < _STATUS_LENGTH:
            raise _no_answer(hresult)
        body, status = answer[:-_STATUS_LENGTH], answer[-_STATUS_LENGTH:]
        return bytes(body), int.from_bytes(bytes(status))

    def reset(self) -> None:
        """Reconnects with a reset; see the contract."""
        scard = self._scard
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        hresult, self._protocol = scard.SCardReconnect(
            self._card, scard.SCARD_SHARE_EXCLUSIVE, protocols, scard.SCARD_RESET_CARD
        )
        if hresult != SUCCESS:
            raise _no_answer(hresult)

    def close(self) -> None:
        """Powers the card down and ends the context; a second call does nothing."""
        if not self._open:
            return
        self._open = False
        self._scard.SCardDisconnect(self._card, self._scard.SCARD_UNPOWER_CARD)
        self._scard.SCardReleaseContext(self._context)


def _no_answer(hresult: int) -> CardOutcomeUnknown:
    return CardOutcomeUnknown(
        _("The card's answer did not arrive (PC/SC code {code:08X}).").format(
            code=code_of(hresult)
        ),
        _("Leave the card in the reader, or put it in again, so that it can be read."),
    )


def _establish(scard: Scard) -> Handle:
    """A new context. A failed one must not be passed on, not even to release it (pitfall 7)."""
    hresult, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if hresult != SUCCESS:
        _fail(hresult)
    return context


def _no_reader(wanted: str | None) -> NoReturn:
    if wanted is None:
        raise ReaderLost(
            _("No card reader is connected."),
            _("Plug the card reader in; if it is, plug it in again."),
        )
    raise ReaderLost(
        _("There is no card reader called {name}.").format(name=wanted),
        _("Plug the card reader in, or correct its name in the settings."),
    )


def _fail(hresult: int) -> NoReturn:
    """Raises the typed error for a return code of connect, status, list or establish."""
    code = code_of(hresult)
    if code in _EMPTY:
        raise NoCard(
            _("There is no card in the reader."),
            _("Put the card in; if one is in, take it out first."),
        )
    if code in _MUTE:
        raise CardMute(
            _("The card in the reader does not answer."),
            _("Take it out, check that it is the right way round and clean, and put it in again."),
        )
    if code == E_SHARING_VIOLATION:
        raise ReaderBusy(
            _("Another program is using the card reader."),
            _("Close the other program, then try again."),
        )
    if code in _DAEMON_GONE:
        raise ReaderLost(
            _("The card service (pcscd) of this machine is not running."),
            _("Wait a few seconds; if it stays, restart the machine."),
        )
    if code == W_SECURITY_VIOLATION:
        raise ReaderLost(
            _("This user may not use the card reader."),
            _("Allow it in the system's polkit rules for pcscd."),
        )
    raise ReaderLost(
        _("The card reader does not answer (PC/SC code {code:08X}).").format(code=code),
        _("Unplug the card reader and plug it in again."),
    )
