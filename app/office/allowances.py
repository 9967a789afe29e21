"""Head office lets a counter sell more, and open more accounts: events of its own ledger.

They reach the counter by the feed of ``kiosk:N``; a vending limit also as digits to read out.
"""

from __future__ import annotations

from datetime import date

from app.domain.accounts import LAST_SERIAL
from app.domain.allowance import Allowance, Takings, next_serial
from app.domain.allowance_code import PURPOSE, allowance_code
from app.domain.allowance_rule import AllowanceRule
from app.domain.identity import EventId, Node, kiosk_name
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger import journal
from app.ledger.checkpoint import Signer
from app.ledger.events.allowances import AllowanceGranted, AllowanceRuleSet, BlockGranted
from app.ledger.events.base import Event
from app.ledger.ledger import Ledger
from app.ledger.queries import allowances, requests
from app.ledger.transaction import Transaction
from app.office.store.contract import Store
from app.office.store.errors import NotEnrolled, StoreError
from app.office.store.rows import Kiosk
from app.operations.errors import RequestReused
from app.operations.operation import Caller


class NoNumbersLeft(StoreError):
    """A block that would go beyond the last serial of an epoch."""

    code = "no_numbers_left"


def grant_allowance(
    ledger: Ledger,
    kiosk: Kiosk,
    *,
    money: Money,
    count: int,
    until: date,
    caller: Caller | EventId,
    taken: int,
    at: int,
    since: Takings | None = None,
) -> AllowanceGranted:
    """Grants the next vending limit of a kiosk in its epoch in force. Raises NotEnrolled.

    ``ledger``: head office's own. It takes the place of what is left of the one before. ``taken``:
    serial that the kiosk goes by, as its events here say; 0 for none. ``at``: wall time,
    milliseconds. ``since``: the takings that it is reckoned from; None: those when the counter
    takes it up. ``caller``: who decided it, or the event that set the rule by which it is granted.
    """
    node, epoch = _speaks(kiosk)

    def work(tx: Transaction) -> AllowanceGranted:
        known = [taken, *(one.serial for one in allowances.granted(tx.db, node, epoch))]
        event = AllowanceGranted(
            kiosk=node,
            epoch=epoch,
            serial=next_serial(known, at),
            money=money,
            count=count,
            until=until,
            since=since,
            by_rule=_rule_of(caller),
        )
        _append(tx, event, caller)
        return event

    return ledger.commit(work)


def code_for(grant: AllowanceGranted, kiosk: Kiosk, identity: Signer) -> str:
    """The digits that bring a grant to a counter without a line; ``identity``: the office's.

    They are good while the kiosk stays in the epoch of the grant.
    """
    key = identity.shared_key(kiosk.epochs[grant.epoch].seal_key, PURPOSE)
    allowance = Allowance(
        serial=grant.serial, money=grant.money, count=grant.count, until=grant.until
    )
    return allowance_code(allowance, grant.kiosk, grant.epoch, key)


def grant_block(
    ledger: Ledger,
    kiosk: Kiosk,
    *,
    numbers: int,
    caller: Caller | EventId,
    used: int = 0,
) -> BlockGranted:
    """Grants so many further account numbers in the epoch in force.

    They go on behind the block before, and behind the last serial that is ``used``: a counter
    that sold alone has given numbers of its own. ``caller``: as of :func:`grant_allowance`.

    Raises NotEnrolled, NoNumbersLeft.
    """
    node, epoch = _speaks(kiosk)

    def work(tx: Transaction) -> BlockGranted:
        last = max([used, *(one.last for one in allowances.blocks(tx.db, node, epoch))])
        if last + numbers > LAST_SERIAL:
            raise NoNumbersLeft(
                _("{kiosk} has {left} account numbers left in epoch {epoch}.").format(
                    kiosk=kiosk_name(node), left=LAST_SERIAL - last, epoch=epoch
                ),
                _("Nothing was granted. Grant fewer, or give the kiosk another site prefix."),
            )
        event = BlockGranted(
            kiosk=node,
            epoch=epoch,
            site=kiosk.enrolment.site,
            first=last + 1,
            last=last + numbers,
            by_rule=_rule_of(caller),
        )
        _append(tx, event, caller)
        return event

    return ledger.commit(work)


def granted_before(ledger: Ledger, caller: Caller) -> AllowanceGranted | BlockGranted | None:
    """What the same call was given, where it is repeated with its own id. Raises RequestReused."""
    if caller.request is None:
        return None
    with ledger.read() as reader:
        found = requests.by_request(reader.db, ledger.node, caller.request)
        entry = None if found is None else journal.entry(reader.db, found.event)
    if entry is None:
        return None
    if not isinstance(entry.event, AllowanceGranted | BlockGranted):
        raise request_reused(caller.request)
    return entry.event


def request_reused(request: str) -> RequestReused:
    """An id that belongs to another call."""
    return RequestReused(
        _("The id {id} was used before, for something else.").format(id=request),
        _("Nothing was done. Use a new id."),
    )


def set_rule(
    ledger: Ledger, kiosk: Node | None, rule: AllowanceRule | None, caller: Caller
) -> None:
    """By which rule a kiosk is granted limits; ``kiosk`` None: all others, no rule: by hand."""
    event = AllowanceRuleSet(kiosk=kiosk, rule=rule)
    ledger.commit(lambda tx: tx.append(event, operator=caller.operator, second=caller.second))


def taken_serial(store: Store, kiosk: Kiosk) -> int:
    """Of the vending limit that a kiosk goes by, as its events here say; 0 for none."""
    with store.read_tables() as db:
        return allowances.in_force(db, kiosk.enrolment.node, kiosk.in_force.epoch)


def used_serial(store: Store, kiosk: Kiosk) -> int:
    """The last serial that a kiosk gave in its epoch, as far as it is known here."""
    with store.read_tables() as db:
        return allowances.last_serial(db, kiosk.enrolment.site, kiosk.in_force.epoch)


def _append(tx: Transaction, event: Event, caller: Caller | EventId) -> None:
    if isinstance(caller, EventId):
        tx.append(event)
    else:
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)


def _rule_of(caller: Caller | EventId) -> EventId | None:
    return caller if isinstance(caller, EventId) else None


def _speaks(kiosk: Kiosk) -> tuple[Node, int]:
    if kiosk.revoked:
        raise NotEnrolled(kiosk.enrolment.node)
    return kiosk.enrolment.node, kiosk.in_force.epoch
