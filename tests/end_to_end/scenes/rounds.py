"""Scenes of those who read dials: a round, what it brings back, what is decided about it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.end_to_end.desk import METER, REGION
from tests.end_to_end.scenes.play import Script, Stage
from tests.meters.wire_meter import WireMeter

WIRE = "wire"
"""In the folder of the counter: the serial port that its meter hangs on."""
SCRIPT = Script()
scene = SCRIPT.scene


def _stick(stage: Stage) -> Path:
    """Where the files are."""
    folder = stage.player.desk.folder / "stick"
    folder.mkdir(exist_ok=True)
    return folder


@scene("A reading round", "make-reading-round")
def make_round(stage: Stage) -> None:
    """Of the counter's own region, onto a stick."""
    player = stage.player
    player.open("602", "Make a reading round")
    player.fill(str(REGION), "Juma", "1", str(_stick(stage)))
    player.confirm("Press + to write them", "DONE")
    player.leave()
    player.home("escape")
    assert [file.name for file in _stick(stage).glob("round-*-1.csv")]


@scene("A reading typed", "take-reading")
def take_reading(stage: Stage) -> None:
    """What a customer reads out on the telephone."""
    player = stage.player
    player.open("604", "Type a reading")
    player.fill(METER, "1", "", "by telephone")
    player.confirm("Press + to record it", "DONE")
    player.leave()
    player.home("escape")


@scene("A meter read by wire", "read-meter-by-wire")
def read_by_wire(stage: Stage) -> None:
    """It hangs in the same house; later the same day, so that it is questioned."""
    player = stage.player
    with WireMeter(METER, hundredths=125) as meter:
        (player.desk.folder / WIRE).symlink_to(meter.port)
        player.open("605", "Read a meter by wire")
        player.fill(METER)
        player.see("open")
        player.confirm("Press + to record it", "DONE")
        player.leave()
        player.home("escape")


@scene("A file of readings taken in", "take-readings")
def take_readings(stage: Stage) -> None:
    """Another reading of the same day is questioned."""
    today = datetime.now(ZoneInfo("Africa/Nairobi")).date()
    file = _stick(stage) / "back.csv"
    file.write_text(f"meter,dial,read_on\n{METER},1.5,{today}\n")
    player = stage.player
    player.open("603", "Take readings in")
    player.fill(str(file), "")
    player.confirm("Press + to record them", "DONE")
    player.leave()
    player.home("escape")


@scene("What is questioned; one of it counts", "dial-readings", "settle-reading")
def settle(stage: Stage) -> None:
    """The later one is right."""
    player = stage.player
    player.open("601", "Readings of dials")
    player.fill("2")
    player.see("read twice")
    player.open("1", "Questioned reading")
    player.fill("1", "read again")
    player.confirm("Press + to decide so", "DONE")
    player.leave()
    player.home("escape")


@scene("A reading that counts taken out", "withdraw-reading")
def withdraw(stage: Stage) -> None:
    """The one that was just decided was wrong after all."""
    player = stage.player
    player.open("601", "Readings of dials")
    player.fill("1")
    player.see("accepted")
    player.open("1", "Reading that counts")
    player.fill("neighbour's dial")
    player.let_sign()
    player.confirm("Press + to take it out", "DONE")
    player.leave()
    player.home("escape")
