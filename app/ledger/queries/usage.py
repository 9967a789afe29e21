"""What an account has bought: for tiers, caps and standing charges.

A purchase counts from its payment on, in the period of its sale. It counts no longer once its
load is off the card, by refund or money back (unless its meter proves that it had the load all the
same), or once two people declared it not written; being a property of the purchase, this happens
once, however many events say so. What another kiosk sold
without this ledger's knowledge stands on the card, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.subsidy import Subsidised
from app.domain.tariff.periods import next_month
from app.ledger.projection.statements import all_rows
from app.ledger.queries.handovers import counted_with
from app.ledger.queries.reading import day_of, first, known, rows_for, value

# Two people may decide so of the purchase's own plan, or of the money back that replaced it.
_WRITTEN = """NOT EXISTS (
    SELECT 1 FROM plan WHERE plan.subject = purchase.id AND plan.outcome = 'not_written')
    AND NOT EXISTS (
    SELECT 1 FROM refund JOIN plan ON plan.subject = refund.id
    WHERE refund.purchase = purchase.id AND refund.basis = 'not_written'
    AND plan.outcome = 'not_written')"""
_NOT_CANCELLED = """NOT EXISTS (
    SELECT 1 FROM refund WHERE refund.purchase = purchase.id
    AND refund.allocation = purchase.allocation AND refund.cancelled IS NOT NULL
    AND refund.refuted IS NULL)"""
_NOT_BACK = """NOT EXISTS (
    SELECT 1 FROM refund WHERE refund.purchase = purchase.id AND refund.cancelled IS NOT NULL
    AND refund.refuted IS NULL AND refund.basis IN ('not_written', 'reversed'))"""
_COUNTS = f"{_WRITTEN} AND {_NOT_CANCELLED}"
# What was paid back out of its meter counts no longer.
_LESS = (
    " - COALESCE((SELECT SUM(share.{0}) FROM credit_share share "
    "WHERE share.purchase = purchase.id AND share.allocation = purchase.allocation), 0)"
)
# No purchase counts in a period that begins after its day, so the index on days serves.
# Where class or household were put right, it counts as it was reckoned anew.
_IN_PERIOD = (
    f"SELECT SUM(quantity{_LESS.format('quantity')}), "  # noqa: S608  constants of this module
    f"SUM(COALESCE(anew.allowance, purchase.allowance){_LESS.format('allowance')}) FROM purchase "
    "LEFT JOIN reckoned_anew anew ON anew.purchase = purchase.id "
    "AND anew.allocation = purchase.allocation "
    "WHERE account = ? AND date >= ? "
    f"AND COALESCE(anew.period_start, purchase.period_start) = ? AND kind = ? AND {_COUNTS}"
)
_IN_MONTH = (
    f"SELECT SUM(quantity{_LESS.format('quantity')}) FROM purchase "  # noqa: S608  constants of this module
    f"WHERE account = ? AND date >= ? AND date < ? AND kind = ? AND {_COUNTS}"
)
_SUBSIDISED = (
    "SELECT SUM(subsidised), SUM(subsidised_price) FROM purchase "  # noqa: S608  constants of this module
    f"WHERE account = ? AND date >= ? AND date < ? AND kind = ? AND {_COUNTS}"
)
_BORNE = (
    "SELECT SUM(subsidised), COUNT(DISTINCT account) FROM purchase "  # noqa: S608  constants of this module
    f"WHERE scheme = ? AND date >= ? AND {_COUNTS}"
)
_SOLD_UP_TO = (
    "WITH asked (account, allocation, number) AS (VALUES {0}) SELECT asked.allocation, "  # noqa: S608  constants of this module
    "COALESCE((SELECT SUM(quantity) FROM purchase WHERE purchase.allocation = asked.allocation "
    f"AND purchase.number <= asked.number AND total IS NOT NULL AND {_COUNTS}), 0) "
    "- COALESCE((SELECT SUM(quantity) FROM credit_owed WHERE credit_owed.account = asked.account "
    "AND credit_owed.allocation = asked.allocation AND purchase IS NOT NULL), 0) FROM asked"
)
_CREDITED_IN_MONTH = _IN_MONTH.replace("quantity", "money")
_PAID_TO = (
    "SELECT MAX(standing_paid_to) FROM purchase "  # noqa: S608  constants of this module
    f"WHERE allocation = ? AND {_WRITTEN} AND {_NOT_BACK}"
)
_BACK_CHARGED_TO = _PAID_TO.replace("standing_paid_to", "back_charged_to")


def bought_in_period(
    db: Database, account: str, kind: UtilityKind, period_start: date
) -> tuple[Quantity, Quantity]:
    """(volume bought, free volume in it) that counts in the period that began that day.

    Of a former person's account, too, where its use went over to this one.
    """
    day = period_start.isoformat()
    found = [
        known(first(db, _IN_PERIOD, (counted, day, day, kind.value)))
        for counted in counted_with(db, account)
    ]
    return sum(int(row[0] or 0) for row in found), sum(int(row[1] or 0) for row in found)


def bought_in_month(db: Database, account: str, kind: UtilityKind, month: date) -> Quantity:
    """Volume bought in the calendar month of ``month``, free volume included."""
    return _of_month(db, _IN_MONTH, account, kind, month)


def bought_between(
    db: Database, account: str, kind: UtilityKind, first_day: date, end: date
) -> Quantity:
    """Volume bought from a day on and before another, free volume included."""
    params = (account, first_day.isoformat(), end.isoformat(), kind.value)
    return int(value(db, _IN_MONTH, params) or 0)


def sold_up_to(db: Database, meters: Sequence[tuple[str, int, int]]) -> dict[int, Quantity]:
    """Volume sold for each meter with its purchases up to a number, less loads that never arrived.

    ``meters``: accounts, keys of allocations, numbers.
    """
    if not meters:
        return {}
    sql = _SOLD_UP_TO.format(rows_for(meters))
    values = [cell for meter in meters for cell in meter]
    return {allocation: int(sold) for allocation, sold in all_rows(db, sql, values)}


def credited_in_month(db: Database, account: str, kind: UtilityKind, month: date) -> Money:
    """Credit in money bought in the calendar month of ``month``, for meters that count it."""
    return _of_month(db, _CREDITED_IN_MONTH, account, kind, month)


def subsidised_in_month(db: Database, account: str, kind: UtilityKind, month: date) -> Subsidised:
    """What third parties bore a share of in that calendar month.

    What was paid back out of its meter counts still: the month's volume was borne once.
    """
    days = month.replace(day=1).isoformat(), next_month(month).isoformat()
    rows = [
        known(first(db, _SUBSIDISED, (counted, *days, kind.value)))
        for counted in counted_with(db, account)
    ]
    return Subsidised(
        quantity=sum(int(row[0] or 0) for row in rows),
        price=sum(int(row[1] or 0) for row in rows),
    )


def borne_since(db: Database, scheme: str, day: date) -> tuple[Quantity, int]:
    """(volume that a scheme bore a share of from that day on, accounts that bought it)."""
    row = known(first(db, _BORNE, (scheme, day.isoformat())))
    return int(row[0] or 0), int(row[1])


def _of_month(db: Database, query: str, account: str, kind: UtilityKind, month: date) -> int:
    days = month.replace(day=1).isoformat(), next_month(month).isoformat()
    return sum(
        int(value(db, query, (counted, *days, kind.value)) or 0)
        for counted in counted_with(db, account)
    )


def back_charged_to(db: Database, allocation: EventId) -> date | None:
    """First day whose use is not back-charged yet; None before any was.

    As with standing charges, only money back and reversal undo it.
    """
    return day_of(value(db, _BACK_CHARGED_TO, (allocation.to_key(),)))


def standing_paid_to(db: Database, allocation: EventId) -> date | None:
    """Day up to which, not including, standing charges are paid; None before the first purchase.

    The refund of an unloaded purchase gives no standing charge back; money back and reversal do.
    """
    return day_of(value(db, _PAID_TO, (allocation.to_key(),)))
