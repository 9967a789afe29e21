"""Kiosks that append events, with their settings, shifts and accounts; and empty tables."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import cast

from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain import bookkeeping
from app.domain.cards import UtilityKind
from app.domain.identity import EventId, stamp_at
from app.domain.permissions import Role
from app.ledger.events import accounts, ledger_life, master_data, operators
from app.ledger.events.base import Event
from app.ledger.events.codec import AnyEvent, Entry
from app.ledger.projection.engine import create_tables
from app.ledger.projection.statements import execute
from tests.ledger.goods import (
    ACCOUNT,
    TODAY,
    revision,
)

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


class Kiosks:
    """Kiosks that append; all at one wall clock, which a test may set."""

    def __init__(self) -> None:
        self.chain: Chain = []
        self.events: dict[EventId, Event] = {}
        self.clock = stamp_at(1_790_000_000_000)
        self.office: int | None = None
        """Node of head office; None: nobody is."""
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
            office=node == self.office,
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

    def x_report(self, shift: EventId, *, report_number: int) -> EventId:
        return self.append(
            operators.XReportPrinted(
                shift=shift,
                report_number=report_number,
                first_receipt=None,
                last_receipt=None,
                sales=0,
                refunds=0,
                in_doubt=0,
                copies=0,
                refused_sign_ins=0,
            ),
            node=shift.node,
        )

    def close_shift(self, shift: EventId, *, report_number: int) -> EventId:
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
            node=shift.node,
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
