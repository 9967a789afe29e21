"""A small village: events as its kiosks append them, for tests of projection and queries.

Accounts, cards and prices are plausible; nothing here checks whether an operation would have been
allowed, so that tests can also tell stories that should never happen.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain import bookkeeping
from app.domain.cards import CardForm, ChargingType, UtilityKind
from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.plans import Plan
from app.domain.reissue import ReissueReason
from app.domain.sales import AllocationTerms, Load, LoadKind, Tender, TenderKind
from app.ledger.events import exceptions, sales
from tests.ledger.goods import (
    ACCOUNT,
    CUBIC_METRE,
    PERIOD,
    SERIAL,
    TODAY,
    breakdown,
    contents,
    fee_lines,
)
from tests.ledger.kiosks import Kiosks


class Village(Kiosks):
    """Card plans and what becomes of them."""

    def pay(
        self,
        shift: EventId,
        *,
        number: int = 1,
        quantity: int = 5 * CUBIC_METRE,
        allocation: EventId | None = None,
        account: str = ACCOUNT,
        serial: bytes = SERIAL,
        sequence: int | None = None,
        on: date = TODAY,
        period: date = PERIOD,
        standing_paid_to: date = date(2026, 10, 1),
        node: int = 7,
        epoch: int = 1,
        request: str | None = None,
    ) -> EventId:
        """Cash confirmed for the next load; without ``allocation`` it allocates meter 4711."""
        mark = self.next_id(node, epoch)
        first = allocation is None
        of = mark if allocation is None else allocation
        said = contents(mark, number, quantity, account, sequence or number, on, period)
        terms = AllocationTerms(
            meter=said.meter, model="M1", kind=UtilityKind.WATER, dial=0, began=on
        )
        priced = breakdown(quantity, period, standing_paid_to)
        tender = Tender(kind=TenderKind.CASH, amount=priced.total, tendered=priced.total)
        return self.append(
            sales.PurchasePaid(
                account=account,
                allocation=of,
                plan=Plan(
                    serial=serial,
                    profile="tapcard-sle4442",
                    sequence=said.sequence,
                    images=bytes(32),
                    issues=first,
                ),
                contents=said,
                date=on,
                shift=shift,
                entries=bookkeeping.paid((tender,), account, str(shift)),
                allocates=terms if first else None,
                loads=(
                    Load(
                        allocation=of,
                        kind=LoadKind.PURCHASE,
                        charging=ChargingType.VOLUME,
                        number=number,
                        quantity=quantity,
                    ),
                ),
                breakdown=priced,
                tenders=(tender,),
            ),
            node=node,
            epoch=epoch,
            request=request,
        )

    def opening(self, purchase: EventId) -> sales.PurchasePaid:
        """The paying event of a purchase."""
        event = self.events[purchase]
        assert isinstance(event, sales.PurchasePaid)
        return event

    def load(
        self,
        purchase: EventId,
        receipt: int | None,
        *,
        plan: EventId | None = None,
        epoch: int | None = None,
    ) -> EventId:
        """The purchase is proved to be on its card."""
        paid = self.opening(purchase)
        return self.append(
            sales.PurchaseLoaded(
                plan=plan or purchase,
                purchase=purchase,
                account=paid.account,
                allocation=paid.allocation,
                date=paid.date,
                shift=paid.shift,
                receipt=receipt,
                entries=bookkeeping.earned(paid.breakdown.lines, paid.account),
            ),
            node=purchase.node,
            epoch=epoch or purchase.epoch,
        )

    def renew(self, scrapped: EventId, purchase: EventId, serial: bytes) -> EventId:
        """The contents of a scrapped card go to another one."""
        paid = self.opening(purchase)
        mark = self.next_id(purchase.node, purchase.epoch)
        return self.append(
            sales.PlanRenewed(
                account=paid.account,
                allocation=paid.allocation,
                plan=msgspec.structs.replace(paid.plan, serial=serial, issues=True),
                contents=msgspec.structs.replace(paid.contents, mark=mark),
                date=paid.date,
                shift=paid.shift,
                renews=scrapped,
                subject=purchase,
            ),
            node=purchase.node,
            epoch=purchase.epoch,
        )

    def refund(
        self, purchase: EventId, basis: sales.RefundBasis = sales.RefundBasis.UNLOADED
    ) -> EventId:
        """The load is to come off the card; money back closes the purchase's plan."""
        paid = self.opening(purchase)
        mark = self.next_id(purchase.node, purchase.epoch)
        back = basis is sales.RefundBasis.NOT_WRITTEN
        said = msgspec.structs.replace(
            paid.contents, load=0, sequence=paid.contents.sequence + 1, mark=mark
        )
        return self.append(
            sales.RefundOpened(
                account=paid.account,
                allocation=paid.allocation,
                plan=msgspec.structs.replace(paid.plan, sequence=said.sequence, issues=False),
                contents=said,
                date=paid.date,
                shift=paid.shift,
                purchase=purchase,
                basis=basis,
                closes=purchase if back else None,
                reason="moved away",
                quantity=paid.breakdown.quantity,
                lines=paid.breakdown.lines,
                amount=paid.breakdown.total,
                needs_proof=True,
            ),
            node=purchase.node,
            epoch=purchase.epoch,
        )

    def cancel(self, refund: EventId, purchase: EventId) -> EventId:
        """The load is off the card."""
        paid = self.opening(purchase)
        return self.append(
            sales.LoadCancelled(
                plan=refund,
                account=paid.account,
                allocation=paid.allocation,
                date=paid.date,
                shift=paid.shift,
                receipt=None,
                entries=bookkeeping.cancelled(paid.breakdown.lines, paid.account),
                refund=refund,
                purchase=purchase,
                amount=paid.breakdown.total,
                proof_number=paid.contents.number,
                proof_total=paid.contents.cumulative - paid.contents.load,
            ),
            node=refund.node,
            epoch=refund.epoch,
        )

    def pay_out(self, refund: EventId, purchase: EventId, receipt: int) -> EventId:
        """The money of a refund went out in cash."""
        paid = self.opening(purchase)
        total = paid.breakdown.total
        return self.append(
            sales.RefundPaid(
                plan=refund,
                account=paid.account,
                allocation=paid.allocation,
                date=paid.date,
                shift=paid.shift,
                receipt=receipt,
                entries=bookkeeping.paid_out(total, 0, paid.account, str(paid.shift)),
                refund=refund,
                purchase=purchase,
                amount=total,
                to_cash=total,
                to_balance=0,
            ),
            node=refund.node,
            epoch=refund.epoch,
        )

    def reissue(
        self, purchase: EventId, new_serial: bytes, *, owed: int = 0, fee: int = 0
    ) -> EventId:
        """A new card is being made for the allocation of a purchase."""
        paid = self.opening(purchase)
        mark = self.next_id(purchase.node, purchase.epoch)
        lines = fee_lines(fee)
        tenders = (Tender(kind=TenderKind.CASH, amount=fee, tendered=fee),) if fee else ()
        said = msgspec.structs.replace(
            paid.contents, form=CardForm.REISSUE, sequence=paid.contents.sequence + 1, mark=mark
        )
        return self.append(
            sales.ReissueOpened(
                account=paid.account,
                allocation=paid.allocation,
                plan=msgspec.structs.replace(
                    paid.plan, serial=new_serial, sequence=said.sequence, issues=True
                ),
                contents=said,
                date=paid.date,
                shift=paid.shift,
                entries=bookkeeping.paid(tenders, paid.account, str(paid.shift)),
                old_serial=paid.plan.serial,
                reason=ReissueReason.LOST,
                restores=purchase,
                lines=lines,
                tenders=tenders,
                total=fee,
                owed=owed,
            ),
            node=purchase.node,
            epoch=purchase.epoch,
        )

    def reissued(self, reissue: EventId, receipt: int) -> EventId:
        """The new card is made."""
        opened = self.events[reissue]
        assert isinstance(opened, sales.ReissueOpened)
        return self.append(
            sales.CardReissued(
                plan=reissue,
                account=opened.account,
                allocation=opened.allocation,
                date=opened.date,
                shift=opened.shift,
                receipt=receipt,
                entries=bookkeeping.earned(opened.lines, opened.account),
                old_serial=opened.old_serial,
                new_serial=opened.plan.serial,
                lines=opened.lines,
                owed=opened.owed,
            ),
            node=reissue.node,
            epoch=reissue.epoch,
        )

    def decide(
        self,
        plan: EventId,
        decision: exceptions.Decision,
        *,
        shift: EventId,
        to_cash: int = 0,
        receipt: int | None = None,
        account: str = ACCOUNT,
    ) -> EventId:
        """Two people decide about a plan."""
        entries: tuple[Posting, ...] = (
            *bookkeeping.never_written(to_cash, account),
            *bookkeeping.paid_out(to_cash, 0, account, str(shift)),
        )
        return self.append(
            exceptions.PlanDecided(
                plan=plan,
                account=account,
                decision=decision,
                reason="card is lost",
                date=TODAY,
                shift=shift,
                to_cash=to_cash,
                receipt=receipt,
                entries=entries,
            ),
            node=plan.node,
            epoch=plan.epoch,
        )

    def rewrite(self, purchase: EventId) -> EventId:
        """The same load is to be written again."""
        paid = self.opening(purchase)
        mark = self.next_id(purchase.node, purchase.epoch)
        said = msgspec.structs.replace(
            paid.contents, sequence=paid.contents.sequence + 1, mark=mark
        )
        return self.append(
            sales.RewriteOpened(
                account=paid.account,
                allocation=paid.allocation,
                plan=msgspec.structs.replace(paid.plan, sequence=said.sequence, issues=False),
                contents=said,
                date=paid.date,
                shift=paid.shift,
                purchase=purchase,
            ),
            node=purchase.node,
            epoch=purchase.epoch,
        )

    def rewritten(self, rewrite: EventId) -> EventId:
        """The same load is on the card again."""
        opened = self.events[rewrite]
        assert isinstance(opened, sales.RewriteOpened)
        return self.append(
            sales.LoadRewritten(
                plan=rewrite,
                account=opened.account,
                allocation=opened.allocation,
                date=opened.date,
                shift=opened.shift,
                receipt=None,
                purchase=opened.purchase,
            ),
            node=rewrite.node,
            epoch=rewrite.epoch,
        )

    def compensate(self, purchase: EventId, settles: int) -> EventId:
        """A unit that nobody pays for, for the meter of a purchase, under the next number."""
        paid = self.opening(purchase)
        mark = self.next_id(purchase.node, purchase.epoch)
        said = msgspec.structs.replace(
            paid.contents,
            number=paid.contents.number + 1,
            load=1000,
            cumulative=paid.contents.cumulative + 1000,
            sequence=paid.contents.sequence + 1,
            mark=mark,
        )
        return self.append(
            sales.CompensationOpened(
                account=paid.account,
                allocation=paid.allocation,
                plan=msgspec.structs.replace(paid.plan, sequence=said.sequence, issues=False),
                contents=said,
                date=paid.date,
                shift=paid.shift,
                load=Load(
                    allocation=paid.allocation,
                    kind=LoadKind.COMPENSATION,
                    charging=said.charging,
                    number=said.number,
                    quantity=said.load,
                ),
                reason="no supply",
                settles=settles,
                scheme="poor" if settles == 0 else "",
            ),
            node=purchase.node,
            epoch=purchase.epoch,
        )

    def compensated(self, plan: EventId) -> EventId:
        """The compensation is on its card."""
        opened = self.events[plan]
        assert isinstance(opened, sales.CompensationOpened)
        return self.append(
            sales.CompensationLoaded(
                plan=plan,
                account=opened.account,
                allocation=opened.allocation,
                date=opened.date,
                shift=opened.shift,
                receipt=None,
                settles=opened.settles,
            ),
            node=plan.node,
            epoch=plan.epoch,
        )
