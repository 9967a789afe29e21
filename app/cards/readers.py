"""Several readers as one card station: a contact and a contactless one at the same counter.

A utility that has meters on both kinds of cards has both readers. People put the card where it
fits; which reader that was is found out anew for every session.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from app.cards.errors import CardError, CardOutcomeUnknown, NoCard, ReaderLost
from app.cards.pcsc import ReaderBusy
from app.domain.text import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.kiosk import CardSession, CardStation


class TwoCards(CardError):
    """A card lies in more than one reader: nobody can tell which of them is meant."""

    code = "two_cards"


class Readers:
    """The card stations of all readers for customers' cards; see :class:`~app.kiosk.CardStation`.

    Every session asks all of them, always in the same order, so that sessions of two threads wait
    for each other instead of holding one reader each.
    """

    def __init__(self, stations: Sequence[CardStation]) -> None:
        """``stations``: one for each reader, at least one."""
        self._stations = tuple(stations)
        self._last: int | None = None
        """Number of the station that was last seen to hold a card; None before the first."""

    @contextlib.contextmanager
    def session(self, expected: str | None = None) -> Iterator[CardSession]:
        """Takes hold of the only card in any reader until the context is left.

        ``expected``: see :class:`~app.kiosk.CardStation`.

        Raises TwoCards; NoCard; ReaderLost where no reader is there, or where the one that held
        the last card is gone and no other has one; and for the only card what its station raises.
        """
        with contextlib.ExitStack() as entered:
            yield self._only(entered, expected)

    def _only(self, entered: contextlib.ExitStack, expected: str | None) -> CardSession:
        """The session of the only card. Those of others, if any, end with ``entered``."""
        sessions: list[CardSession] = []
        unread: list[CardError] = []
        without: dict[int, CardError] = {}
        for number, station in enumerate(self._stations):
            try:
                sessions.append(entered.enter_context(station.session(expected)))
            except CardOutcomeUnknown:  # it just went, perhaps to the next reader: not two cards
                raise
            except (NoCard, ReaderLost) as error:
                without[number] = error
                continue
            except CardError as error:
                unread.append(error)
            self._last = number
        if len(sessions) + len(unread) > 1:
            raise TwoCards(
                _("There are cards in two readers."),
                _("Take one out: the one that is left is used."),
            )
        if sessions:
            return sessions[0]
        raise unread[0] if unread else self._why_no_card(without)

    def _why_no_card(self, without: dict[int, CardError]) -> CardError:
        """What to say of readers of which none gave a card."""
        if self._last is not None and isinstance(without[self._last], ReaderLost):
            return without[self._last]
        for kind in (ReaderBusy, NoCard):
            for error in without.values():
                if isinstance(error, kind):
                    return error
        return without[0]
