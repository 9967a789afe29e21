"""Settings of every kind, as kiosks may set them at the same time."""

from __future__ import annotations

from datetime import date

from app.domain.automatic_reports import AutomaticReport, Occasion
from app.domain.cards import UtilityKind
from app.domain.customers import IdentityRule, PersonalField
from app.domain.file_forms import FileForm
from app.domain.identity import EventId
from app.domain.meter_stock import StockAnswer, StockRule
from app.domain.money_limits import MoneyLimit
from app.domain.permissions import Permission, Role
from app.domain.pins import PinRules
from app.domain.print_methods import PrintMethod, PrintWhen
from app.domain.sales import TenderKind
from app.domain.tariff.rise_cap import RiseCap
from app.ledger.events import (
    accounts,
    automatic_reports,
    corrections,
    ledger_life,
    locked_months,
    master_data,
    meter_stock,
    operators,
    paper,
    tenders,
)
from app.ledger.events.base import Event
from tests.ledger.goods import revision
from tests.ledger.village import Village


def set_something(village: Village, node: int, which: int) -> None:
    """One setting or another."""
    day = date(2026, 1, 1 + which % 3)
    several: tuple[Event, ...] = (
        master_data.RegionSet(region=3, name=f"Region {node}-{which}"),
        master_data.OperatorSet(
            operator=11 + which % 2, name=f"Name {node}", role=Role.CASHIER, active=node != 8
        ),
        master_data.MeterModelSet(
            model="M1", maker=f"Maker {which}", kind=UtilityKind.WATER, profile="tapcard-sle4442"
        ),
        master_data.TariffRevisionSet(revision=revision(1 + which % 2, day)),
        master_data.FeeSet(
            code="card", name="Card", amount=node * which, tax_code="VAT", valid_from=day
        ),
        master_data.PermissionSet(
            role=Role.CASHIER, permission=Permission.REFUND, old=True, new=bool(which % 2)
        ),
        master_data.PinRulesSet(old=PinRules(), new=PinRules(days=which)),
        operators.ApproverSet(approver=11, mark=f"{which:06}"),
        corrections.MoneyLimitSet(limit=MoneyLimit.REFUND, old=None, new=which or None),
        master_data.TariffRevisionWithdrawn(
            revision=revision(1 + which % 2, day), reason=f"by {node}", date=day
        ),
        master_data.RiseCapSet(
            tariff_class=1, cap=RiseCap(days=30, volume=which) if which % 3 else None
        ),
        meter_stock.MeterMakerSet(maker="MJ", name=f"Maji {which}", closed=node == 8),
        meter_stock.MetersReceived(
            first="100", last=f"10{which % 10}", model="M1", received=day, seal=f"S{node}"
        ),
        meter_stock.MetersTakenBack(
            first="100",
            last="109",
            taken_first="105",
            taken_last="109",
            left_first="100" if which % 3 else None,
            left_last="104" if which % 3 else None,
            reason=f"wrong at {node}",
            replaces=EventId(7, 1, 1 + which % 4),
        ),
        paper.PrintMethodSet(
            paper="sale_receipt",
            method=PrintMethod(when=list(PrintWhen)[which % 2], copies=1 + which % 5),
        ),
        automatic_reports.AutomaticReportSet(
            report="sales",
            occasion=list(Occasion)[which % 2],
            choice=AutomaticReport(form=list(FileForm)[which % 3], by="day"),
        ),
        meter_stock.StockRuleSet(rule=StockRule(outside=list(StockAnswer)[which % 3])),
        accounts.AccountFormSet(
            old_required=(),
            required=tuple(PersonalField)[: which % 3],
            old_identity=IdentityRule.TELL,
            identity=tuple(IdentityRule)[which % 3],
        ),
        ledger_life.UtilityChanged(utility_name=f"Renamed by {node} for {which}"),
        ledger_life.DeviceChanged(key="printer.url", old="", new=f"none-{which}"),
        locked_months.MonthLocked(
            month=date(2025, 1 + which % 3, 1), before=None, known=(EventId(node, 1, 1 + which),)
        ),
        tenders.TenderKindSet(kind=TenderKind.CARD, old=node == 8, new=bool(which % 2)),
    )
    village.append(several[(which + 7 * node) % len(several)], node=node)
