"""Account opening: a customer's file, before any meter or card."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.accounts import LARGEST_HOUSEHOLD
from app.domain.approval import Signed
from app.domain.customers import (
    IdentityRule,
    Likeness,
    PersonalField,
    kept_fields,
    require_fields,
)
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountOpened
from app.ledger.queries import journal, settings
from app.ledger.queries.settings import AccountForm
from app.operations.account_numbers import next_account_number, require_account_number
from app.operations.alike import Alike, alike
from app.operations.authority import require_second
from app.operations.errors import AlreadyThere, BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.account_slip import account_slip
from app.operations.paper.letterhead import print_document
from app.operations.pricing import revision_for


class OpenAccountArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Who, where, and what they pay. A name is not required."""

    tariff_class: int
    household_size: int = 1
    name: str = ""
    phone: str = ""
    identity: str = ""
    """Number of an identity document."""
    identity_type: str = ""
    """What document it is."""
    address: str = ""
    """On one line, where it is not told by its parts:"""
    street: str = ""
    estate: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    notes: str = ""
    region: int | None = None
    """Region as on cards; none: the kiosk's own."""


class OpenAccountLook(msgspec.Struct, frozen=True, kw_only=True):
    """What the new account is attached to."""

    today: date
    region: int
    form: AccountForm
    alike: tuple[Alike, ...]
    """Accounts that seem to be the same customer's, the likeliest first."""


class OpenAccountQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The file as it will be opened; its number is given when it is."""

    look: OpenAccountLook
    tariff_class: int
    household_size: int
    personal: dict[str, str]
    needs_second: bool
    """Whether another account has the same identity, and two people must agree to that."""


class OpenAccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """The new account."""

    account: str
    tariff_class: int
    household_size: int
    region: int
    alike: tuple[str, ...] = ()
    """Accounts that seem to be the same customer's."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: OpenAccountArguments) -> OpenAccountLook:
    """Refuses a tariff class without prices, an unknown region, and fields that cannot be kept.

    Raises NoNumberBlock where head office gave no number.

    Looks for accounts that seem to be the same customer's.
    """
    today = local_date(kiosk)
    personal = _personal(arguments)
    with kiosk.ledger.read() as reader:
        utility = settings.utility(reader.db)
        revision_for(reader.db, arguments.tariff_class, today)
        region = utility.region if arguments.region is None else arguments.region
        found = settings.region(reader.db, region)
        if region != utility.region and found is None:
            raise BadArgument(
                _("There is no region {region}.").format(region=region),
                _("No account was opened. Have the region entered first."),
            )
        if found is not None and found.closed:
            raise BadArgument(
                _("Region {region} is closed.").format(region=region),
                _("No account was opened. Choose a region that is open."),
            )
        require_account_number(kiosk, reader.db)
        return OpenAccountLook(
            today=today,
            region=region,
            form=settings.account_form(reader.db),
            alike=alike(kiosk, reader.db, personal),
        )


def _personal(arguments: OpenAccountArguments) -> dict[str, str]:
    return kept_fields({field: getattr(arguments, field.value) for field in PersonalField})


def quote_for(look: OpenAccountLook, arguments: OpenAccountArguments) -> OpenAccountQuote:
    """Checks what was typed. Raises BadArgument, BadPersonalField.

    Raises AlreadyThere where the utility refuses an identity that another account has.
    """
    if not 1 <= arguments.household_size <= LARGEST_HOUSEHOLD:
        raise BadArgument(
            _("A household has 1 to {most} persons.").format(most=LARGEST_HOUSEHOLD),
            _("No account was opened."),
        )
    personal = _personal(arguments)
    require_fields(personal, look.form.required)
    same = [one for one in look.alike if one.like is Likeness.IDENTITY and not one.state.final]
    if same and look.form.identity is IdentityRule.REFUSE:
        raise AlreadyThere(
            _("Account {account} has the same identity number.").format(account=same[0].account),
            _("No account was opened. Go on with that one, or check the number."),
        )
    return OpenAccountQuote(
        look=look,
        tariff_class=arguments.tariff_class,
        household_size=arguments.household_size,
        personal=personal,
        needs_second=bool(same) and look.form.identity is IdentityRule.SECOND_PERSON,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: OpenAccountQuote) -> OpenAccountResult:
    """Numbers the account and opens it. Raises SecondPersonNeeded, StaleQuote."""
    if quote.needs_second:
        require_second(kiosk, caller)

    def work(tx: Transaction) -> EventId:
        _require_unchanged(kiosk, tx, quote)
        number = next_account_number(kiosk, tx)
        event = AccountOpened(
            account=number,
            home=kiosk.ledger.node,
            region=quote.look.region,
            tariff_class=quote.tariff_class,
            household_size=quote.household_size,
            date=quote.look.today,
            sealed=tx.seal(number, quote.personal),
            alike=tuple(one.account for one in quote.look.alike),
        )
        paper = account_slip(kiosk, tx, event, quote.personal, caller.operator)
        print_document(tx, paper, number)
        second = caller.second if quote.needs_second else None
        return tx.append(event, operator=caller.operator, second=second, request=caller.request)

    return recall(kiosk, kiosk.ledger.commit(work))


def _require_unchanged(kiosk: Kiosk, tx: Transaction, quote: OpenAccountQuote) -> None:
    """Nobody with the same identity came in between, and the form is the same."""
    if settings.account_form(tx.db) != quote.look.form:
        raise _stale()
    now = alike(kiosk, tx.db, quote.personal)
    if {one.account for one in now} != {one.account for one in quote.look.alike}:
        raise _stale()


def _stale() -> StaleQuote:
    return StaleQuote(
        _("Accounts, or what must be told of them, changed meanwhile."),
        _("No account was opened. Look again."),
    )


def recall(kiosk: Kiosk, opened: EventId) -> OpenAccountResult:
    """The account that an earlier call opened."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, opened)
    if entry is None or not isinstance(entry.event, AccountOpened):
        raise LookupError(opened)
    return OpenAccountResult(
        account=entry.event.account,
        tariff_class=entry.event.tariff_class,
        household_size=entry.event.household_size,
        region=entry.event.region,
        alike=entry.event.alike,
    )


OPEN_ACCOUNT = Operation(
    name="open-account",
    summary=_("Open a customer's account; meter and card come with allocate-meter."),
    permission=Permission.OPEN_ACCOUNT,
    arguments=OpenAccountArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_opened",),
    signed_for=lambda _quote: Signed(),
)
