"""What this counter takes beside cash and account balance; until it is set, nothing else."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.sales import TenderKind
from app.domain.setting_kinds import SettingKind
from app.domain.tenders import WITH_REFERENCE
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.tenders import TenderKindSet
from app.ledger.queries import journal, tenders
from app.operations.errors import BadArgument, StaleQuote
from app.operations.operation import Caller, Operation


class SetTenderKindArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which kind, and whether it is taken."""

    kind: TenderKind
    taken: bool


class SetTenderKindResult(msgspec.Struct, frozen=True, kw_only=True):
    """The setting as it stands now."""

    kind: TenderKind
    old: bool
    new: bool


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: SetTenderKindArguments
) -> frozenset[TenderKind]:
    """What is taken as it stands."""
    with kiosk.ledger.read() as reader:
        return tenders.taken_here(reader.db, kiosk.ledger.node)


def quote_for(look: frozenset[TenderKind], arguments: SetTenderKindArguments) -> TenderKindSet:
    """The setting as it was and as it will be. Raises BadArgument."""
    if arguments.kind not in WITH_REFERENCE:
        raise BadArgument(
            _("Cash and account balance are always taken."),
            _("Nothing was changed. Name one of: {kinds}.").format(
                kinds=", ".join(kind.value for kind in WITH_REFERENCE)
            ),
        )
    return TenderKindSet(kind=arguments.kind, old=arguments.kind in look, new=arguments.taken)


def carry_out(kiosk: Kiosk, caller: Caller, quote: TenderKindSet) -> SetTenderKindResult:
    """Records it. Raises StaleQuote where it was changed meanwhile."""

    def work(tx: Transaction) -> EventId:
        if (quote.kind in tenders.taken_here(tx.db, kiosk.ledger.node)) is not quote.old:
            raise StaleQuote(
                _("This setting was changed meanwhile."),
                _("Nothing was changed now. Look at it again."),
            )
        return tx.append(
            quote, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, set_by: EventId) -> SetTenderKindResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, set_by)
    if entry is None or not isinstance(entry.event, TenderKindSet):
        raise LookupError(set_by)
    event = entry.event
    return SetTenderKindResult(kind=event.kind, old=event.old, new=event.new)


SET_TENDER_KIND = Operation(
    name="set-tender-kind",
    summary=_("Set which payments this counter takes beside cash and account balance."),
    permission=Permission.SETTINGS,
    sets=SettingKind.TENDER,
    arguments=SetTenderKindArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("tender_kind_set",),
)
