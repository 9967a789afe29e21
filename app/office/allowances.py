"""Head office lets a counter sell more, and open more accounts: events of its own ledger.

They reach the counter by the feed of ``kiosk:N``; a vending limit also as digits to read out.
"""

from __future__ import annotations

from datetime import date

from app.domain.accounts import LAST_SERIAL
from app.domain.allowance import Allowance, Takings
from app.domain.allowance_code import PURPOSE, allowance_code
from app.domain.allowance_rule import AllowanceRule
from app.domain.identity import Node, Operator, kiosk_name
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Ledger, Transaction
from app.ledger.checkpoint import Signer
from app.ledger.events.allowances import AllowanceGranted, AllowanceRuleSet, BlockGranted
from app.ledger.queries import allowances
from app.office.store.contract import Store
from app.office.store.errors import NotEnrolled, StoreError
from app.office.store.rows import Kiosk


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
    since: Takings | None = None,
    operator: Operator | None = None,
    second: Operator | None = None,
) -> AllowanceGranted:
    """Grants the next vending limit of a kiosk in its epoch in force. Raises NotEnrolled.

    ``ledger``: head office's own. It takes the place of what is left of the one before. ``since``:
    the takings that it is reckoned from; None: those when the counter takes it up.
    """
    node, epoch = _speaks(kiosk)

    def work(tx: Transaction) -> AllowanceGranted:
        serials = [one.serial for one in allowances.granted(tx.db, node, epoch)]
        event = AllowanceGranted(
            kiosk=node,
            epoch=epoch,
            serial=1 + max(serials, default=0),
            money=money,
            count=count,
            until=until,
            since=since,
        )
        tx.append(event, operator=operator, second=second)
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
    used: int = 0,
    operator: Operator | None = None,
    second: Operator | None = None,
) -> BlockGranted:
    """Grants so many further account numbers in the epoch in force.

    They go on behind the block before, and behind the last serial that is ``used``: a counter
    that sold alone has given numbers of its own. Raises NotEnrolled, NoNumbersLeft.
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
        )
        tx.append(event, operator=operator, second=second)
        return event

    return ledger.commit(work)


def set_rule(
    ledger: Ledger,
    kiosk: Node | None,
    rule: AllowanceRule | None,
    *,
    operator: Operator | None = None,
    second: Operator | None = None,
) -> None:
    """By which rule a kiosk is granted limits; ``kiosk`` None: all others, no rule: by hand."""
    event = AllowanceRuleSet(kiosk=kiosk, rule=rule)
    ledger.commit(lambda tx: tx.append(event, operator=operator, second=second))


def used_serial(store: Store, kiosk: Kiosk) -> int:
    """The last serial that a kiosk gave in its epoch, as far as it is known here."""
    with store.read_tables() as db:
        return allowances.last_serial(db, kiosk.enrolment.site, kiosk.in_force.epoch)


def _speaks(kiosk: Kiosk) -> tuple[Node, int]:
    if kiosk.revoked:
        raise NotEnrolled(kiosk.enrolment.node)
    return kiosk.enrolment.node, kiosk.in_force.epoch
