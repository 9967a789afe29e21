"""Cards and their open operations in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.cards import CardContents, MeterStatus, ReadBack, UtilityKind
from app.domain.comparison import Standing
from app.domain.text import _
from app.operations.card_standing import meaning_of
from app.operations.paper.in_doubt_slip import OPERATION_NAMES
from app.operations.read_card import MeterRead, ReadCardResult
from app.operations.release_card import ReleaseCardResult
from app.operations.renew_plan import RenewPlanResult
from app.operations.retrieve_card import RetrieveResult
from app.operations.rewrite_load import RewriteLoadResult
from app.operations.settle_plan import SettleAction, SettleResult
from app.telling.account_states import standing_text
from app.telling.blacklist import listed_rows
from app.telling.payments import plan_text
from app.telling.words import Row, Told, Words

STATUS_NAMES = {
    MeterStatus.BATTERY_LOW: _("battery low"),
    MeterStatus.VALVE_CLOSED: _("valve closed"),
    MeterStatus.MAGNET: _("magnet"),
    MeterStatus.TAMPER: _("opened"),
    MeterStatus.VALVE_FAULT: _("valve fault"),
    MeterStatus.ILLEGAL_CARD: _("foreign card tried"),
    MeterStatus.OVER_HOARDING: _("hoarding limit reached"),
}


_MONTHS_SHOWN = 4

_MATTERS = {
    Standing.NORMAL: "",
    Standing.UNLOADED: _("a load waits: put the card in this meter first"),
    Standing.CANCELLATION_PENDING: _("a load was taken off: the meter must see that"),
    Standing.LOAD_WAS_USED: _("the meter had the load that was taken off"),
    Standing.INSERT_AGAIN: _("insert the card in this meter again"),
    Standing.MARKED_NOT_TAKEN: _("the load must be written again"),
    Standing.BOUGHT_ELSEWHERE: _("sold to at another kiosk"),
    Standing.RECOVERABLE: _("a purchase from before the restore is on it"),
    Standing.LEDGER_OLDER: _("newer than this kiosk's ledger: do not sell"),
    Standing.SUPERSEDED: _("a newer card has replaced this one"),
    Standing.UNEXPLAINED: _("does not fit what is recorded"),
}
"""What is the matter with one of several meters, short enough to stand beside it."""


def _card(words: Words, card: ReadCardResult) -> Told:
    first = card.meters[0]
    rows = [
        (_("Account"), first.contents.account),
        (_("Card"), f"{card.serial.hex()} ({card.profile}, {first.contents.form})"),
    ]
    for meter in card.meters:
        rows += meter_rows(words, meter)
    rows += card_state(words, card)
    return Told(" ".join(dict.fromkeys(meaning_of(one.standing) for one in card.meters)), rows)


def card_state(words: Words, card: ReadCardResult) -> list[Row]:
    """What its account owes and has, and what stops the whole card, if something does."""
    return [
        (_("Arrears"), words.money(card.arrears) if card.arrears else ""),
        (_("Instalment plan"), "" if card.plan is None else plan_text(words, card.plan)),
        (_("Account balance"), words.money(card.balance) if card.balance else ""),
        (_("Account is"), standing_text(card.account_standing)),
        *listed_rows(card.listed),
        (_("Held"), _("yes: two people must release it") if card.held else ""),
        (_("Open operations"), ", ".join(map(str, card.open_plans))),
    ]


def meter_rows(words: Words, meter: MeterRead) -> list[Row]:
    """What the card says for one meter, and what the meter wrote on it."""
    contents = meter.contents

    def credit(amount: int) -> str:
        return words.credit(amount, contents.charging, contents.kind)

    load = _("{volume}, purchase {number}").format(
        volume=credit(contents.load), number=contents.number
    )
    taken = _("not taken by the meter") if meter.unloaded else _("taken by the meter")
    return [
        (_("Meter"), f"{contents.meter} {words.kind(contents.kind)}"),
        (_("Last load"), f"{load}: {taken}" if contents.load else ""),
        (_("Bought in all"), credit(contents.cumulative)),
        (_("Owed to customer"), credit(meter.owed) if meter.owed else ""),
        *_written_by(words, meter),
    ]


def meter_summary(
    words: Words, contents: CardContents, back: ReadBack, standing: Standing
) -> list[Row]:
    """In a line, for a card that serves several meters; in a second one what is the matter."""
    left = _("not yet in the meter")
    if back.written_on is not None:
        left = _("{credit} left on {day}").format(
            credit=words.credit(back.remaining, contents.charging, contents.kind),
            day=back.written_on.isoformat(),
        )
    bits = [name for bit, name in STATUS_NAMES.items() if back.status & bit]
    return [
        (words.meter(contents.kind, contents.meter), ", ".join([left, *bits])),
        (" ", _MATTERS[standing]),
    ]


def _written_by(words: Words, meter: MeterRead) -> list[Row]:
    """What the meter wrote; nothing on a card that has not been in one."""
    back, contents = meter.read_back, meter.contents
    if back.written_on is None:
        return [(_("Meter says"), _("nothing: the card has not been in it"))]
    bits = [name for bit, name in STATUS_NAMES.items() if back.status & bit]
    left = words.credit(back.remaining, contents.charging, contents.kind)
    used = words.volume(back.total_used, contents.kind)
    return [
        (_("Meter says"), _("on {day}").format(day=back.written_on.isoformat())),
        (_("Credit left"), left),
        (_("Used in all"), used),
        (_("Last months"), _months(words, back, contents.kind)),
        (_("Warnings"), ", ".join(bits)),
    ]


def _months(words: Words, back: ReadBack, kind: UtilityKind) -> str:
    """Use by month, newest first, as far as a line has room; none before its first use."""
    used = list(back.months)
    while used and not used[-1]:
        used.pop()
    figures = [words.volume(month, kind) for month in used[:_MONTHS_SHOWN]]
    return "  ".join(figures)


_ACTIONS = {
    SettleAction.CLOSE: _("It had happened: everything is on the card."),
    SettleAction.WRITE: _("The card now has everything."),
    SettleAction.FINISH_FOR_OTHER: _(
        "The card now has everything. The kiosk that began it will print the receipt."
    ),
    SettleAction.NOTHING: _("It had happened. The kiosk that began it will print the receipt."),
    SettleAction.HOLD: _("Held: head office or two people decide."),
}


def _settled(words: Words, settled: SettleResult) -> Told:
    return Told(
        _ACTIONS[settled.action],
        [
            (_("Operation"), f"{settled.plan} {OPERATION_NAMES.get(settled.kind, settled.kind)}"),
            (_("Account"), settled.account),
            (_("Receipt"), words.receipt(settled.receipt)),
        ],
    )


def _renewed(words: Words, renewed: RenewPlanResult) -> Told:
    return Told(
        _("The new card has everything that was meant for the scrapped one."),
        [(_("Account"), renewed.account), (_("Receipt"), words.receipt(renewed.receipt))],
    )


def _rewritten(_words: Words, load: RewriteLoadResult) -> Told:
    return Told(
        _("The load is on the card again, at no cost. It cannot be refunded any more."),
        [(_("Account"), load.account), (_("Purchase"), str(load.number))],
    )


def _released(_words: Words, card: ReleaseCardResult) -> Told:
    return Told(
        _("The card is no longer held."),
        [(_("Account"), card.account), (_("Card"), card.serial.hex())],
    )


def _retrieved(words: Words, card: RetrieveResult) -> Told:
    owed = [
        (
            _("Owed, meter {meter}").format(meter=load.meter),
            words.credit(load.quantity, load.charging, load.kind),
        )
        for load in card.owed
    ]
    return Told(
        _("The card is blank. It can be issued to anybody."),
        [
            (_("Account"), card.account),
            (_("Function card"), "" if card.function_card is None else str(card.function_card)),
            (_("Card"), card.serial.hex()),
            *owed,
        ],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    ReadCardResult: _card,
    SettleResult: _settled,
    RenewPlanResult: _renewed,
    RewriteLoadResult: _rewritten,
    ReleaseCardResult: _released,
    RetrieveResult: _retrieved,
}
