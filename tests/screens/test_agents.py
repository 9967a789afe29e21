"""Agents on the screen: hired, given a limit, paid in, sold to the last, settled with."""

from __future__ import annotations

from app.screens.agent import AgentMenu
from app.screens.agent_deposit import AgentDeposit
from app.screens.agent_statement import AgentStatementPage
from app.screens.agent_withdraw import AgentWithdraw
from app.screens.agents import Agents
from app.screens.operation_screen import Stage
from app.screens.set_agent import SetAgent
from app.screens.set_commission import SetCommission
from app.screens.set_vending_limit import SetVendingLimit
from app.screens.settle_agent import SettleAgent
from app.widgets.status_bar import StatusBar
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.desk import Hands, hands
from tests.screens.test_settings_regions import settings_menu


async def fills(hand: Hands, *values: str) -> None:
    await hand.until(lambda: hand.screen.stage is Stage.FORM)
    for value in values:
        await hand.types(value)
        await hand.press("enter")
    await hand.until(lambda: hand.screen.stage is Stage.REVIEW)
    await hand.press("plus")
    await hand.until(lambda: hand.screen.stage is Stage.DONE)
    await hand.press("enter")


async def test_an_administrator_hires_an_agent(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("0")
        await hand.on(Agents)
        await hand.sees("There are none yet.")
        await hand.press("enter")
        await hand.on(SetAgent)
        await fills(hand, "71", str(CASHIER), "")
        await hand.on(Agents)
        await hand.sees("active")
        await hand.press("1")
        await hand.on(AgentMenu)
        await hand.press("6")
        await hand.on(SetCommission)
        await fills(hand, "2", "250", "1")
        await hand.on(AgentMenu)
        await hand.press("7")
        await hand.on(SetAgent)
        await fills(hand, "", "2")
    (hired, ended), (terms,) = events(desk, "agent_set"), events(desk, "commission_set")
    assert (hired.agent, hired.holder, hired.active, ended.active) == ("71", CASHIER, True, False)
    assert (terms.commission.rate, terms.commission.goes) == (250, "kept")
    prove(desk)


async def test_a_supervisor_enters_money_and_settles(desk: Counter) -> None:
    desk.do("set-agent", by=ADMINISTRATOR, agent="71", holder=str(CASHIER))
    async with hands(desk) as hand:
        await settings_menu(hand, SUPERVISOR)
        await hand.press("0")
        await hand.on(Agents)
        await hand.sees("71")
        await hand.press("1")
        await hand.on(AgentMenu)
        await hand.press("2")
        await hand.on(AgentDeposit)
        await fills(hand, "80", "bank 17")
        await hand.press("3")
        await hand.on(AgentWithdraw)
        await hand.until(lambda: hand.screen.stage is Stage.FORM)
        await hand.types("90")
        await hand.press("enter", "x", "enter")
        await hand.reads("80.00 is kept for agent 71, not more.")
        await hand.press("escape", "escape")
        await hand.on(AgentMenu)
        await hand.press("4")
        await hand.on(SetVendingLimit)
        await fills(hand, "20", "9", "2026-11-30")
        desk.do("deposit-balance", account=desk.account(), amount="30")
        await hand.press("5")
        await hand.on(SettleAgent)
        await hand.until(lambda: hand.screen.stage is Stage.REVIEW)
        await hand.press("plus")
        await hand.reads("Agent 71 is settled with: statement 1.")
        await hand.press("enter")
        await hand.on(AgentMenu)
        await hand.press("1")
        await hand.on(AgentStatementPage)
        await hand.sees("Kept for the agent")
        await hand.press("pageup")
        await hand.sees("from 2026-10-01 to 2026-10-31")
        await hand.press("pagedown")
        await hand.sees("from 2026-11-01 to 2026-11-30")
    (settled,) = events(desk, "agent_settled")
    assert (settled.sold, settled.position) == (3_000, 5_000)
    prove(desk)


def bar(hand: Hands) -> str:
    return str(hand.screen.query_one(StatusBar).render().plain)


async def test_the_status_bar_says_what_may_be_sold(desk: Counter) -> None:
    desk.do("set-agent", by=ADMINISTRATOR, agent="71", holder=str(CASHIER))
    desk.do("agent-deposit", by=SUPERVISOR, agent="71", amount="80", reference="b")
    desk.do("set-vending-limit", by=SUPERVISOR, agent="71", sales="4", until="2026-11-24")
    async with hands(desk) as hand:
        await hand.sign_in()
        assert "may sell KES 80.00, 4 sales, 2 days" in bar(hand)
        desk.do("deposit-balance", account=desk.account(), amount="80")
        await hand.press("5", "escape")
        await hand.until(lambda: "VENDING LIMIT REACHED: no sales" in bar(hand))
