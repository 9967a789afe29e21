"""Editing a customer's details: each field for itself, with what it was, who, when and why.

Old values stay under the account's own key, for those who may read them, until it is erased.
Tariff class and household size are corrected elsewhere: they change what was to be paid.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.customers import PersonalField, kept, require_fields
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.errors import LedgerDamaged
from app.ledger.events.accounts import AccountEdited, FieldEdit
from app.ledger.personal import PersonalKeyMissing
from app.ledger.queries import accounts, choices, journal, settings
from app.ledger.queries.accounts import Account
from app.ledger.queries.settings import AccountForm
from app.operations.account_standing import account_open_to, require_open_to
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.personal_fields import typed_fields
from app.operations.reasons import reason_given

_MOST_REGIONS = 1_000


class EditAccountArguments(msgspec.Struct, frozen=True, kw_only=True):
    """A field that is not given stays; one that is given empty is emptied."""

    account: str
    reason: str
    name: str | None = None
    phone: str | None = None
    identity_type: str | None = None
    identity: str | None = None
    address: str | None = None
    street: str | None = None
    estate: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    notes: str | None = None
    region: int | None = None


class EditAccountLook(msgspec.Struct, frozen=True, kw_only=True):
    """The details as they are."""

    account: str
    fields: dict[str, str]
    region: int
    regions: tuple[int, ...]
    """Those that there are."""
    form: AccountForm
    today: date


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """A field that changes, in clear."""

    field: PersonalField
    old: str
    new: str


class EditAccountQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    look: EditAccountLook
    changes: tuple[FieldChange, ...]
    region: int
    reason: str


class EditAccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was edited: names of fields, no values."""

    account: str
    fields: tuple[PersonalField, ...]
    old_region: int
    region: int
    reason: str
    date: date


def look_at(kiosk: Kiosk, caller: Caller, arguments: EditAccountArguments) -> EditAccountLook:
    """Reads the details. Raises UnknownRecord, also where they cannot be read, AccountForbids."""
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.EDIT)
        return _facts(kiosk, reader.db, account)


def _facts(kiosk: Kiosk, db: Database, account: Account) -> EditAccountLook:
    fields = typed_fields(kiosk, account.number, account)
    if not fields and not _readable(kiosk, account):
        raise UnknownRecord(
            _("The personal details of account {account} cannot be read here.").format(
                account=account.number
            ),
            _("Nothing was changed. Edit them at a kiosk that has them."),
        )
    utility = settings.utility(db)
    regions = {utility.region, *(region.region for region in choices.regions(db, _MOST_REGIONS))}
    return EditAccountLook(
        account=account.number,
        fields=fields,
        region=account.region,
        regions=tuple(sorted(regions)),
        form=settings.account_form(db),
        today=local_date(kiosk),
    )


def _readable(kiosk: Kiosk, account: Account) -> bool:
    """Whether the key is here: an account without any detail has one, too."""
    try:
        kiosk.ledger.unseal(account.number, account.sealed)
    except (PersonalKeyMissing, LedgerDamaged):
        return False
    return True


def quote_for(look: EditAccountLook, arguments: EditAccountArguments) -> EditAccountQuote:
    """Raises BadArgument, BadPersonalField."""
    changes = []
    for field in PersonalField:
        typed = getattr(arguments, field.value)
        old = look.fields.get(field.value, "")
        if typed is not None and kept(field, typed) != old:
            changes.append(FieldChange(field=field, old=old, new=kept(field, typed)))
    region = look.region if arguments.region is None else arguments.region
    if region != look.region and region not in look.regions:
        raise BadArgument(
            _("There is no region {region}.").format(region=region),
            _("Nothing was changed. Have the region entered first."),
        )
    if not changes and region == look.region:
        raise BadArgument(
            _("Nothing is different."), _("Nothing was changed. Type what is to change.")
        )
    emptied = [one.field for one in changes if not one.new]
    require_fields(
        {one.field.value: one.new for one in changes},
        [field for field in look.form.required if field in emptied],
    )
    return EditAccountQuote(
        look=look, changes=tuple(changes), region=region, reason=reason_given(arguments.reason)
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: EditAccountQuote) -> EditAccountResult:
    """Seals old and new values, records them, and the search finds the new ones."""
    look = quote.look

    def work(tx: Transaction) -> EventId:
        require_open_to(tx.db, look.account, AccountAct.EDIT, look.today)
        account = accounts.account(tx.db, look.account)
        if account is None or _facts(kiosk, tx.db, account) != look:
            raise StaleQuote(
                _("The account changed meanwhile."), _("Nothing was changed. Look again.")
            )
        edits = tuple(
            FieldEdit(
                field=one.field.value,
                before=tx.seal_field(look.account, one.field.value, one.old),
                sealed=tx.seal_field(look.account, one.field.value, one.new),
            )
            for one in quote.changes
        )
        tx.index_names(
            look.account, look.fields | {one.field.value: one.new for one in quote.changes}
        )
        event = AccountEdited(
            account=look.account,
            edits=edits,
            old_region=look.region,
            region=quote.region,
            reason=quote.reason,
            date=look.today,
        )
        return tx.append(event, operator=caller.operator, request=caller.request)

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, edited: EventId) -> EditAccountResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, edited)
    if entry is None or not isinstance(entry.event, AccountEdited):
        raise LookupError(edited)
    event = entry.event
    return EditAccountResult(
        account=event.account,
        fields=tuple(PersonalField(edit.field) for edit in event.edits),
        old_region=event.old_region,
        region=event.region,
        reason=event.reason,
        date=event.date,
    )


EDIT_ACCOUNT = Operation(
    name="edit-account",
    summary=_("Edit a customer's details; what they were stays readable until they are erased."),
    permission=Permission.OPEN_ACCOUNT,
    arguments=EditAccountArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_edited",),
)
