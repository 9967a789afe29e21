"""A tariff revision that is not in force yet is withdrawn; one in force never is."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.approval import Signed
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.master_data import TariffRevisionWithdrawn
from app.ledger.queries import settings
from app.operations.authority import require_second
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class WithdrawTariffArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which revision of which class, and why."""

    tariff_class: int
    revision: int
    reason: str


class WithdrawTariffLook(msgspec.Struct, frozen=True, kw_only=True):
    """The revision, and today."""

    revision: TariffRevision
    today: date


def look_at(kiosk: Kiosk, caller: Caller, arguments: WithdrawTariffArguments) -> WithdrawTariffLook:
    """Refuses a revision that is not there, or was withdrawn."""
    number, which = arguments.tariff_class, arguments.revision
    with kiosk.ledger.read() as reader:
        found = settings.revision(reader.db, number, which)
        gone = settings.withdrawn(reader.db, number, which)
    if found is None or gone:
        raise UnknownRecord(
            _("Tariff class {number} has no revision {revision} to withdraw.").format(
                number=number, revision=which
            ),
            _("Nothing was changed. Look at the list of its revisions."),
        )
    return WithdrawTariffLook(revision=found, today=local_date(kiosk))


def quote_for(
    look: WithdrawTariffLook, arguments: WithdrawTariffArguments
) -> TariffRevisionWithdrawn:
    """What is withdrawn. Raises BadArgument once it is in force."""
    _require_not_in_force(look.revision, look.today)
    return TariffRevisionWithdrawn(
        revision=look.revision, reason=reason_given(arguments.reason), date=look.today
    )


def _require_not_in_force(revision: TariffRevision, today: date) -> None:
    if revision.valid_from <= today:
        raise BadArgument(
            _("This revision is in force since {day}: people paid by it.").format(
                day=revision.valid_from.isoformat()
            ),
            _("Nothing was changed. Enter a new revision with the prices that shall follow."),
        )


def carry_out(
    kiosk: Kiosk, caller: Caller, quote: TariffRevisionWithdrawn
) -> TariffRevisionWithdrawn:
    """Records it. Raises SecondPersonNeeded, StaleQuote, BadArgument where it begins meanwhile."""
    require_second(kiosk, caller)
    today = local_date(kiosk)
    _require_not_in_force(quote.revision, today)

    def work(tx: Transaction) -> None:
        revision = quote.revision
        if settings.withdrawn(tx.db, revision.tariff_class, revision.revision):
            raise StaleQuote(
                _("This revision was withdrawn meanwhile."),
                _("Nothing was changed now. Look at the list again."),
            )
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


WITHDRAW_TARIFF = Operation(
    name="withdraw-tariff",
    summary=_("Withdraw a tariff revision that is not in force yet; two people."),
    permission=Permission.SETTINGS,
    sets=SettingKind.TARIFF,
    arguments=WithdrawTariffArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(TariffRevisionWithdrawn),
    opened_by=("tariff_revision_withdrawn",),
    signed_for=lambda _quote: Signed(),
)
