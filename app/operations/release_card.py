"""Two people let a held card sell again, once it fits what is recorded (say, after a sync).

A card that still does not fit is never let go: its customer gets a new one (reissue-card).
"""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.approval import Signed
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.exceptions import CardReleased
from app.operations.account_standing import refuse_closed
from app.operations.card_look import CardLook, MeterPart, see_card
from app.operations.card_standing import meaning_of, refuse_listed_card, unexplained_part
from app.operations.errors import CardStandsInTheWay, UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given


class ReleaseCardArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader, and why it may sell again."""

    reason: str


class ReleaseCardQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The held card."""

    card: CardLook
    reason: str


class ReleaseCardResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card is no longer held."""

    serial: bytes
    account: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReleaseCardArguments) -> CardLook:
    """Refuses a card that nobody holds, and one that still does not fit what is recorded."""
    with kiosk.cards.session() as session:
        card = see_card(kiosk, session)
    if card.held is None:
        raise UnknownRecord(
            _("This card is not held."),
            _("Nothing was changed, and nothing needs to be: put the card on and go on."),
        )
    refuse_closed(card.account, card.account_standing, AccountAct.RELEASE)
    refuse_listed_card(card, AccountAct.RELEASE)
    unexplained = unexplained_part(card)
    if unexplained is not None:
        raise _still_unexplained(unexplained)
    return card


def _still_unexplained(part: MeterPart) -> CardStandsInTheWay:
    """The refusal that sends nobody round in a circle: no two people release what does not fit."""
    return CardStandsInTheWay(
        meaning_of(part.standing),
        _("Nothing was changed. It stays held: its customer gets a new card (reissue-card)."),
        standing=part.standing.value,
    )


def quote_for(look: CardLook, arguments: ReleaseCardArguments) -> ReleaseCardQuote:
    """The hold ends; the card itself is not written."""
    return ReleaseCardQuote(card=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReleaseCardQuote) -> ReleaseCardResult:
    """Records that two people let it go."""
    reading = quote.card.reading
    event = CardReleased(
        serial=reading.serial, account=reading.contents.account, reason=quote.reason
    )

    def work(tx: Transaction) -> None:
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return ReleaseCardResult(serial=event.serial, account=event.account)


RELEASE_CARD = Operation(
    name="release-card",
    summary=_("Two people let a held card sell again."),
    permission=Permission.DECIDE,
    arguments=ReleaseCardArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    needs_second=True,
    signed_for=lambda quote: Signed(account=quote.card.account),
)
