"""Looking for something unfinished: by the card in the reader, by an account, or from the list."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission, Rights
from app.domain.plans import Verdict
from app.domain.text import _
from app.ledger.queries import plans
from app.ledger.queries.plans import PlanRow
from app.operations.card_look import CardLook
from app.operations.card_standing import meaning_of
from app.operations.errors import BadArgument, CardScrapped, UnknownRecord
from app.operations.operation import Caller
from app.operations.read_card import customer_card
from app.operations.refund_result import refund_result
from app.operations.renew_plan import RENEW_PLAN, RenewPlanArguments
from app.operations.settle_plan import SETTLE, SettleAction, SettleArguments, SettleQuote
from app.screens.operation_screen import Finished
from app.screens.refunded import next_step
from app.screens.settling import ways
from app.screens.settling.plan_facts import name_of, plan_facts
from app.screens.settling.seen import Quoted, Seen, Way
from app.telling.words import Words

_SAYS = {
    Verdict.HAPPENED: _("everything was written on it"),
    Verdict.NOT_WRITTEN: _("nothing was written on it"),
    Verdict.BEGUN: _("the writing began and was cut off"),
    Verdict.UNKNOWN: _("it cannot tell: something else is on it"),
}
_WILL = {
    SettleAction.CLOSE: _("it is closed and its paper printed; nobody pays again"),
    SettleAction.WRITE: _("the card is written now; nobody pays again"),
    SettleAction.FINISH_FOR_OTHER: _("the card is written now; nobody pays again"),
    SettleAction.NOTHING: _("nothing here"),
    SettleAction.HOLD: _("it is put on hold; nothing is written or paid"),
}
_REFUND = "refund_opened"


class AccountWanted(BadArgument):
    """A blank card does not say whose it was to become."""

    code = "account_wanted"


def see(words: Words, caller: Caller, rights: Rights, account: str) -> Seen:
    """What is unfinished about the card in the reader; ``account`` helps where it is blank.

    Raises AccountWanted, and what looking raises when there is nothing to settle.
    """
    kiosk = words.kiosk
    try:
        quote = SETTLE.look(kiosk, caller, SettleArguments())
    except BadArgument as error:
        if not account:
            raise AccountWanted(error.message, error.remedy) from error
        return _of_account(words, caller, rights, account)
    except UnknownRecord:
        return _of_card(words, caller, rights)
    return _of_plan(words, caller, rights, quote)


def _of_account(words: Words, caller: Caller, rights: Rights, account: str) -> Seen:
    """The open plan of an account, or the one whose card was scrapped."""
    kiosk = words.kiosk
    with kiosk.ledger.read() as reader:
        scrapped = plans.unrenewed(reader.db, account)
        still_open = plans.open_plans(reader.db, account=account)
    if scrapped and not still_open:
        return _to_renew(words, caller, account)
    return _of_plan(
        words, caller, rights, SETTLE.look(kiosk, caller, SettleArguments(account=account))
    )


def _to_renew(words: Words, caller: Caller, account: str) -> Seen:
    kiosk, arguments = words.kiosk, RenewPlanArguments(account=account)
    quote = RENEW_PLAN.quote(RENEW_PLAN.look(kiosk, caller, arguments), arguments)
    return Seen(
        name_of(kiosk, account),
        plan_facts(words, quote.row),
        Quoted(
            [
                (_("The first card"), _("broke while it was written; throw it away")),
                (_("Will be done"), _("this new card gets everything; nobody pays again")),
            ],
            _("Press + to write the new card."),
            lambda by: ways.finished(words, RENEW_PLAN.perform(kiosk, by, quote)),
        ),
        account=account,
    )


def _of_card(words: Words, caller: Caller, rights: Rights) -> Seen:
    """A card without an open plan of its own: perhaps its account has one, or it is held."""
    card = customer_card(words.kiosk, caller)
    account = card.reading.contents.account
    with words.kiosk.ledger.read() as reader:
        scrapped = plans.unrenewed(reader.db, account)
    if card.open_plans or scrapped:
        return _of_account(words, caller, rights, account)
    if card.held is not None:
        return _held(words, card, rights)
    raise UnknownRecord(
        _("Nothing is open for this card."),
        _("There is nothing to settle. The card says: {meaning}").format(
            meaning=meaning_of(card.standing)
        ),
    )


def _held(words: Words, card: CardLook, rights: Rights) -> Seen:
    account = card.reading.contents.account
    return Seen(
        name_of(words.kiosk, account),
        [(_("Account"), account), (_("Card"), card.reading.serial.hex())],
        Quoted(
            [(_("The card"), _("is on hold")), (_("Now"), meaning_of(card.standing))],
            _("Two people can release it, once it fits what is recorded."),
            _nothing,
        ),
        does=False,
        ways=_if_may(rights, ways.release(words, card)),
        account=account,
    )


def _of_plan(words: Words, caller: Caller, rights: Rights, quote: SettleQuote) -> Seen:
    row, action = quote.look.row, quote.action
    held = row.held is not None
    decide = ways.decide(words, caller, row)
    return Seen(
        name_of(words.kiosk, row.account),
        plan_facts(words, row),
        Quoted(
            [
                (_("The card says"), _SAYS[quote.look.verdict]),
                (_("Will be done"), _("nothing: it is on hold") if held else _WILL[action]),
            ],
            _question(row, action, rights),
            lambda by: _settled(words, by, quote),
        ),
        does=action is not SettleAction.NOTHING and not held,
        ways=[*ways.money_back(words, caller, quote), *_if_may(rights, decide)],
        account=row.account,
    )


def _question(row: PlanRow, action: SettleAction, rights: Rights) -> str:
    if row.held is not None:
        return how_to_decide(rights)
    kiosk = f"K{row.id.node:02d}"
    return {
        SettleAction.CLOSE: _("Press + to close it."),
        SettleAction.WRITE: _("Press + to write the card."),
        SettleAction.FINISH_FOR_OTHER: _(
            "Press + to write the card. Kiosk {kiosk} closes it and prints the receipt."
        ).format(kiosk=kiosk),
        SettleAction.NOTHING: _(
            "Kiosk {kiosk} began it: that one closes it and prints the receipt."
        ).format(kiosk=kiosk),
        SettleAction.HOLD: _("Press + to put it on hold: two people or head office decide then."),
    }[action]


def how_to_decide(rights: Rights) -> str:
    """Who brings a held plan to its end."""
    if Permission.DECIDE in rights:
        return _("On hold: two people decide by a digit below, or head office does.")
    return _("On hold: a supervisor signs in here, opens a shift, and decides with a second one.")


def _if_may(rights: Rights, offered: list[Way]) -> list[Way]:
    return offered if Permission.DECIDE in rights else []


def _settled(words: Words, by: Caller, quote: SettleQuote) -> Finished[msgspec.Struct]:
    try:
        result = SETTLE.perform(words.kiosk, by, quote)
    except CardScrapped as scrapped:
        if not quote.look.row.for_customer:
            raise
        raise CardScrapped(
            scrapped.message,
            _(
                "The payment is recorded. Throw this card away and put a new blank card here:"
                " it gets everything."
            ),
            plan=scrapped.plan,
        ) from scrapped
    shown = ways.finished(words, result)
    if quote.look.row.kind == _REFUND and quote.action is not SettleAction.FINISH_FOR_OTHER:
        step = next_step(words, refund_result(words.kiosk, quote.look.row.subject))
        return Finished(result, step, shown.rows, shown.warnings)
    return shown


def see_listed(words: Words, caller: Caller, rights: Rights, row: PlanRow) -> Seen:
    """An unfinished operation whose card is not here: only two people can do anything about it."""
    held = row.held is not None
    return Seen(
        name_of(words.kiosk, row.account),
        plan_facts(words, row),
        Quoted(
            [(_("The card"), _("is not on the reader"))],
            how_to_decide(rights) if held else _without_card(rights),
            _nothing,
        ),
        does=False,
        ways=_if_may(rights, [*ways.decide(words, caller, row), *ways.lost(words, caller, row)]),
        account=row.account,
    )


def _without_card(rights: Rights) -> str:
    if Permission.DECIDE in rights:
        return _(
            "Put its card on the reader: the card decides. Only if it is lost: the digit below."
        )
    return _("Put its card on the reader: the card decides. Lost: let a supervisor sign in.")


def _nothing(_by: Caller) -> Finished[msgspec.Struct]:
    raise LookupError("there is nothing to do")
