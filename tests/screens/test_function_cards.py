"""Function cards on the screen, with the keypad alone: made, read back, found in the register."""

from __future__ import annotations

import msgspec

from app.domain.function_cards import FunctionKind
from app.domain.metering import MeterAnswer
from app.screens.function_cards import FunctionCards
from app.screens.lose_function_card import LoseFunctionCard
from app.screens.make_function_card import MakeFunctionCard
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.read_function_card import ReadFunctionCard
from app.screens.second_person import SecondPerson
from app.screens.settle import Settle
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.customer import pulled_at_write
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands

DUE = "2026-12-01"


def made(desk: Counter, function: str = "check", card: VirtualSle4442 | None = None) -> None:
    """A card of the register; the reader is left empty."""
    desk.put(card or VirtualSle4442())
    loan = {"holder": "20 Juma", "reason": "Inspection", "due_back": DUE}
    desk.do(
        "make-function-card",
        by=SUPERVISOR,
        second=ADMINISTRATOR,
        request=None,
        function=function,
        **loan,
    )
    desk.reader.remove()


async def chosen(who: Hands, digit: str) -> None:
    """A supervisor opens one of the jobs with function cards."""
    await who.sign_in(SUPERVISOR)
    await who.press("0")
    await who.on(More)
    await who.press(digit)


async def filled(who: Hands, function: str, *particulars: str) -> MakeFunctionCard:
    """Everything is typed; what is left empty means the usual."""
    await who.sees("PUT A BLANK CARD ON THE READER")
    await who.put(VirtualSle4442())
    await who.sees("12  tamper unlock")
    for typed in (function, *particulars):
        await who.types(typed)
        await who.press("enter")
    screen = who.screen
    assert isinstance(screen, MakeFunctionCard)
    return screen


async def test_a_check_card_is_made_by_one_person(desk: Counter) -> None:
    async with hands(desk) as who:
        await chosen(who, "5")
        # Function, model, meter, meters, days, holder, reason, due.
        await filled(who, "4", "", "", "", "", "20", "4", "")
        await who.sees("Press + to write the card.")
        assert "stays as it is" in who.text()
        assert "20 Juma" in who.text()
        assert "2026-11-30" in who.text()
        await who.press("plus")
        await who.sees("TAKE THE CARD")
        await who.sees("Its holder signs the slip.")
    (card,) = desk.do("function-cards").cards
    assert (card.holder, card.reason, card.function) == ("20 Juma", "Inspection", "check")


async def test_a_second_person_signs_what_can_create_credit(desk: Counter) -> None:
    async with hands(desk) as who:
        await chosen(who, "5")
        # Function, model, meter, credit, meters, days, holder, reason, due.
        await filled(who, "6", "", "", "0.5", "2", "30", "20", "1", "3")
        await who.sees("This takes two people. Press +, then the second one signs.")
        assert "0.500 m3 that nobody pays for" in who.text()
        await who.press("plus")
        await who.on(SecondPerson)
        for typed in (str(ADMINISTRATOR), PIN):
            await who.types(typed)
            await who.press("enter")
        await who.sees("Press + to write the card.")
        assert "1 Asha" in who.text()
        await who.press("plus")
        await who.sees("TAKE THE CARD")
    (card,) = desk.do("function-cards").cards
    assert (card.second, card.contents.credit, card.contents.uses) == (ADMINISTRATOR, 500, 2)


async def test_each_function_asks_for_its_own_particulars(desk: Counter) -> None:
    async with hands(desk) as who:
        await chosen(who, "5")
        screen = await filled(who, "9")
        assert screen.minutes.display
        assert not (screen.credit.display or screen.tariff.display or screen.place.display)
        await who.press("up")
        await who.press("minus")
        await who.types("10")
        await who.press("enter")
        assert screen.tariff.display
        assert not screen.minutes.display


async def test_a_wrong_figure_is_complained_of_where_it_stands(desk: Counter) -> None:
    async with hands(desk) as who:
        await chosen(who, "5")
        screen = await filled(who, "2", "", "")
        await who.sees("is no meter number")
        assert screen.focused is screen.meter.input
        await who.types("4711")
        await who.press("enter")
        await who.types("256")
        await who.press("enter")
        await who.sees("Type 1 to 255.")


async def test_only_what_the_card_can_be_is_offered(desk: Counter) -> None:
    desk.profile.declares = msgspec.structs.replace(
        desk.profile.declares, function_cards=(FunctionKind.CHECK, FunctionKind.CLEAR)
    )
    async with hands(desk) as who:
        await chosen(who, "5")
        await who.put(VirtualSle4442())
        await who.sees("2  clear")
        assert "set-up" not in who.text()
        await who.types("3")
        await who.press("enter")
        await who.sees("There is no 3 in the list.")


async def test_a_card_pulled_while_it_is_made_leads_to_settling(desk: Counter) -> None:
    async with hands(desk) as who:
        await chosen(who, "5")
        screen = await filled(who, "4", "", "", "", "", "20", "4", "")
        await who.sees("Press + to write the card.")
        card = desk.reader.card
        with pulled_at_write(desk, 1, ApduPhase.AFTER):
            await who.press("plus")
            await who.until(lambda: screen.stage is Stage.REFUSED)
        assert "Nothing was paid. The card is not finished" in " ".join(who.text().split())
        await who.press("1")
        await who.on(Settle)
        assert isinstance(card, VirtualSle4442)
        await who.put(card)
        await who.sees("A card for meters, no customer's")
        await who.press("plus")
        await who.sees("TAKE THE CARD")
    assert desk.do("function-cards", state="out").count == 1


async def test_a_card_that_is_read_back_brings_its_meters_and_is_handed_in(
    desk: Counter, household: Household
) -> None:
    card = VirtualSle4442()
    made(desk, "check", card)
    assert household.meter.take(household.card) is MeterAnswer.CREDIT
    household.meter.take(card)
    async with hands(desk) as who:
        await chosen(who, "6")
        await who.on(ReadFunctionCard)
        await who.put(card)
        await who.sees("What one meter wrote is recorded.")
        assert "made by 20 Juma for 20 Juma" in " ".join(who.text().split())
        await who.press("pagedown")
        await who.sees("Meter 1 of 1 on this card")
        assert household.account in who.text()
        await who.press("1")
        await who.sees("The card is back.")
    assert desk.do("function-cards", state="returned").count == 1


async def test_the_register_turns_its_pages_and_shows_one_state(desk: Counter) -> None:
    for _card in range(10):
        made(desk)
    async with hands(desk) as who:
        await chosen(who, "7")
        await who.on(FunctionCards)
        await who.sees("Page 1 of 2")
        await who.press("0")
        await who.sees("Page 2 of 2")
        await who.press("pageup")
        await who.sees("Page 1 of 2")
        await who.press("asterisk", "asterisk")
        await who.sees("Overdue: 0")


async def test_a_card_is_reported_lost_from_the_register(desk: Counter) -> None:
    made(desk)
    async with hands(desk) as who:
        await chosen(who, "7")
        await who.sees("All: 1")
        await who.press("1")
        await who.on(LoseFunctionCard)
        await who.sees("2  Stolen")
        await who.types("2")
        await who.press("enter")
        await who.sees("Press + to report it lost.")
        await who.press("plus")
        await who.sees("THE CARD IS REPORTED LOST")
        await who.press("enter")
        await who.on(FunctionCards)
        await who.sees("lost")
    assert desk.do("function-cards", state="lost").cards[0].lost_why == "Stolen"


async def test_a_card_put_on_the_register_is_read_back(desk: Counter) -> None:
    card = VirtualSle4442()
    made(desk, "check", card)
    async with hands(desk) as who:
        await chosen(who, "7")
        await who.sees("All: 1")
        await who.put(card)
        await who.on(ReadFunctionCard)
        await who.sees("Nothing new is on it.")


async def test_a_cashier_sees_the_register_and_makes_nothing(desk: Counter) -> None:
    card = VirtualSle4442()
    made(desk, "check", card)
    async with hands(desk) as who:
        await who.sign_in(CASHIER)
        await who.press("0")
        await who.on(More)
        assert "Make a function card" not in who.text()
        await who.press("5")
        await who.press("7")
        await who.on(FunctionCards)
        await who.sees("All: 1")
        await who.press("1")
        await who.on(LoseFunctionCard)
        await who.sees("Inspection")
        assert "Lost? How" not in who.text()
        await who.press("escape", "escape", "escape")
        await who.put(card)
        await who.reads("This is a function card: check, made by 20 Juma for 20 Juma.")
