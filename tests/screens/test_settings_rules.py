"""Rights, rules for PINs, approval keys, what goes over, the form of accounts: on the screen."""

from __future__ import annotations

from app.domain.approval import key_mark, new_key
from app.domain.permissions import Permission
from app.screens.fees_and_limits import FeesAndLimits
from app.screens.handovers import Handovers
from app.screens.people_settings import PeopleSettings
from app.screens.permissions import Permissions
from app.screens.second_person import SecondPerson
from app.screens.set_account_form import SetAccountForm
from app.screens.set_approver import SetApprover
from app.screens.set_permission import SetPermission
from app.screens.set_pin_rules import SetPinRules
from app.screens.settings_history import SettingsHistory
from app.telling.operators import PERMISSION_NAMES
from tests.counter import PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.desk import Hands, hands
from tests.screens.test_settings_meters import fills
from tests.screens.test_settings_regions import settings_menu


async def signs(hand: Hands) -> None:
    """The supervisor signs for what is shown."""
    await hand.sees("This takes two people.")
    await hand.press("plus")
    await hand.on(SecondPerson)
    await fills(hand, str(SUPERVISOR), PIN)
    await hand.sees("20 Juma")
    await hand.press("plus")


def test_every_permission_has_words() -> None:
    assert list(PERMISSION_NAMES) == list(Permission)


async def test_rights_pins_and_keys_are_set(desk: Counter) -> None:
    key = new_key(bytes(range(16)))
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("5")
        await hand.on(PeopleSettings)
        await hand.press("2")
        await hand.on(Permissions)
        await hand.sees("Refund")
        await hand.press("8")
        await hand.on(SetPermission)
        await fills(hand, "6")
        await hand.reads("There is no 6 in the list.")
        await hand.press("minus")
        await fills(hand, "1", "2")
        await hand.sees("no (was yes)")
        await signs(hand)
        await hand.reads("may not do this any more")
        await hand.press("enter")
        await hand.on(Permissions)
        await hand.press("asterisk")
        await hand.on(SettingsHistory)
        await hand.sees("Permission cashier refund")
        await hand.press("escape", "escape", "3")
        await hand.on(SetPinRules)
        await hand.sees("0 = for ever")
        await fills(hand, "", "", "9999", "")
        await hand.reads("Days until a PIN is too old: 0 to")
        await hand.press("up", *["minus"] * 4, *"90", "enter", "1", "enter")
        await hand.sees("90 (was any)")
        await hand.press("plus")
        await hand.reads("New PINs follow these rules:")
        await hand.press("enter", "4")
        await hand.on(SetApprover)
        await fills(hand, str(SUPERVISOR), key[:-1])
        await hand.reads("digits")
        await hand.types(key[-1])
        await hand.press("enter")
        await hand.sees(key_mark(key))
        await signs(hand)
        await hand.until(lambda: events(desk, "approver_set"))
        await hand.press("asterisk")
        await hand.on(SettingsHistory)
        await hand.sees("Approval key of operator 20")
    (permission,) = events(desk, "permission_set")
    assert (permission.role, permission.permission, permission.new) == ("cashier", "refund", False)
    (rules,) = events(desk, "pin_rules_set")
    assert rules.new.days == 90
    prove(desk)


async def test_what_goes_over_and_what_must_be_told(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("4", "3")
        await hand.on(Handovers)
        await hand.sees("Account balance")
        await hand.press("3")
        await fills(hand, "1")
        await hand.sees("yes (was no)")
        await hand.press("plus")
        await hand.reads("goes over to the new person")
        await hand.press("enter")
        await hand.on(Handovers)
        await hand.press("asterisk")
        await hand.sees("Change of customer: balance")
        await hand.press("escape", "escape")
        await hand.on(FeesAndLimits)
        await hand.press("4")
        await hand.on(SetAccountForm)
        await hand.sees("2  must be told")
        await fills(hand, "", "2", *[""] * 9, "3")
        await hand.sees("Phone (was nothing)")
        await hand.press("plus")
        await hand.reads("The form of new accounts is set.")
    (form,) = events(desk, "account_form_set")
    assert (form.required, form.identity) == (("phone",), "refuse")
    (handover,) = events(desk, "handover_set")
    assert handover.what == "balance"
    prove(desk)
