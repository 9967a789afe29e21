"""What ends: cards taken back, accounts that change. Acts of :mod:`tests.ledger.rumours`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain import bookkeeping
from app.domain.account_closing import Emptied
from app.domain.blacklist import Listed, Subject
from app.domain.cards import ChargingType, UtilityKind
from app.domain.handover import ChangeReason, Handover
from app.domain.identity import EventId
from app.domain.plans import Plan
from app.ledger.events import accounts, blacklist, handovers, retrieval
from app.ledger.events.base import Event
from tests.ledger.goods import TODAY

if TYPE_CHECKING:
    from tests.ledger.rumours import Rumours

ACCOUNTS = ("120100017", "120100025")


def take_back(village: Rumours, node: int, which: int) -> None:
    """A plan that makes some card blank, with or without a load that is owed."""
    load = retrieval.LoadOnOldCard(
        allocation=EventId(7, 1, 1 + which % 3),
        purchase=EventId(8, 1, 1 + which),
        meter="000000012345",
        kind=UtilityKind.WATER,
        charging=ChargingType.VOLUME,
        quantity=100 * (1 + which),
    )
    plan = village.append(
        retrieval.RetrieveOpened(
            plan=Plan(
                serial=village.serials[which % len(village.serials)],
                profile="tapcard-sle4442",
                sequence=0,
                images=bytes(32),
            ),
            account=ACCOUNTS[which % len(ACCOUNTS)] if which % 4 else "",
            superseded=which % 2 == 0,
            owed=(load,) if which % 2 else (),
            date=TODAY,
        ),
        node=node,
        request=f"retrieve-{which}",
    )
    village.plans.append(plan)


def taken_back(village: Rumours, node: int, which: int) -> None:
    """It is blank, or it died on the way."""
    if not village.plans:
        return
    plan = village.plans[which % len(village.plans)]
    serial = village.serials[which % len(village.serials)]
    several: tuple[Event, ...] = (
        retrieval.CardRetrieved(plan=plan, serial=serial, date=TODAY),
        retrieval.RetrieveGivenUp(plan=plan, serial=serial, erased=which % 2 == 0, date=TODAY),
    )
    village.append(several[which % len(several)], node=node)


def _closed_meter(which: int) -> accounts.ClosedMeter:
    return accounts.ClosedMeter(
        allocation=EventId(7, 1, 1 + which % 3),
        meter="000000012345",
        kind=UtilityKind.WATER,
        charging=ChargingType.VOLUME,
        returned=which % 2 == 0,
        dial_before=0,
        dial=1_000 * which,
        credited=1_000 * which + 100,
        unproven=0,
        left=100,
        left_by=accounts.LeftBy.DIAL,
        lines=(),
        emptied=Emptied.UNKNOWN if which % 3 else None,
    )


def _cancelled(village: Rumours, account: str, which: int) -> accounts.AccountCancelled:
    shift = village.shifts[which % len(village.shifts)]
    paid = 100 * which
    return accounts.AccountCancelled(
        account=account,
        reason=f"reason {which}",
        card=accounts.CardFate.LOST,
        meters=(_closed_meter(which),),
        worked_on=TODAY,
        charges=(),
        rounding=(),
        arrears=0,
        balance=paid,
        to_cash=paid,
        to_balance=0,
        received=0,
        receipt=which or None,
        shift=shift,
        entries=bookkeeping.account_closed(
            (),
            (),
            arrears=0,
            balance=paid,
            to_cash=paid,
            to_balance=0,
            received=0,
            account=account,
            shift=str(shift),
        ),
        date=TODAY,
    )


def change_state(village: Rumours, node: int, which: int) -> None:
    """An account is suspended, resumed or voided, in whatever order that makes."""
    account, reason = ACCOUNTS[which % len(ACCOUNTS)], f"reason {node} {which}"
    several: tuple[Event, ...] = (
        accounts.AccountSuspended(account=account, reason=reason, date=TODAY),
        accounts.AccountSuspended(account=account, reason=reason, date=TODAY, until=date.max),
        accounts.AccountResumed(account=account, reason=reason, date=TODAY),
        accounts.AccountVoided(account=account, reason=reason, date=TODAY),
        _cancelled(village, account, which),
        accounts.AccountMerged(
            account=account,
            survivor=ACCOUNTS[(which + 1) % len(ACCOUNTS)],
            reason=reason,
            date=TODAY,
        ),
    )
    village.append(several[which % len(several)], node=node)


def blacklist_something(village: Rumours, node: int, which: int) -> None:
    """Something is put on the blacklist, for ever or for a time, or lifted from it."""
    what = tuple(Listed)[which % len(Listed)]
    subject = Subject(what=what, number=ACCOUNTS[which % len(ACCOUNTS)])
    account = ACCOUNTS[which % len(ACCOUNTS)] if which % 4 else ""
    reason = f"reason {node} {which}"
    several: tuple[Event, ...] = (
        blacklist.Blacklisted(subject=subject, account=account, reason=reason, date=TODAY),
        blacklist.Blacklisted(
            subject=subject, account=account, reason=reason, date=TODAY, until=date.max
        ),
        blacklist.BlacklistLifted(subject=subject, account=account, reason=reason, date=TODAY),
        blacklist.BlacklistLifted(subject=subject, account=account, reason=reason, date=TODAY),
    )
    village.append(several[which % len(several)], node=node)


def hand_over(village: Rumours, node: int, which: int) -> None:
    """Another person takes over, or it is set what goes over then."""
    several: tuple[Event, ...] = (
        handovers.HandoverSet(
            what=tuple(Handover)[which % len(Handover)], old=which % 2 == 0, new=which % 2 == 1
        ),
        handovers.CustomerChanged(
            account=ACCOUNTS[which % len(ACCOUNTS)],
            successor=ACCOUNTS[(which + node) % len(ACCOUNTS)],
            reason=ChangeReason.TENANT,
            ended=EventId(node, 1, 1 + which),
            meters=(),
            estimated=False,
            tier_use=which % 3 == 0,
            date=TODAY,
        ),
    )
    village.append(several[which % len(several)], node=node)
