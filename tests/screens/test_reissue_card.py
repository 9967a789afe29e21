"""A card reissued on the screen: what the new one carries is said before the fee is taken."""

from __future__ import annotations

from app.cards.watcher import Presence
from app.domain.metering import MeterAnswer
from app.domain.reissue import ReissueReason
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.reissue_card import ReissueCard
from app.screens.second_person import SecondPerson
from app.screens.settle import Settle
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import PIN, SUPERVISOR, Counter
from tests.operations.customer import pulled_at_write
from tests.operations.proofs import events
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands

_WITHOUT_THE_OLD_CARD = ("1", "3")
"""Reasons that ask who the customer is."""


async def asked_for_a_card(cashier: Hands, household: Household, reason: str = "1") -> ReissueCard:
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("2")
    await cashier.on(ReissueCard)
    await cashier.types(household.account)
    await cashier.press("enter")
    await cashier.sees("Amina Salim")
    await cashier.sees("1  Lost")
    await cashier.types(reason)
    await cashier.press("enter")
    if reason in _WITHOUT_THE_OLD_CARD:
        await cashier.sees("2  Phone on file called")
        await cashier.types("2")
        await cashier.press("enter")
    await cashier.sees("PUT A BLANK CARD ON THE READER")
    screen: ReissueCard = cashier.screen
    return screen


async def test_a_load_that_no_meter_took_is_restored_for_the_fee(
    desk: Counter, household: Household
) -> None:
    card = VirtualSle4442()
    async with hands(desk) as cashier:
        await asked_for_a_card(cashier, household)
        await cashier.put(card)
        await cashier.sees("Type what is handed over")
        await cashier.sees("10.335 m3 again: the meter credits it once")
        assert "no longer valid, whoever has it" in cashier.text()
        await cashier.types("200")
        await cashier.press("enter")
        await cashier.sees("Take KES 200.00, then press + to write the card.")
        await cashier.sees("Change                   50.00")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("Paid              KES 150.00")
        await cashier.sees("Old card          no longer valid")
    assert household.meter.take(card) is MeterAnswer.CREDIT
    assert household.meter.take(household.card) is not MeterAnswer.CREDIT


async def test_a_load_that_the_meter_took_is_not_carried_again(
    desk: Counter, household: Household
) -> None:
    desk.put(household.at_home())
    desk.do("prepay", amount="500")
    household.at_home()
    desk.do("read-card")
    desk.reader.remove()
    async with hands(desk) as cashier:
        await asked_for_a_card(cashier, household, "3")
        await cashier.put(VirtualSle4442())
        await cashier.sees("no load: the meter has told that it took it")
        await cashier.sees("Reason    Stolen")
        await cashier.sees("Who asks  Phone on file called")


async def test_a_purchase_goes_on_the_new_card_in_the_same_step(
    desk: Counter, household: Household
) -> None:
    household.at_home()
    desk.put(household.card)
    desk.do("read-card")
    desk.reader.remove()
    card = VirtualSle4442()
    async with hands(desk) as cashier:
        await asked_for_a_card(cashier, household)
        await cashier.put(card)
        await cashier.sees("Type what is bought at once, or Enter for the card alone.")
        await cashier.types("20")
        await cashier.press("enter")
        await cashier.sees("Nothing was paid.")
        await cashier.press("backspace", "backspace")
        await cashier.types("400")
        await cashier.press("enter")
        await cashier.sees("Type what is handed over")
        await cashier.sees("bought now: number 2")
        await cashier.types("500")
        await cashier.press("enter")
        await cashier.sees("Take KES 500.00, then press + to write the card.")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("Change KES 100.05")
    assert household.meter.take(card) is MeterAnswer.CREDIT
    (paid,) = [one for one in events(desk, "purchase_paid") if one.reissues]
    assert paid.reissues.reason is ReissueReason.LOST


async def test_our_own_fault_costs_nothing_and_asks_for_nothing(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        screen = await asked_for_a_card(cashier, household, "4")
        await cashier.put(VirtualSle4442())
        await cashier.sees("Nothing is to pay. Press + to write the card.")
        await cashier.press("enter", "enter")
        assert screen.stage is Stage.REVIEW
        await cashier.press("escape")
        await cashier.sees("1  Lost")
        assert (cashier.value("account"), cashier.value("why")) == (household.account, "4")
        await cashier.press("enter")
        await cashier.sees("Nothing is to pay.")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")


async def test_wrong_data_are_put_right_on_the_same_card_by_two(
    desk: Counter, household: Household
) -> None:
    older = household.card.snapshot()
    household.at_home()
    desk.put(household.card)
    desk.do("prepay", amount="500")
    household.card.restore(older)
    desk.reader.remove()
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("0", "2")
        await cashier.types(household.account)
        await cashier.press("enter")
        await cashier.sees("5  Wrong data: same card")
        await cashier.types("5")
        await cashier.press("enter")
        await cashier.sees("PUT THE CUSTOMER'S OWN CARD ON THE READER")
        await cashier.put(household.card)
        await cashier.sees("stays the same one and is valid again")
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        await cashier.types(str(SUPERVISOR))
        await cashier.press("enter")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.sees("Second person")
        await cashier.sees("Nothing is to pay. Press + to write the card.")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
    assert household.meter.take(household.card) is MeterAnswer.CREDIT
    (opened,) = events(desk, "reissue_opened")
    assert opened.reason is ReissueReason.WRONG_DATA


async def test_going_back_to_the_reason_asks_again_who_it_is(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await asked_for_a_card(cashier, household, "2")
        assert not cashier.screen.identity.display
        await cashier.press("escape")
        await cashier.press("backspace")
        await cashier.types("3")
        await cashier.press("enter")
        await cashier.sees("1  Document shown")
        await cashier.press("enter")
        await cashier.sees("Nothing was chosen.")


async def test_which_meter_is_asked_where_there_are_several(
    desk: Counter, household: Household
) -> None:
    desk.new_card()
    desk.do("allocate-meter", account=household.account, meter="777", model="DN15", amount="1000")
    desk.reader.remove()
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("0", "2")
        await cashier.types(household.account)
        await cashier.press("enter")
        await cashier.sees("Amina Salim")
        await cashier.press("up", "enter")
        await cashier.sees("2  777")
        await cashier.types("2")
        await cashier.press("enter")
        await cashier.types("2")
        await cashier.press("enter")
        await cashier.sees("PUT A BLANK CARD")
        await cashier.put(VirtualSle4442())
        await cashier.sees("Meter   777")


async def test_an_account_without_a_card_is_refused_under_its_field(desk: Counter) -> None:
    bare = desk.account("Neema Juma")
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("0", "2")
        await cashier.types(bare)
        await cashier.press("enter")
        await cashier.types("2")
        await cashier.press("enter")
        await cashier.put(VirtualSle4442())
        await cashier.sees("has 0 meters that fit")
        assert cashier.screen.focused is cashier.screen.account.input


async def test_a_used_card_is_refused_by_its_account(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await asked_for_a_card(cashier, household)
        await cashier.put(household.card)
        await cashier.sees(f"it belongs to account {household.account}")


async def test_no_reader_and_a_pulled_card_lose_nothing(
    desk: Counter, household: Household
) -> None:
    card = VirtualSle4442()
    async with hands(desk) as cashier:
        screen = await asked_for_a_card(cashier, household)
        cashier.watch.say(Presence.NO_READER)
        await cashier.sees("There is no card reader.")
        await cashier.put(card)
        await cashier.sees("Type what is handed over")
        await cashier.types("200")
        await cashier.pull()
        await cashier.sees("The card was taken. Nothing was paid.")
        await cashier.press("f12")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.on(ReissueCard)
        await cashier.put(card)
        await cashier.until(lambda: not screen.notice.lines)
        assert cashier.value("tendered") == "200"


async def test_a_card_pulled_while_it_is_written_leads_to_settling(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        screen = await asked_for_a_card(cashier, household)
        await cashier.put(VirtualSle4442())
        await cashier.sees("Type what is handed over")
        await cashier.press("enter")
        await cashier.sees("then press +")
        with pulled_at_write(desk, 1, ApduPhase.BEFORE):
            await cashier.press("plus")
            await cashier.until(lambda: screen.stage is Stage.REFUSED)
        assert "1  Settle it now" in cashier.text()
        await cashier.press("1")
        await cashier.on(Settle)
        assert cashier.value("account") == household.account
