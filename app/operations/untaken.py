"""A purchase on the card in the reader that its meter has not taken, and whether it may come off.

What refund and reversal share before either says what goes back.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.comparison import Standing
from app.domain.refunds import RefundCase, RefundRefusal, refund_refusal
from app.domain.tariff.reassess import reckoned_lines
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.queries import accounts, reckoning, sales
from app.ledger.queries.sales import Purchase
from app.operations.card_look import CardLook, asked_about, see_card
from app.operations.card_standing import explain, hold_if_unexplained, refuse_blocked
from app.operations.errors import RefundImpossible, StaleQuote
from app.operations.operation import Caller
from app.operations.pricing import require_home
from app.operations.records import compensation_carried, purchase_carried
from app.operations.tender_rules import require_confirmed


class Untaken(msgspec.Struct, frozen=True, kw_only=True):
    """The card, with the part of the load in question, and the purchase that it carries."""

    card: CardLook
    purchase: Purchase
    written_on: bytes
    """Serial of the card that the purchase was first written to."""


_TAKEN_OFF = (Standing.UNLOADED,)

_REFUSALS = {
    RefundRefusal.OTHER_KIOSK: _("It was sold at another kiosk; only that one may pay it back."),
    RefundRefusal.OLDER_EPOCH: _("It was sold before this kiosk was restored."),
    RefundRefusal.OTHER_CARD: _("It was first written to another card, which may still be used."),
    RefundRefusal.WRITTEN_AGAIN: _("Its meter marked it once already."),
    RefundRefusal.CREDITS_FIRST: _("Its meter credits before it marks: it may have the load."),
    RefundRefusal.MARKS_ONCE: _("This card can be copied and its meter cannot prove its total."),
    RefundRefusal.RENUMBERED: _("It was first written for another meter, which may have had it."),
    RefundRefusal.RECKONED_ANEW: _("Its price was put right since, and the difference booked."),
    RefundRefusal.NOT_REFUNDABLE: _("Loads cannot be taken off this kind of card."),
}


def untaken_purchase(kiosk: Kiosk, caller: Caller, meter: str | None) -> Untaken:
    """Refuses unless the card agrees with the ledger and carries an unloaded purchase of ours.

    ``meter``: whose load, where the card carries untaken loads of several.
    """
    with kiosk.cards.session() as session:
        card = asked_about(see_card(kiosk, session), meter, _TAKEN_OFF)
    refuse_blocked(card, AccountAct.GIVE_BACK)
    require_home(kiosk, card.declares, (part.allocation for part in card.parts))
    hold_if_unexplained(kiosk, caller, card)
    if card.standing is not Standing.UNLOADED or card.allocation is None:
        raise explain(card)
    mark = card.reading.contents.mark
    with kiosk.ledger.read() as reader:
        if compensation_carried(reader.db, mark, card.allocation) is not None:
            raise RefundImpossible(
                _("This load was given as compensation: it was not paid for."),
                _("Nothing was paid out; the credit stays on the card."),
            )
        purchase = purchase_carried(reader.db, mark, card.allocation)
        if purchase is None or purchase.loaded is None or purchase.refund is not None:
            raise refusal(RefundRefusal.OTHER_KIOSK)
        require_confirmed(reader.db, purchase.id)
        written_on = sales.first_serial(reader.db, purchase.id)
        why = _why_not(kiosk, reader.db, card, purchase, written_on)
    if why is not None:
        raise refusal(why)
    return Untaken(card=card, purchase=purchase, written_on=written_on)


def _why_not(
    kiosk: Kiosk, db: Database, card: CardLook, purchase: Purchase, written_on: bytes
) -> RefundRefusal | None:
    return refund_refusal(
        RefundCase(
            node=kiosk.ledger.node,
            epoch=kiosk.ledger.epoch,
            sold_by=purchase.id,
            written_on=written_on,
            serial=card.reading.serial,
            rewritten=purchase.rewritten,
            renumbered=accounts.renumbered(db, purchase.id, purchase.allocation),
            reckoned_anew=_priced_otherwise(db, purchase),
            marking=card.declares.marking,
            copyable=card.declares.copyable,
            refundable=card.declares.refundable,
        )
    )


def _priced_otherwise(db: Database, purchase: Purchase) -> bool:
    """Whether a correction left the purchase at another price than was paid."""
    anew = reckoning.reckoned_anew(db, purchase.id, purchase.allocation)
    return anew is not None and anew.lines != reckoned_lines(purchase.breakdown.lines, counts=True)


def refusal(why: RefundRefusal) -> RefundImpossible:
    """The sentence for a refund that the rules forbid."""
    return RefundImpossible(
        _("This purchase cannot be paid back: {why}").format(why=_REFUSALS[why]),
        _("Nothing was paid out; the credit stays on the card."),
    )


def require_not_refunded(tx: Transaction, purchase: Purchase) -> None:
    """Raises StaleQuote where the purchase was refunded since it was looked at."""
    current = sales.purchase(tx.db, purchase.id, purchase.allocation)
    if current is None or current.refund is not None:
        raise StaleQuote(
            _("This purchase was refunded meanwhile."),
            _("Nothing was paid out again. Look at the card again."),
        )


def sold_since(db: Database, card: CardLook, purchase: Purchase) -> bool:
    """Whether some meter of the card was sold to here after a purchase, and kept it."""
    meters = (part.allocation for part in card.parts if part.allocation is not None)
    return any(sales.sold_after(db, meter, purchase.id) for meter in meters)
