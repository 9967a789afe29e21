"""One document of every kind, as a day at a kiosk makes them."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import (
    CardContents,
    CardForm,
    CardReading,
    ChargingType,
    MeterStatus,
    ReadBack,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.identity import EventId
from app.domain.invoice_stock import InvoicesOfShift
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.printing.documents import (
    AccountSlip,
    AnyDocument,
    CardReadingSlip,
    CarriedLoad,
    CompensationSlip,
    CountedPieces,
    FromMeter,
    FunctionCardSlip,
    InDoubtSlip,
    RefundReceipt,
    RefundSlip,
    ReissueReceipt,
    ReportLine,
    SaleReceipt,
    ShiftReport,
    SoldVolume,
    TestPage,
    tax_totals,
)
from tests.printing.sample_cards_out import CARDS_OUT
from tests.printing.sample_changes import BLACKLISTED, CORRECTION, METER_CHANGE
from tests.printing.sample_endings import MERGED, RETRIEVED, STATEMENT
from tests.printing.sample_parts import (
    BALANCE,
    CASH,
    CUSTOMER,
    ISSUED,
    JOURNAL,
    LETTERHEAD,
    LINES,
    RATES,
    TOTAL,
)
from tests.printing.sample_payments import ARREARS, BAG, DEPOSITED, MOVEMENTS, PAYMENT, SETTLEMENT
from tests.printing.sample_preview import PREVIEW
from tests.printing.sample_reports import SALES_OF_OPERATORS
from tests.printing.sample_tax_papers import CREDIT_NOTE, TAX_INVOICE

SALE = SaleReceipt(
    letterhead=LETTERHEAD,
    number="K07-01-000123",
    issued_at=ISSUED,
    operator="12 Amina",
    shift="K07-01-1200",
    journal=JOURNAL,
    customer=CUSTOMER,
    tariff="Domestic, revision 3",
    lines=LINES,
    arrears_left=25000,
    standing_paid_to=date(2026, 12, 1),
    total=TOTAL,
    taxes=tax_totals(LINES, RATES),
    tenders=(BALANCE, CASH),
    quantity=8345,
    balance_after=50,
)
REFUND = RefundReceipt(
    letterhead=LETTERHEAD,
    number="K07-01-000124",
    issued_at=ISSUED,
    operator="12 Amina",
    shift="K07-01-1200",
    journal=JOURNAL,
    customer=CUSTOMER,
    refunds="K07-01-000123",
    reason="Customer moves away",
    lines=LINES[4:7],
    total=78545,
    taxes=tax_totals(LINES[4:7], RATES),
    to_cash=78545,
    quantity=7345,
    balance_after=50,
)
METER_CREDIT = msgspec.structs.replace(
    REFUND,
    refunds="credit in the meter",
    from_meter=FromMeter(
        fate="taken down",
        dial=1_204_345,
        work="Baraka, F-17",
        worked_on=date(2026, 11, 22),
    ),
)
SLIP = RefundSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1301",
    issued_at=ISSUED,
    operator="12 Amina",
    shift="K07-01-1200",
    journal=JOURNAL,
    customer=CUSTOMER,
    refunds="K07-01-000123",
    reason="Customer moves away",
    amount=78545,
    quantity=7345,
)
REFUTED = msgspec.structs.replace(SLIP, number="K07-01-1355", refuted=True)
REVERSAL = msgspec.structs.replace(
    REFUND,
    reason="Wrong amount",
    lines=LINES,
    total=TOTAL + 5_000,
    taxes=tax_totals(LINES, RATES),
    to_cash=TOTAL + 4_000,
    to_balance=1_000,
    from_balance=5_000,
    quantity=8345,
    reversal=True,
)
REVERSAL_SLIP = msgspec.structs.replace(
    SLIP, reason="Wrong amount", amount=TOTAL, quantity=8345, reversal=True
)
IN_DOUBT = InDoubtSlip(
    letterhead=LETTERHEAD,
    number="K07-01-S0004",
    issued_at=ISSUED,
    operator="12 Amina",
    shift="K07-01-1200",
    journal=JOURNAL,
    customer=CUSTOMER,
    operation="Prepayment",
    why="The card was pulled out of the reader while it was written.",
    amount=TOTAL,
    tenders=(BALANCE, CASH),
    quantity=8345,
)
REISSUE = ReissueReceipt(
    letterhead=LETTERHEAD,
    number="K07-01-000125",
    issued_at=ISSUED,
    operator="12 Amina",
    shift="K07-01-1200",
    journal=JOURNAL,
    customer=CUSTOMER,
    old_card="...00AA11BB",
    reason="lost",
    lines=(
        Line(
            kind=LineKind.FEE,
            code="reissue",
            name="Reissue fee",
            amount=20000,
            tax_code="VAT",
            tax=2759,
        ),
    ),
    total=20000,
    tenders=(Tender(kind=TenderKind.CASH, amount=20000, tendered=20000),),
    loads=(CarriedLoad(meter=CUSTOMER.meter, restored=7345, owed=1000),),
)
ACCOUNT = AccountSlip(
    letterhead=LETTERHEAD,
    number="K07-01-77",
    issued_at=ISSUED,
    operator="12 Amina",
    journal=JOURNAL,
    customer=CUSTOMER,
    region="Kisumu East",
    tariff="Domestic",
    household_size=6,
)
READING = CardReadingSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1310",
    issued_at=ISSUED,
    operator="12 Amina",
    name="Neema A. O.",
    standing="The card agrees with the ledger.",
    reading=CardReading(
        serial=bytes.fromhex("00112233 9f3a01c2"),
        profile="tapcard-sle4442",
        key_version=1,
        contents=CardContents(
            form=CardForm.USER,
            utility=1,
            region=3,
            kind=UtilityKind.WATER,
            charging=ChargingType.VOLUME,
            account="104200000172",
            meter="30112233",
            tariff_class=1,
            household_size=6,
            period_start=date(2026, 11, 1),
            bought_in_period=8345,
            standing_paid_to=date(2026, 12, 1),
            allowance_used=1000,
            number=5,
            load=8345,
            cumulative=42345,
            sequence=9,
            mark=EventId(7, 1, 1234),
        ),
        read_back=ReadBack(
            phase=ReadBackPhase.FINAL,
            number=4,
            remaining=310,
            total_credited=34000,
            total_used=33690,
            status=MeterStatus.BATTERY_LOW | MeterStatus.VALVE_CLOSED,
            written_on=date(2026, 11, 20),
            months=(6120, 7001),
        ),
    ),
)
SHIFT = ShiftReport(
    letterhead=LETTERHEAD,
    number="K07-01-Z0031",
    issued_at="2026-11-23 18:02 UTC+03:00",
    operator="12 Amina",
    shift="K07-01-1200",
    journal=JOURNAL,
    closed=True,
    opened_at="2026-11-23 07:58 UTC+03:00",
    accounting_date="2026-11-23",
    first_receipt="K07-01-000101",
    last_receipt="K07-01-000125",
    sales=24,
    sales_total=2_388_000,
    refunds=1,
    refunds_total=78545,
    tax_invoices=3,
    tax_invoices_total=412_000,
    credit_notes=1,
    credit_notes_total=11_600,
    invoices=InvoicesOfShift(first=100_101, last=100_128, used=27, spoiled=1, void=0),
    volumes=(SoldVolume(kind=UtilityKind.WATER, quantity=181_220),),
    in_doubt=1,
    in_doubt_total=99500,
    earned=(
        ReportLine(name="Water", amount=1_700_000),
        ReportLine(name="Sewage and other surcharges", amount=240_000),
        ReportLine(name="Tax VAT", amount=260_000),
    ),
    tenders=(
        ReportLine(name="Cash", count=24, amount=2_300_000),
        ReportLine(name="Account balance", count=2, amount=88_000),
    ),
    float_cash=200_000,
    expected=2_421_455,
    counted=(
        CountedPieces(value=100_000, pieces=22),
        CountedPieces(value=20_000, pieces=11),
        CountedPieces(value=1_000, pieces=1),
    ),
    counted_total=2_421_000,
    over_short=-455,
    copies=2,
    refused_sign_ins=1,
    grand_total=381_220_500,
)

TEST = TestPage(
    letterhead=LETTERHEAD,
    number="TEST-12345678",
    issued_at=ISSUED,
    operator="1 Asha",
)
FUNCTION_CARD = FunctionCardSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1320",
    issued_at=ISSUED,
    operator="30 Otieno",
    journal=JOURNAL,
    function="transfer",
    does="Takes credit and data out of a meter, into another.",
    works_on="any water meter of region 3",
    uses="5 times, until 2026-12-31",
    card="...9F3A01C2",
    holder="Wafula Barasa",
    reason="Meters of Odera Street are replaced",
    due_back=date(2026, 12, 1),
    second="20 Juma",
)

COMPENSATION = CompensationSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1321",
    issued_at=ISSUED,
    operator="12 Neema",
    journal=JOURNAL,
    customer=CUSTOMER,
    second="20 Juma",
    reason="Load lost with a card",
    quantity=5_000,
    settles=3_000,
    still_owed=500,
)
PUT_RIGHT = msgspec.structs.replace(
    REISSUE,
    number="K07-01-000126",
    old_card="",
    reason="wrong data",
    lines=(),
    total=0,
    tenders=(),
    loads=(CarriedLoad(meter=CUSTOMER.meter, restored=7345),),
)

SAMPLES: dict[str, AnyDocument] = {
    "sale_receipt": SALE,
    "refund_receipt": REFUND,
    "refund_slip": SLIP,
    "in_doubt_slip": IN_DOUBT,
    "reissue_receipt": REISSUE,
    "account_slip": ACCOUNT,
    "card_reading_slip": READING,
    "function_card_slip": FUNCTION_CARD,
    "cards_out_slip": CARDS_OUT,
    "retrieve_slip": RETRIEVED,
    "final_statement": STATEMENT,
    "merge_slip": MERGED,
    "blacklist_slip": BLACKLISTED,
    "compensation_slip": COMPENSATION,
    "meter_change_slip": METER_CHANGE,
    "correction_slip": CORRECTION,
    "payment_receipt": PAYMENT,
    "arrears_slip": ARREARS,
    "agent_slip": SETTLEMENT,
    "cash_slip": BAG,
    "deposit_slip": DEPOSITED,
    "statement_slip": MOVEMENTS,
    "report_slip": SALES_OF_OPERATORS,
    "tax_invoice": TAX_INVOICE,
    "credit_note": CREDIT_NOTE,
    "shift_report": SHIFT,
    "tariff_preview": PREVIEW,
    "test_page": TEST,
}
