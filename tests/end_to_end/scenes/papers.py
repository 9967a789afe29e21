"""Scenes of an administrator: numbered paper, devices, how papers come out, the look."""

from __future__ import annotations

from tests.end_to_end.desk import SUPERVISOR
from tests.end_to_end.scenes.play import Script, Stage
from tests.end_to_end.scenes.settings import changed

RECORD = "Press + to record it."
SCRIPT = Script()
scene = SCRIPT.scene


@scene("Printed numbers received, their stock", "receive-invoices", "invoice-stock")
def receive_invoices(stage: Stage) -> None:
    """A packet of twenty; five too many were typed."""
    stage.player.open("881", "Stock of pre-printed numbers")
    stage.player.press("enter")
    stage.player.on("Receive numbers")
    changed(stage, "9001", "9025", question=RECORD)
    stage.player.see("9001-9025")


@scene("Printed numbers taken back, received wrongly", "take-back-invoices")
def take_back_invoices(stage: Stage) -> None:
    """The five that never came."""
    stage.player.open("885", "Take back numbers")
    changed(stage, "9021", "9025", "typed wrongly", question=RECORD, two=True)


@scene("Printed numbers given out", "assign-invoices")
def assign_invoices(stage: Stage) -> None:
    """Half of them to the supervisor."""
    stage.player.open("882", "Assign numbers")
    changed(stage, "9001", "9010", str(SUPERVISOR), "", question=RECORD)


@scene("Printed numbers declared void", "void-invoices")
def void_invoices(stage: Stage) -> None:
    """Two sheets came torn."""
    stage.player.open("883", "Void numbers")
    changed(stage, "9019", "9020", "torn", question=RECORD, two=True)


@scene("Receipts take printed numbers", "set-invoice-rule")
def numbered_paper(stage: Stage) -> None:
    """From the next shift on."""
    stage.player.open("884", "Receipts with numbers")
    changed(stage, "1")


@scene("Receipts take no printed numbers any more", "set-invoice-rule")
def plain_paper(stage: Stage) -> None:
    """Back to paper of one's own."""
    stage.player.open("884", "Receipts with numbers")
    changed(stage, "2")


# -- devices and papers --------------------------------------------------------------------------


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


@scene("Choose a report that is written by itself", "set-automatic-report")
def automatic_report(stage: Stage) -> None:
    """The first one, at each shift close, as a workbook, by day."""
    player = stage.player
    player.open("873", "Reports written by themselves")
    player.open("1", "A report written by itself ")
    changed(stage, "1", "3", "")


@scene("What was written by itself", "automatic-reports")
def automatic_files(stage: Stage) -> None:
    """Nothing, so far."""
    stage.player.open("874", "Files written by themselves")
    stage.player.see("Files: 0")


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
