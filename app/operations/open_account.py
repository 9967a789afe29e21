"""Account opening: a customer's file, before any meter or card."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.accounts import LARGEST_HOUSEHOLD, account_number
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountOpened
from app.ledger.queries import journal, settings
from app.operations.errors import BadArgument
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
    address: str = ""
    region: int | None = None
    """Region as on cards; none: the kiosk's own."""


class OpenAccountLook(msgspec.Struct, frozen=True, kw_only=True):
    """What the new account is attached to."""

    today: date
    region: int
    site: str


class OpenAccountQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The file as it will be opened; its number is given when it is."""

    look: OpenAccountLook
    tariff_class: int
    household_size: int
    personal: dict[str, str]


class OpenAccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """The new account."""

    account: str
    tariff_class: int
    household_size: int
    region: int


def look_at(kiosk: Kiosk, caller: Caller, arguments: OpenAccountArguments) -> OpenAccountLook:
    """Refuses a tariff class without prices and an unknown region."""
    today = local_date(kiosk)
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
    return OpenAccountLook(today=today, region=region, site=utility.site)


def quote_for(look: OpenAccountLook, arguments: OpenAccountArguments) -> OpenAccountQuote:
    """Checks what was typed. Raises BadArgument."""
    if not 1 <= arguments.household_size <= LARGEST_HOUSEHOLD:
        raise BadArgument(
            _("A household has 1 to {most} persons.").format(most=LARGEST_HOUSEHOLD),
            _("No account was opened."),
        )
    personal = {
        "name": arguments.name,
        "phone": arguments.phone,
        "identity": arguments.identity,
        "address": arguments.address,
    }
    return OpenAccountQuote(
        look=look,
        tariff_class=arguments.tariff_class,
        household_size=arguments.household_size,
        personal={key: value.strip() for key, value in personal.items() if value.strip()},
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: OpenAccountQuote) -> OpenAccountResult:
    """Numbers the account and opens it."""

    def work(tx: Transaction) -> EventId:
        number = account_number(quote.look.site, kiosk.ledger.epoch, tx.next_account_serial())
        event = AccountOpened(
            account=number,
            home=kiosk.ledger.node,
            region=quote.look.region,
            tariff_class=quote.tariff_class,
            household_size=quote.household_size,
            date=quote.look.today,
            sealed=tx.seal(number, quote.personal),
        )
        paper = account_slip(kiosk, tx, event, quote.personal, caller.operator)
        print_document(tx, paper, number)
        return tx.append(event, operator=caller.operator, request=caller.request)

    return recall(kiosk, kiosk.ledger.commit(work))


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
)
