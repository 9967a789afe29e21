"""A ledger in which events are followed by what comes of them, in the same transaction.

A power cut leaves both or none, and no operation has to think of what follows its own event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import msgspec

if TYPE_CHECKING:
    from app.domain.identity import EventId, Operator
    from app.kiosk import Kiosk, Ledger, Transaction

T = TypeVar("T")
Follow: TypeAlias = "Callable[[Kiosk, Transaction, EventId, Any, Operator | None], Iterable[Any]]"
"""What follows an event that an operator appended, as events of the same operator: mostly nothing.

What it raises undoes the whole transaction.
"""


def followed(kiosk: Kiosk, follow: Follow) -> Kiosk:
    """The same kiosk, with a ledger of this kind."""
    return replace(kiosk, ledger=cast("Ledger", _FollowedLedger(kiosk, follow)))


class _FollowedLedger:
    """The ledger itself, but for :meth:`commit`."""

    def __init__(self, kiosk: Kiosk, follow: Follow) -> None:
        self._kiosk = kiosk
        self._follow = follow

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the ledger has
        return getattr(self._kiosk.ledger, name)

    def commit(self, work: Callable[[Any], T]) -> T:
        """As of the ledger; raises what ``follow`` raises."""
        return self._kiosk.ledger.commit(
            lambda tx: work(_FollowedTransaction(self._kiosk, tx, self._follow))
        )


class _FollowedTransaction:
    """The transaction itself, but for :meth:`append`."""

    def __init__(self, kiosk: Kiosk, tx: Transaction, follow: Follow) -> None:
        self._kiosk = kiosk
        self._tx = tx
        self._follow = follow

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the transaction has
        return getattr(self._tx, name)

    def append(
        self,
        event: msgspec.Struct,
        *,
        operator: Operator | None = None,
        second: Operator | None = None,
        request: str | None = None,
    ) -> EventId:
        """The event, then what follows it; gives the event's own identity."""
        id = self._tx.append(event, operator=operator, second=second, request=request)
        for more in self._follow(self._kiosk, self._tx, id, event, operator):
            self._tx.append(more, operator=operator)
        return id
