"""Cards for meters: made by two people, read back, in the register, lost."""

from __future__ import annotations

from app.screens.function_cards import FunctionCards
from app.screens.lose_function_card import LoseFunctionCard
from app.screens.make_function_card import MakeFunctionCard
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.read_function_card import ReadFunctionCard
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


def ten_made(case: Case) -> None:
    """Two pages of the register: the last one, a check card, has been in the meter."""
    for function in (*("check", "clear", "open_valve") * 3, "check"):
        card = VirtualSle4442()
        case.counter.put(card)
        case.counter.do(
            "make-function-card",
            by=SUPERVISOR,
            second=ADMINISTRATOR,
            function=function,
            holder="20 Juma",
            reason="Inspection",
            due_back="2026-12-01",
        )
    case.meter.take(card)
    case.card = card
    case.counter.reader.remove()


async def function_card_functions(visit: Visit) -> None:
    """What the card on the reader can be."""
    await _chosen(visit, "5")
    await visit.cashier.sees("PUT A BLANK CARD")
    await visit.cashier.put(visit.case.other)
    await visit.cashier.sees("12  tamper unlock")


async def function_card_form(visit: Visit) -> None:
    """A set-up card, down to its holder."""
    await function_card_functions(visit)
    await _types(visit, "1", "", "", "1.5", "", "")
    await visit.cashier.sees("20  Juma")


async def function_card_review(visit: Visit) -> None:
    """What it will do: the credit that nobody pays for takes two people."""
    await function_card_form(visit)
    await _types(visit, "20", "1", "")
    await visit.cashier.sees("This takes two people.")


async def function_card_two_people(visit: Visit) -> None:
    """The second one has signed."""
    await function_card_functions(visit)
    await _types(visit, "3", "", "", "", "", "20", "3", "")
    await visit.cashier.sees("This takes two people.")
    await _second_signs(visit)


async def function_card_made(visit: Visit) -> None:
    """Its holder signs."""
    await function_card_review(visit)
    await _second_signs(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("TAKE THE CARD")


async def function_card_read_back(visit: Visit) -> None:
    """What the card is."""
    await _chosen(visit, "6")
    await visit.cashier.sees("PUT A FUNCTION CARD")
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees("1  The holder hands it in")


async def function_card_brought(visit: Visit) -> None:
    """What a meter wrote on it."""
    await function_card_read_back(visit)
    await visit.cashier.press("pagedown")
    await visit.cashier.sees("Meter 1 of 1")


async def function_card_register(visit: Visit) -> None:
    """Who has which."""
    await _chosen(visit, "7")
    await visit.cashier.sees("Page 1 of 2")


async def function_card_lost(visit: Visit) -> None:
    """One of them in full, and the loss before it is recorded."""
    await function_card_register(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("2  Stolen")


async def function_card_lost_review(visit: Visit) -> None:
    """The loss before it is recorded."""
    await function_card_lost(visit)
    await _types(visit, "2")
    await visit.cashier.until(lambda: visit.cashier.screen.stage is Stage.REVIEW)


async def _chosen(visit: Visit, digit: str) -> None:
    await visit.cashier.sign_in(SUPERVISOR)
    await visit.cashier.press("0")
    await visit.cashier.on(More)
    await visit.cashier.press(digit)


async def _second_signs(visit: Visit) -> None:
    await visit.cashier.press("plus")
    await visit.cashier.sees("Operator number")
    await _types(visit, str(ADMINISTRATOR), PIN)
    await visit.cashier.sees("Press + to write the card.")


async def _types(visit: Visit, *typed: str) -> None:
    for text in typed:
        await visit.cashier.types(text)
        await visit.cashier.press("enter")


FUNCTION_CARDS = (
    Page(MakeFunctionCard, function_card_functions),
    Page(MakeFunctionCard, function_card_form),
    Page(MakeFunctionCard, function_card_review),
    Page(MakeFunctionCard, function_card_two_people),
    Page(MakeFunctionCard, function_card_made),
    Page(ReadFunctionCard, function_card_read_back, before=ten_made),
    Page(ReadFunctionCard, function_card_brought, before=ten_made),
    Page(FunctionCards, function_card_register, before=ten_made),
    Page(LoseFunctionCard, function_card_lost, before=ten_made),
    Page(LoseFunctionCard, function_card_lost_review, before=ten_made),
)
