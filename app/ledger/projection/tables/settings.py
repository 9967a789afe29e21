"""Every change of a setting: who, when, and the whole of what was set."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, ONCE
from app.ledger.projection.table import Index, Table


class SettingChangeRecord(NamedTuple):
    """One change; ``body`` is its event as JSON. The one before it has the old value."""

    event: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    kind: Annotated[str, ONCE]
    """A value of SettingKind."""
    subject: Annotated[str, ONCE]
    """Which one of that kind."""
    operator: Annotated[int | None, ONCE]
    second: Annotated[int | None, ONCE]
    body: Annotated[bytes, ONCE]


TABLES = (
    Table(
        "setting_change",
        SettingChangeRecord,
        indexes=(Index("setting_change_subject", ("kind", "subject", "at")),),
    ),
)
