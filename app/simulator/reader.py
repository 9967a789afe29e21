"""A reader in process: the same errors as the PC/SC one, and a hook around every APDU."""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable
from typing import TypeAlias

from app.cards.errors import CardMute, CardOutcomeUnknown, NoCard, ReaderLost
from app.cards.pcsc import ReaderBusy
from app.domain.text import _
from app.simulator.other_cards import VirtualCard
from app.simulator.tears import CardPulled

_STATUS_LENGTH = 2


class ApduPhase(enum.StrEnum):
    """Where the hook is called."""

    BEFORE = "before"
    """The APDU has not reached the card."""
    AFTER = "after"
    """The card has acted; its answer has not reached the program."""


ApduHook: TypeAlias = Callable[[int, bytes, ApduPhase], None]
"""Called with the number of the APDU since the hook was set (0 first), the APDU, and where.

It may insert and remove cards, unplug the reader, or raise: a BaseException is the death of the
process that held the link, and is raised again by everything else that tries to use this link.
"""


class VirtualReader:
    """A slot that implements ``cards.transport.Reader``; cards may come and go on any thread."""

    def __init__(self, name: str = "ACS ACR39U ICC Reader 00 00") -> None:
        """An empty slot of a reader that is plugged in."""
        self._name = name
        self._card: VirtualCard | None = None
        self._insertion = 0
        self._plugged = True
        self._link: VirtualLink | None = None
        self._hook: ApduHook | None = None
        self._observers: list[Callable[[], None]] = []
        # A card that another thread pulls goes between two APDUs, not amid one that is answered.
        self._turn = threading.RLock()
        self.apdus = 0
        """APDUs sent since the hook was set, or since the beginning."""
        self.events = 0
        """Insertions and removals so far, as a PC/SC daemon counts them."""

    @property
    def name(self) -> str:
        """Name as PC/SC reports it; picks the dialect."""
        return self._name

    @property
    def card(self) -> VirtualCard | None:
        """What is in the slot."""
        return self._card

    @property
    def plugged(self) -> bool:
        """Whether the machine has the reader."""
        return self._plugged

    def watch(self, observer: Callable[[], None]) -> None:
        """``observer`` is called after every insertion, removal, unplugging and plugging in.

        On the thread that did it; it must not wait for another thread that uses this reader.
        """
        self._observers.append(observer)

    def unwatch(self, observer: Callable[[], None]) -> None:
        """The observer is not called any more."""
        self._observers.remove(observer)

    def on_apdu(self, hook: ApduHook | None) -> None:
        """Sets or removes the hook and starts counting APDUs from 0."""
        self._hook = hook
        self.apdus = 0

    def insert(self, card: VirtualCard) -> None:
        """Puts a card in, in place of one that is there. An open link to that one is dead."""
        with self._turn:
            self.remove()
            card.seat()
            self._card = card
            self._changed(events=1)

    def remove(self) -> None:
        """Pulls the card out; an open link to it is dead. Nothing happens on an empty slot."""
        with self._turn:
            gone, self._card = self._card, None
            self._insertion += 1
            if gone is not None:
                gone.power_off()
                self._changed(events=1)

    def unplug(self) -> None:
        """Takes the reader away from the machine, or its daemon."""
        with self._turn:
            self._plugged = False
            self._insertion += 1
            self._changed()

    def plug_in(self) -> None:
        """Brings it back; a card is still in it."""
        with self._turn:
            self._plugged = True
            self._changed()

    def connect(self) -> VirtualLink:
        """Opens an exclusive link. Raises ReaderLost, ReaderBusy, NoCard, CardMute, as PC/SC."""
        with self._turn:
            return self._connected()

    def _connected(self) -> VirtualLink:
        if not self._plugged:
            raise ReaderLost(
                _("No card reader is connected."),
                _("Plug the card reader in; if it is, plug it in again."),
            )
        if self._link is not None and self._link.alive:
            raise ReaderBusy(
                _("Another program is using the card reader."),
                _("Close the other program, then try again."),
            )
        card = self._card
        if card is None:
            raise NoCard(_("There is no card in the reader."), _("Put the card in."))
        if not card.power_on():
            raise CardMute(
                _("The card in the reader does not answer."),
                _(
                    "Take it out, check that it is the right way round and clean,"
                    " and put it in again."
                ),
            )
        self._link = VirtualLink(self, card, self._insertion)
        return self._link

    def pass_on(self, apdu: bytes, card: VirtualCard, insertion: int) -> bytes:
        """Brings an APDU of a link to its card, if that card is still there.

        Raises CardPulled: it is not, or was pulled meanwhile; the slot is empty afterwards.
        """
        with self._turn:
            number, self.apdus = self.apdus, self.apdus + 1
            self._tell(number, apdu, ApduPhase.BEFORE)
            self._check(insertion)
            try:
                answer = card.exchange(apdu)
            except CardPulled:
                self.remove()
                raise
            self._tell(number, apdu, ApduPhase.AFTER)
            self._check(insertion)
            return answer

    def reset(self, card: VirtualCard, insertion: int) -> None:
        """Powers a link's card down and up. Raises CardPulled: it is not there any more."""
        with self._turn:
            self._check(insertion)
            card.power_on()

    def holds(self, insertion: int) -> bool:
        """Whether the card of that insertion is still in."""
        return insertion == self._insertion

    def _check(self, insertion: int) -> None:
        if not self.holds(insertion):
            raise CardPulled

    def _changed(self, *, events: int = 0) -> None:
        self.events += events
        for observer in tuple(self._observers):
            observer()

    def _tell(self, number: int, apdu: bytes, phase: ApduPhase) -> None:
        if self._hook is not None:
            self._hook(number, apdu, phase)


class VirtualLink:
    """An exclusive connection that implements ``cards.transport.CardLink``."""

    def __init__(self, reader: VirtualReader, card: VirtualCard, insertion: int) -> None:
        """Made by :meth:`VirtualReader.connect`."""
        self._reader = reader
        self._card = card
        self._insertion = insertion
        self._atr = card.atr
        self._closed = False
        self._death: BaseException | None = None

    @property
    def atr(self) -> bytes:
        """Answer to reset of the card when the link was opened."""
        return self._atr

    @property
    def alive(self) -> bool:
        """Whether the link still keeps others out."""
        return not self._closed and self._reader.holds(self._insertion)

    def transmit(self, apdu: bytes) -> tuple[bytes, int]:
        """Sends one APDU; returns (data, status word). Raises CardOutcomeUnknown, as PC/SC."""
        if self._death is not None:
            raise self._death
        if self._closed:
            raise _outcome_unknown()
        try:
            answer = self._reader.pass_on(apdu, self._card, self._insertion)
        except CardPulled:
            self._closed = True
            raise _outcome_unknown() from None
        except BaseException as death:
            self._die(death)
            raise
        return answer[:-_STATUS_LENGTH], int.from_bytes(answer[-_STATUS_LENGTH:], "big")

    def reset(self) -> None:
        """Powers the card down and up. Raises CardOutcomeUnknown, as PC/SC."""
        if self._death is not None:
            raise self._death
        if self._closed:
            raise _outcome_unknown()
        try:
            self._reader.reset(self._card, self._insertion)
        except CardPulled:
            self._closed = True
            raise _outcome_unknown() from None

    def close(self) -> None:
        """Ends the connection and powers the card down. Never raises."""
        if self.alive:
            self._card.power_off()
        self._closed = True

    def _die(self, death: BaseException) -> None:
        """The process is gone: the daemon ends its link; nothing more may come through it."""
        self.close()
        self._death = death


def _outcome_unknown() -> CardOutcomeUnknown:
    return CardOutcomeUnknown(
        _("The card was removed while it was being used. What is on it is not known."),
        _("Put the same card in again."),
    )
