"""What two people can do about something unfinished that its card does not settle by itself."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.domain.errors import TapcardError
from app.domain.lost_cards import CARD_LOST
from app.domain.plans import Verdict
from app.domain.text import _
from app.ledger.events.exceptions import Decision
from app.ledger.queries.plans import PlanRow
from app.operations.card_look import CardLook
from app.operations.decide_plan import DECIDE_PLAN, DecidePlanArguments, DecidePlanQuote
from app.operations.money_back import MONEY_BACK, MoneyBackArguments
from app.operations.operation import Caller
from app.operations.release_card import RELEASE_CARD, ReleaseCardArguments
from app.operations.report_lost import REPORT_LOST, ReportLostArguments
from app.operations.settle_plan import SettleQuote
from app.screens.operation_screen import Finished
from app.screens.refunded import refunded
from app.screens.settling.seen import Quoted, Way
from app.telling.results import missing_in, told
from app.telling.sales import DECISIONS
from app.telling.words import Words
from app.widgets.rows import Row


def money_back(words: Words, caller: Caller, quote: SettleQuote) -> list[Way]:
    """Offered where the operation itself would do it: the card shows that nothing was written."""
    row = quote.look.row
    arguments = MoneyBackArguments(
        reason=_("the card shows that nothing was written"), account=row.account, plan=str(row.id)
    )
    if quote.look.verdict is not Verdict.NOT_WRITTEN:
        return []
    try:
        MONEY_BACK.look_at(words.kiosk, caller, arguments)
    except TapcardError:
        return []
    return [
        Way(
            _("Money back instead: nothing goes on the card (two people)"),
            lambda both: _money_back(words, both, arguments),
            cancels=True,
        )
    ]


def _money_back(words: Words, both: Caller, arguments: MoneyBackArguments) -> Quoted:
    kiosk = words.kiosk
    quote = MONEY_BACK.quote(MONEY_BACK.look(kiosk, both, arguments), arguments)
    purchase = quote.look.purchase
    question = _("Press + to make the card empty, then pay the money out.")
    if quote.needs_proof:
        question = _("Pay nothing yet: the meter proves it first. Press + to make the card empty.")
    return Quoted(
        [
            (_("Goes back"), words.money(purchase.total)),
            (_("On the card"), _("nothing: the purchase is undone")),
            _second(both),
        ],
        question,
        lambda caller: refunded(words, MONEY_BACK.perform(kiosk, caller, quote)),
        signed=MONEY_BACK.signs(quote),
    )


def decide(words: Words, caller: Caller, row: PlanRow) -> list[Way]:
    """Offered for a plan on hold; of one whose card is lost only what is right in any case."""
    lost = row.held == CARD_LOST
    labels = {
        Decision.HAPPENED: _("Decide: it happened, the customer has it (two people)"),
        Decision.NOT_WRITTEN: _("Decide: it did not happen, nothing is paid (two people)")
        if lost
        else _("Decide: it did not happen, money back (two people)"),
    }
    ways = []
    for decision, label in labels.items():
        arguments = DecidePlanArguments(
            plan=str(row.id), decision=decision, reason=_("decided at the counter")
        )
        try:
            DECIDE_PLAN.look_at(words.kiosk, caller, arguments)
        except TapcardError:
            continue
        cancels = decision is Decision.NOT_WRITTEN and not lost
        ways.append(Way(label, _decision(words, arguments), cancels=cancels))
    return ways


def _decision(words: Words, arguments: DecidePlanArguments) -> Callable[[Caller], Quoted]:
    kiosk = words.kiosk

    def quoted(both: Caller) -> Quoted:
        quote = DECIDE_PLAN.quote(DECIDE_PLAN.look(kiosk, both, arguments), arguments)
        return Quoted(
            [*_decided_rows(words, quote), _second(both)],
            _("Press + to record what you two decided."),
            lambda caller: _decided(words, caller, quote),
            signed=DECIDE_PLAN.signs(quote),
        )

    return quoted


def _decided_rows(words: Words, quote: DecidePlanQuote) -> list[Row]:
    return [
        (_("Decided"), DECISIONS[quote.decision]),
        (_("Pay out in cash"), words.money(quote.to_cash) if quote.to_cash else _("nothing")),
        (_("To account balance"), words.money(quote.to_balance) if quote.to_balance else ""),
    ]


def _decided(words: Words, caller: Caller, quote: DecidePlanQuote) -> Finished[msgspec.Struct]:
    result = DECIDE_PLAN.perform(words.kiosk, caller, quote)
    said = told(words, result)
    headline = said.headline
    if result.to_cash:
        headline = _("Pay out {money}.").format(money=words.money(result.to_cash))
    return Finished(result, headline, said.rows, missing_in(result))


def lost(words: Words, caller: Caller, row: PlanRow) -> list[Way]:
    """Offered for a plan whose card is not here; without it the account would stay blocked."""
    kiosk = words.kiosk
    arguments = ReportLostArguments(plan=str(row.id), reason=_("reported lost at the counter"))
    try:
        REPORT_LOST.look_at(kiosk, caller, arguments)
    except TapcardError:
        return []

    def quoted(both: Caller) -> Quoted:
        quote = REPORT_LOST.quote(REPORT_LOST.look(kiosk, both, arguments), arguments)
        return Quoted(
            [
                (_("The card"), _("is lost: nobody can ask it any more")),
                (_("Then decide"), "" if quote.decision is None else DECISIONS[quote.decision]),
                (_("After that"), _("the customer gets a new card by reissue")),
                _second(both),
            ],
            _("Press + to record that its card is lost."),
            lambda by: finished(words, REPORT_LOST.perform(kiosk, by, quote)),
            signed=REPORT_LOST.signs(quote),
        )

    return [Way(_("Its card is lost (two people)"), quoted)]


def release(words: Words, card: CardLook) -> list[Way]:
    """Offered for a card on hold; whether it fits what is recorded is for the operation to say."""
    kiosk = words.kiosk
    arguments = ReleaseCardArguments(reason=_("released at the counter"))

    def quoted(both: Caller) -> Quoted:
        quote = RELEASE_CARD.quote(RELEASE_CARD.look(kiosk, both, arguments), arguments)
        return Quoted(
            [(_("Card"), card.reading.serial.hex()), _second(both)],
            _("Press + to let this card buy again."),
            lambda caller: finished(words, RELEASE_CARD.perform(kiosk, caller, quote)),
            signed=RELEASE_CARD.signs(quote),
        )

    return [Way(_("Release the card: it may buy again (two people)"), quoted)]


def finished(words: Words, result: msgspec.Struct) -> Finished[msgspec.Struct]:
    """A result as its teller says it."""
    said = told(words, result)
    return Finished(result, said.headline, said.rows, missing_in(result))


def _second(both: Caller) -> Row:
    said = (
        _("operator {number}") if both.approval is None else _("operator {number}, from elsewhere")
    )
    return _("Second person"), said.format(number=both.second)
