"""The history of settings: who changed what, from what to what, when."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from peewee import Database

from app.domain.identity import Operator, milliseconds_of
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.codec import AnyEvent
from app.ledger.queries import settings, settings_history
from app.ledger.queries.settings_history import SettingChange
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation

PER_PAGE = 9
"""One digit each, on a screen."""


class SettingsHistoryArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which settings; all where nothing is said. ``subject``: which one of its kind."""

    kind: SettingKind | None = None
    subject: str | None = None
    page: int = 1


class ChangedSetting(msgspec.Struct, frozen=True, kw_only=True):
    """One change."""

    at: datetime
    """Local time, to the second."""
    kind: SettingKind
    subject: str
    operator: Operator | None
    operator_name: str
    second: Operator | None
    second_name: str
    old: AnyEvent | None
    """What had set it before; None: it was set for the first time."""
    new: AnyEvent


class SettingsHistoryResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of changes, the latest first."""

    changes: tuple[ChangedSetting, ...]
    page: int
    pages: int
    count: int
    """Of all pages."""


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: SettingsHistoryArguments
) -> SettingsHistoryResult:
    """Reads one page. Raises BadArgument."""
    kind, subject, page = arguments.kind, arguments.subject, arguments.page
    with kiosk.ledger.read() as reader:
        count = settings_history.count(reader.db, kind, subject)
        pages = max(1, -(-count // PER_PAGE))
        require_page(page, pages)
        zone = ZoneInfo(settings.utility(reader.db).time_zone)
        found = settings_history.changes(
            reader.db, kind, subject, skip=(page - 1) * PER_PAGE, most=PER_PAGE
        )
        changes = tuple(_told(reader.db, change, zone) for change in found)
    return SettingsHistoryResult(changes=changes, page=page, pages=pages, count=count)


def require_page(page: int, pages: int) -> None:
    """Raises BadArgument where a list has no such page."""
    if not 1 <= page <= pages:
        raise BadArgument(
            _("There is no page {page}.").format(page=page),
            _("The list has {count} pages.").format(count=pages),
        )


def _told(db: Database, change: SettingChange, zone: ZoneInfo) -> ChangedSetting:
    seconds = milliseconds_of(change.at) // 1000
    return ChangedSetting(
        at=datetime.fromtimestamp(seconds, tz=UTC).astimezone(zone),
        kind=change.kind,
        subject=change.subject,
        operator=change.operator,
        operator_name=_name(db, change.operator),
        second=change.second,
        second_name=_name(db, change.second),
        old=change.old,
        new=change.new,
    )


def _name(db: Database, number: Operator | None) -> str:
    found = None if number is None else settings.operator(db, number)
    return "" if found is None else found.name


def quote_for(
    look: SettingsHistoryResult, arguments: SettingsHistoryArguments
) -> SettingsHistoryResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: SettingsHistoryResult) -> SettingsHistoryResult:
    """What was found."""
    return quote


SETTINGS_HISTORY = Operation(
    name="settings-history",
    summary=_("Show who changed which setting, when, from what to what."),
    permission=Permission.AUDIT,
    arguments=SettingsHistoryArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
