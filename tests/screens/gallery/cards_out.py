"""Cards signed out for a weekend: the form, the register, one of them."""

from __future__ import annotations

from app.screens.cards_out import CardsOut
from app.screens.return_card import ReturnCard
from app.screens.sign_out_cards import SignOutCards
from tests.counter import SUPERVISOR
from tests.screens.gallery.meter_changes import account_meters
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


def signed_out(case: Case) -> None:
    """Four cards are out; one came back unused."""
    case.counter.do(
        "sign-out-cards",
        by=SUPERVISOR,
        holder="Baraka Ali",
        cards="0011A2, 0011A3, 0011A4, 9F3A01C2-77",
        reason="weekend duty",
        due_back="2026-11-26",
    )
    case.counter.do("return-cards", by=SUPERVISOR, cards="0011A3", outcome="unused")


async def sign_out_cards_form(visit: Visit) -> None:
    """Two cards are typed; the reason is asked for."""
    await account_meters(visit, SUPERVISOR)
    await visit.cashier.press("5")
    await visit.cashier.on(SignOutCards)
    for typed in ("Baraka Ali", "0011A2, 0011A3"):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")


async def cards_out_register(visit: Visit) -> None:
    """Who has which."""
    await account_meters(visit, SUPERVISOR)
    await visit.cashier.press("4")
    await visit.cashier.on(CardsOut)
    await visit.cashier.sees("9F3A01C2-77")


async def return_card_review(visit: Visit) -> None:
    """One that is lost takes two people."""
    await cards_out_register(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("3  Lost on the round")
    await visit.cashier.press("3", "enter")
    await visit.cashier.sees("This takes two people.")


CARDS_OUT = (
    Page(SignOutCards, sign_out_cards_form),
    Page(CardsOut, cards_out_register, before=signed_out),
    Page(ReturnCard, return_card_review, before=signed_out),
)
