"""Bare SQL of reports about sales and cash: one statement for a whole period, rows only fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.reports.asked import Asked
from app.reports.sales import earlier
from tests.bench.floor import Floor, between, unsaid

_NEVER = (
    "(SELECT subject FROM plan WHERE outcome = 'not_written' AND subject IS NOT NULL UNION "
    "SELECT purchase FROM refund WHERE closes IS NOT NULL AND refuted IS NULL)"
)
COUNTS = f"purchase.total IS NOT NULL AND purchase.id NOT IN {_NEVER}"
SOLD = f"purchase.date BETWEEN ? AND ? AND {COUNTS}"
_BACK = "refund.date BETWEEN ? AND ? AND refund.paid IS NOT NULL AND refund.basis <> 'not_written'"
_REFUNDED = (
    "refund JOIN purchase ON purchase.id = refund.purchase "
    "AND purchase.allocation = refund.allocation"
)
_MODEL = "LEFT JOIN allocation ON allocation.id = purchase.allocation"
_CLASS = "json_extract(CAST(purchase.breakdown AS TEXT), '$.tariff_class')"
_DATE_LETTERS = {"day": 10, "month": 7, "year": 4}
_GROUPS: Mapping[str, tuple[str, str]] = {
    "operator": ("purchase.operator", ""),
    "class": (_CLASS, ""),
    "kind": ("purchase.kind", ""),
    "model": ("allocation.model", _MODEL),
}
"""Regions at any level are few once they are added up."""


def summed(which: Asked, group: str, back: str, joins: str = "") -> list[Floor]:
    """Sales and what went back of them, by a group and the utility kind."""
    figures = "purchase.kind, COUNT(*), SUM({0}.quantity), SUM({0}.{1})"
    return [
        Floor(
            f"SELECT {group}, {figures.format('purchase', 'total')} FROM purchase {joins} "
            f"WHERE {SOLD} GROUP BY 1, 2",
            which.days,
            {"purchases": 2, "charged": 4},
        ),
        Floor(
            f"SELECT {back}, {figures.format('refund', 'amount')} FROM {_REFUNDED} {joins} "
            f"WHERE {_BACK} GROUP BY 1, 2",
            which.days,
            {"refunds": 2, "refunded": 4},
        ),
    ]


def _sales(which: Asked) -> list[Floor]:
    letters = _DATE_LETTERS[which.by]
    group, back = (f"substr({table}.date, 1, {letters})" for table in ("purchase", "refund"))
    return [*summed(which, group, back), *unsaid(summed(earlier(which), group, back))]


def _sales_by(which: Asked) -> list[Floor]:
    group, joins = _GROUPS.get(which.by, ("purchase.region", ""))
    return summed(which, group, group, joins)


def _tenders(which: Asked) -> list[Floor]:
    def told(field: str) -> str:
        return f"SUM(json_extract(tender.value, '$.{field}'))"

    return [
        Floor(
            f"SELECT json_extract(tender.value, '$.kind'), COUNT(*), {told('tendered')}, "
            f"{told('change')}, {told('to_balance')}, {told('amount')} FROM purchase "
            "LEFT JOIN tender_correction amended ON amended.purchase = purchase.id JOIN "
            "json_each(CAST(COALESCE(amended.tenders, purchase.tenders) AS TEXT)) tender "
            f"WHERE {SOLD} GROUP BY 1",
            which.days,
            {"times": 1, "tendered": 2, "change": 3, "to_balance": 4, "paid": 5},
        )
    ]


def _tiers(which: Asked) -> list[Floor]:
    return [
        Floor(
            f"SELECT {_CLASS}, purchase.kind, json_extract(line.value, '$.code'), COUNT(*), "
            "SUM(json_extract(line.value, '$.quantity')), "
            "SUM(json_extract(line.value, '$.amount')) FROM purchase "
            "JOIN json_each(CAST(purchase.breakdown AS TEXT), '$.lines') line "
            f"WHERE {SOLD} AND json_extract(line.value, '$.kind') IN ('tier', 'allowance') "
            "GROUP BY 1, 2, 3",
            which.days,
            {"purchases": 3, "volume": 4, "amount": 5},
        )
    ]


def _shifts(which: Asked) -> list[Floor]:
    sums = ", ".join(
        f"SUM(CASE WHEN tally.what = '{what}' THEN tally.{figure} END)"
        for what in ("sale", "refund", "payment", "payout")
        for figure in ("times", "amount")
    )
    return [
        Floor(
            f"SELECT shift.accounting_date, shift.operator, operator.name, shift.report_number, "
            f"shift.float_cash, {sums}, (SELECT amount FROM shift_book "
            "WHERE shift_book.shift = shift.id AND shift_book.book = 'over_short') FROM shift "
            "LEFT JOIN shift_tally tally ON tally.shift = shift.id "
            "LEFT JOIN operator ON operator.operator = shift.operator "
            "WHERE shift.accounting_date BETWEEN ? AND ? GROUP BY shift.id "
            "ORDER BY shift.accounting_date, shift.id",
            which.days,
            {"sales": 5, "sold": 6, "payments": 10},
        )
    ]


def _safe(which: Asked) -> list[Floor]:
    books = ("safe", "bag", "to_bank", "bank", "bank_over_short")
    listed = ", ".join(f"'{book}'" for book in books)
    sums = ", ".join(
        f"SUM(CASE WHEN book = '{book}' THEN posting.amount ELSE 0 END)" for book in books
    )
    of_the_safe = f"posting.book IN ({listed})"
    return [
        Floor(f"SELECT {sums} FROM posting WHERE {of_the_safe} AND date < ?", (which.days[0],)),
        Floor(
            f"SELECT posting.date, posting.event, posting.operator, bag.number, slip.slip, "
            f"word.slip, ended.state, shift.id, closed.id, {sums} FROM posting "
            "LEFT JOIN bag ON bag.bag = posting.event "
            "LEFT JOIN deposit_slip slip ON slip.slip = posting.event "
            "LEFT JOIN bank_word word ON word.event = posting.event "
            "LEFT JOIN deposit_slip ended ON ended.ended_by = posting.event "
            "LEFT JOIN shift ON shift.id = posting.event "
            "LEFT JOIN shift closed ON closed.closed_by = posting.event "
            f"WHERE {of_the_safe} AND posting.date BETWEEN ? AND ? "
            "GROUP BY posting.event ORDER BY posting.date, posting.event",
            which.days,
        ),
    ]


_SHIFTS_OF = "shift.accounting_date BETWEEN ? AND ? AND shift.opened_at IS NOT NULL"
_ITS = "BETWEEN shift.id AND shift.closed_by"
_FEES = (
    "(SELECT SUM(json_extract(line.value, '$.amount')) FROM "
    "json_each(CAST(purchase.breakdown AS TEXT), '$.lines') line "
    "WHERE json_extract(line.value, '$.kind') = 'fee')"
)


def _cashier_close(which: Asked) -> list[Floor]:
    group = {
        "shift": "shift.id",
        "day": "shift.accounting_date",
        "operator": "shift.operator",
    }[which.by]

    def made(table: str, figures: str, condition: str, says: Mapping[str, int]) -> Floor:
        return Floor(
            f"SELECT {group}, COUNT(*), {figures} FROM shift CROSS JOIN {table} "
            f"CROSS JOIN plan ON plan.id = {table}.id WHERE {_SHIFTS_OF} "
            f"AND {table}.id {_ITS} AND {condition} GROUP BY 1",
            which.days,
            says,
        )

    return [
        Floor(
            f"SELECT {group}, purchase.kind, COUNT(*), SUM(purchase.quantity), "
            "SUM(purchase.total) FROM shift CROSS JOIN plan CROSS JOIN purchase "
            f"WHERE {_SHIFTS_OF} AND plan.id {_ITS} AND +plan.shift = shift.id "
            f"AND purchase.id = plan.id AND {COUNTS} GROUP BY 1, 2",
            which.days,
            {"sales": 2, "water": 3, "charged": 4},
        ),
        Floor(
            f"SELECT {group}, COUNT(*), SUM({_FEES}) FROM shift CROSS JOIN allocation "
            "CROSS JOIN plan CROSS JOIN purchase "
            f"WHERE {_SHIFTS_OF} AND allocation.id {_ITS} AND plan.id = allocation.id "
            "AND plan.issues AND purchase.id = plan.id AND purchase.allocation = plan.allocation "
            "GROUP BY 1",
            which.days,
            {"cards": 1, "card_fees": 2},
        ),
        made("reissue", "SUM(reissue.total)", "TRUE", {"reissues": 1, "reissue_fees": 2}),
        made(
            "allocation",
            "SUM((SELECT SUM(amount) FROM posting WHERE posting.event = plan.id "
            "AND posting.book = 'suspense'))",
            "plan.kind = 'meter_change_opened'",
            {},
        ),
        made("compensation", "SUM(compensation.settles)", "NOT compensation.in_money", {}),
        Floor(
            f"SELECT {group}, tally.what, SUM(tally.times), SUM(tally.amount) FROM shift "
            f"JOIN shift_tally tally ON tally.shift = shift.id WHERE {_SHIFTS_OF} "
            "GROUP BY 1, 2",
            which.days,
        ),
        Floor(
            f"SELECT {group}, shift_book.book, SUM(shift_book.amount) FROM shift "
            f"JOIN shift_book ON shift_book.shift = shift.id WHERE {_SHIFTS_OF} GROUP BY 1, 2",
            which.days,
        ),
    ]


def _agents(which: Asked) -> list[Floor]:
    return [
        Floor(
            "SELECT agent, SUM(sales), SUM(MAX(cash, 0)), SUM(MAX(-cash, 0)), SUM(commission) "
            "FROM vending_use WHERE date BETWEEN ? AND ? GROUP BY agent",
            which.days,
            {"sales": 1, "taken": 2, "back": 3, "commission": 4},
        ),
        Floor(
            "SELECT agent, SUM(MAX(amount, 0)), SUM(MAX(-amount, 0)) FROM agent_money "
            "WHERE date BETWEEN ? AND ? GROUP BY agent",
            which.days,
            {"paid_in": 1, "paid_back": 2},
        ),
        Floor(
            "SELECT agent, COUNT(*) FROM agent_settlement WHERE date BETWEEN ? AND ? "
            "GROUP BY agent",
            which.days,
            {"settled": 1},
        ),
    ]


def _general_ledger(which: Asked) -> list[Floor]:
    return [
        Floor(
            "SELECT book, CASE WHEN book IN ('tax', 'other', 'tender', 'subsidy') "
            "THEN subject END, COUNT(*), SUM(MAX(amount, 0)), SUM(MAX(-amount, 0)), SUM(amount) "
            "FROM posting WHERE date BETWEEN ? AND ? GROUP BY 1, 2",
            which.days,
            {"postings": 2, "debit": 3, "credit": 4, "moved": 5},
        )
    ]


def _operators(which: Asked) -> list[Floor]:
    begin, end = between(which)
    seldom = "SELECT {0}.operator, COUNT(*) FROM {0} JOIN deed ON deed.event = {0}.event "
    of_shifts = "FROM shift {0} WHERE shift.accounting_date BETWEEN ? AND ? {1} GROUP BY 1"
    return [
        *unsaid(summed(which, "purchase.operator", "purchase.operator")),
        Floor(
            "SELECT plan.operator, COUNT(*), SUM(refund.amount) FROM refund "
            "JOIN plan ON plan.id = refund.id WHERE refund.date BETWEEN ? AND ? "
            "AND refund.paid IS NOT NULL GROUP BY 1",
            which.days,
        ),
        Floor(
            "SELECT shift.operator, SUM(amount > 0), SUM(amount < 0), SUM(MAX(amount, 0)), "
            "SUM(MIN(amount, 0)) "
            + of_shifts.format(
                "JOIN shift_book ON shift_book.shift = shift.id", "AND book = 'over_short'"
            ),
            which.days,
        ),
        Floor(
            "SELECT shift.operator, COUNT(*) "
            + of_shifts.format(
                "JOIN cash_move ON cash_move.shift = shift.id", "AND cash_move.what = 'no_sale'"
            ),
            which.days,
        ),
        Floor(
            "SELECT shift.operator, COUNT(*) " + of_shifts.format("", "AND closed_by IS NOT NULL"),
            which.days,
        ),
        Floor(
            seldom.format("document_copy") + "WHERE deed.at >= ? AND deed.at < ? GROUP BY 1",
            (begin, end),
        ),
        Floor(
            seldom.format("refused_sign_in") + "WHERE deed.at >= ? AND deed.at < ? "
            "AND refused_sign_in.reason = 'wrong_pin' GROUP BY 1",
            (begin, end),
        ),
    ]


def _receipts(which: Asked) -> list[Floor]:
    begin, end = between(which)
    papers = [
        Floor(
            "SELECT node, epoch, MIN(number), MAX(number), COUNT(*) "
            f"FROM {paper} WHERE at >= ? AND at < ? GROUP BY 1, 2",
            (begin, end),
        )
        for paper in ("receipt", "slip", "tax_invoice", "credit_note")
    ]
    return [
        *papers,
        Floor(
            "SELECT kiosk, operator, MIN(number), MAX(number) FROM (SELECT kiosk, operator, "
            "number, number - ROW_NUMBER() OVER (PARTITION BY kiosk, operator ORDER BY number) "
            "AS run FROM invoice_use WHERE at >= ? AND at < ?) GROUP BY kiosk, operator, run",
            (begin, end),
        ),
    ]


def _late_bookings(_which: Asked) -> list[Floor]:
    """Where no month is locked nothing else is read."""
    return [Floor("SELECT setter, month FROM locked_month ORDER BY setter, month", ())]


FLOORS_OF_SALES: Mapping[str, Callable[[Asked], list[Floor]]] = {
    "sales": _sales,
    "sales-by": _sales_by,
    "tenders": _tenders,
    "tiers": _tiers,
    "shifts": _shifts,
    "safe": _safe,
    "cashier-close": _cashier_close,
    "agents": _agents,
    "general-ledger": _general_ledger,
    "late-bookings": _late_bookings,
    "operators": _operators,
    "receipts": _receipts,
}
