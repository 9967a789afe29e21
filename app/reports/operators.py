"""Operators against each other: how often each refunds, copies, opens the drawer, counts wrong.

Purchases and refunds count by their own day, shorts, overs and drawers opened by the accounting
date of the shift, copies and wrong PINs by the clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from peewee import Database

from app.domain.identity import Stamp, stamp_at
from app.domain.operator_figures import Seldom, Worked, median_share, median_times
from app.domain.text import _
from app.ledger.projection.statements import all_rows
from app.ledger.queries import settings
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.grouping import Grouping, summed
from app.reports.report import Report
from app.reports.watch import Watch

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES = {
    Seldom.REFUND: _("Refunds"),
    Seldom.COPY: _("Copies"),
    Seldom.NO_SALE: _("Drawer opened"),
    Seldom.SHORT: _("Short"),
    Seldom.OVER: _("Over"),
    Seldom.WRONG_PIN: _("Wrong PINs"),
}
# Times and money by operator, each between two days or two stamps.
_REFUNDS = (
    "SELECT plan.operator, COUNT(*), SUM(refund.amount) FROM refund "
    "JOIN plan ON plan.id = refund.id "
    "WHERE refund.date BETWEEN ? AND ? AND refund.paid IS NOT NULL GROUP BY plan.operator"
)
_NO_SALES = (
    "SELECT shift.operator, COUNT(*), 0 FROM shift JOIN cash_move ON cash_move.shift = shift.id "
    "WHERE shift.accounting_date BETWEEN ? AND ? AND cash_move.what = 'no_sale' "
    "GROUP BY shift.operator"
)
_COUNTED = (
    "SELECT shift.operator, COUNT(*), SUM(over_short.amount) FROM shift "
    "JOIN shift_book over_short ON over_short.shift = shift.id AND over_short.book = 'over_short' "
    "WHERE shift.accounting_date BETWEEN ? AND ? AND over_short.amount {0} 0 "
    "GROUP BY shift.operator"
)
_SHIFTS = (
    "SELECT operator, COUNT(*), 0 FROM shift "
    "WHERE accounting_date BETWEEN ? AND ? AND closed_by IS NOT NULL GROUP BY operator"
)
_COPIES = (
    "SELECT document_copy.operator, COUNT(*), 0 FROM document_copy "
    "JOIN deed ON deed.event = document_copy.event "
    "WHERE deed.at >= ? AND deed.at < ? GROUP BY document_copy.operator"
)
_WRONG_PINS = (
    "SELECT refused_sign_in.operator, COUNT(*), 0 FROM refused_sign_in "
    "JOIN deed ON deed.event = refused_sign_in.event "
    "WHERE deed.at >= ? AND deed.at < ? AND refused_sign_in.reason = 'wrong_pin' "
    "GROUP BY refused_sign_in.operator"
)
_BY_DAY = {
    Seldom.REFUND: _REFUNDS,
    Seldom.NO_SALE: _NO_SALES,
    Seldom.SHORT: _COUNTED.format(">"),
    Seldom.OVER: _COUNTED.format("<"),
}
_BY_CLOCK = {Seldom.COPY: _COPIES, Seldom.WRONG_PIN: _WRONG_PINS}


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("operator", _("Operator"), ColumnKind.TEXT),
        Column("name", _("Name"), ColumnKind.TEXT),
        Column("what", _("What"), ColumnKind.TEXT),
        Column("times", _("Times"), ColumnKind.COUNT),
        Column("median", _("Median"), ColumnKind.COUNT),
        Column("share", _("Of their work"), ColumnKind.SHARE),
        Column("median_share", _("Median of all"), ColumnKind.SHARE),
        Column("amount", _("Amount"), ColumnKind.MONEY),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    names = {one.number: one.name for one in settings.operators(db)}
    times: dict[int, dict[Seldom, int]] = defaultdict(dict)
    money: dict[tuple[int, Seldom], int] = {}
    for what, sql, values in _statements(db, which):
        for operator, count, amount in all_rows(db, sql, values):
            if operator is not None:
                times[operator][what] = int(count)
                money[operator, what] = abs(int(amount))
    worked = _worked(db, which, watch, times)
    for operator in sorted(worked):
        for what in (one for one in Seldom if one in times.get(operator, {})):
            yield (
                str(operator),
                names.get(operator, ""),
                _NAMES[what],
                times[operator][what],
                median_times(worked, what),
                worked[operator].share(what),
                median_share(list(worked.values()), what),
                money[operator, what] or None,
            )


def _statements(db: Database, which: Asked) -> Iterator[tuple[Seldom, str, tuple[object, ...]]]:
    for what, sql in _BY_DAY.items():
        yield what, sql, which.days
    zone = ZoneInfo(settings.time_zone(db))
    stamps = _begins(which.since, zone), _begins(which.until + timedelta(days=1), zone)
    for what, sql in _BY_CLOCK.items():
        yield what, sql, stamps


def _begins(day: date, zone: ZoneInfo) -> Stamp:
    """The first stamp of a day."""
    return stamp_at((datetime.combine(day, time(), zone) - _EPOCH) // timedelta(milliseconds=1))


def _worked(
    db: Database, which: Asked, watch: Watch, times: dict[int, dict[Seldom, int]]
) -> dict[int, Worked]:
    """What everybody did who sold, closed a shift, or did something seldom."""
    purchases: dict[int, int] = defaultdict(int)
    for key, sums in summed(db, which, Grouping("purchase.operator"), watch).items():
        if key.group:
            purchases[int(key.group)] += sums.purchases
    shifts = {operator: count for operator, count, _none in all_rows(db, _SHIFTS, which.days)}
    return {
        operator: Worked(
            purchases=purchases.get(operator, 0),
            shifts=shifts.get(operator, 0),
            seldom=times.get(operator, {}),
        )
        for operator in {*purchases, *shifts, *times}
    }


OPERATORS = Report(
    name="operators",
    title=_("Operators compared"),
    about=_("What each did seldom: of purchases, or of shifts for PINs and counts; and the median"),
    columns=_columns,
    rows=_rows,
)
