"""What must be told to open an account, and what a known identity number means."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.customers import IdentityRule, PersonalField
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountFormSet
from app.ledger.queries import journal, settings
from app.ledger.queries.settings import AccountForm
from app.operations.errors import BadArgument, StaleQuote
from app.operations.operation import Caller, Operation


class SetAccountFormArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``required``: names of fields with commas between them; empty: none must be told."""

    required: str = ""
    identity: IdentityRule = IdentityRule.TELL


class SetAccountFormResult(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it stands now, and as it was."""

    old: AccountForm
    new: AccountForm


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetAccountFormArguments) -> AccountForm:
    """The form as it stands."""
    with kiosk.ledger.read() as reader:
        return settings.account_form(reader.db)


def quote_for(look: AccountForm, arguments: SetAccountFormArguments) -> AccountFormSet:
    """The form as it was and as it will be. Raises BadArgument for a field that there is not."""
    names = [name.strip() for name in arguments.required.split(",") if name.strip()]
    fields = {field.value: field for field in PersonalField}
    unknown = [name for name in names if name not in fields]
    if unknown:
        raise BadArgument(
            _("There is no field {name}.").format(name=unknown[0][:30]),
            _("Nothing was changed. Possible: {names}.").format(names=", ".join(fields)),
        )
    return AccountFormSet(
        old_required=look.required,
        required=tuple(fields[name] for name in fields if name in names),
        old_identity=look.identity,
        identity=arguments.identity,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: AccountFormSet) -> SetAccountFormResult:
    """Records it. Raises StaleQuote where it was changed meanwhile."""

    def work(tx: Transaction) -> None:
        _require_unchanged(tx.db, quote)
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return _result(quote)


def _require_unchanged(db: Database, quote: AccountFormSet) -> None:
    now = settings.account_form(db)
    if (now.required, now.identity) != (quote.old_required, quote.old_identity):
        raise StaleQuote(
            _("This form was changed meanwhile."), _("Nothing was changed now. Look at it again.")
        )


def _result(event: AccountFormSet) -> SetAccountFormResult:
    return SetAccountFormResult(
        old=AccountForm(required=event.old_required, identity=event.old_identity),
        new=AccountForm(required=event.required, identity=event.identity),
    )


def recall(kiosk: Kiosk, set_by: EventId) -> SetAccountFormResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, set_by)
    if entry is None or not isinstance(entry.event, AccountFormSet):
        raise LookupError(set_by)
    return _result(entry.event)


SET_ACCOUNT_FORM = Operation(
    name="set-account-form",
    summary=_("Set what must be told to open an account, and what a known identity means."),
    permission=Permission.SETTINGS,
    sets=SettingKind.ACCOUNT_FORM,
    arguments=SetAccountFormArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_form_set",),
)
