"""Scenes of those who see reports: what was sold, what stands behind it, on paper and a stick."""

from __future__ import annotations

from tests.end_to_end.scenes.play import Script, Stage

SCRIPT = Script()
scene = SCRIPT.scene


def _made(stage: Stage, digit: str) -> None:
    """A report of the month so far."""
    player = stage.player
    player.open("66", "Reports")
    player.open(digit, "What the report is about")
    player.see("empty = ")
    player.press("enter")
    player.on("Report ")
    player.see("+ prints, writes a file, draws.")


@scene("Sales, and the purchases behind a day", "reports", "report", "purchases-behind")
def sales(stage: Stage) -> None:
    """From the list to a purchase."""
    player = stage.player
    _made(stage, "1")
    player.open("1", "Purchases behind a row")
    player.see("Enter or a digit opens a line.")
    player.open("1", "Record")
    player.home("escape")


@scene("A report on receipt paper", "print-report")
def on_paper(stage: Stage) -> None:
    """Tenders of purchases."""
    player = stage.player
    _made(stage, "3")
    player.press("+", "3")
    player.confirm("Press + to print it.", "GOES TO THE PRINTER")
    player.leave()
    player.home("escape")


@scene("A report onto a stick", "write-report")
def onto_a_stick(stage: Stage) -> None:
    """As a workbook."""
    player = stage.player
    folder = player.desk.folder / "reports"
    folder.mkdir(exist_ok=True)
    _made(stage, "4")
    player.press("+", "2")
    player.on("Write a report")
    player.fill("2", str(folder))
    player.see("is written.")
    player.leave()
    player.home("escape")
    assert [file.suffix for file in folder.iterdir()] == [".xlsx"]


@scene("24 months of an account", "account-months")
def months(stage: Stage) -> None:
    """From its page."""
    stage.player.find(stage.accounts["Amina Salim"])
    stage.player.press("*")
    stage.player.on("24 months of an account")
    stage.player.see("Largest: ")
    stage.player.home("escape")
