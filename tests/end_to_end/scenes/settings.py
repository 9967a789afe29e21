"""Scenes of an administrator: what is set, by the digits of the settings menu."""

from __future__ import annotations

from tests.end_to_end.scenes.play import Script, Stage

SCRIPT = Script()
scene = SCRIPT.scene
CHANGE = "Press + to change it."


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
    player.fill("", "2027-01-01", *[""] * 14)
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


@scene("History of settings", "settings-history")
def history(stage: Stage) -> None:
    """Who, when, from what to what."""
    stage.player.open("849", "History of settings")
    stage.player.see("Limit refund")


@scene("Add an operator", "set-operator", "operators")
def operator(stage: Stage) -> None:
    """A cashier."""
    player = stage.player
    player.open("85", "Operators")
    player.press("*")
    player.on("Operator ")
    player.fill("40", "Zawadi", "1", "1", "271828", "271828")
    player.confirm("Press + to record the operator", "THE OPERATOR IS RECORDED")


@scene("An operator made supervisor, signed from elsewhere", "set-operator")
def remote(stage: Stage) -> None:
    """The challenge is read out; `tapcard approve` answers it."""
    player = stage.player
    player.open("85", "Operators")
    player.see("Zawadi")
    player.press("6")
    player.on("Operator ")
    player.fill("2", "", "", "")
    player.let_sign_elsewhere()
    player.confirm("Press + to record the operator", "THE OPERATOR IS RECORDED")


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
