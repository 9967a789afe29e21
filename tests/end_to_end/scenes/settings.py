"""Scenes of an administrator: what is set, by the digits of the settings menu."""

from __future__ import annotations

from app.domain.customers import PersonalField
from tests.end_to_end.desk import SUPERVISOR
from tests.end_to_end.scenes.play import Script, Stage
from tests.end_to_end.scenes.player import SECOND

SCRIPT = Script()
scene = SCRIPT.scene
CHANGE = "Press + to change it."
TARIFF_FIELDS = 25
"""Of a copy, after its name and its day: one tax, three tiers, no surcharge, the rest."""
AGENT = "4477"


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
    changed(stage, "AQ15", "", "", "", "", "100", "", "", "", "", "", "")


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


@scene("Reader and printer tested", "test-reader", "print-test")
def devices(stage: Stage) -> None:
    """A card on the reader, a paper."""
    player = stage.player
    player.put("blank")
    player.open("86", "Reader and printer")
    player.press("1")
    player.see("The reader works.")
    player.press("2")
    player.see("goes to the printer")


@scene("Set a device", "set-device")
def device(stage: Stage) -> None:
    """Narrow paper."""
    player = stage.player
    player.open("863", "Reader and printer")
    player.fill("5", "32")
    player.confirm("Press + to keep it", "THE CHOICE IS KEPT")


@scene("Print methods", "print-methods")
def print_methods(stage: Stage) -> None:
    """Of every kind of paper."""
    stage.player.open("871", "Print methods")
    stage.player.see("Kinds of paper")


@scene("Set a print method", "set-print-method")
def print_method(stage: Stage) -> None:
    """Two of the first kind."""
    player = stage.player
    player.open("871", "Print methods")
    player.open("1", "Print method ")
    changed(stage, "", "2", "")


@scene("Form of receipts, with its preview", "set-receipt-form", "preview-receipt-form")
def receipt_form(stage: Stage) -> None:
    """A line below, by two; seen before it is set."""
    player = stage.player
    player.open("872", "Form of receipts")
    player.press("enter")
    player.see("Lines above")
    player.fill("", "Office: Harbour Road", "Thank you", "", "2027-01-01", "")
    player.see("3 on 32 columns")
    player.press("3")
    player.see("Harbour Road")
    player.press("escape")
    player.see("* prints it")
    player.press("*")
    player.see("The sample goes to the printer")
    player.let_sign()
    player.confirm("Press + to set it", "DONE")


@scene("Theme", "set-device")
def theme(stage: Stage) -> None:
    """A digit shows one, Enter takes it."""
    player = stage.player
    player.open("891", "Theme")
    player.see("In use")
    player.press("2")
    player.see("shown")
    player.press("enter")
    player.see("In use")


@scene("Language", "set-device")
def language(stage: Stage) -> None:
    """From the next start on."""
    stage.player.open("892", "Language")
    changed(stage, "2")


# -- agents ------------------------------------------------------------------------------------


def at_agent(stage: Stage, digit: str, heading: str) -> None:
    """From the menu to something that is done with the agent."""
    player = stage.player
    player.open("80", "Agents")
    player.see(AGENT)
    player.open("1", "Agent ")
    player.open(digit, heading)


@scene("Add an agent", "set-agent")
def agent(stage: Stage) -> None:
    """Zawadi sells on her own deposit."""
    player = stage.player
    player.open("80", "Agents")
    player.press("enter")
    player.see("Sells as operator")
    changed(stage, AGENT, "40", "1")


@scene("Commission of an agent", "set-commission")
def commission(stage: Stage) -> None:
    """2.5 % put to the deposit."""
    at_agent(stage, "6", "Commission")
    changed(stage, "2", "250", "2")


@scene("A supervisor takes over")
def supervisor(stage: Stage) -> None:
    """Who sets whose cash it is enters none of it."""
    stage.player.sign_out()
    stage.player.sign_in(SUPERVISOR)


@scene("An agent pays in", "agent-deposit")
def agent_deposit(stage: Stage) -> None:
    """By the bank's paper."""
    at_agent(stage, "2", "Agent: paid in")
    stage.player.fill("3000", "FT-1")
    stage.player.confirm("Press + to record that the utility", "DONE")


@scene("Vending limit of an agent", "set-vending-limit")
def vending_limit(stage: Stage) -> None:
    """Credit beyond the deposit."""
    at_agent(stage, "4", "Vending limit")
    changed(stage, "1000", "50", "")


@scene("An agent is paid back", "agent-withdraw")
def agent_withdraw(stage: Stage) -> None:
    """A part of the deposit."""
    at_agent(stage, "3", "Agent: paid back")
    stage.player.fill("500", "FT-2")
    stage.player.confirm("Press + to record that the agent", "DONE")


@scene("Settle with an agent", "settle-agent")
def settle_agent(stage: Stage) -> None:
    """The statement is printed."""
    at_agent(stage, "5", "Settle with an agent")
    stage.player.confirm("Press + to settle", "THE STATEMENT GOES TO THE PRINTER")


@scene("Statement of an agent", "agent-statement")
def agent_statement(stage: Stage) -> None:
    """Of this month."""
    at_agent(stage, "1", "Statement")
    stage.player.see("Agent 4477 from")
