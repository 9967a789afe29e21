"""One card for four meters at the counter: each meter's state, one payment, one receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.domain.cards import ChargingType
from app.ledger.queries import accounts, settings
from app.screens.operation_screen import Stage
from app.screens.prepayment import Prepayment
from app.screens.refund import Refund
from tests.operations.proofs import ledger_of
from tests.screens.desk import Hands, hands
from tests.screens.several import GARDEN, HEAT, POWER, WATER, Several, several_meters


@pytest.fixture
def several(tmp_path: Path) -> Iterator[Several]:
    with several_meters(tmp_path) as one:
        yield one


async def at_the_wishes(cashier: Hands, several: Several) -> Prepayment:
    await cashier.sign_in()
    await cashier.put(several.card)
    await cashier.on(Prepayment)
    await cashier.sees("Amina Salim")
    await cashier.until(lambda: cashier.screen.stage is Stage.FORM)
    screen: Prepayment = cashier.screen
    return screen


async def test_a_meter_without_a_price_says_so_and_the_others_are_sold_to(
    several: Several,
) -> None:
    ledger = ledger_of(several.counter)
    with ledger.read() as reader:
        allocation = accounts.allocation_of_meter(reader.db, HEAT)
        assert allocation is not None
        model = settings.meter_model(reader.db, allocation.model)
    assert model is not None
    counting = msgspec.structs.replace(model, charging=ChargingType.VOLUME)
    ledger.commit(lambda tx: tx.append(counting))
    several.visit()
    async with hands(several.counter) as cashier:
        screen = await at_the_wishes(cashier, several)
        await cashier.reads("Meter 20260004 counts otherwise than its model")
        assert len(screen.wishes) == 3


async def test_several_meters_are_bought_for_in_one_payment(several: Several) -> None:
    several.buy(meter=GARDEN, volume="1")
    async with hands(several.counter) as cashier:
        screen = await at_the_wishes(cashier, several)
        shown = cashier.text()
        assert "Electricity 000000012345  5.000 kWh left on 2026-11-23" in shown
        assert "a load waits: put the card in this meter first" in shown
        assert len(screen.wishes) == 3, "the garden's meter has to take its load first"
        await cashier.press("enter")
        await cashier.types("5.005")
        await cashier.press("enter")
        await cashier.sees("5.005 has 3 decimals")
        assert screen.focused is screen.wishes[1].input, "the complaint stands under its meter"
        await cashier.press(*["backspace"] * 5)
        await cashier.types("200")
        await cashier.press("enter")
        await cashier.types("50")
        await cashier.press("enter")
        await cashier.sees("Type what is handed over")
        await cashier.types("300")
        await cashier.press("enter")
        await cashier.sees("Take KES 300.00, then press +")
        for line in (
            "Electricity 000000012345        200.00  10.000 kWh",
            "Heat 20260004                    50.00  KES 50.00",
            "Total KES                       250.00",
        ):
            assert line in cashier.text()
        await cashier.press("0")
        await cashier.sees("10.000 kWh x 20.00")
        assert "┗" in cashier.text()
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("Change KES 50.00")
    several.visit()
    credited = {number: meter.state.total_credited for number, meter in several.meters.items()}
    assert (credited[POWER], credited[HEAT], credited[WATER]) == (15_000, 15_000, 10_335)


async def test_what_was_typed_stays_with_its_meter_when_the_card_comes_back(
    several: Several,
) -> None:
    several.buy(meter=WATER, volume="1")
    async with hands(several.counter) as cashier:
        screen = await at_the_wishes(cashier, several)
        await cashier.press("enter")
        await cashier.types("70")
        await cashier.pull()
        await cashier.sees("The card was taken. Nothing was paid.")
        several.visit(WATER)
        await cashier.put(several.card)
        await cashier.until(lambda: len(screen.wishes) == 4)
        assert [wish.value for wish in screen.wishes] == ["", "", "70", ""]
        await cashier.press("asterisk")
        await cashier.sees("kWh; empty = nothing")
        assert "KES; empty = nothing" in cashier.text(), "heat is counted in money"
        await cashier.press(*["enter"] * 4)
        await cashier.sees("Nothing was typed for any meter.")


async def test_read_card_shows_all_meters_and_then_each_one(several: Several) -> None:
    several.buy(meter=HEAT, amount="40")
    async with hands(several.counter) as cashier:
        await cashier.sign_in()
        await cashier.press("2")
        await cashier.put(several.card)
        await cashier.sees("Not every meter stands alike")
        await cashier.press("pageup")
        await cashier.sees("Meter 4 of 4")
        assert "KES 40.00, purchase 2: not taken by the meter" in cashier.text()
        assert "take KES 40.00" in cashier.text()
        await cashier.press("0")
        await cashier.sees("Water 20260001")


async def test_a_refund_asks_whose_load_and_then_which_half(several: Several) -> None:
    several.buy(meter=GARDEN, volume="1", also=f"{HEAT}=40")
    several.counter.put(several.card)
    async with hands(several.counter) as cashier:
        await cashier.sign_in()
        await cashier.press("0", "1")
        await cashier.sees(f"2  Take the load off for meter {HEAT}")
        await cashier.press("2")
        await cashier.sees("KES 40.00, not taken by the meter")
        await cashier.types("2")
        await cashier.press("enter")
        await cashier.types(several.account[-3:])
        await cashier.press("enter")
        await cashier.sees("Pay nothing yet")
        await cashier.press("plus")
        await cashier.sees("No money yet")
        await cashier.press("enter")
        await cashier.sees("2  Pay out the refund that waits")
        await cashier.press("2")
        await cashier.sees("The meter has not proved yet")
        assert isinstance(cashier.screen, Refund)


async def test_a_further_meter_goes_on_the_customers_own_card_in_a_class_of_its_own(
    several: Several,
) -> None:
    counter = several.counter
    account, card = counter.account("Baraka Said"), counter.new_card()
    counter.do("allocate-meter", account=account, meter="55", model="DN15", amount="1000")
    counter.reader.remove()
    async with hands(counter) as cashier:
        await cashier.sign_in()
        await cashier.press("4")
        await cashier.types(account)
        await cashier.press("enter")
        await cashier.sees("Has already")
        await cashier.types("77")
        await cashier.press("enter")
        await cashier.sees("E1 electricity")
        await cashier.types("2")
        await cashier.press("enter")
        await cashier.sees("empty = Domestic")
        await cashier.sees("2  Power")
        await cashier.types("2")
        await cashier.press(*["enter"] * 3)
        await cashier.reads("PUT THE CUSTOMER'S CARD ON THE READER, OR A BLANK ONE")
        await cashier.put(card)
        await cashier.sees("the customer's own: one more meter on it")
        await cashier.types("100")
        await cashier.press("enter", "enter")
        await cashier.sees("5.000 kWh x 20.00")
        assert "Card    " not in cashier.text(), "no fee for a card that is there"
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")


async def test_a_meter_that_counts_money_is_asked_for_no_volume(several: Several) -> None:
    counter = several.counter
    account = counter.account("Baraka Said")
    counter.new_card()
    async with hands(counter) as cashier:
        await cashier.sign_in()
        await cashier.press("4")
        await cashier.types(account)
        await cashier.press("enter")
        await cashier.types("77")
        await cashier.press("enter")
        await cashier.sees("H1 heat")
        await cashier.types("3")
        await cashier.press(*["enter"] * 4)
        await cashier.sees("the meter counts money")
        await cashier.press("asterisk")
        await cashier.sees("This meter counts money: type the amount of money.")
