"""What operations that set something share: recorded once, and not over what nobody saw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from peewee import Database

from app.domain.identity import EventId
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.queries import journal, settings_history
from app.operations.errors import StaleQuote
from app.operations.operation import Caller

Setting = TypeVar("Setting", bound=Any)


def replaced(db: Database, kind: SettingKind, subject: str) -> EventId | None:
    """The event that a new one would replace."""
    return settings_history.latest(db, kind, subject)


def record(
    kiosk: Kiosk, caller: Caller, event: Setting, kind: SettingKind, subject: str
) -> Setting:
    """Records a setting. Raises StaleQuote where it was changed since it was looked at."""

    def work(tx: Transaction) -> None:
        if replaced(tx.db, kind, subject) != event.replaces:
            raise StaleQuote(
                _("This setting was changed meanwhile."),
                _("Nothing was changed now. Look at it again."),
            )
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return event


def recall_of(kind: type[Setting]) -> Callable[[Kiosk, EventId], Setting]:
    """How an earlier call's event is read again: what it set."""

    def recall(kiosk: Kiosk, set_by: EventId) -> Setting:
        with kiosk.ledger.read() as reader:
            entry = journal.entry(reader.db, set_by)
        if entry is None or not isinstance(entry.event, kind):
            raise LookupError(set_by)
        found: Setting = entry.event
        return found

    return recall
