"""Saying why a card cannot be sold to, and holding what nobody can explain."""

from __future__ import annotations

from collections.abc import Container

from app.cards.profiles.contract import Declaration
from app.domain.account_states import AccountAct
from app.domain.blacklist import BlacklistEntry, Listed
from app.domain.cards import CardContents
from app.domain.comparison import CARRIED, Standing
from app.domain.identity import EventId
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.exceptions import CardHeld
from app.operations.account_standing import refuse_closed
from app.operations.blacklisting import meter_subject, refuse_listed
from app.operations.card_look import CardLook, MeterPart
from app.operations.card_plan import card_scrapped, plan_still_open, require_same_image
from app.operations.errors import CardStandsInTheWay, WrongCard
from app.operations.operation import Caller

_SENTENCES: dict[Standing, tuple[str, str]] = {
    Standing.NORMAL: (
        _("The card carries nothing that its meter has not taken."),
        _("There is nothing to take off. Nothing was paid."),
    ),
    Standing.UNLOADED: (
        _("The last purchase is still on the card: the meter has not taken it."),
        _("Nothing was paid. Put the card in the meter first, or take the load off (refund)."),
    ),
    Standing.CANCELLATION_PENDING: (
        _("A load was taken off this card and the meter has not seen that yet."),
        _("Nothing was paid. Put the card in the meter, then bring it back."),
    ),
    Standing.LOAD_WAS_USED: (
        _("The meter had the load that was taken off this card: a copy or a lost card was used."),
        _("Nothing was paid. Two people record it (refute-refund), then the card sells again."),
    ),
    Standing.INSERT_AGAIN: (
        _("The meter began to take the last purchase and did not finish."),
        _("Nothing was paid. Insert the card in the meter again until it shows the credit."),
    ),
    Standing.MARKED_NOT_TAKEN: (
        _("The meter marked the last purchase without crediting it and would refuse it now."),
        _("Nothing was paid. Write the load again (rewrite-load), at no cost."),
    ),
    Standing.BOUGHT_ELSEWHERE: (
        _("The card was sold to at another kiosk."),
        _("Nothing was paid here."),
    ),
    Standing.RECOVERABLE: (
        _("The card carries a purchase from before the restore of this kiosk."),
        _("Nothing was paid. Selling to it records that purchase as recovered."),
    ),
    Standing.LEDGER_OLDER: (
        _("The card is newer than this kiosk's ledger: an old copy of the ledger is in use."),
        _("Nothing was paid. Stop selling to this card and restore the newest backup."),
    ),
    Standing.SUPERSEDED: (
        _("This card is not valid any more: a newer one replaced it, or its meter is gone."),
        _("Nothing was paid. Take this card in and use the newer one."),
    ),
    Standing.UNEXPLAINED: (
        _("This card does not fit what is recorded: a copy, or written elsewhere."),
        _("Nothing was paid. The card is held until two people release it."),
    ),
}


def meaning_of(standing: Standing) -> str:
    """What a standing says of a card."""
    return _SENTENCES[standing][0]


def explain(card: MeterPart) -> CardStandsInTheWay:
    """The refusal that the standing of a card's part calls for, with what to do."""
    message, remedy = _SENTENCES[card.standing]
    return CardStandsInTheWay(message, remedy, standing=card.standing.value)


def refuse_blocked(card: CardLook, act: AccountAct = AccountAct.SELL) -> None:
    """Raises PlanStillOpen, CardScrapped, AccountForbids, OnBlacklist or CardStandsInTheWay.

    For an open plan, one that waits for another card, an account whose state does not allow the
    act, what stands on the blacklist, or a held card.
    """
    if card.open_plans:
        raise plan_still_open(card.open_plans[0])
    if card.scrapped:
        raise card_scrapped(card.scrapped[0])
    refuse_closed(card.account, card.account_standing, act)
    refuse_listed_card(card, act)
    if card.held is not None:
        message, remedy = _SENTENCES[Standing.UNEXPLAINED]
        raise CardStandsInTheWay(message, remedy, standing="held")


def refuse_listed_card(card: CardLook, act: AccountAct) -> None:
    """Raises OnBlacklist for its account, for itself, or where all its meters stand on the list."""
    refuse_listed([one for one in card.listed if one.subject.what is not Listed.METER], act)
    of_meters = [meter_listed(card, part) for part in card.parts]
    refuse_listed([one for one in of_meters if one is not None and None not in of_meters], act)


def refuse_listed_meter(card: CardLook, act: AccountAct) -> None:
    """Raises OnBlacklist where the meter that is asked about stands on the list."""
    listed = meter_listed(card, card)
    refuse_listed([] if listed is None else [listed], act)


def meter_listed(card: CardLook, part: MeterPart) -> BlacklistEntry | None:
    """The entry of the blacklist for the meter of one part of a card, if it stands there."""
    subject = meter_subject(part.reading.contents.meter)
    return next((one for one in card.listed if one.subject == subject), None)


def hold_if_unexplained(kiosk: Kiosk, caller: Caller, card: CardLook) -> None:
    """Records a hold on a card of which nobody can explain some part; then refuses.

    Only when a second reading says the same: a bad contact can make a card look changed. Raises
    StaleQuote when it does not.
    """
    unexplained = unexplained_part(card)
    if unexplained is None:
        return
    with kiosk.cards.session(card.reading.profile) as session:
        require_same_image(session, card.image)

    def work(tx: Transaction) -> None:
        event = CardHeld(
            serial=card.reading.serial,
            account=card.account,
            allocation=unexplained.allocation,
            why=unexplained.standing.value,
        )
        tx.append(event, operator=caller.operator)

    kiosk.ledger.commit(work)
    raise explain(unexplained)


def require_carried(card: CardLook, besides: Container[EventId | None] = ()) -> None:
    """Raises CardStandsInTheWay unless every part can be carried over as it is.

    ``besides``: allocations whose parts are written anew and were asked about on their own.
    """
    for part in card.parts:
        if part.allocation not in besides and part.standing not in CARRIED:
            raise explain(part)


def require_a_number(declares: Declaration, contents: CardContents) -> None:
    """Raises WrongCard where the card cannot count one more purchase of a meter."""
    if contents.number < declares.largest_number:
        return
    raise WrongCard(
        _("This card counts {most} purchases for a meter, and meter {meter} has had them.").format(
            most=declares.largest_number, meter=contents.meter
        ),
        _("Nothing was paid. Tell head office: the meter has to be allocated anew."),
    )


def unexplained_part(card: CardLook) -> MeterPart | None:
    """The part of a card that does not fit what is recorded, if there is one."""
    parts = (part for part in card.parts if part.standing is Standing.UNEXPLAINED)
    return next(parts, None)
