"""Stories of three kiosks, most of them plausible, some that no operation would allow.

Each act is three small numbers: what happens, where, and to which of the things there already.
Every kiosk counts its own time from the same moment, so that stamps of different kiosks are often
equal and only identities tell events apart.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from app.domain.customers import PersonalField
from app.domain.identity import EventId
from app.ledger.events import (
    accounts,
    exceptions,
    ledger_life,
    operators,
    paper,
    sales,
)
from app.ledger.events.base import Event
from tests.ledger import endings
from tests.ledger.corrected import correct_something
from tests.ledger.given_back import pay_meter_credit, refute
from tests.ledger.kiosks import Chain
from tests.ledger.rumoured_agents import agent_told
from tests.ledger.rumoured_cards import ACCOUNTS, watch_card
from tests.ledger.rumoured_cards_out import CARDS_OUT
from tests.ledger.rumoured_cash import move_cash
from tests.ledger.rumoured_function_cards import FUNCTION_CARDS
from tests.ledger.rumoured_grants import granted
from tests.ledger.rumoured_invoices import invoiced
from tests.ledger.rumoured_numbers import numbered
from tests.ledger.rumoured_payments import moved_money
from tests.ledger.rumoured_readings import read_dials
from tests.ledger.rumoured_safe import move_in_safe
from tests.ledger.rumoured_settings import set_something
from tests.ledger.rumoured_swaps import SWAPS
from tests.ledger.village import Village

NODES = (7, 8, 9)
_BEGAN = 1 << 40


class Act(NamedTuple):
    """What happens, at which kiosk, to which of the things there already."""

    what: int
    node: int
    which: int


class Rumours(Village):
    """A village whose events are drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.office = NODES[-1]
        self.shifts: list[EventId] = []
        self.purchases: list[EventId] = []
        self.refunds: list[tuple[EventId, EventId]] = []
        self.reissues: list[EventId] = []
        self.rewrites: list[EventId] = []
        self.compensations: list[EventId] = []
        self.changes: list[EventId] = []
        self.undoings: list[EventId] = []
        self.plans: list[EventId] = []
        self.function_cards: list[EventId] = []
        self.bags: list[EventId] = []
        self.deposits: list[EventId] = []
        self.signed_out: list[EventId] = []
        self.serials: list[bytes] = [b"unknown"]

    def append(
        self,
        event: Event,
        *,
        node: int = 7,
        epoch: int = 1,
        at: int | None = None,
        operator: int | None = 11,
        request: str | None = None,
    ) -> EventId:
        here = self.next_id(node, epoch).seq
        return super().append(
            event,
            node=node,
            epoch=epoch,
            at=_BEGAN + here if at is None else at,
            operator=operator,
            request=request,
        )

    def act(self, act: Act) -> None:
        """Appends what an act says; nothing if there is nothing yet that it could be about."""
        ACTS[act.what % len(ACTS)](self, NODES[act.node % len(NODES)], act.which)


def story(acts: list[Act]) -> Chain:
    """The events of three kiosks that the acts tell of."""
    village = Rumours()
    for node in NODES:
        village.genesis(node, name=f"Water of {node}")
        village.shifts.append(village.shift(node))
    for act in acts:
        village.act(act)
    return village.chain


def _of(things: list[EventId], which: int) -> EventId | None:
    return things[which % len(things)] if things else None


def _move_money(village: Rumours, node: int, which: int) -> None:
    """Payments without a card, debts, plans and rules; some of it several times."""
    account, shift = ACCOUNTS[which % len(ACCOUNTS)], village.shifts[which % len(village.shifts)]
    village.append(moved_money(account, shift, node, which), node=node, request=f"pay-{which}")


def _sell_on_deposit(village: Rumours, node: int, which: int) -> None:
    """Agents and what they do, told by several kiosks."""
    village.append(agent_told(village.shifts[which % len(village.shifts)], node, which), node=node)


def _invoice(village: Rumours, node: int, which: int) -> None:
    """Tax invoices and their credit notes; the same sale on several of them."""
    purchase = _of(village.purchases, which)
    if purchase is not None:
        shift = village.shifts[which % len(village.shifts)]
        village.append(invoiced(shift, purchase, node, which), node=node)


def _grant(village: Rumours, node: int, which: int) -> None:
    """Head office grants, and kiosks go by it; the same number with another sum too."""
    village.append(granted(node, which), node=node)


def _number(village: Rumours, node: int, which: int) -> None:
    """Pre-printed numbers; the same ones at several kiosks."""
    shift = village.shifts[which % len(village.shifts)]
    village.append(numbered(shift, node, which), node=node)


def _note_something(village: Rumours, node: int, which: int) -> None:
    several: tuple[Event, ...] = (
        operators.OperatorSignedIn(operator=11),
        operators.PinChanged(operator=11),
        operators.OperatorInvited(operator=11, kiosk=node, epoch=1, sealed=bytes(60)),
        operators.SignInRefused(operator=11, reason="wrong_pin"),
        ledger_life.OfficeJoined(office_key=bytes(32)),
        ledger_life.Checkpoint(upto=which, hash=bytes(32), signature=bytes(64)),
        ledger_life.ClockJumpAccepted(wall_milliseconds=which, reason="battery"),
        paper.CopyPrinted(document=f"K07-{which}", copy_number=1),
    )
    village.append(several[which % len(several)], node=node, request=f"note-{which}")


def _restore(village: Rumours, node: int, which: int) -> None:
    village.append(
        ledger_life.EpochBegun(
            previous_epoch=1,
            previous_seq=which,
            previous_hash=bytes(32),
            reason="new disk",
            public_key=bytes(32),
        ),
        node=node,
        epoch=2,
    )


def _account(village: Rumours, node: int, which: int) -> None:
    village.account(ACCOUNTS[which % len(ACCOUNTS)], node)


def _erase(village: Rumours, node: int, which: int) -> None:
    account = ACCOUNTS[which % len(ACCOUNTS)]
    village.append(accounts.AccountErased(account=account, reason="asked"), node=node)


def _edit(village: Rumours, node: int, which: int) -> None:
    edits = tuple(
        accounts.FieldEdit(field=field.value, before=b"old", sealed=f"{node}-{which}".encode())
        for field in tuple(PersonalField)[: which % 3]
    )
    account, day = ACCOUNTS[which % len(ACCOUNTS)], date(2026, 1, 1 + which % 3)
    event = accounts.AccountEdited(
        account=account, edits=edits, old_region=3, region=3 + which % 2, reason="told", date=day
    )
    village.append(event, node=node)


def _shift(village: Rumours, node: int, which: int) -> None:
    village.shifts.append(village.shift(node, operator=11 + which % 2))


def _x_report(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    village.x_report(village.shifts[which % len(village.shifts)], report_number=which)


def _close_shift(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    village.close_shift(village.shifts[which % len(village.shifts)], report_number=which)


def _pay(village: Rumours, node: int, which: int) -> None:
    here = [shift for shift in village.shifts if shift.node == node]
    known = [purchase for purchase in village.purchases if which % 3]
    first = _of(known, which)
    serial = bytes((node, which % 5)) * 4
    purchase = village.pay(
        here[which % len(here)],
        number=1 + which % 3,
        quantity=1000 * (1 + which % 7),
        allocation=None if first is None else village.opening(first).allocation,
        account=ACCOUNTS[which % len(ACCOUNTS)],
        serial=serial,
        sequence=1 + which % 4,
        node=node,
        epoch=1 + which % 2,
        request=f"sale-{which}",
    )
    village.purchases.append(purchase)
    village.plans.append(purchase)
    village.serials.append(serial)


def _load(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    purchase = _of(village.purchases, which)
    if purchase is not None:
        village.load(purchase, None if which % 5 == 0 else 1 + which % 9)


def _renew(village: Rumours, node: int, which: int) -> None:
    purchase = _of(village.purchases, which)
    if purchase is not None:
        village.append(
            exceptions.PlanScrapped(plan=purchase, account=ACCOUNTS[0]), node=purchase.node
        )
        village.plans.append(village.renew(purchase, purchase, bytes((node, which % 5)) * 4))


def _refund(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    purchase = _of(village.purchases, which)
    if purchase is not None:
        basis = list(sales.RefundBasis)[which % 3]
        refund = village.refund(purchase, basis)
        village.refunds.append((refund, purchase))
        village.plans.append(refund)


def _cancel(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    if village.refunds:
        village.cancel(*village.refunds[which % len(village.refunds)])


def _refute(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    if village.refunds:
        refund = village.refunds[which % len(village.refunds)]
        refute(village, *refund, receipt=1 + which % 9 if which % 2 else None)


def _meter_credit(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    purchase = _of(village.purchases, which)
    if purchase is not None:
        pay_meter_credit(village, purchase, receipt=1 + which % 9)


def _pay_out(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    if village.refunds:
        village.pay_out(*village.refunds[which % len(village.refunds)], receipt=1 + which % 9)


def _reissue(village: Rumours, node: int, which: int) -> None:
    purchase = _of(village.purchases, which)
    if purchase is not None:
        serial = bytes((node, which % 5, 1, 1)) * 2
        reissue = village.reissue(purchase, serial, owed=which % 2 * 1000, fee=which % 3 * 500)
        village.reissues.append(reissue)
        village.plans.append(reissue)
        village.serials.append(serial)


def _reissued(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    reissue = _of(village.reissues, which)
    if reissue is not None:
        village.reissued(reissue, 1 + which % 9)


def _rewrite(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    purchase = _of(village.purchases, which)
    if purchase is not None:
        rewrite = village.rewrite(purchase)
        village.rewrites.append(rewrite)
        village.plans.append(rewrite)


def _rewritten(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    rewrite = _of(village.rewrites, which)
    if rewrite is not None:
        village.rewritten(rewrite)


def _compensate(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    purchase = _of(village.purchases, which)
    if purchase is not None:
        plan = village.compensate(purchase, settles=which % 3 * 400)
        village.compensations.append(plan)
        village.plans.append(plan)


def _compensated(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    plan = _of(village.compensations, which)
    if plan is not None:
        village.compensated(plan)


def _doubt(village: Rumours, node: int, which: int) -> None:
    plan = _of(village.plans, which)
    if plan is not None:
        account, why = ACCOUNTS[0], f"reason {which}"
        several: tuple[Event, ...] = (
            exceptions.PlanInDoubt(plan=plan, account=account, why=why, slip=1 + which % 4),
            exceptions.PlanHeld(plan=plan, account=account, why=why),
            exceptions.PlanScrapped(plan=plan, account=account),
        )
        village.append(several[which % len(several)], node=node)


def _decide(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    plan = _of(village.plans, which)
    if plan is not None:
        decision = list(exceptions.Decision)[which % 2]
        shift = village.shifts[which % len(village.shifts)]
        village.decide(plan, decision, shift=shift, to_cash=100, receipt=1 + which % 9)


def _correct(village: Rumours, node: int, which: int) -> None:
    purchase = _of(village.purchases, which)
    if purchase is not None:
        village.plans.append(correct_something(village, purchase, which, node=node))


ACTS: tuple[Callable[[Rumours, int, int], None], ...] = (
    set_something,
    _note_something,
    _restore,
    _account,
    _erase,
    _edit,
    _shift,
    _x_report,
    move_cash,
    move_in_safe,
    _close_shift,
    _pay,
    _load,
    _renew,
    _refund,
    _cancel,
    _pay_out,
    _refute,
    _meter_credit,
    _reissue,
    _reissued,
    _rewrite,
    _rewritten,
    _compensate,
    _compensated,
    *SWAPS,
    *CARDS_OUT,
    _correct,
    _doubt,
    _decide,
    watch_card,
    read_dials,
    *FUNCTION_CARDS,
    endings.take_back,
    endings.taken_back,
    endings.change_state,
    endings.blacklist_something,
    endings.hand_over,
    _move_money,
    _sell_on_deposit,
    _invoice,
    _number,
    _grant,
)
