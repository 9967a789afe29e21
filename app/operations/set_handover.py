"""What goes over to the new person at a change of customer: tier use, credit, balance."""

from __future__ import annotations

import msgspec

from app.domain.handover import Handover
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.handovers import HandoverSet
from app.ledger.queries import handovers, journal
from app.operations.errors import StaleQuote
from app.operations.operation import Caller, Operation


class SetHandoverArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What, and whether it goes over; without a setting it stays with the former person."""

    what: Handover
    goes: bool


class SetHandoverResult(msgspec.Struct, frozen=True, kw_only=True):
    """The setting as it stands now."""

    what: Handover
    old: bool
    new: bool


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetHandoverArguments) -> frozenset[Handover]:
    """What goes over as it stands."""
    with kiosk.ledger.read() as reader:
        return handovers.goes_over(reader.db)


def quote_for(look: frozenset[Handover], arguments: SetHandoverArguments) -> HandoverSet:
    """The setting as it was and as it will be."""
    return HandoverSet(what=arguments.what, old=arguments.what in look, new=arguments.goes)


def carry_out(kiosk: Kiosk, caller: Caller, quote: HandoverSet) -> SetHandoverResult:
    """Records it. Raises StaleQuote where it was changed meanwhile."""

    def work(tx: Transaction) -> EventId:
        if (quote.what in handovers.goes_over(tx.db)) is not quote.old:
            raise StaleQuote(
                _("This setting was changed meanwhile."),
                _("Nothing was changed now. Look at it again."),
            )
        return tx.append(
            quote, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, set_by: EventId) -> SetHandoverResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, set_by)
    if entry is None or not isinstance(entry.event, HandoverSet):
        raise LookupError(set_by)
    event = entry.event
    return SetHandoverResult(what=event.what, old=event.old, new=event.new)


SET_HANDOVER = Operation(
    name="set-handover",
    summary=_("Set what goes over to the new person at a change of customer."),
    permission=Permission.SETTINGS,
    sets=SettingKind.HANDOVER,
    arguments=SetHandoverArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("handover_set",),
)
