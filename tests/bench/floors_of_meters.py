"""Bare SQL of reports about accounts and meters, and of lists of what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from app.reports.asked import Asked
from tests.bench.floor import Floor
from tests.bench.floors_of_sales import COUNTS, SOLD

_IN_SERVICE = (
    "LEFT JOIN allocation_end ended ON ended.allocation = allocation.id "
    "WHERE allocation.began <= ? AND (ended.ended IS NULL OR ended.ended > ?)"
)
_REGION = (
    "LEFT JOIN account_field region ON region.account = allocation.account "
    "AND region.field = 'region'"
)


def _refunds(which: Asked) -> list[Floor]:
    return [
        Floor(
            "SELECT refund.date, refund.account, refund.basis, purchase.number, plan.operator, "
            "refund.refuted, refund.paid, refund.cancelled, refund.receipt, refund.quantity, "
            "refund.amount, refund.reason FROM refund JOIN plan ON plan.id = refund.id "
            "JOIN purchase ON purchase.id = refund.purchase "
            "AND purchase.allocation = refund.allocation "
            "WHERE refund.date BETWEEN ? AND ? ORDER BY refund.date, refund.id",
            which.days,
            {"volume": 9, "due": 10},
        )
    ]


def _corrections(which: Asked) -> list[Floor]:
    return [
        Floor(
            "SELECT correction.date, correction.what, correction.account, deed.operator, "
            "COALESCE(deed.second, opened.second), correction.old, correction.new, "
            "correction.moved, correction.amount, deed.reason, opened.reason, correction.event "
            "FROM correction JOIN deed ON deed.event = correction.event "
            "LEFT JOIN plan ON plan.id = correction.of AND correction.what IN "
            "('purchase', 'meter', 'meter_change') "
            "LEFT JOIN deed opened ON opened.event = plan.subject "
            "WHERE correction.date BETWEEN ? AND ? "
            "ORDER BY correction.date, correction.event, correction.what",
            which.days,
            {"moved": 7},
        )
    ]


def _reissues(which: Asked) -> list[Floor]:
    return [
        Floor(
            "SELECT reissue.date, reissue.account, hex(reissue.old_serial), reissue.reason, "
            "plan.operator, plan.outcome, reissue.total, reissue.owed FROM reissue "
            "JOIN plan ON plan.id = reissue.id WHERE reissue.date BETWEEN ? AND ? "
            "ORDER BY reissue.date, reissue.id, reissue.allocation",
            which.days,
            {"fees": 6, "owed": 7},
        )
    ]


def _meter_changes(which: Asked) -> list[Floor]:
    posted = "(SELECT SUM(amount) FROM posting WHERE posting.event = {0} AND posting.book = '{1}')"
    given = (
        "(SELECT SUM(settles) FROM compensation given JOIN plan wrote ON wrote.id = given.id "
        "WHERE given.allocation = fresh.id AND wrote.outcome = 'happened'{0})"
    )
    owed = (
        "(SELECT SUM(quantity) FROM credit_owed WHERE credit_owed.allocation = fresh.id "
        "AND credit_owed.{0})"
    )
    meter = (
        "(SELECT value FROM allocation_field put_right "
        "WHERE put_right.allocation = {0}.id AND put_right.field = 'meter')"
    )
    return [
        Floor(
            "SELECT plan.date, ended.ended, fresh.account, old.meter, fresh.meter, fresh.model, "
            f"{meter.format('old')}, {meter.format('fresh')}, deed.operator, deed.second, "
            f"{posted.format('ended.event', 'arrears')}, {posted.format('plan.id', 'suspense')}, "
            f"{given.format('')}, {owed.format('account = fresh.account')}, "
            f"{given.format(' AND given.id = fresh.id')}, {owed.format('event = ended.event')} "
            "FROM allocation_end ended JOIN plan ON plan.id = ended.followed_by "
            "JOIN allocation fresh ON fresh.id = ended.followed_by "
            "JOIN allocation old ON old.id = ended.allocation JOIN deed ON deed.event = plan.id "
            "WHERE plan.date BETWEEN ? AND ? ORDER BY plan.date, plan.id",
            which.days,
            {"given": 12, "outstanding": 13},
        )
    ]


def _arrears(which: Asked) -> list[Floor]:
    """Ages by a running sum over the newest debts."""
    left = "MAX(0, MIN(amount, owed - newer))"
    borders = [(which.until - timedelta(days=days)).isoformat() for days in (30, 90, 365)]
    return [
        Floor(
            "SELECT subject, MAX(moved), MAX(owed), "
            f"SUM(CASE WHEN date >= ?1 THEN {left} ELSE 0 END), "
            f"SUM(CASE WHEN date < ?1 AND date >= ?2 THEN {left} ELSE 0 END), "
            f"SUM(CASE WHEN date < ?2 AND date >= ?3 THEN {left} ELSE 0 END), "
            f"SUM(CASE WHEN date < ?3 THEN {left} ELSE 0 END) FROM ("
            "SELECT posting.subject, posting.date, posting.amount, "
            "MAX(posting.date) OVER (PARTITION BY posting.subject) moved, "
            "SUM(posting.amount) OVER (PARTITION BY posting.subject) owed, "
            "SUM(MAX(posting.amount, 0)) OVER (PARTITION BY posting.subject "
            "ORDER BY posting.date DESC, posting.event DESC) - MAX(posting.amount, 0) newer "
            "FROM posting WHERE book IN ('arrears', 'balance', 'deposit') AND book = 'arrears' "
            "AND date <= ?4) WHERE owed > 0 AND amount > 0 GROUP BY subject",
            (*borders, which.until.isoformat()),
            {"owed": 2, "to_30": 3, "to_90": 4, "to_365": 5, "older": 6},
        )
    ]


def _account_movements(which: Asked) -> list[Floor]:
    return [
        Floor(
            "SELECT posting.date, posting.subject, posting.book, deed.kind, posting.operator, "
            "posting.amount FROM posting LEFT JOIN deed ON deed.event = posting.event "
            "WHERE posting.book IN ('arrears', 'balance', 'deposit') "
            "AND posting.date BETWEEN ? AND ? "
            "ORDER BY posting.date, posting.event, posting.line",
            which.days,
            {"amount": 5},
        )
    ]


def _statement(which: Asked) -> list[Floor]:
    return [
        Floor(
            "SELECT date, id, number, total FROM purchase WHERE account = ? "
            "AND date BETWEEN ? AND ? AND total IS NOT NULL ORDER BY date, id",
            (which.account, *which.days),
        ),
        Floor(
            "SELECT event, book, MIN(date), SUM(amount) FROM posting "
            "WHERE book IN ('arrears', 'balance', 'deposit') AND subject = ? GROUP BY 1, 2",
            (which.account,),
        ),
    ]


def _unused_credit(which: Asked) -> list[Floor]:
    until = which.until.isoformat()
    told = (
        "told AS (SELECT allocation.id, allocation.account, allocation.kind, allocation.meter, "
        "region.value AS region, read_back.date, COALESCE(read_back.number, 0) AS number, "
        "read_back.total_credited, read_back.remaining FROM allocation "
        "LEFT JOIN last_reading last ON last.allocation = allocation.id "
        "LEFT JOIN read_back ON read_back.allocation = allocation.id AND read_back.event = "
        "CASE WHEN last.date <= ?1 THEN last.event ELSE (SELECT event FROM read_back one "
        "WHERE one.allocation = allocation.id AND one.date <= ?1 ORDER BY one.at DESC LIMIT 1) "
        f"END {_REGION} {_IN_SERVICE.replace('?', '?1')})"
    )
    since = (
        "(SELECT SUM(quantity) FROM purchase WHERE purchase.allocation = told.id "
        f"AND purchase.number > told.number AND purchase.date <= ?1 AND {COUNTS} "
        "AND NOT EXISTS (SELECT 1 FROM refund WHERE refund.purchase = purchase.id "
        "AND refund.cancelled IS NOT NULL AND refund.refuted IS NULL AND refund.date <= ?1))"
    )
    given = (
        "(SELECT SUM(credit) FROM compensation JOIN plan ON plan.id = compensation.id "
        "WHERE compensation.allocation = told.id AND compensation.number > told.number "
        "AND plan.date <= ?1 AND plan.outcome = 'happened')"
    )
    owed = (
        "(SELECT SUM(quantity) FROM credit_owed WHERE credit_owed.account = told.account "
        "AND credit_owed.allocation = told.id)"
    )
    figures = f"COALESCE({since}, 0) + COALESCE({given}, 0) AS since, {owed} AS owed"
    if which.by == "meter":
        sql = (
            "SELECT account, meter, kind, date, total_credited, remaining, "
            f"{figures} FROM told ORDER BY id"
        )
        return [Floor(f"WITH {told} {sql}", (until,), {"loaded": 4, "remaining": 5, "since": 6})]
    return [
        Floor(
            f"WITH {told} SELECT {which.by}, kind, COUNT(*), MIN(date), MAX(date), "
            "SUM(total_credited), SUM(remaining), SUM(since), SUM(owed) "
            f"FROM (SELECT told.*, {figures} FROM told) GROUP BY 1, 2",
            (until,),
            {"meters": 2, "loaded": 5, "remaining": 6, "since": 7},
        )
    ]


def _silent_accounts(which: Asked) -> list[Floor]:
    first, last = which.days
    return [
        Floor(
            "SELECT account, MIN(meter), COUNT(*), MIN(began), last FROM ("
            "SELECT allocation.account, allocation.meter, allocation.began, "
            "(SELECT MAX(date) FROM purchase WHERE purchase.account = allocation.account "
            f"AND purchase.date <= ? AND {COUNTS}) last FROM allocation {_IN_SERVICE}) "
            "WHERE began < ? AND (last IS NULL OR last < ?) GROUP BY account ORDER BY 5, 1",
            (last, last, last, first, first),
            {"meters": 2},
        )
    ]


def _unusual(which: Asked) -> list[Floor]:
    """All figures of every meter, the middle of its class among them; how many buy little."""
    first, last = which.days
    past = (which.since - timedelta(days=365)).isoformat()
    days = (which.until - which.since).days + 1
    used = "json_extract(CAST(read_back AS TEXT), '$.total_used')"
    class_of = (
        "COALESCE(CAST(allocation.tariff_class AS TEXT), (SELECT value FROM account_field class "
        "WHERE class.account = allocation.account AND class.field = 'tariff_class'))"
    )
    bought = (
        f"bought AS MATERIALIZED (SELECT allocation.id, {class_of} AS class, allocation.kind, "
        "SUM(CASE WHEN purchase.date >= ?1 THEN purchase.quantity END) * 30 / ?4 AS monthly, "
        "SUM(purchase.quantity) AS volume, COUNT(purchase.id) AS purchases, "
        "MIN(purchase.date) AS earliest, MAX(purchase.date) AS latest FROM allocation "
        "LEFT JOIN purchase ON purchase.account = allocation.account "
        f"AND purchase.allocation = allocation.id AND purchase.date BETWEEN ?3 AND ?2 AND {COUNTS} "
        f"{_IN_SERVICE.replace('?', '?2')} GROUP BY allocation.id)"
    )
    typical = (
        "typical AS MATERIALIZED (SELECT class, kind, monthly FROM (SELECT class, kind, monthly, "
        "ROW_NUMBER() OVER (PARTITION BY class, kind ORDER BY monthly) AS place, "
        "COUNT(*) OVER (PARTITION BY class, kind) AS customers FROM bought) "
        "WHERE place = (customers + 1) / 2)"
    )
    told = (
        "told AS (SELECT bought.*, (SELECT event FROM read_back WHERE allocation = bought.id "
        "AND date <= ?2 ORDER BY at DESC, event DESC LIMIT 1) AS newest FROM bought)"
    )
    before = (
        f"(SELECT {used} FROM read_back earlier WHERE earlier.allocation = told.id "
        "AND earlier.date <= date(back.date, '-30 days') ORDER BY earlier.at DESC LIMIT 1)"
    )
    dial = (
        "(SELECT SUM(moved) FROM (SELECT dial - LAG(dial, 1, 0) OVER "
        "(ORDER BY read_on, dial_reading.at, dial_reading.event) AS moved FROM dial_reading "
        "LEFT JOIN dial_settled settled ON settled.reading = dial_reading.event "
        "WHERE dial_reading.allocation = told.id "
        "AND read_on <= ?2 AND (verdict = 'accepted' OR settled.accepted)))"
    )
    sold = (
        "(SELECT SUM(quantity) FROM purchase WHERE purchase.allocation = told.id "
        f"AND purchase.number <= back.number AND {COUNTS} AND NOT EXISTS (SELECT 1 FROM refund "
        "WHERE refund.purchase = purchase.id AND refund.cancelled IS NOT NULL))"
    )
    back_used = used.replace("read_back", "back.read_back")
    return [
        Floor(
            f"WITH {bought}, {typical}, {told} SELECT COUNT(*), "
            "SUM(abs(told.monthly - typical.monthly) > 3000), "
            "SUM(volume * 30 < 1000 * (julianday(latest) - julianday(earliest))), "
            f"SUM(back.date >= ?1 AND back.total_credited <> {sold}), "
            f"SUM({back_used} <= {before}), SUM({dial} > {back_used} + 1000) FROM told "
            "LEFT JOIN typical ON typical.class IS told.class AND typical.kind = told.kind "
            "LEFT JOIN read_back back ON back.event = told.newest AND back.allocation = told.id",
            (first, last, past, days),
        )
    ]


def _water_balance(which: Asked) -> list[Floor]:
    first, last = which.days

    def month(column: str) -> str:
        return f"substr({column}, 1, 7)" if which.by == "month" else "NULL"

    used = "json_extract(CAST({0}.read_back AS TEXT), '$.total_used')"
    used_before = (
        f"COALESCE((SELECT {used.format('earlier')} FROM read_back earlier "
        "WHERE earlier.allocation = read_back.allocation "
        "AND (earlier.at, earlier.event) < (read_back.at, read_back.event) "
        "ORDER BY earlier.at DESC, earlier.event DESC LIMIT 1), 0)"
    )
    counts = "(dial_reading.verdict = 'accepted' OR settled.accepted)"
    dial_before = (
        "COALESCE((SELECT dial FROM dial_reading earlier LEFT JOIN dial_settled judged "
        "ON judged.reading = earlier.event WHERE earlier.allocation = dial_reading.allocation "
        "AND (earlier.read_on, earlier.at, earlier.event) "
        "< (dial_reading.read_on, dial_reading.at, dial_reading.event) "
        "AND (earlier.verdict = 'accepted' OR judged.accepted) "
        "ORDER BY earlier.read_on DESC, earlier.at DESC, earlier.event DESC LIMIT 1), "
        "allocation.dial)"
    )
    return [
        Floor(
            f"SELECT {month('purchase.date')}, purchase.region, purchase.kind, "
            f"SUM(purchase.quantity) FROM purchase WHERE {SOLD} GROUP BY 1, 2, 3",
            which.days,
        ),
        Floor(
            f"SELECT {month('refund.date')}, purchase.region, purchase.kind, SUM(refund.quantity) "
            "FROM refund JOIN purchase ON purchase.id = refund.purchase "
            "AND purchase.allocation = refund.allocation WHERE refund.date BETWEEN ? AND ? "
            "AND refund.paid IS NOT NULL AND refund.basis <> 'not_written' GROUP BY 1, 2, 3",
            which.days,
        ),
        Floor(
            f"SELECT {month('plan.date')}, region.value, allocation.kind, "
            "SUM(json_extract(CAST(given.load AS TEXT), '$.quantity') - given.settles) "
            "FROM compensation given JOIN plan ON plan.id = given.id "
            f"JOIN allocation ON allocation.id = given.allocation {_REGION} "
            "WHERE plan.date BETWEEN ? AND ? AND plan.outcome = 'happened' "
            "AND json_extract(CAST(given.load AS TEXT), '$.kind') <> 'transfer' GROUP BY 1, 2, 3",
            which.days,
            {"given": 3},
        ),
        Floor(
            f"SELECT {month('read_back.date')}, region.value, allocation.kind, COUNT(*), "
            f"SUM({used.format('read_back')} - {used_before}) FROM read_back "
            f"JOIN allocation ON allocation.id = read_back.allocation {_REGION} "
            "WHERE read_back.date BETWEEN ? AND ? GROUP BY 1, 2, 3",
            which.days,
            {"cards": 3, "by_cards": 4},
        ),
        Floor(
            f"SELECT {month('dial_reading.read_on')}, region.value, allocation.kind, COUNT(*), "
            f"SUM(dial_reading.dial - {dial_before}) FROM dial_reading "
            "LEFT JOIN dial_settled settled ON settled.reading = dial_reading.event "
            f"JOIN allocation ON allocation.id = dial_reading.allocation {_REGION} "
            "WHERE dial_reading.date >= ? AND dial_reading.read_on BETWEEN ? AND ? "
            f"AND {counts} GROUP BY 1, 2, 3",
            (first, first, last),
            {"dials": 3, "by_dials": 4},
        ),
    ]


def _meter_health(which: Asked) -> list[Floor]:
    return [
        Floor(
            "SELECT allocation.account, allocation.meter, allocation.model, last.date, "
            "last.remaining, last.status FROM last_reading last "
            "JOIN allocation ON allocation.id = last.allocation "
            "LEFT JOIN allocation_end ended ON ended.allocation = allocation.id "
            "WHERE last.status > 0 AND last.date BETWEEN ? AND ? AND ended.ended IS NULL "
            "ORDER BY last.date, last.allocation",
            which.days,
            {"remaining": 4},
        )
    ]


def _function_cards(which: Asked) -> list[Floor]:
    first, last = which.days
    return [
        Floor(
            "SELECT function_card.*, plan.date, plan.operator, operator.name FROM function_card "
            "JOIN plan ON plan.id = function_card.id "
            "LEFT JOIN operator ON operator.operator = plan.operator "
            "WHERE plan.date <= ? AND (plan.date >= ? OR returned IS NULL) "
            "ORDER BY plan.date, function_card.id",
            (last, first),
        )
    ]


FLOORS_OF_METERS: Mapping[str, Callable[[Asked], list[Floor]]] = {
    "refunds": _refunds,
    "corrections": _corrections,
    "reissues": _reissues,
    "meter-changes": _meter_changes,
    "arrears": _arrears,
    "account-movements": _account_movements,
    "statement": _statement,
    "unused-credit": _unused_credit,
    "silent-accounts": _silent_accounts,
    "unusual": _unusual,
    "water-balance": _water_balance,
    "meter-health": _meter_health,
    "function-cards": _function_cards,
}
