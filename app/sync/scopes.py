"""Which events other nodes are given, and in which scope: a rule over types and their subjects.

``everyone``: all counters. ``region:N``: the counters of a region. ``kiosk:N``: one counter.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.accounts import site_of
from app.domain.identity import EventId, Node
from app.ledger.events import (
    accounts,
    agents,
    allowances,
    automatic_reports,
    blacklist,
    cards_out,
    cash,
    corrections,
    dial_readings,
    exceptions,
    fleet,
    function_cards,
    handovers,
    invoice_stock,
    ledger_life,
    locked_months,
    master_data,
    meter_changes,
    meter_credit,
    meter_stock,
    operators,
    paper,
    payments,
    readings,
    receipt_forms,
    recounts,
    retrieval,
    safe,
    sales,
    tax_invoices,
    tenders,
)
from app.ledger.events.base import Event
from app.ledger.events.subjects import Subject, SubjectKind, subjects_function

EVERYONE = "everyone"


def region_scope(region: int) -> str:
    """What counters of a region need of each other."""
    return f"region:{region}"


def kiosk_scope(node: Node) -> str:
    """What is for one counter alone."""
    return f"kiosk:{node}"


def scopes_of_kiosk(node: Node, region: int) -> tuple[str, ...]:
    """What a counter of a region is given, in the order in which it is given."""
    return (EVERYONE, region_scope(region), kiosk_scope(node))


class Place(enum.Enum):
    """Where events of a type go."""

    MASTER = "master"
    """Set by head office: to everyone. What a counter set before its enrolment stays with it."""
    EVERYONE = "everyone"
    """Whoever wrote it."""
    REGION = "region"
    """To the counters that have to do with it; :func:`scopes_of` says which regions these are."""
    KIOSK = "kiosk"
    """Written by head office for one counter, which it names."""
    STAYS = "stays"
    """Head office alone has it."""


PLACES: Mapping[type[Event], Place] = {
    **dict.fromkeys(
        (
            ledger_life.UtilityChanged,
            master_data.RegionSet,
            master_data.OperatorSet,
            master_data.PermissionSet,
            master_data.PinRulesSet,
            master_data.MeterModelSet,
            master_data.TariffRevisionSet,
            master_data.TariffRevisionWithdrawn,
            master_data.RiseCapSet,
            master_data.FeeSet,
            meter_stock.MeterMakerSet,
            meter_stock.MetersReceived,
            meter_stock.MetersTakenBack,
            meter_stock.StockRuleSet,
            accounts.AccountFormSet,
            handovers.HandoverSet,
            locked_months.MonthLocked,
            tenders.TenderKindSet,
            corrections.MoneyLimitSet,
            payments.PaymentKindSet,
            payments.FreeSchemeSet,
            payments.SubsidySchemeSet,
            agents.AgentSet,
            agents.VendingLimitSet,
            agents.CommissionSet,
            receipt_forms.ReceiptFormSet,
            invoice_stock.InvoiceRuleSet,
            invoice_stock.InvoicesReceived,
            invoice_stock.InvoicesTakenBack,
        ),
        Place.MASTER,
    ),
    **dict.fromkeys(
        (
            ledger_life.OfficeJoined,  # by it each tells which of its sales had its own prices
            accounts.AccountErased,  # reaches every node that may ever have heard of the person
            blacklist.Blacklisted,
            blacklist.BlacklistLifted,
        ),
        Place.EVERYONE,
    ),
    **dict.fromkeys(
        (
            accounts.AccountOpened,
            accounts.AccountEdited,
            accounts.AccountSuspended,
            accounts.AccountResumed,
            accounts.AccountVoided,
            accounts.AccountCancelled,
            accounts.AccountMerged,
            handovers.CustomerChanged,
            sales.PurchasePaid,
            sales.PurchaseLoaded,
            sales.PlanRenewed,
            sales.RefundOpened,
            sales.LoadCancelled,
            sales.RefundPaid,
            sales.RefundRefuted,
            sales.ReissueOpened,
            sales.CardReissued,
            sales.RewriteOpened,
            sales.LoadRewritten,
            sales.CompensationOpened,
            sales.CompensationLoaded,
            meter_changes.MeterChangeOpened,
            meter_changes.MeterChanged,
            meter_changes.MeterChangeUndoOpened,
            meter_changes.MeterChangeUndone,
            meter_credit.MeterCreditRefunded,
            function_cards.FunctionCardOpened,
            function_cards.FunctionCardMade,
            function_cards.FunctionCardRead,
            function_cards.FunctionCardReturned,
            function_cards.FunctionCardLost,
            cards_out.CardsSignedOut,
            cards_out.CardCameBack,
            readings.CardRead,
            dial_readings.ReadingRoundMade,
            dial_readings.DialRead,
            dial_readings.ReadingFileTaken,
            dial_readings.DialReadingSettled,
            dial_readings.DialReadingWithdrawn,
            corrections.DialCorrected,
            corrections.MeterCorrectionOpened,
            corrections.MeterCorrected,
            corrections.ClassCorrected,
            corrections.TendersCorrected,
            tenders.TenderSettled,
            retrieval.RetrieveOpened,
            retrieval.CardRetrieved,
            retrieval.RetrieveGivenUp,
            exceptions.PlanInDoubt,
            exceptions.PlanHeld,
            exceptions.PlanScrapped,
            exceptions.PlanDecided,
            exceptions.CardHeld,
            exceptions.CardReleased,
            exceptions.GapNoted,
            exceptions.PurchaseRecovered,
            exceptions.CreditOwed,
            recounts.AccountRecounted,
            payments.PaymentTaken,
            payments.PaymentReversed,
            payments.PaidOut,
            payments.ArrearsBooked,
            payments.ArrearsWrittenOff,
            payments.ArrearsPlanned,
            payments.DeductionSet,
            payments.AccountSubsidised,
            payments.SubsidyPaid,
            agents.VendingUsed,
            agents.AgentPaidIn,
            agents.AgentSettled,
            tax_invoices.TaxInvoiceIssued,
            tax_invoices.CreditNoteIssued,
            invoice_stock.InvoicesAssigned,
            invoice_stock.InvoicesSpoiled,
            invoice_stock.InvoicesVoided,
        ),
        Place.REGION,
    ),
    **dict.fromkeys(
        (operators.OperatorInvited, allowances.AllowanceGranted, allowances.BlockGranted),
        Place.KIOSK,
    ),
    **dict.fromkeys(
        (
            ledger_life.LedgerBegun,
            ledger_life.EpochBegun,
            ledger_life.Checkpoint,
            ledger_life.DeviceChanged,
            ledger_life.ClockJumpAccepted,
            allowances.AllowanceRuleSet,
            allowances.AllowanceTaken,
            recounts.ExceptionSettled,
            fleet.KioskInvited,
            fleet.TransportKeyBarred,
            fleet.KioskRevoked,
            fleet.KioskEpochGranted,
            fleet.BundleAdmitted,
            operators.OperatorSignedIn,
            operators.SignInRefused,
            operators.ApproverSet,
            operators.PinChanged,
            operators.ShiftOpened,
            operators.XReportPrinted,
            operators.ShiftClosed,
            cash.CashDropped,
            cash.CashPaidIn,
            cash.CashPaidOut,
            cash.CounterfeitFound,
            cash.DrawerOpened,
            cash.DrawerCounted,
            safe.CashBagged,
            safe.BagRenumbered,
            safe.BagsDeposited,
            safe.DepositTakenBack,
            safe.DepositConfirmed,
            paper.CopyPrinted,
            paper.PrintMethodSet,
            automatic_reports.AutomaticReportSet,
            invoice_stock.InvoiceUsed,
        ),
        Place.STAYS,
    ),
}
"""Of every type of event its place."""

_BY_OFFICE = (Place.MASTER, Place.KIOSK)
"""What nobody but head office says to others."""


@dataclass(frozen=True)
class Fleet:
    """What the rule has to know of the nodes."""

    office: frozenset[Node]
    """Head office's own."""
    regions: Mapping[Node, int]
    """Of each counter."""
    sites: Mapping[str, int]
    """Region of the counter whose account numbers begin with this site prefix."""


def scopes_of(id: EventId, event: Event, fleet: Fleet) -> tuple[str, ...]:
    """The scopes of an event, in a fixed order; none where it stays at head office.

    What concerns a region is given to the counters of the writer's region, of the home of each
    account in it (by the site prefix of its number), and of the counters whose events it goes on
    with. What head office writes about no region in particular is for everyone.
    """
    place, by_office = PLACES[type(event)], id.node in fleet.office
    if place is Place.STAYS or (place in _BY_OFFICE and not by_office):
        return ()
    if isinstance(
        event, operators.OperatorInvited | allowances.AllowanceGranted | allowances.BlockGranted
    ):
        return (kiosk_scope(event.kiosk),)
    if place is not Place.REGION:
        return (EVERYONE,)
    regions = sorted(set(_regions(id.node, event, fleet)))
    if not regions and by_office:
        return (EVERYONE,)
    return tuple(map(region_scope, regions))


def _regions(writer: Node, event: Event, fleet: Fleet) -> Iterator[int]:
    if writer in fleet.regions:
        yield fleet.regions[writer]
    for subject in subjects_function(type(event))(event):
        region = _home(subject, fleet)
        if region is not None:
            yield region


def _home(subject: Subject, fleet: Fleet) -> int | None:
    kind, name = subject
    if kind == SubjectKind.ACCOUNT:
        return fleet.sites.get(site_of(name))
    if kind in (SubjectKind.EVENT, SubjectKind.ALLOCATION):
        return fleet.regions.get(EventId.from_key(int(name)).node)
    return None
