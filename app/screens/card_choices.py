"""What can be done next with a card that was read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.domain.comparison import SELLABLE, Standing
from app.domain.permissions import Permission, Rights
from app.domain.text import _
from app.operations.card_look import CardLook
from app.screens.directory import screen_named
from app.screens.ways_out import WayOut


def card_choices(
    card: CardLook,
    rights: Rights,
    *,
    known_account: bool,
    refund_waits: bool,
    reversible: bool,
) -> tuple[WayOut, ...]:
    """Screens that lead on, most useful first, as far as ``rights`` allow it.

    ``known_account``: whether the card's account is on file here. ``refund_waits``: whether a load
    was taken off for this account and its money waits. ``reversible``: whether the load on it can
    be undone with its whole payment now.
    """
    account = card.reading.contents.account
    found = list(_about_card(card, refund_waits=refund_waits, reversible=reversible))
    if known_account:
        found.append((_("Account, purchases, receipts"), Permission.READ_CARD, "account", account))
    if _may_be_taken_back(card) and Permission.REISSUE in rights:
        found.append((_("Take the card back, make it blank"), Permission.RETRIEVE, "retrieve-card"))
    return tuple(
        WayOut(label, partial(screen_named, screen, *arguments))
        for label, permission, screen, *arguments in found
        if permission in rights
    )


def _may_be_taken_back(card: CardLook) -> bool:
    """No load is left on it, or a newer card has replaced it."""
    if card.open_plans or card.held is not None:
        return False
    return all(part.standing in SELLABLE | {Standing.SUPERSEDED} for part in card.parts)


def _about_card(
    card: CardLook, *, refund_waits: bool, reversible: bool
) -> Iterator[tuple[str, Permission, str] | tuple[str, Permission, str, str]]:
    account = card.reading.contents.account
    if card.open_plans:
        yield (
            _("Settle what was interrupted"),
            Permission.SELL,
            "settle",
            card.open_plans[0].account,
        )
        return
    if card.held is not None:
        return
    standings = {part.standing for part in card.parts}
    if Standing.UNEXPLAINED in standings:
        standings = {Standing.UNEXPLAINED}
    if Standing.UNLOADED in standings:
        yield _("Refund: take the load off the card"), Permission.REFUND, "refund"
    if reversible:
        yield _("Reversal: undo the last purchase"), Permission.REFUND, "reverse"
    if Standing.LOAD_WAS_USED in standings:
        yield _("Record that the meter had the load"), Permission.REFUND, "refute-refund"
    if Standing.MARKED_NOT_TAKEN in standings:
        yield _("Write the load again, at no cost"), Permission.SELL, "rewrite-load"
    if refund_waits and standings & SELLABLE:
        yield _("Pay out the refund that waits"), Permission.REFUND, "refund"
    if standings & SELLABLE:
        yield _("Prepayment"), Permission.SELL, "prepayment"
    if Standing.SUPERSEDED not in standings:
        yield _("Reissue: a new card for this one"), Permission.REISSUE, "reissue-card", account
