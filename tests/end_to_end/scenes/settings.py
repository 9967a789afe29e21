"""Scenes of an administrator: what is set, by the digits of the settings menu."""

from __future__ import annotations

from app.domain.customers import PersonalField
from tests.end_to_end.scenes.play import Script, Stage
from tests.end_to_end.scenes.player import SECOND

SCRIPT = Script()
scene = SCRIPT.scene
CHANGE = "Press + to change it."
TARIFF_FIELDS = 25
"""Of a copy, after its name and its day: one tax, three tiers, no surcharge, the rest."""


def changed(stage: Stage, *values: str, question: str = CHANGE, two: bool = False) -> None:
    """A form of settings is filled in, signed by two if that is asked for, its result left."""
    stage.player.fill(*values)
    if two:
        stage.player.let_sign()
    stage.player.confirm(question, "DONE")
    stage.player.leave()


@scene("Add a region", "set-region")
def region(stage: Stage) -> None:
    """Inside another."""
    stage.player.open("81", "Regions")
    stage.player.press("enter")
    stage.player.on("Region ")
    changed(stage, "13", "MAL", "Malindi", "12", "1")


@scene("Add a meter maker", "set-meter-maker")
def meter_maker(stage: Stage) -> None:
    """Whose models follow."""
    stage.player.open("821", "Meter makers")
    stage.player.press("enter")
    stage.player.on("Meter maker ")
    changed(stage, "AQ", "Aqua Meters", "1")


@scene("Add a meter model", "set-meter-model")
def meter_model(stage: Stage) -> None:
    """Kind, charging type, card, limits."""
    stage.player.open("822", "Meter models")
    stage.player.press("enter")
    stage.player.on("Meter model ")
    changed(stage, "AQ15", "", "", "", "", "100", "", "", "", "", "", "", "")


@scene("Receive meters", "receive-meters", "meter-stock")
def receive_meters(stage: Stage) -> None:
    """A range of numbers comes into stock, and shows there."""
    stage.player.open("823", "Stock of meters")
    stage.player.press("enter")
    stage.player.on("Receive meters")
    stage.player.fill("500", "599", "", "DN15", "", "")
    stage.player.confirm("Press + to take them into stock", "DONE")
    stage.player.leave()
    stage.player.see("500-599")


@scene("Take back meters", "take-back-meters")
def take_back_meters(stage: Stage) -> None:
    """The delivery note said 589, and 599 was typed."""
    stage.player.open("825", "Take back meters")
    changed(stage, "590", "599", "typed wrongly", question="Press + to record it", two=True)


@scene("Rules of the stock", "set-stock-rule")
def stock_rule(stage: Stage) -> None:
    """What is asked of a meter that was never received."""
    stage.player.open("824", "Rules of the stock")
    changed(stage, "2", "2")


@scene("Enter a tariff revision, with its preview", "set-tariff", "preview-tariff")
def tariff(stage: Stage) -> None:
    """What households pay, before and after."""
    player = stage.player
    player.open("831", "Tariffs")
    player.open("1", "Tariff revision")
    player.fill("", "2027-01-01", *[""] * TARIFF_FIELDS)
    player.see("5 persons, 12.000 m3")
    player.press("*")
    player.let_sign()
    player.confirm("Press + to enter it", "DONE")
    player.leave()
    player.see("coming")


@scene("Withdraw a tariff revision", "withdraw-tariff")
def withdraw_tariff(stage: Stage) -> None:
    """Before it is in force."""
    player = stage.player
    player.open("831", "Tariffs")
    player.open("2", "Withdraw a revision")
    changed(stage, "typed wrongly", question="Press + to withdraw it", two=True)


@scene("Cap before a rise", "set-rise-cap")
def rise_cap(stage: Stage) -> None:
    """So that nobody buys for months."""
    stage.player.open("832", "Cap before a rise")
    stage.player.open("1", "Cap of a class")
    changed(stage, "30", "20", "")


@scene("Lock a month", "lock-month")
def lock_month(stage: Stage) -> None:
    """One that has long ended: by two, for ever."""
    stage.player.open("834", "Locked months")
    stage.player.press("enter")
    stage.player.on("Lock a month")
    changed(stage, "2020-01", question="Press + to lock it", two=True)


@scene("Money meters not yet switched", "unswitched-meters")
def unswitched(stage: Stage) -> None:
    """There are none."""
    stage.player.open("833", "Money meters not yet switched")


@scene("Set a fee", "set-fee")
def fee(stage: Stage) -> None:
    """For opening an account."""
    stage.player.open("841", "Fees")
    stage.player.press("enter")
    stage.player.on("Fee ")
    changed(stage, "form", "Printed form", "50", "", "", "")


@scene("Set a limit", "set-limit")
def limit(stage: Stage) -> None:
    """Up to what one person refunds alone."""
    stage.player.open("842", "Limits")
    stage.player.open("1", "Limit ")
    changed(stage, "500")


@scene("What goes over to a new customer", "set-handover")
def handover(stage: Stage) -> None:
    """The worth of the credit in the meters stays with the former one."""
    stage.player.open("843", "Change of customer")
    stage.player.open("1", "What goes over")
    changed(stage, "2")


@scene("What a counter takes beside cash", "set-tender-kind")
def tender_kind(stage: Stage) -> None:
    """Vouchers."""
    stage.player.open("840", "What this counter takes")
    stage.player.open("3", "What this counter takes")
    changed(stage, "1")


@scene("What must be told to open an account", "set-account-form")
def account_form(stage: Stage) -> None:
    """The name."""
    stage.player.open("844", "Form of new accounts")
    changed(stage, "2", *[""] * (len(PersonalField) - 1), "2")


@scene("Add a kind of payment without a card", "set-payment-kind")
def payment_kind(stage: Stage) -> None:
    """A connection, its tax inside."""
    stage.player.open("845", "Kinds of payment")
    stage.player.press("enter")
    stage.player.on("Kind of payment ")
    changed(stage, "connection", "Connection", "4020", "2320", "VAT", "1600", "1")


@scene("What of each purchase goes to arrears", "set-usual-deduction")
def usual_deduction(stage: Stage) -> None:
    """A quarter, by two."""
    stage.player.open("846", "Usual deduction")
    changed(stage, "2", "2500", two=True)


@scene("A scheme by which another pays a share", "set-subsidy-scheme")
def subsidy_scheme(stage: Stage) -> None:
    """A third of the first 5 m3 of a month."""
    stage.player.open("847", "Subsidies")
    stage.player.press("enter")
    stage.player.on("Scheme of subsidy")
    changed(stage, "old", "Old people", "County", "1310", "33", "5", "", "1")


@scene("A scheme that gives free water", "set-free-scheme")
def free_scheme(stage: Stage) -> None:
    """For a household, and more for each person."""
    stage.player.open("848", "Free water")
    stage.player.press("enter")
    stage.player.on("Scheme of free water")
    changed(stage, "school", "Schools", "2", "0.5", "5020")


@scene("History of settings", "settings-history")
def history(stage: Stage) -> None:
    """Who, when, from what to what."""
    stage.player.open("849", "History of settings")
    stage.player.see("Limit refund")


@scene("Add an operator", "set-operator", "operators")
def operator(stage: Stage) -> None:
    """A cashier."""
    player = stage.player
    player.open("851", "Operators")
    player.press("*")
    player.on("Operator ")
    player.fill("40", "Zawadi", "1", "1", "271828", "271828")
    player.confirm("Press + to record the operator", "THE OPERATOR IS RECORDED")


@scene("A key for signing from elsewhere", "set-approver")
def approver_key(stage: Stage) -> None:
    """The approver made it and tells its digits; by two people who are here."""
    stage.player.open("854", "Approval key")
    changed(stage, str(SECOND), stage.player.key_from_elsewhere(), two=True)


@scene("An operator made supervisor, signed from elsewhere", "set-operator")
def remote(stage: Stage) -> None:
    """The challenge is read out; `tapcard approve` answers it."""
    player = stage.player
    player.open("851", "Operators")
    player.see("Zawadi")
    player.press("6")
    player.on("Operator ")
    player.fill("2", "", "", "")
    player.let_sign_elsewhere()
    player.confirm("Press + to record the operator", "THE OPERATOR IS RECORDED")


@scene("What a role may do", "set-permission")
def permission(stage: Stage) -> None:
    """Technicians sell, by two."""
    player = stage.player
    player.open("852", "What each role may do")
    player.open("2", "Permission")
    changed(stage, "3", "1", two=True)


@scene("Rules for PINs", "set-pin-rules")
def pin_rules(stage: Stage) -> None:
    """A PIN counts for half a year."""
    stage.player.open("853", "Rules for PINs")
    changed(stage, "", "", "180", "")


@scene("A key for signing from elsewhere taken away", "set-approver")
def approver(stage: Stage) -> None:
    """By two people who are here."""
    stage.player.open("854", "Approval key")
    changed(stage, str(SECOND), "", two=True)
