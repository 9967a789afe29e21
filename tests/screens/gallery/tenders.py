"""Payments that are not cash: typed beside the cash, set, settled."""

from __future__ import annotations

from app.screens.pay_otherwise import PayOtherwise
from app.screens.prepayment import Prepayment
from app.screens.set_tender_kind import SetTenderKind
from app.screens.settle_tender import SettleTender
from app.screens.tender_kinds import TenderKinds
from app.screens.unconfirmed_tenders import UnconfirmedTenders
from tests.counter import ADMINISTRATOR
from tests.screens.gallery.corrections import corrections
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.settings import fees_and_limits
from tests.screens.jobs import JOBS, Case


def takes_all(case: Case) -> None:
    """Cards and mobile money."""
    for kind in ("card", "mobile"):
        case.counter.do("set-tender-kind", by=ADMINISTRATOR, kind=kind, taken="yes")


def not_confirmed(case: Case) -> None:
    """The terminal said nothing."""
    takes_all(case)
    case.counter.do("deposit-balance", account=case.account, amount="200", tenders="card=200:?")


async def pay_otherwise(visit: Visit) -> None:
    """Part of a purchase, by card."""
    cashier = visit.cashier
    await JOBS["prepayment"].open(cashier, visit.case)
    await cashier.put(visit.case.card)
    await cashier.sees("Amina Salim")
    await cashier.types("500")
    await cashier.press("enter")
    await cashier.sees("* = not cash")
    await cashier.press("asterisk")
    await cashier.on(PayOtherwise)
    await cashier.press("1", "enter")
    await cashier.types("200")
    await cashier.press("enter")
    await cashier.sees("0 = not known")


async def split_review(visit: Visit) -> None:
    """Card, mobile money, and the rest in cash."""
    cashier = visit.cashier
    await pay_otherwise(visit)
    await cashier.types("482913")
    await cashier.press("enter")
    await cashier.on(Prepayment)
    await cashier.sees("card 200")
    await cashier.press("asterisk")
    await cashier.on(PayOtherwise)
    await cashier.press("2", "enter")
    await cashier.types("100")
    await cashier.press("enter")
    await cashier.types("qgh7sk61su")
    await cashier.press("enter")
    await cashier.on(Prepayment)
    await cashier.press("enter")
    await cashier.sees("then press + to write the card")


async def tender_kinds(visit: Visit) -> None:
    """What is taken."""
    await fees_and_limits(visit)
    await visit.cashier.press("0")
    await visit.cashier.on(TenderKinds)
    await visit.cashier.sees("What may be taken: 4")


async def set_tender_kind(visit: Visit) -> None:
    """Vouchers, from now on."""
    await tender_kinds(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(SetTenderKind)
    await visit.cashier.press("1", "enter")
    await visit.cashier.sees("Press + to change it.")


async def unconfirmed_tenders(visit: Visit) -> None:
    """One waits."""
    await corrections(visit)
    await visit.cashier.press("7")
    await visit.cashier.on(UnconfirmedTenders)
    await visit.cashier.sees("Not confirmed: 1")


async def settle_tender(visit: Visit) -> None:
    """It came."""
    await unconfirmed_tenders(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SettleTender)
    await visit.cashier.press("1", "enter")
    await visit.cashier.types("482914")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to record it.")


TENDERS = (
    Page(PayOtherwise, pay_otherwise, before=takes_all),
    Page(Prepayment, split_review, before=takes_all),
    Page(TenderKinds, tender_kinds),
    Page(SetTenderKind, set_tender_kind),
    Page(UnconfirmedTenders, unconfirmed_tenders, before=not_confirmed),
    Page(SettleTender, settle_tender, before=not_confirmed),
)
