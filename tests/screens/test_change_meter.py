"""A meter changed on the screen: the form, the reckoning, two people; and taken back."""

from __future__ import annotations

from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts
from app.screens.account import AccountPage
from app.screens.account_meters import AccountMeters
from app.screens.allocate_meter import AllocateMeter
from app.screens.change_meter import ChangeMeter
from app.screens.find_account import FindAccount
from app.screens.operation_screen import Stage
from app.screens.second_person import SecondPerson
from app.screens.settle import Settle
from app.screens.undo_meter_change import UndoMeterChange
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.customer import pulled_at_write
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands

NEW = "54321"


async def at_the_meters(cashier: Hands, account: str, who: int = CASHIER) -> None:
    """The account's page, and the digit for its meters."""
    await cashier.sign_in(who)
    await cashier.press("5")
    await cashier.on(FindAccount)
    await cashier.types(account)
    await cashier.press("enter")
    await cashier.on(AccountPage)
    await cashier.sees("6  Meters: change, undo, one more")
    await cashier.press("6")
    await cashier.on(AccountMeters)


async def filled(
    cashier: Hands, *, dial: str = "1", how: str = "", new: str = NEW, days: str = ""
) -> ChangeMeter:
    """The form, from the dial on, up to the card."""
    await cashier.sees("Its last dial")
    await cashier.sees("empty = DN15")
    for typed in (dial, how, new, "", "", days, "Baraka", "F-17"):
        await cashier.types(typed)
        await cashier.press("enter")
    screen: ChangeMeter = cashier.screen
    return screen


async def signs(cashier: Hands) -> None:
    await cashier.on(SecondPerson)
    for typed in (str(SUPERVISOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")


def meters_of(desk: Counter, account: str) -> list[str]:
    with desk.kiosk.ledger.read() as reader:
        return [row.meter for row in accounts.meters_of(reader.db, account)]


async def test_the_reckoning_is_shown_and_signed_before_the_card_is_written(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("1")
        await cashier.on(ChangeMeter)
        await cashier.sees("Amina Salim")
        await filled(cashier)
        await cashier.sees("PUT THE CUSTOMER'S CARD ON THE READER, OR A BLANK ONE")
        await cashier.put(card)
        await cashier.sees("This takes two people. Press +, then the second one signs.")
        for words in (
            "Credit for the old meter  10.335 m3",
            "Used                      1.000 m3",
            "Left in the old meter     9.335 m3",
            "On the card               9.335 m3",
            "the customer's own",
        ):
            assert words in cashier.text()
        assert "┗" in cashier.text(), "the panel does not fit"
        await cashier.press("plus")
        await signs(cashier)
        await cashier.sees("20 Juma")
        assert events(desk, "meter_change_opened") == []
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.reads(f"Meter 000000012345 is gone; the card opens meter {NEW}.")
        await cashier.pull()
        await cashier.on(AccountPage)
        await cashier.sees("000000012345 until 2026-11-23")
    assert meters_of(desk, household.account) == [NEW]
    assert desk.meter(NEW).take(card) is MeterAnswer.CREDIT
    prove(desk)


async def test_a_fee_is_paid_now_or_becomes_arrears(desk: Counter, household: Household) -> None:
    desk.do("set-fee", by=ADMINISTRATOR, code="meter-change", name="Meter change", amount="116")
    card = household.at_home()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("1")
        await filled(cashier)
        await cashier.put(card)
        await cashier.sees("Say how the fee is settled.")
        await cashier.sees("Fee: 1 now, 2 owed")
        await cashier.types("2")
        await cashier.press("enter")
        await cashier.sees("Arrears                   KES 116.00")
        await cashier.press("escape")
        await cashier.press("backspace")
        await cashier.types("1")
        await cashier.press("enter")
        await cashier.sees("Handed over")
        await cashier.types("120")
        await cashier.press("enter")
        await cashier.sees("Paid now                  KES 116.00")
        await cashier.press("plus")
        await signs(cashier)
        await cashier.sees("20 Juma")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.reads("Fee paid KES 116.00")
    (opened,) = events(desk, "meter_change_opened")
    assert opened.tenders[0].change == 400
    prove(desk)


async def test_a_card_that_lay_there_from_the_start_undoes_no_signature(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("1")
        await cashier.on(ChangeMeter)
        await cashier.put(card)
        await filled(cashier)
        await cashier.sees("This takes two people. Press +, then the second one signs.")
        await cashier.press("plus")
        await signs(cashier)
        await cashier.sees("20 Juma")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")


async def test_another_look_needs_another_signature(desk: Counter, household: Household) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("1")
        await filled(cashier)
        await cashier.put(card)
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await signs(cashier)
        await cashier.sees("Press + to write the card.")
        await cashier.pull()
        await cashier.put(card)
        await cashier.sees("This takes two people.")
        assert "20 Juma" not in cashier.text()


async def test_what_was_used_beyond_is_shown_with_its_price(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("1")
        await filled(cashier, dial="12.335", how="2")
        await cashier.put(card)
        await cashier.sees("Used, ESTIMATED")
        await cashier.sees("Used beyond it            2.000 m3")
        await cashier.sees("Arrears                   KES")
        assert "┗" in cashier.text(), "the panel does not fit"


async def test_what_is_wrong_is_said_under_its_field_and_nothing_typed_is_lost(
    desk: Counter, household: Household
) -> None:
    other = desk.account("Other")
    card = household.at_home()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("1")
        await cashier.on(ChangeMeter)
        await cashier.press("enter")
        await cashier.reads("No figure was given.")
        screen = await filled(cashier, new="000000012345", days="900")
        await cashier.put(card)
        await cashier.reads("Meter 000000012345 is allocated to account")
        await cashier.press(*["minus"] * 12)
        await cashier.types(NEW)
        await cashier.press(*["enter"] * 6)
        await cashier.until(lambda: screen.stage is Stage.REFUSED)
        await cashier.reads("the work was not on")
        await cashier.press("escape")
        await cashier.until(lambda: screen.stage is Stage.FORM)
        assert (cashier.value("dial"), cashier.value("new-meter")) == ("1", NEW)
        assert (cashier.value("technician"), cashier.value("form-number")) == ("Baraka", "F-17")
    assert meters_of(desk, other) == []
    assert events(desk, "meter_change_opened") == []


async def test_a_lost_card_is_replaced_by_a_blank_one(desk: Counter, household: Household) -> None:
    household.at_home()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("1")
        await filled(cashier)
        await cashier.put(VirtualSle4442())
        await cashier.sees("blank: it replaces the customer's card")


async def test_a_meter_with_money_is_asked_what_is_left(desk: Counter) -> None:
    profile = desk.profile.name
    desk.do("set-meter-model", by=ADMINISTRATOR, model="M9", profile=profile, charging="money")
    account = desk.account()
    card = desk.new_card()
    desk.do("allocate-meter", account=account, meter="77", model="M9", amount="1000")
    desk.reader.remove()
    assert desk.meter("77").take(card) is MeterAnswer.CREDIT
    async with hands(desk) as cashier:
        await at_the_meters(cashier, account)
        await cashier.press("1")
        await cashier.sees("Left on its display")
        for typed in ("1", "", "100.50", NEW, "", "", "", "Baraka", "F-17"):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.put(card)
        await cashier.sees("This takes two people.")
        await cashier.sees("KES 100.50")


async def test_a_change_is_taken_back_with_the_new_meters_card(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    desk.put(card)
    desk.do(
        "change-meter",
        account=household.account,
        new_meter=NEW,
        old_dial="1",
        technician="Baraka",
        form="F-17",
        second=SUPERVISOR,
    )
    desk.reader.remove()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("2")
        await cashier.on(UndoMeterChange)
        await cashier.put(card)
        await cashier.sees("1  Wrong meter or account typed")
        await cashier.sees("Baraka, F-17")
        await cashier.press("3", "enter")
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await signs(cashier)
        await cashier.sees("Press + to give the card back to the old meter.")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.reads("the card is meter 000000012345's again")
        await cashier.pull()
        await cashier.on(AccountPage)
    assert meters_of(desk, household.account) == ["000000012345"]
    prove(desk)


async def test_a_card_that_is_pulled_amid_the_write_is_settled_from_here(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("1")
        screen = await filled(cashier)
        await cashier.put(card)
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await signs(cashier)
        await cashier.sees("Press + to write the card.")
        with pulled_at_write(desk, 1, ApduPhase.BEFORE):
            await cashier.press("plus")
            await cashier.until(lambda: screen.stage is Stage.REFUSED)
        await cashier.reads("the new meter's card is not proved to be made")
        await cashier.press("1")
        await cashier.on(Settle)
        await cashier.put(card)
        await cashier.sees("Meter change")
        await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
    assert meters_of(desk, household.account) == [NEW]
    assert desk.meter(NEW).take(card) is MeterAnswer.CREDIT
    prove(desk)


async def test_one_more_meter_is_allocated_from_here(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await at_the_meters(cashier, household.account)
        await cashier.press("3")
        await cashier.on(AllocateMeter)
        assert cashier.value("account") == household.account
