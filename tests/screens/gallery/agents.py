"""Agents, kinds of payment, the usual deduction."""

from __future__ import annotations

from app.screens.agent import AgentMenu
from app.screens.agent_deposit import AgentDeposit
from app.screens.agent_statement import AgentStatementPage
from app.screens.agent_withdraw import AgentWithdraw
from app.screens.agents import Agents
from app.screens.free_schemes import FreeSchemes
from app.screens.inquiry import Inquiry
from app.screens.menu import Menu
from app.screens.operation_screen import Stage
from app.screens.payment_kinds import PaymentKinds
from app.screens.set_agent import SetAgent
from app.screens.set_commission import SetCommission
from app.screens.set_free_scheme import SetFreeScheme
from app.screens.set_payment_kind import SetPaymentKind
from app.screens.set_subsidy_scheme import SetSubsidyScheme
from app.screens.set_usual_deduction import SetUsualDeduction
from app.screens.set_vending_limit import SetVendingLimit
from app.screens.settle_agent import SettleAgent
from app.screens.subsidies_owed import SubsidiesOwed
from app.screens.subsidy_schemes import SubsidySchemes
from app.screens.take_subsidy import TakeSubsidy
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR
from tests.screens.gallery.account_money import in_a_scheme, in_a_subsidy, owing
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.settings import fees_and_limits, system_settings
from tests.screens.jobs import Case


def selling_on_deposit(case: Case) -> None:
    """An agent who paid in, earns something, and has sold."""
    counter = case.counter
    counter.do("set-agent", by=ADMINISTRATOR, agent="71", holder=str(CASHIER))
    counter.do("agent-deposit", by=SUPERVISOR, agent="71", amount="500", reference="bank 17")
    counter.do("set-commission", by=ADMINISTRATOR, agent="71", rule="percent", rate="250")
    counter.do("set-vending-limit", by=SUPERVISOR, agent="71", sales="40", until="2026-12-31")
    counter.do("deposit-balance", account=case.account, amount="120")


async def agents(visit: Visit) -> None:
    """One of them."""
    await system_settings(visit)
    await visit.cashier.press("0")
    await visit.cashier.sees("Agents: 1")


async def set_agent(visit: Visit) -> None:
    """The agent is ended."""
    await agents(visit)
    await visit.cashier.press("1", "7")
    await visit.cashier.on(SetAgent)
    await visit.cashier.sees("empty = active")
    await visit.cashier.press("enter", "2", "enter")
    await visit.cashier.sees("Press + to change it.")


async def set_commission(visit: Visit) -> None:
    """A percentage, kept from the takings."""
    await agents(visit)
    await visit.cashier.press("1", "6")
    await visit.cashier.on(SetCommission)
    await visit.cashier.press("2", "enter")
    await visit.cashier.types("300")
    await visit.cashier.press("enter", "1", "enter")
    await visit.cashier.sees("Press + to change it.")


async def agent(visit: Visit) -> None:
    """What a supervisor may do with one."""
    cashier = visit.cashier
    for typed in (str(SUPERVISOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")
    await cashier.on(Menu)
    await cashier.press("8", "0")
    await cashier.sees("Agents: 1")
    await cashier.press("1")
    await cashier.on(AgentMenu)


async def agent_statement(visit: Visit) -> None:
    """This month."""
    await agent(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Commission not settled")


async def agent_deposit(visit: Visit) -> None:
    """More is paid in."""
    await agent(visit)
    await visit.cashier.press("2")
    await visit.cashier.sees("Reference")
    for typed in ("80", "bank 18"):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to record")


async def agent_withdraw(visit: Visit) -> None:
    """More than there is."""
    await agent(visit)
    await visit.cashier.press("3")
    await visit.cashier.sees("Reference")
    for typed in ("800", "bank 18"):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.sees("not more")


async def set_vending_limit(visit: Visit) -> None:
    """Credit and a last day."""
    await agent(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(SetVendingLimit)
    await visit.cashier.sees("2026-12-31")
    await visit.cashier.types("100")
    await visit.cashier.press("enter", "enter", *["backspace"] * 10)
    await visit.cashier.types("2027-01-31")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to change it.")


async def settle_agent(visit: Visit) -> None:
    """The sums, before they are recorded."""
    await agent(visit)
    await visit.cashier.press("5")
    await visit.cashier.sees("Press + to settle")


async def payment_kinds(visit: Visit) -> None:
    """Three of them."""
    await fees_and_limits(visit)
    await visit.cashier.press("5")
    await visit.cashier.sees("Kinds of payment: 3")


async def set_payment_kind(visit: Visit) -> None:
    """A deposit is not taken any more."""
    await payment_kinds(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetPaymentKind)
    await visit.cashier.press(*["enter"] * 5, "3", "enter")
    await visit.cashier.sees("Press + to change it.")


async def subsidy_schemes(visit: Visit) -> None:
    """One of them."""
    await fees_and_limits(visit)
    await visit.cashier.press("7")
    await visit.cashier.sees("Schemes: 1")


async def set_subsidy_scheme(visit: Visit) -> None:
    """It pays nothing any more."""
    await subsidy_schemes(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetSubsidyScheme)
    await visit.cashier.press(*["enter"] * 6, "5", "enter")
    await visit.cashier.sees("Press + to change it.")


async def subsidies_owed(visit: Visit) -> None:
    """One of them has borne a part of what a household bought."""
    await visit.cashier.sign_in()
    await visit.cashier.press("6")
    await visit.cashier.on(Inquiry)
    await visit.cashier.press("9")
    await visit.cashier.sees("Schemes: 1")


async def take_subsidy(visit: Visit) -> None:
    """A part of it is paid."""
    await subsidies_owed(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(TakeSubsidy)
    await visit.cashier.until(lambda: visit.cashier.screen.stage is Stage.FORM)
    await visit.cashier.types("20")
    await visit.cashier.press("enter", "1", "enter")
    await visit.cashier.types("FT 2041")
    await visit.cashier.press("enter")
    await visit.cashier.sees("This takes two people.")


def bought_in_a_subsidy(case: Case) -> None:
    """The household has bought since."""
    in_a_subsidy(case)
    case.meter.take(case.card)
    case.counter.put(case.card)
    case.counter.do("prepay", volume="2")
    case.counter.reader.remove()


async def free_schemes(visit: Visit) -> None:
    """One of them."""
    await fees_and_limits(visit)
    await visit.cashier.press("8")
    await visit.cashier.sees("Schemes: 1")


async def set_free_scheme(visit: Visit) -> None:
    """It gives nothing any more."""
    await free_schemes(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetFreeScheme)
    await visit.cashier.press(*["enter"] * 4, "2", "enter")
    await visit.cashier.sees("Press + to change it.")


async def set_usual_deduction(visit: Visit) -> None:
    """The same amount each time."""
    await fees_and_limits(visit)
    await visit.cashier.press("6")
    await visit.cashier.on(SetUsualDeduction)
    await visit.cashier.press("3", "enter")
    await visit.cashier.types("25")
    await visit.cashier.press("enter")
    await visit.cashier.sees("This takes two people.")


AGENTS = (
    Page(Agents, agents, before=selling_on_deposit),
    Page(SetAgent, set_agent, before=selling_on_deposit),
    Page(SetCommission, set_commission, before=selling_on_deposit),
    Page(AgentMenu, agent, before=selling_on_deposit),
    Page(AgentStatementPage, agent_statement, before=selling_on_deposit),
    Page(AgentDeposit, agent_deposit, before=selling_on_deposit),
    Page(AgentWithdraw, agent_withdraw, before=selling_on_deposit),
    Page(SetVendingLimit, set_vending_limit, before=selling_on_deposit),
    Page(SettleAgent, settle_agent, before=selling_on_deposit),
    Page(PaymentKinds, payment_kinds, before=owing),
    Page(SetPaymentKind, set_payment_kind, before=owing),
    Page(SubsidySchemes, subsidy_schemes, before=in_a_subsidy),
    Page(SetSubsidyScheme, set_subsidy_scheme, before=in_a_subsidy),
    Page(SubsidiesOwed, subsidies_owed, before=bought_in_a_subsidy),
    Page(TakeSubsidy, take_subsidy, before=bought_in_a_subsidy),
    Page(FreeSchemes, free_schemes, before=in_a_scheme),
    Page(SetFreeScheme, set_free_scheme, before=in_a_scheme),
    Page(SetUsualDeduction, set_usual_deduction),
)
