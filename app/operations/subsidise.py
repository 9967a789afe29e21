"""Two people put an account into a scheme that pays a share of what it buys, or end that.

Only at the account's home kiosk, where alone the share is given: elsewhere nobody knows how much
of the month's volume is left.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.approval import Signed
from app.domain.days import LAST_DAY
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.subsidy import SubsidyScheme, SubsidyTerm
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import AccountSubsidised
from app.ledger.queries import accounts, journal, settings, subsidies
from app.operations.account_standing import account_open_to, require_home_account
from app.operations.authority import require_second
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given


class SubsidiseArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``until``: the last day; ``since``: none is today. No scheme: the account leaves its own."""

    account: str
    reason: str
    scheme: str | None = None
    until: date | None = None
    since: date | None = None


class SubsidiseLook(msgspec.Struct, frozen=True, kw_only=True):
    """The account's scheme as it stands, and the one wanted."""

    account: str
    today: date
    current: SubsidyTerm | None
    scheme: SubsidyScheme | None
    money_meters: tuple[str, ...]
    """Meters of what the scheme is for that count money: a share of volume cannot be borne."""


class SubsidiseResult(msgspec.Struct, frozen=True, kw_only=True):
    """What stands from now on."""

    subsidised: EventId
    account: str
    old: SubsidyTerm | None
    new: SubsidyTerm | None
    """None: the account is in no scheme."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: SubsidiseArguments) -> SubsidiseLook:
    """Raises UnknownRecord, AccountForbids, OtherHome."""
    with kiosk.ledger.read() as reader:
        return _facts(kiosk, reader.db, arguments.account.strip(), arguments.scheme)


def _facts(kiosk: Kiosk, db: Database, number: str, code: str | None) -> SubsidiseLook:
    account = account_open_to(kiosk, db, number, AccountAct.GIVE_CREDIT)
    require_home_account(kiosk, account)
    scheme = None if not code else _scheme_in_use(db, code)
    return SubsidiseLook(
        account=account.number,
        today=local_date(kiosk),
        current=subsidies.subsidy_term(db, account.number),
        scheme=scheme,
        money_meters=() if scheme is None else tuple(_money_meters(db, account.number, scheme)),
    )


def _scheme_in_use(db: Database, code: str) -> SubsidyScheme:
    found = subsidies.subsidy_scheme(db, code)
    if found is None or not found.active:
        names = [one.code for one in subsidies.subsidy_schemes(db) if one.active]
        raise UnknownRecord(
            _("There is no scheme {code}.").format(code=code[:20]),
            _("Nothing was changed. Schemes: {names}.").format(
                names=", ".join(names) or _("none yet; have one set (set-subsidy-scheme)")
            ),
        )
    return found


def _money_meters(db: Database, account: str, scheme: SubsidyScheme) -> list[str]:
    found = []
    for meter in accounts.meters_of(db, account):
        model = settings.meter_model(db, meter.model)
        if model is not None and model.kind is scheme.kind and model.charging.counts_money:
            found.append(meter.meter)
    return found


def quote_for(look: SubsidiseLook, arguments: SubsidiseArguments) -> AccountSubsidised:
    """What will stand. Raises BadArgument."""
    if look.scheme is None:
        _require_to_end(look, arguments)
    return AccountSubsidised(
        account=look.account,
        old=look.current,
        new=None if look.scheme is None else _term(look, arguments, look.scheme),
        reason=reason_given(arguments.reason),
        date=look.today,
    )


def _require_to_end(look: SubsidiseLook, arguments: SubsidiseArguments) -> None:
    if arguments.until is not None or arguments.since is not None:
        raise BadArgument(
            _("Days belong to a scheme."), _("Nothing was changed. Say which scheme.")
        )
    if look.current is None:
        raise BadArgument(
            _("Account {account} is in no scheme.").format(account=look.account),
            _("Nothing was changed. Say which scheme it is to be in."),
        )


def _term(look: SubsidiseLook, arguments: SubsidiseArguments, scheme: SubsidyScheme) -> SubsidyTerm:
    if look.money_meters:
        raise BadArgument(
            _("Meter {meter} counts money: a scheme pays a share of volume.").format(
                meter=", ".join(look.money_meters)
            ),
            _("Nothing was changed. This account cannot be subsidised."),
        )
    since = arguments.since or look.today
    if since < look.today:
        raise BadArgument(
            _("{day} is over.").format(day=since.isoformat()),
            _("Nothing was changed. Give a day from {today} on.").format(
                today=look.today.isoformat()
            ),
        )
    if arguments.until is None or not since <= arguments.until <= LAST_DAY:
        raise BadArgument(
            _("A last day is needed, not before {day}.").format(day=since.isoformat()),
            _("Nothing was changed. Give that day."),
        )
    return SubsidyTerm(scheme=scheme.code, since=since, until=arguments.until)


def carry_out(kiosk: Kiosk, caller: Caller, quote: AccountSubsidised) -> SubsidiseResult:
    """Two people are known: records it. Raises SecondPersonNeeded, StaleQuote."""
    require_second(kiosk, caller)

    def work(tx: Transaction) -> EventId:
        code = None if quote.new is None else quote.new.scheme
        look = _facts(kiosk, tx.db, quote.account, code)
        if (look.current, look.today) != (quote.old, quote.date) or look.money_meters:
            raise StaleQuote(
                _("The account changed meanwhile."), _("Nothing was changed now. Start over.")
            )
        return tx.append(
            quote, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, done: EventId) -> SubsidiseResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, done)
    if entry is None or not isinstance(entry.event, AccountSubsidised):
        raise LookupError(done)
    event = entry.event
    return SubsidiseResult(subsidised=done, account=event.account, old=event.old, new=event.new)


SUBSIDISE = Operation(
    name="subsidise",
    summary=_("Put an account into a scheme that pays a share, or end that; two people."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=SubsidiseArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_subsidised",),
    signed_for=lambda quote: Signed(account=quote.account),
)
