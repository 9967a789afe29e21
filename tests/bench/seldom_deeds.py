"""What happens now and then, for a ledger that the generator filled: made set-wise, in SQL.

Corrections, refunds, reissues, changes of meters, readings of dials, debts, bags of the safe,
function cards, pre-printed numbers, agents: as many for each thousand purchases as a utility might
have. Their events are of other counters, so that no number is anybody else's. Rows are made from
purchases and shifts by remainders of their keys, which lie three apart: hence divisors that three
does not divide.
"""

from __future__ import annotations

import json

import apsw

from app.domain.cards import MeterStatus
from app.domain.identity import EventId
from tests.bench.population import CACHE_KB
from tests.counter import REGION

_OWN = EventId(7, 1, 0).to_key()
_PROVINCE = 10
"""Districts in it."""


def _moved(node: int) -> int:
    """What is added to a key so that it is an event of another counter."""
    return EventId(node, 1, 0).to_key() - _OWN


def _load(kind: str, quantity: int) -> str:
    """What a compensation puts on a card, as its table keeps it."""
    load = {
        "allocation": [7, 1, 1],
        "kind": kind,
        "charging": "volume",
        "number": 1,
        "quantity": quantity,
    }
    return f"CAST('{json.dumps(load)}' AS BLOB)"


_TENDERS, _REFUND, _REISSUE, _CHANGE, _DIAL = (_moved(node) for node in range(8, 13))
_DEBT, _SLIP, _BANKED, _FUNCTION, _COPY = (_moved(node) for node in range(13, 18))
_REFUSED, _NO_SALE, _PAID_IN, _SETTLED, _GIFT = (_moved(node) for node in range(18, 23))

_CLOSED = "FROM purchase JOIN plan ON plan.id = purchase.id WHERE purchase.id"
_PLAN = (
    "INSERT INTO plan (id, kind, account, allocation, serial, sequence, issues, subject, date, "
    "shift, operator, closed_at, closed_by, outcome, rekeys) SELECT"
)
_NEW_PLAN = (
    "plan.account, plan.allocation, plan.serial, 0, 0, plan.id + {0}, plan.date, plan.shift, "
    "plan.operator, plan.closed_at, plan.id + {0}, 'happened', 0 FROM plan"
)

_SHIFTS = (
    "INSERT INTO shift SELECT shift, MIN(operator), MIN(date), 100000, MIN(closed_at), "
    "MAX(closed_at), MAX(closed_by), ROW_NUMBER() OVER (ORDER BY shift) FROM plan GROUP BY shift",
    "INSERT INTO operator SELECT DISTINCT operator, 1, 1, 'Operator ' || operator, 'cashier', 1 "
    "FROM shift WHERE operator > 100",
    "INSERT INTO shift_tally SELECT plan.shift, 1, 'sale', COUNT(*), SUM(purchase.total), "
    "MIN(plan.receipt), MAX(plan.receipt) FROM plan JOIN purchase ON purchase.id = plan.id "
    "GROUP BY plan.shift",
    "INSERT INTO shift_tally SELECT id, 1, 'payment', 3, 15000, NULL, NULL FROM shift",
    f"INSERT INTO cash_move SELECT id + {_NO_SALE}, id, 'no_sale', 0 FROM shift WHERE id % 10 < 3",
)
_REGIONS = (
    "UPDATE account_field SET value = (SELECT CAST(purchase.region AS TEXT) FROM purchase "
    "WHERE purchase.account = account_field.account LIMIT 1) WHERE field = 'region'",
    "INSERT INTO region SELECT DISTINCT CAST(value AS INTEGER), 1, 1, 'District ' || value, "
    f"1000 + CAST(value AS INTEGER) / {_PROVINCE}, '', 0 FROM account_field "
    f"WHERE field = 'region' AND value <> '{REGION}'",
    "INSERT INTO region SELECT DISTINCT parent, 1, 1, 'Province ' || parent, NULL, '', 0 "
    "FROM region WHERE parent IS NOT NULL",
)
_SAFE = (
    "INSERT INTO posting SELECT id, 100, 'safe', '', -100000, accounting_date, id, operator "
    "FROM shift WHERE closed_by IS NOT NULL",
    "INSERT INTO posting SELECT id, 101, 'drawer', '', 100000, accounting_date, id, operator "
    "FROM shift WHERE closed_by IS NOT NULL",
    "INSERT INTO posting SELECT closed_by, 100, 'safe', '', 2100000, accounting_date, id, "
    "operator FROM shift WHERE closed_by IS NOT NULL",
    "INSERT INTO posting SELECT closed_by, 101, 'drawer', '', -2100000, accounting_date, id, "
    "operator FROM shift WHERE closed_by IS NOT NULL",
    "INSERT INTO posting SELECT closed_by, 102, 'over_short', '', 100, accounting_date, id, "
    "operator FROM shift WHERE closed_by % 7 = 0",
    "INSERT INTO bag SELECT closed_by, closed_at, closed_by, 'B' || id, 'B' || id, 2000000, "
    "accounting_date, operator FROM shift WHERE closed_by IS NOT NULL",
    "INSERT INTO posting SELECT bag, 103, 'bag', number, amount, date, bag, operator FROM bag",
    "INSERT INTO posting SELECT bag, 104, 'safe', '', -amount, date, bag, operator FROM bag",
    f"INSERT INTO deposit_slip SELECT bag + {_SLIP}, amount, 'Carrier', 'Bank', date, operator, "
    f"at, bag + {_BANKED}, 'confirmed' FROM bag",
    "INSERT INTO bank_word SELECT ended_by, slip, amount, 'P' || slip FROM deposit_slip",
    "INSERT INTO posting SELECT slip, 0, 'to_bank', '', amount, date, slip, operator "
    "FROM deposit_slip",
    "INSERT INTO posting SELECT slip, 1, 'bag', '', -amount, date, slip, operator "
    "FROM deposit_slip",
    "INSERT INTO posting SELECT ended_by, 0, 'bank', '', amount, date, slip, operator "
    "FROM deposit_slip",
    "INSERT INTO posting SELECT ended_by, 1, 'to_bank', '', -amount, date, slip, operator "
    "FROM deposit_slip",
)
_DEBTS = (
    f"INSERT INTO posting SELECT purchase.id + {_DEBT}, 0, 'arrears', purchase.account, "
    "CASE WHEN number IN (1, 4, 7) THEN 20000 ELSE -15000 END, purchase.date, plan.shift, "
    f"plan.operator {_CLOSED} IN (SELECT id FROM purchase WHERE allocation % 19 = 0 "
    "AND number IN (1, 4, 5, 7, 9))",
    "INSERT INTO posting SELECT event, 1, 'other', '4000', -amount, date, shift, operator "
    "FROM posting WHERE book IN ('arrears', 'balance', 'deposit') AND line = 0",
    "INSERT INTO deed SELECT event, 1, CASE WHEN amount > 0 THEN 'debt_booked' "
    "ELSE 'payment_taken' END, subject, operator, NULL, '' FROM posting "
    "WHERE book IN ('arrears', 'balance', 'deposit') AND line = 0",
)
_CORRECTED = (
    f"INSERT INTO tender_correction SELECT id, 1, id + {_TENDERS}, "
    "CAST(replace(CAST(tenders AS TEXT), '\"cash\"', '\"card\"') AS BLOB) FROM purchase "
    "WHERE id % 997 = 0",
    f"INSERT INTO correction SELECT id + {_TENDERS}, 'tenders', date, account, id, 0, total, "
    "'cash', 'card' FROM purchase WHERE id % 997 = 0",
    f"INSERT INTO deed SELECT purchase.id + {_TENDERS}, plan.closed_at, 'tenders_corrected', "
    "purchase.account, purchase.operator, 20, 'typed wrongly' "
    f"{_CLOSED} % 997 = 0",
)
_REFUNDED = (
    "INSERT INTO refund (id, purchase, account, allocation, basis, quantity, money, amount, "
    "needs_proof, reason, date, shift, cancelled, paid, to_cash, to_balance, receipt) "
    f"SELECT purchase.id + {_REFUND}, purchase.id, purchase.account, purchase.allocation, "
    "'on_card', quantity, 0, total, 0, 'mistake', purchase.date, plan.shift, "
    f"purchase.id + {_REFUND}, purchase.id + {_REFUND}, total, 0, plan.receipt "
    f"{_CLOSED} % 499 = 0 AND purchase.number BETWEEN 2 AND 8",
    f"{_PLAN} plan.id + {_REFUND}, 'refund_opened', {_NEW_PLAN.format(_REFUND)} "
    "JOIN refund ON refund.purchase = plan.id",
)
_REISSUED = (
    f"INSERT INTO reissue SELECT purchase.id + {_REISSUE}, purchase.allocation, purchase.account, "
    "purchase.serial, 'lost', NULL, NULL, NULL, 0, 20000, purchase.date, plan.shift, "
    "CAST('[]' AS BLOB), CAST('[]' AS BLOB) "
    f"{_CLOSED} % 1999 = 0",
    f"{_PLAN} plan.id + {_REISSUE}, 'reissue_opened', {_NEW_PLAN.format(_REISSUE)} "
    f"WHERE plan.id % 1999 = 0 AND plan.id < {_OWN + (1 << 32)}",
)
_CHANGED = (
    f"{_PLAN} plan.id + {_CHANGE}, 'meter_change_opened', {_NEW_PLAN.format(_CHANGE)} "
    "JOIN purchase ON purchase.id = plan.id WHERE purchase.number = :rounds "
    "AND purchase.allocation % 1009 = 0",
    f"INSERT INTO allocation_end SELECT purchase.allocation, 1, purchase.id + {_CHANGE}, "
    f"purchase.date, purchase.id + {_CHANGE} FROM purchase WHERE number = :rounds "
    "AND allocation % 1009 = 0",
    "INSERT INTO allocation SELECT ended.followed_by, old.account, 'N' || old.meter, old.model, "
    "old.kind, ended.ended, 0, NULL, '', NULL, old.served_since FROM allocation_end ended "
    "JOIN allocation old ON old.id = ended.allocation",
    "INSERT INTO last_reading SELECT followed_by, 1, followed_by, ended, 0, 0, 0, NULL "
    "FROM allocation_end",
    "INSERT INTO deed SELECT plan.id, plan.closed_at, plan.kind, plan.account, plan.operator, 20, "
    "'stopped' FROM plan JOIN allocation_end ON allocation_end.followed_by = plan.id",
    "INSERT INTO compensation SELECT followed_by, followed_by, plan.account, 1, "
    f"{_load('transfer', 500)}, 500, 0, 500, 'meter_change' "
    "FROM allocation_end JOIN plan ON plan.id = followed_by",
    "INSERT INTO credit_owed SELECT followed_by + 1, followed_by, plan.account, NULL, 100, 'rest' "
    "FROM allocation_end JOIN plan ON plan.id = followed_by",
    "INSERT INTO posting SELECT id, 0, 'suspense', account, -30000, date, shift, operator "
    "FROM plan WHERE kind = 'meter_change_opened'",
    "INSERT INTO posting SELECT id, 1, 'other', '4100', 30000, date, shift, operator "
    "FROM plan WHERE kind = 'meter_change_opened'",
)
_GIVEN = (
    f"{_PLAN} plan.id + {_GIFT}, 'compensation_opened', {_NEW_PLAN.format(_GIFT)} "
    f"JOIN purchase ON purchase.id = plan.id WHERE purchase.id % 1997 = 0 AND number < 9",
    f"INSERT INTO compensation SELECT purchase.id + {_GIFT}, purchase.allocation, "
    "purchase.account, purchase.number, "
    f"{_load('free', 300)}, 300, 0, 0, 'leak' "
    "FROM purchase WHERE id % 1997 = 0 AND number < 9",
)
_READ = (
    f"INSERT INTO dial_reading SELECT purchase.id + {_DIAL}, plan.closed_at, allocation.meter, "
    "purchase.account, purchase.allocation, 500 * purchase.number - 500, purchase.date, "
    "purchase.date, 'file', CASE WHEN purchase.id % 211 = 0 THEN 'questioned' ELSE 'accepted' END, "
    "'', 500, '', NULL, 0 FROM purchase JOIN plan ON plan.id = purchase.id "
    "JOIN allocation ON allocation.id = purchase.allocation "
    "WHERE purchase.number IN (:rounds / 2, :rounds)",
    "INSERT INTO dial_settled SELECT event, at, event, event % 2, 'looked' FROM dial_reading "
    "WHERE verdict = 'questioned'",
    "UPDATE last_reading SET status = CASE allocation % 500 "
    f"WHEN 0 THEN {MeterStatus.TAMPER.value} WHEN 1 THEN {MeterStatus.MAGNET.value} "
    f"ELSE {MeterStatus.BATTERY_LOW.value} END WHERE allocation % 500 < 10",
)
_FUNCTION_CARDS = (
    f"{_PLAN} plan.id + {_FUNCTION}, 'function_card_opened', {_NEW_PLAN.format(_FUNCTION)} "
    "JOIN allocation ON allocation.id = plan.id WHERE plan.id % 1013 = 0 "
    "AND plan.kind = 'purchase_paid'",
    "INSERT INTO function_card (id, function, holder, reason, due_back, second, returned_at, "
    "returned_by, returned) SELECT id, 'clear', 'Fitter ' || operator, 'round', date, 20, "
    "CASE WHEN id % 2 THEN closed_at END, CASE WHEN id % 2 THEN id END, "
    "CASE WHEN id % 2 THEN date END FROM plan WHERE kind = 'function_card_opened'",
)
_NUMBERS = (
    "INSERT INTO invoice_use SELECT receipt.event, receipt.at, "
    "ROW_NUMBER() OVER (ORDER BY shift.operator, receipt.number), 7, shift.operator, "
    "receipt.shift, receipt.event, 0, 0 FROM receipt JOIN shift ON shift.id = receipt.shift "
    "WHERE receipt.number % 10 = 0",
    "INSERT INTO invoice_range SELECT MIN(event), 1, 'assigned', MIN(number), MAX(number), 7, "
    "operator, NULL FROM invoice_use GROUP BY operator",
    "INSERT INTO tax_invoice SELECT node, epoch, ROW_NUMBER() OVER (ORDER BY number), at, event "
    "FROM receipt WHERE number % 100 = 0",
    "INSERT INTO credit_note SELECT node, epoch, ROW_NUMBER() OVER (ORDER BY number), at, event, "
    "event FROM receipt WHERE number % 1000 = 0",
)
_AGENTS = (
    "INSERT INTO vending_use SELECT purchase.id, 'A' || (purchase.operator % 20), plan.closed_at, "
    "purchase.date, purchase.id, purchase.total, purchase.total, purchase.total / 50, 1, "
    f"CAST('{{}}' AS BLOB) {_CLOSED} % 11 = 0",
    f"INSERT INTO agent_money SELECT id + {_PAID_IN}, 'A' || (operator % 20), opened_at, "
    "accounting_date, 500000, '' FROM shift WHERE closed_by IS NOT NULL",
    f"INSERT INTO agent_settlement SELECT MIN(id) + {_SETTLED}, 'A' || (operator % 20), "
    "MIN(opened_at), MIN(accounting_date), 1 FROM shift GROUP BY operator % 20, "
    "substr(accounting_date, 1, 7)",
)
_PEOPLE = (
    f"INSERT INTO document_copy SELECT purchase.id + {_COPY}, 'receipt', 1, 'lost', operator "
    "FROM purchase WHERE id % 991 = 0",
    f"INSERT INTO deed SELECT purchase.id + {_COPY}, plan.closed_at, 'document_printed', "
    f"purchase.account, purchase.operator, NULL, 'lost' {_CLOSED} % 991 = 0",
    f"INSERT INTO refused_sign_in SELECT id + {_REFUSED}, operator, 'wrong_pin' FROM shift "
    "WHERE id % 5 < 2",
    f"INSERT INTO deed SELECT id + {_REFUSED}, opened_at, 'sign_in_refused', '', operator, NULL, "
    "'' FROM shift WHERE id % 5 < 2 AND opened_at IS NOT NULL",
)
_SHIFT_BOOK = (
    "INSERT INTO shift_book SELECT ?1, book, SUM(amount) FROM posting "
    "WHERE event BETWEEN ?1 AND ?2 GROUP BY book"
)
_ALL = (
    *(_SHIFTS, _REGIONS, _SAFE, _DEBTS, _CORRECTED, _REFUNDED, _REISSUED, _CHANGED, _GIVEN),
    *(_READ, _FUNCTION_CARDS, _NUMBERS, _AGENTS, _PEOPLE),
)


def add_seldom_deeds(connection: apsw.Connection, rounds: int) -> None:
    """Adds them to a ledger with purchases over so many months."""
    connection.pragma("synchronous", "OFF")
    connection.pragma("journal_mode", "OFF")
    connection.pragma("cache_size", -CACHE_KB)
    for statement in (one for part in _ALL for one in part):
        with connection:
            connection.execute(statement, {"rounds": rounds})
    shifts = connection.execute("SELECT id, closed_by FROM shift WHERE closed_by IS NOT NULL")
    with connection:
        connection.executemany(_SHIFT_BOOK, shifts.fetchall())
    connection.pragma("journal_mode", "WAL")
