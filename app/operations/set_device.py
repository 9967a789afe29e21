"""Reader, printer or backup path changed at the counter: old and new stand in the journal."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.ledger_life import DeviceChanged
from app.operations.operation import Caller, Operation


class SetDeviceArguments(msgspec.Struct, frozen=True, kw_only=True):
    """A key of kiosk.toml, such as ``printer.url``, and its new value."""

    key: str
    value: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetDeviceArguments) -> None:
    """Nothing to look at."""


def quote_for(look: None, arguments: SetDeviceArguments) -> SetDeviceArguments:
    """What was typed; settings check it when it is kept."""
    return arguments


def carry_out(kiosk: Kiosk, caller: Caller, quote: SetDeviceArguments) -> DeviceChanged:
    """Keeps the choice and records it."""
    old, new = kiosk.devices.change(quote.key, quote.value)
    event = DeviceChanged(key=quote.key, old=old, new=new)

    def work(tx: Transaction) -> None:
        tx.append(event, operator=caller.operator, request=caller.request)

    kiosk.ledger.commit(work)
    return event


SET_DEVICE = Operation(
    name="set-device",
    summary=_("Choose reader, printer or backup path; in force from the next start."),
    permission=Permission.SETTINGS,
    sets=SettingKind.DEVICE,
    arguments=SetDeviceArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
