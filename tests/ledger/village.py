"""A small village: events as its kiosks append them, for tests of projection and queries.

Accounts, cards and prices are plausible; nothing here checks whether an operation would have been
allowed, so that tests can also tell stories that should never happen.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import cast

import msgspec
from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain import bookkeeping
from app.domain.cards import CardContents, CardForm, ChargingType, UtilityKind
from app.domain.entries import Posting
from app.domain.identity import EventId, stamp_at
from app.domain.permissions import Role
from app.domain.plans import Plan
from app.domain.sales import AllocationTerms, Load, LoadKind, Tender, TenderKind
from app.domain.tariff.breakdown import Breakdown, Line, LineKind
from app.domain.tariff.revision import TariffRevision, Tax, Tier
from app.ledger.events import accounts, exceptions, ledger_life, master_data, operators, sales
from app.ledger.events.base import Event
from app.ledger.events.codec import AnyEvent, Entry
from app.ledger.projection.engine import create_tables
from app.ledger.projection.statements import execute

TODAY = date(2026, 9, 21)
PERIOD = date(2026, 9, 1)
ACCOUNT = "120100017"
SERIAL = b"card-001"
LITRE = 1
CUBIC_METRE = 1000 * LITRE

Chain = list[tuple[EventId, Entry]]


def empty_tables() -> Database:
    """A database in memory with the projected tables, as node 7 keeps them."""
    database: Database = APSWDatabase(":memory:", thread_safe=False)
    database.connect()
    execute(database, "CREATE TABLE this_ledger (node INTEGER)")
    execute(database, "INSERT INTO this_ledger VALUES (7)")
    execute(
        database,
        "CREATE TABLE journal_event (node INTEGER, epoch INTEGER, seq INTEGER, body, hash)",
    )
    create_tables(database)
    return database


class Village:
    """Kiosks that append; all at one wall clock, which a test may set."""

    def __init__(self) -> None:
        self.chain: Chain = []
        self.events: dict[EventId, Event] = {}
        self.clock = stamp_at(1_790_000_000_000)
        self._last: Counter[tuple[int, int]] = Counter()

    def next_id(self, node: int = 7, epoch: int = 1) -> EventId:
        return EventId(node, epoch, self._last[node, epoch] + 1)

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
        id = self.next_id(node, epoch)
        self._last[node, epoch] += 1
        if at is None:
            self.clock += 1
            at = self.clock
        entry = Entry(
            at=at,
            schema=type(event).schema,
            operator=operator,
            request=request,
            event=cast(AnyEvent, event),
        )
        self.chain.append((id, entry))
        self.events[id] = event
        return id

    def genesis(self, node: int = 7, name: str = "Kijiji Water", site: str = "12") -> EventId:
        return self.append(
            ledger_life.LedgerBegun(
                utility=7,
                utility_name=name,
                currency="KES",
                currency_digits=2,
                time_zone="Africa/Nairobi",
                region=3,
                region_name=f"Region of {node}",
                site=site,
                roaming=True,
                public_key=bytes(32),
            ),
            node=node,
        )

    def settings(self) -> None:
        """Operator 11, meter model, tariff class 1, the fee for an opening."""
        self.append(master_data.OperatorSet(operator=11, name="Amina", role=Role.CASHIER))
        self.append(
            master_data.MeterModelSet(
                model="M1", maker="Maji", kind=UtilityKind.WATER, profile="tapcard-sle4442"
            )
        )
        self.append(master_data.TariffRevisionSet(revision=revision(1, date(2026, 1, 1))))
        self.append(
            master_data.FeeSet(
                code="opening", name="Opening", amount=5000, valid_from=date(2026, 1, 1)
            )
        )

    def shift(self, node: int = 7, operator: int = 11, float_cash: int = 20_000) -> EventId:
        id = self.next_id(node)
        return self.append(
            operators.ShiftOpened(
                operator=operator,
                accounting_date=TODAY,
                float_cash=float_cash,
                entries=bookkeeping.float_brought(float_cash, str(id)),
            ),
            node=node,
            operator=operator,
        )

    def account(self, number: str = ACCOUNT, node: int = 7) -> EventId:
        return self.append(
            accounts.AccountOpened(
                account=number,
                home=node,
                region=3,
                tariff_class=1,
                household_size=4,
                date=TODAY,
                sealed=b"sealed",
            ),
            node=node,
        )

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
        node: int = 7,
        epoch: int = 1,
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
            node=node,
            epoch=epoch,
        )

    def renew(self, scrapped: EventId, purchase: EventId, serial: bytes) -> EventId:
        """The contents of a scrapped card go to another one."""
        paid = self.opening(purchase)
        mark = self.next_id()
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
            )
        )

    def refund(
        self, purchase: EventId, basis: sales.RefundBasis = sales.RefundBasis.UNLOADED
    ) -> EventId:
        """The load is to come off the card; money back closes the purchase's plan."""
        paid = self.opening(purchase)
        mark = self.next_id()
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
            )
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
            )
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
            )
        )

    def reissue(
        self, purchase: EventId, new_serial: bytes, *, owed: int = 0, fee: int = 0
    ) -> EventId:
        """A new card is being made for the allocation of a purchase."""
        paid = self.opening(purchase)
        mark = self.next_id()
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
                reason=sales.ReissueReason.LOST,
                restores=purchase,
                lines=lines,
                tenders=tenders,
                total=fee,
                owed=owed,
            )
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
            )
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
            )
        )

    def close_shift(self, shift: EventId, *, report_number: int, node: int = 7) -> EventId:
        """A count that finds nothing."""
        return self.append(
            operators.ShiftClosed(
                shift=shift,
                operator=11,
                counted=(),
                counted_total=0,
                expected=0,
                over_short=0,
                report_number=report_number,
                first_receipt=None,
                last_receipt=None,
                sales=0,
                sales_total=0,
                refunds=0,
                refunds_total=0,
                in_doubt=0,
                copies=0,
                refused_sign_ins=0,
                grand_total=0,
                accounting_date=TODAY,
                entries=bookkeeping.drawer_counted(0, 0, str(shift), "11"),
            ),
            node=node,
        )


def revision(number: int, valid_from: date) -> TariffRevision:
    """A flat tariff at 1.00 a cubic metre, 16 % tax inside."""
    return TariffRevision(
        tariff_class=1,
        name="Domestic",
        revision=number,
        valid_from=valid_from,
        period_months=1,
        tiers=(Tier(upto=None, price=1_000_000),),
        tiers_tax="VAT",
        taxes=(Tax(code="VAT", rate=1600, included=True),),
    )


def breakdown(quantity: int, period: date, standing_paid_to: date) -> Breakdown:
    """One cubic metre free, the rest at 1.00, 16 % tax inside."""
    sold = max(0, quantity - CUBIC_METRE)
    amount = sold // 10
    lines = (
        Line(
            kind=LineKind.ALLOWANCE,
            code="allowance",
            name="Free",
            quantity=quantity - sold,
        ),
        Line(
            kind=LineKind.TIER,
            code="tier-1",
            name="Water",
            quantity=sold,
            price=1_000_000,
            amount=amount,
            tax_code="VAT",
            tax=amount * 16 // 116,
        ),
    )
    return Breakdown(
        quantity=quantity,
        lines=lines,
        total=amount,
        balance_used=0,
        to_pay=amount,
        rest=0,
        tariff_class=1,
        revision=1,
        period_start=period,
        bought=quantity,
        allowance_used=quantity - sold,
        standing_paid_to=standing_paid_to,
    )


def fee_lines(amount: int) -> tuple[Line, ...]:
    """The fee for a reissue."""
    if not amount:
        return ()
    return (Line(kind=LineKind.FEE, code="reissue", name="New card", amount=amount),)


def contents(
    mark: EventId,
    number: int,
    load: int,
    account: str = ACCOUNT,
    sequence: int = 1,
    on: date = TODAY,
    period: date = PERIOD,
) -> CardContents:
    """What a card says after a purchase."""
    return CardContents(
        form=CardForm.OPENING if number == 1 else CardForm.USER,
        utility=7,
        region=3,
        kind=UtilityKind.WATER,
        charging=ChargingType.VOLUME,
        account=account,
        meter=f"4711{account[-3:]}",
        tariff_class=1,
        household_size=4,
        period_start=period,
        bought_in_period=load,
        standing_paid_to=on,
        allowance_used=0,
        number=number,
        load=load,
        cumulative=number * load,
        sequence=sequence,
        mark=mark,
    )
