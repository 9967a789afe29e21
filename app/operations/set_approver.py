"""The approval key of somebody who signs from elsewhere; two people who are here set it."""

from __future__ import annotations

import msgspec

from app.domain.approval import key_mark, read_key
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger import approvals
from app.ledger.events.operators import ApproverSet
from app.ledger.queries import approvers, journal, settings
from app.operations.authority import require_operator
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.operation import Caller, Operation


class SetApproverArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``approval_key``: as ``tapcard approve --new-key`` shows it; empty takes the key away."""

    approver: int
    approval_key: str = ""

    def __repr__(self) -> str:
        return f"SetApproverArguments({self.approver})"


class SetApproverLook(msgspec.Struct, frozen=True, kw_only=True):
    """Who it is, and which key they have."""

    approver: int
    name: str
    mark: str | None


class SetApproverQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The key as it will be."""

    look: SetApproverLook
    key: str
    mark: str
    """Six digits that the approver's own `tapcard approve` shows too; empty: none any more."""

    def __repr__(self) -> str:
        return f"SetApproverQuote({self.look.approver})"


class SetApproverResult(msgspec.Struct, frozen=True, kw_only=True):
    """The key as it is."""

    approver: int
    mark: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetApproverArguments) -> SetApproverLook:
    """Raises UnknownRecord; NotAllowed for somebody who may not decide."""
    with kiosk.ledger.read() as reader:
        found = settings.operator(reader.db, arguments.approver)
        mark = approvers.key_mark(reader.db, kiosk.ledger.node, arguments.approver)
    if found is None:
        raise UnknownRecord(
            _("There is no operator {number}.").format(number=arguments.approver),
            _("Nothing was changed. Add the operator first: set-operator."),
        )
    if arguments.approval_key:
        require_operator(
            kiosk, arguments.approver, Permission.DECIDE, _("deciding as second person")
        )
    return SetApproverLook(approver=found.number, name=found.name, mark=mark)


def quote_for(look: SetApproverLook, arguments: SetApproverArguments) -> SetApproverQuote:
    """Raises BadApprovalKey for mistyped digits, BadArgument where there is nothing to take."""
    if not arguments.approval_key and look.mark is None:
        raise BadArgument(
            _("Operator {number} has no approval key here.").format(number=look.approver),
            _("Nothing was changed, and nothing has to be taken away."),
        )
    key = read_key(arguments.approval_key) if arguments.approval_key else ""
    return SetApproverQuote(look=look, key=key, mark=key_mark(key) if key else "")


def carry_out(kiosk: Kiosk, caller: Caller, quote: SetApproverQuote) -> SetApproverResult:
    """Keeps the key, sealed, and records its mark. Raises StaleQuote."""
    approver = quote.look.approver

    def work(tx: Transaction) -> None:
        if approvers.key_mark(tx.db, kiosk.ledger.node, approver) != quote.look.mark:
            raise StaleQuote(
                _("This key was changed meanwhile."),
                _("Nothing was changed now. Look at it again."),
            )
        if quote.key:
            approvals.keep_key(tx.db, approver, tx.seal_secret(quote.key.encode()))
        else:
            approvals.drop_key(tx.db, approver)
        event = ApproverSet(approver=approver, mark=quote.mark)
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return SetApproverResult(approver=approver, mark=quote.mark)


def recall(kiosk: Kiosk, set_by: EventId) -> SetApproverResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, set_by)
    if entry is None or not isinstance(entry.event, ApproverSet):
        raise LookupError(set_by)
    return SetApproverResult(approver=entry.event.approver, mark=entry.event.mark)


SET_APPROVER = Operation(
    name="set-approver",
    summary=_("Set the approval key of somebody who signs from elsewhere, or take it away."),
    permission=Permission.OPERATORS,
    sets=SettingKind.APPROVER,
    arguments=SetApproverArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("approver_set",),
    needs_second=True,
)
