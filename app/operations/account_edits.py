"""What an account's details were: every edit, the newest first, page by page."""

from __future__ import annotations

from datetime import date

import msgspec

from app.kiosk import Kiosk
from app.ledger.errors import LedgerDamaged
from app.ledger.personal import PersonalKeyMissing
from app.ledger.queries.edits import EditPlace, edits_of


class EditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One field that was edited once; values None where they cannot be read, or are erased."""

    field: str
    """A PersonalField, or ``region``."""
    old: str | None
    new: str | None
    date: date
    operator: int | None
    reason: str


class EditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them."""

    lines: tuple[EditLine, ...]
    after: EditPlace | None
    """Give it back for older ones; None: there are none."""


def account_edits(
    kiosk: Kiosk, account: str, most: int, after: EditPlace | None = None
) -> EditPage:
    """Edits of an account's details, newest first."""
    with kiosk.ledger.read() as reader:
        found = edits_of(reader.db, account, most + 1, after)
    lines = tuple(
        EditLine(
            field=row.field,
            old=_clear(kiosk, account, row.field, row.old),
            new=_clear(kiosk, account, row.field, row.new),
            date=row.date,
            operator=row.operator,
            reason=row.reason,
        )
        for row in found[:most]
    )
    return EditPage(lines=lines, after=found[most - 1].place if len(found) > most else None)


def _clear(kiosk: Kiosk, account: str, field: str, value: bytes) -> str | None:
    if field == "region":
        return value.decode()
    try:
        return kiosk.ledger.unseal(account, value).get(field, "")
    except (PersonalKeyMissing, LedgerDamaged):
        return None
