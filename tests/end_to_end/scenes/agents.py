"""Scenes with an agent; what a supervisor does at a counter that sells nothing."""

from __future__ import annotations

from tests.end_to_end.desk import SUPERVISOR
from tests.end_to_end.scenes.papers import RECORD
from tests.end_to_end.scenes.play import Script, Stage
from tests.end_to_end.scenes.settings import changed

AGENT = "4477"
SCRIPT = Script()
scene = SCRIPT.scene


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


@scene("A sheet spoiled by the printer", "spoil-invoice")
def spoil_invoice(stage: Stage) -> None:
    """The uppermost of one's own."""
    stage.player.open("943", "Spoiled sheets")
    changed(stage, "9001", "", "paper jam", question=RECORD)


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


@scene("A clock that jumped, accepted", "accept-clock")
def accept_clock(stage: Stage) -> None:
    """It is two days ahead, and two people say that it is right."""
    player = stage.player
    player.hand("set-clock", 48)
    player.see("CLOCK JUMPED")
    player.open("864", "Clock")
    player.see("+2880 minutes")
    changed(stage, "power was off", question="Press + if this is the right time", two=True)
