"""What a kiosk had set before it joined, listed for the people who set it at head office."""

from __future__ import annotations

import msgspec

from app.domain.identity import Node
from app.ledger.queries.own_settings import own_settings
from app.office.head_office import HeadOffice
from app.telling.settings import KIND_NAMES


class AskOwnSettings(msgspec.Struct, frozen=True, tag="own_settings"):
    """What a kiosk set before it joined, and head office sets otherwise or not at all."""

    node: Node


class OwnSettingRow(msgspec.Struct, frozen=True):
    """One setting of a kiosk that is not head office's."""

    kind: str
    """In words."""
    subject: str
    is_replaced: bool
    """Head office sets it otherwise, and that counts; False: only this kiosk has it."""


def own_setting_rows(office: HeadOffice, node: Node) -> list[OwnSettingRow]:
    """By kind and subject."""
    with office.store.read_tables() as db:
        found = own_settings(db, node, office.ledger.node)
    return [
        OwnSettingRow(KIND_NAMES[one.kind], one.subject, one.office is not None) for one in found
    ]
