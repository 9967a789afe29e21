"""How each kind of paper is printed, as set last."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.print_methods import USUAL, PrintMethod
from app.domain.setting_kinds import SettingKind
from app.ledger.events.paper import PrintMethodSet
from app.ledger.projection.statements import execute

_event = msgspec.json.Decoder(PrintMethodSet)


def method(db: Database, paper: str) -> PrintMethod:
    """Of one kind of paper."""
    rows = execute(
        db,
        "SELECT body FROM setting_change WHERE kind = ? AND subject = ? "
        "ORDER BY at DESC, event DESC LIMIT 1",
        (SettingKind.PRINT_METHOD.value, paper),
    )
    return next((_event.decode(body).method for (body,) in rows), USUAL)


def methods(db: Database) -> dict[str, PrintMethod]:
    """Of all for which something was set, by kind of paper."""
    rows = execute(
        db,
        "SELECT subject, body FROM setting_change WHERE kind = ? ORDER BY at, event",
        (SettingKind.PRINT_METHOD.value,),
    )
    return {subject: _event.decode(body).method for subject, body in rows}
