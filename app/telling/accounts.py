"""An account's file and its purchases in words."""

from __future__ import annotations

from app.domain.text import _
from app.ledger.queries.cards import Card
from app.ledger.queries.plans import PlanRow
from app.operations.account_file import AccountFile, OwedCredit
from app.operations.account_movements import MovementLine, MovementState
from app.operations.account_search import AccountHit, FoundBy
from app.operations.paper.in_doubt_slip import OPERATION_NAMES
from app.printing.columns import columns_of
from app.printing.documents import serial_tail
from app.telling.account_states import standing_text
from app.telling.blacklist import listed_rows
from app.telling.payments import plan_text
from app.telling.words import Row, Words

_CUT = "..."
_METERS_IN_A_LINE = 2
_ROOM = 58
"""Columns of a value beside the longest name on the smallest screen."""

_STATES = {
    MovementState.ON_CARD: _("on the card"),
    MovementState.TAKEN: _("taken"),
    MovementState.IN_DOUBT: _("IN DOUBT"),
    MovementState.NOT_WRITTEN: _("money back"),
    MovementState.REFUND_WAITS: _("refund waits"),
    MovementState.REFUNDED: _("refunded"),
    MovementState.METER_GONE: _("meter gone"),
    MovementState.FREE_CREDIT: _("free credit"),
    MovementState.FROM_OLD_METER: _("from old meter"),
    MovementState.PAID_BACK: _("refund paid"),
    MovementState.REVERSED: _("reversal paid"),
    MovementState.DUE: _("refund due"),
    MovementState.REFUTED: _("refund refuted"),
    MovementState.OUT_OF_METER: _("out of meter"),
}


def account_rows(words: Words, file: AccountFile) -> list[Row]:
    """Each in one line, cut where it would take a second one."""
    account, personal = file.account, file.personal
    since = _("{number}  since {day}").format(number=account.number, day=account.opened.isoformat())
    household = _("{tariff}, household of {size}").format(
        tariff=file.tariff, size=account.household_size
    )
    rows = (
        (_("Account"), since),
        (_("State"), standing_text(file.standing)),
        *listed_rows(file.listed),
        (_("Phone, identity"), _joined(personal.get("phone"), personal.get("identity"))),
        (_("Address"), _joined(personal.get("address"), file.region)),
        (_("Tariff"), household),
        *_meters(words, file),
        (_("Cards"), _joined(*map(_card, file.cards))),
        (_("Money"), _money(words, file)),
        (_("Merged into it"), ", ".join(file.merged)),
        (_("In doubt"), _joined(*map(_doubt, file.in_doubt))),
    )
    return [(name, _in_one_line(value)) for name, value in rows]


def fit_text(hit: AccountHit) -> str:
    """What of an account fits what was looked for; its state first: who may not buy stands out."""
    state = standing_text(hit.standing)
    if state:
        return state
    if hit.by is FoundBy.IDENTITY:
        return _("document {number}").format(number=hit.matched)
    if hit.by is FoundBy.CARD:
        return _("card {number}").format(number=hit.matched)
    if hit.by is FoundBy.METER and hit.matched != hit.meter:
        return _("meter {number}").format(number=hit.matched)
    return hit.address if hit.by is FoundBy.ADDRESS else hit.phone


def movement_cells(words: Words, line: MovementLine) -> tuple[str, ...]:
    """Date, number, volume, money, paper, state."""
    return (
        line.date.isoformat(),
        "" if line.number is None else str(line.number),
        words.credit(line.credit, line.charging, line.kind),
        words.column(line.total).strip(),
        line.paper,
        _STATES[line.state],
    )


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _in_one_line(value: str) -> str:
    if columns_of(value) <= _ROOM:
        return value
    while columns_of(value) > _ROOM - len(_CUT):
        value = value[:-1]
    return value + _CUT


def _meters(words: Words, file: AccountFile) -> list[Row]:
    """Each with what flows through it, two in a line; last the one that went last."""
    told = [f"{words.meter(row.kind, row.meter)} ({row.model})" for row in file.meters]
    gone = [(row.ended, row.meter) for row in file.allocations if row.ended is not None]
    if gone:
        day, meter = max(gone)
        told.append(_("{meter} until {day}").format(meter=meter, day=day.isoformat()))
    pairs = [told[at : at + _METERS_IN_A_LINE] for at in range(0, len(told), _METERS_IN_A_LINE)]
    names = (_("Meter"), *(" " for _pair in pairs[1:]))
    return [
        (name, _joined(*pair)) for name, pair in zip(names, pairs or [[_("none yet")]], strict=True)
    ]


def _owed(words: Words, file: AccountFile, owed: OwedCredit) -> str:
    credit = words.credit(owed.credit, owed.charging, owed.kind)
    if len(file.meters) == 1:
        return _("owed in credit {credit}").format(credit=credit)
    return _("owed in credit {credit} for {meter}").format(credit=credit, meter=owed.meter)


def _card(card: Card) -> str:
    state = _("current")
    if card.retrieved:
        state = _("taken back")
    elif card.held is not None:
        state = _("HELD")
    elif card.superseded:
        state = _("superseded")
    return f"{serial_tail(card.serial)} {state}"


def _money(words: Words, file: AccountFile) -> str:
    amounts = (
        (_("balance {money}"), file.balance),
        (_("arrears {money}"), file.arrears),
        (_("deposit {money}"), file.deposit),
        (_("refund waits {money}"), file.refund_waits),
    )
    told = [said.format(money=words.money(amount)) for said, amount in amounts if amount]
    if file.plan is not None:
        told.append(_("plan {standing}").format(standing=plan_text(words, file.plan)))
    told += [_owed(words, file, each) for each in file.owed]
    return _joined(*told) or _("balance {money}").format(money=words.money(0))


def _doubt(row: PlanRow) -> str:
    return f"{OPERATION_NAMES.get(row.kind, row.kind)} {row.date.isoformat()}"
