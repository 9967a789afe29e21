"""A meter allocated on the screen: its form, its blank card, its first purchase."""

from __future__ import annotations

from msgspec.structs import replace

from app.cards.watcher import Presence
from app.domain.accounts import account_number
from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts
from app.screens.allocate_meter import AllocateMeter
from app.screens.menu import Menu
from app.screens.open_account import OpenAccount
from app.screens.operation_screen import Stage
from app.screens.settle import Settle
from app.simulator.other_cards import MuteCard
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import PIN, Counter
from tests.operations.customer import pulled_at_write
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands

METER = "12345"


async def at_the_meter(cashier: Hands, account: str) -> AllocateMeter:
    await cashier.sign_in()
    await cashier.press("4")
    await cashier.on(AllocateMeter)
    await cashier.types(account)
    await cashier.press("enter")
    await cashier.sees("Neema Juma")
    screen: AllocateMeter = cashier.screen
    return screen


async def at_the_amount(
    cashier: Hands, account: str, card: VirtualSle4442 | None = None
) -> AllocateMeter:
    screen = await at_the_meter(cashier, account)
    await cashier.types(METER)
    await cashier.press(*["enter"] * 4)
    await cashier.sees("PUT A BLANK CARD ON THE READER")
    await cashier.put(card or VirtualSle4442())
    await cashier.sees("Amount KES")
    return screen


def meters_of(desk: Counter, account: str) -> list[str]:
    with desk.kiosk.ledger.read() as reader:
        return [row.meter for row in accounts.allocations_of(reader.db, account)]


async def test_the_review_says_fees_tiers_and_change_and_the_card_opens_its_meter(
    desk: Counter,
) -> None:
    account, meter, card = desk.account(), desk.meter(METER), VirtualSle4442()
    async with hands(desk) as cashier:
        await at_the_amount(cashier, account, card)
        await cashier.types("1000")
        await cashier.press("enter")
        await cashier.sees("Type what is handed over")
        for words in (
            "Account opening        100.00",
            "Card                   200.00",
            "Standing charge         13.33",
            "Tier 1                 270.00  6.000 m3 x 45.00",
            "Tier 2                 292.61  4.335 m3 x 67.50",
            "Sewage                 124.02  10.335 m3 x 12.00",
            "Total KES              999.96",
            "On the card      10.335 m3",
        ):
            assert words in cashier.text()
        await cashier.types("2000")
        await cashier.press("enter")
        await cashier.sees("Take KES 2000.00, then press + to write the card.")
        await cashier.sees("Change                1000.04")
        assert f"{account}   Meter {METER} (DN15)" in cashier.text()
        assert "┗" in cashier.text(), "the panel does not fit"
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.pull()
        await cashier.on(Menu)
    assert meters_of(desk, account) == [METER]
    assert meter.take(card) is MeterAnswer.CREDIT
    assert meter.state.account == account


async def test_account_and_allocation_take_no_more_keys_than_a_cashier_has_patience_for(
    desk: Counter,
) -> None:
    keys: list[str] = []
    async with hands(desk) as cashier:
        await cashier.sign_in()

        async def press(*pressed: str) -> None:
            keys.extend(pressed)
            await cashier.press(*pressed)

        await press("3")
        await cashier.on(OpenAccount)
        await cashier.sees("empty = Domestic")
        await press(*["enter"] * 7)
        await cashier.sees("Press + to open")
        await press("plus")
        await cashier.sees("Enter: allocate the meter")
        await press("enter")
        await cashier.sees("empty = DN15")
        await cashier.types(METER)
        await press(*["enter"] * 4)
        await cashier.sees("PUT A BLANK CARD")
        await cashier.put(VirtualSle4442())
        await cashier.sees("Amount KES")
        await cashier.types("1000")
        await press("enter", "enter")
        await cashier.sees("then press +")
        await press("plus")
        await cashier.sees("TAKE THE CARD")
        await press("enter")
        await cashier.on(Menu)
    assert len(keys) <= 22


async def test_a_mistyped_account_number_is_said_under_it(desk: Counter) -> None:
    account = desk.account()
    wrong = account[:-1] + str((int(account[-1]) + 1) % 10)
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("4")
        await cashier.types(wrong)
        await cashier.press("enter")
        await cashier.sees("does not fit its check digit")
        assert cashier.screen.focused is cashier.screen.account.input
        await cashier.press(*["backspace"] * len(wrong))
        await cashier.press("enter")
        await cashier.sees("No account number was given.")


async def test_an_account_of_nobody_is_said_under_it(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("4")
        nobodys = account_number("9", 1, 1)
        await cashier.types(nobodys)
        await cashier.press("enter")
        await cashier.sees(f"There is no account {nobodys} here.")
        assert cashier.screen.focused is cashier.screen.account.input


async def test_a_meter_of_another_account_is_said_under_it(
    desk: Counter, household: Household
) -> None:
    account = desk.account()
    async with hands(desk) as cashier:
        screen = await at_the_meter(cashier, account)
        await cashier.types(household.meter.state.meter)
        await cashier.press(*["enter"] * 4)
        await cashier.sees("PUT A BLANK CARD")
        await cashier.put(VirtualSle4442())
        await cashier.sees("is allocated to account")
        assert screen.focused is screen.meter.input


async def test_a_volume_can_be_asked_for_instead(desk: Counter) -> None:
    account = desk.account()
    async with hands(desk) as cashier:
        await at_the_amount(cashier, account)
        await cashier.press("asterisk")
        await cashier.sees("Volume m3")
        await cashier.types("2.5")
        await cashier.press("enter", "enter")
        await cashier.sees("Take KES 455.83, then press +")
        await cashier.press("plus")
        await cashier.sees("On the card  2.500 m3")


class TestACardThatCannotBecomeTheirs:
    async def test_a_used_card_is_refused_by_its_account(
        self, desk: Counter, household: Household
    ) -> None:
        account = desk.account()
        async with hands(desk) as cashier:
            screen = await at_the_meter(cashier, account)
            await cashier.types("777")
            await cashier.press(*["enter"] * 4)
            await cashier.sees("PUT A BLANK CARD")
            await cashier.put(household.card)
            await cashier.sees(f"it belongs to account {household.account}")
            await cashier.sees("Nothing was paid.")
            await cashier.pull()
            await cashier.sees("PUT A BLANK CARD")
            await cashier.put(VirtualSle4442())
            await cashier.sees("Amount KES")
            assert screen.stage is Stage.FORM
        assert meters_of(desk, account) == []

    async def test_another_utilitys_card_is_refused(self, desk: Counter) -> None:
        foreign = VirtualSle4442()
        was = foreign.snapshot()
        foreign.restore(replace(was, main=was.main[:64] + bytes(range(32)) + was.main[96:]))
        account = desk.account()
        async with hands(desk) as cashier:
            await at_the_meter(cashier, account)
            await cashier.types(METER)
            await cashier.press(*["enter"] * 4)
            await cashier.sees("PUT A BLANK CARD")
            await cashier.put(foreign)
            await cashier.sees("belongs to another utility")

    async def test_a_mute_card_is_refused(self, desk: Counter) -> None:
        account = desk.account()
        async with hands(desk) as cashier:
            screen = await at_the_meter(cashier, account)
            await cashier.types(METER)
            await cashier.press(*["enter"] * 4)
            await cashier.sees("PUT A BLANK CARD")
            desk.reader.insert(MuteCard())
            cashier.watch.say(Presence.MUTE)
            await cashier.until(lambda: screen.stage is Stage.REFUSED)
            await cashier.press("escape")
            await cashier.sees("Meter number")
            assert cashier.value("meter") == METER


class TestNothingIsLost:
    async def test_by_going_up_from_the_card_and_from_the_amount(self, desk: Counter) -> None:
        account = desk.account()
        async with hands(desk) as cashier:
            screen = await at_the_amount(cashier, account)
            await cashier.types("1000")
            await cashier.press("escape")
            assert screen.focused is screen.seal.input
            assert cashier.value("meter") == METER
            await cashier.press("enter")
            await cashier.sees("Amount KES")
            assert cashier.value("wish") == "1000"

    async def test_by_typing_faster_than_the_card_is_read(self, desk: Counter) -> None:
        account = desk.account()
        async with hands(desk) as cashier:
            screen = await at_the_meter(cashier, account)
            await cashier.types(METER)
            await cashier.press(*["enter"] * 3)
            await cashier.put(VirtualSle4442())
            await cashier.hammers(["enter", *"500"])
            await cashier.sees("Amount KES")
            assert screen.seal.value == ""

    async def test_by_a_pulled_card_and_a_lock(self, desk: Counter) -> None:
        account, card = desk.account(), VirtualSle4442()
        async with hands(desk) as cashier:
            screen = await at_the_amount(cashier, account, card)
            await cashier.types("1000")
            await cashier.press("enter", "enter")
            await cashier.sees("then press +")
            await cashier.pull()
            await cashier.sees("The card was taken. Nothing was paid.")
            assert "Total KES" not in cashier.text(), "an old price stands there"
            await cashier.press("f12")
            await cashier.types(PIN)
            await cashier.press("enter")
            await cashier.on(AllocateMeter)
            await cashier.put(card)
            await cashier.until(lambda: not screen.notice.lines)
            assert cashier.value("wish") == "1000"
            await cashier.press("enter", "enter")
            await cashier.sees("then press +")
        assert meters_of(desk, account) == []

    async def test_by_a_card_that_comes_before_it_is_asked_for(
        self, desk: Counter, household: Household
    ) -> None:
        account = desk.account()
        async with hands(desk) as cashier:
            screen = await at_the_meter(cashier, account)
            await cashier.types(METER)
            await cashier.put(household.card)
            await cashier.press("enter")
            await cashier.pull()
            assert screen.stage is Stage.FORM
            assert screen.focused is screen.model.input
            assert cashier.value("meter") == METER

    async def test_without_a_shift_which_can_be_opened_from_here(self, desk: Counter) -> None:
        account = desk.account()
        desk.do("close-shift", counted="1000x1")
        async with hands(desk) as cashier:
            await at_the_meter(cashier, account)
            await cashier.types(METER)
            await cashier.press(*["enter"] * 4)
            await cashier.put(VirtualSle4442())
            await cashier.sees("1  Open a shift")
        assert meters_of(desk, account) == []


async def test_a_card_pulled_while_it_is_written_leads_to_settling_with_the_account(
    desk: Counter,
) -> None:
    account = desk.account()
    async with hands(desk) as cashier:
        screen = await at_the_amount(cashier, account)
        await cashier.types("1000")
        await cashier.press("enter", "enter")
        await cashier.sees("then press +")
        with pulled_at_write(desk, 1, ApduPhase.BEFORE):
            await cashier.press("plus")
            await cashier.until(lambda: screen.stage is Stage.REFUSED)
        assert "1  Settle it now" in cashier.text()
        assert "The money is recorded; it is not lost." in cashier.text()
        await cashier.press("1")
        await cashier.on(Settle)
        assert cashier.value("account") == account


async def test_enter_however_long_it_is_held_moves_no_money(desk: Counter) -> None:
    account = desk.account()
    async with hands(desk, guard=0.3) as cashier:
        screen = await at_the_amount(cashier, account)
        await cashier.types("1000")
        await cashier.press(*["enter"] * 20)
        assert screen.stage is Stage.REVIEW
    assert meters_of(desk, account) == []
