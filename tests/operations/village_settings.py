"""Inquiries and settings, as a village of lives does them at random."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from app.domain.invoice_stock import InvoicesRefused
from app.ledger.queries import settings
from app.operations.errors import BadArgument
from app.reports.catalogue import REPORTS
from tests.counter import ADMINISTRATOR, CASHIER, REGION, SUPERVISOR
from tests.operations.customer import set_tariff
from tests.operations.proofs import ledger_of

if TYPE_CHECKING:
    from tests.operations.village import Village

Errand: TypeAlias = "Callable[[Village, int], Any]"
"""``choice`` 0..7 chooses whatever there is to choose."""

_REPORTS = list(REPORTS)[:8]
SETS: dict[str, Any] = {"by": ADMINISTRATOR}
SETS_TWO: dict[str, Any] = {"by": ADMINISTRATOR, "second": SUPERVISOR}


def day(village: Village, days: int = 0) -> date:
    now = datetime.fromtimestamp(village.counter.clock.now / 1000, UTC)
    return now.date() + timedelta(days=days)


def plain(name: str, **arguments: Any) -> Errand:
    """With the card in the hand; nothing to choose."""
    return lambda village, _choice: village.do(name, **arguments)


def of_account(name: str, **arguments: Any) -> Errand:
    """About the account of whose turn it is."""
    return lambda village, _choice: village.do(name, account=village.person.account, **arguments)


def _set_tariff(village: Village, choice: int) -> None:
    """From today on, or from another day on: then it can be withdrawn."""
    prices = f'tiers = [{{ price = "{10 + choice}.00" }}]\ntiers_tax = ""\ntaxes = []'
    begins = day(village, 40 if choice % 2 else 0).isoformat()
    set_tariff(village.counter, f"valid_from = {begins}", prices=prices)


def _lock_month(village: Village, choice: int) -> None:
    """One of a year that has long ended; those before it are locked already then."""
    with suppress(BadArgument):
        village.do("lock-month", month=f"2025-{1 + choice % 12:02}", **SETS_TWO)


def _withdraw_tariff(village: Village, _choice: int) -> None:
    with ledger_of(village.counter).read() as reader:
        newest = settings.next_revision_number(reader.db, 1) - 1
    given: dict[str, Any] = {"tariff_class": "1", "revision": str(newest), "reason": "mistyped"}
    village.do("withdraw-tariff", **given, **SETS_TWO)


def _set(name: str, *choices: dict[str, Any], **people: Any) -> Errand:
    """One of several settings."""
    who = people or SETS
    return lambda village, choice: village.do(name, **choices[choice % len(choices)], **who)


def _receive_meters(village: Village, _choice: int) -> None:
    village.do("receive-meters", first=village.free_meter(), model="DN15", **SETS)


def _take_back_meters(village: Village, _choice: int) -> None:
    """A meter that came a moment ago by mistake."""
    meter = village.free_meter()
    village.do("receive-meters", first=meter, model="DN15", **SETS)
    village.do("take-back-meters", first=meter, reason="typed wrongly", **SETS_TWO)


def _assign_invoices(village: Village, choice: int) -> None:
    """A packet that came, or comes now."""
    packet: dict[str, Any] = {"first": str(100 * choice + 1), "last": str(100 * choice + 100)}
    with suppress(InvoicesRefused):
        village.do("receive-invoices", **packet, **SETS)
    village.do("assign-invoices", by=SUPERVISOR, operator=str(CASHIER), **packet)


def _report(village: Village, choice: int) -> None:
    village.do("report", by=SUPERVISOR, report=_REPORTS[choice])


def _purchases_behind(village: Village, choice: int) -> None:
    """Of some row of what was sold this month."""
    rows = village.do("report", by=SUPERVISOR, report="sales").rows
    row = rows[choice % len(rows)] if rows else ["2026-12-01", "water"]
    text = msgspec.json.encode(row).decode()
    village.do("purchases-behind", by=SUPERVISOR, report="sales", row=text)


def _write_report(village: Village, choice: int) -> None:
    """Into the folder of the ledger; a PDF takes its time."""
    folder, form = str(village.counter.path.parent), "xlsx" if choice % 2 else "csv"
    given: dict[str, Any] = {"report": _REPORTS[choice], "form": form}
    village.do("write-report", by=SUPERVISOR, folder=folder, **given)


def _event(village: Village, choice: int) -> None:
    village.do("event", event=f"K07-01-{10 + choice}")


def _preview(village: Village, choice: int) -> None:
    text = f'tariff_class = 1\nname = "D"\ntiers = [{{ price = "{1 + choice}.00" }}]'
    text += '\ntiers_tax = ""\ntaxes = []'
    village.do("preview-tariff", tariff=text, **SETS)


def _make_round(village: Village, choice: int) -> None:
    """Into the folder of the ledger."""
    form = "json" if choice % 2 else "csv"
    given: dict[str, Any] = {"region": str(REGION), "readers": "Juma", "form": form}
    folder = str(village.counter.path.parent)
    village.do("make-reading-round", by=SUPERVISOR, folder=folder, **given)


def _take_readings(village: Village, choice: int) -> None:
    """Of the meters that hang at home, from a file of another maker."""
    lines = [f"{meter},{choice * 2},{day(village)}" for meter in village.person.meters]
    file = village.counter.path.parent / f"readings-{choice}.csv"
    file.write_text("\n".join(["meter,dial,read_on", *lines]))
    village.do("take-readings", by=SUPERVISOR, file=str(file))


def _take_reading(village: Village, choice: int) -> None:
    meter = village.person.meters[-1] if village.person.meters else "1"
    village.do("take-reading", by=SUPERVISOR, meter=meter, dial=str(choice * 3))


def _settle_reading(village: Village, choice: int) -> None:
    """The newest that is questioned, or one that is not there."""
    found = village.do("dial-readings", verdict="questioned").readings
    reading = str(found[0].event) if found else "K07-01-1"
    decided: dict[str, Any] = {"accept": "no" if choice % 2 else "yes", "reason": "looked"}
    village.do("settle-reading", by=SUPERVISOR, reading=reading, **decided)


def _withdraw_reading(village: Village, choice: int) -> None:
    """The newest that counts, or one that is not there."""
    found = village.do("dial-readings", verdict="accepted").readings
    reading = str(found[0].event) if found else "K07-01-1"
    two: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR, "reason": f"wrong {choice}"}
    village.do("withdraw-reading", reading=reading, **two)


SETTINGS: dict[str, Errand] = {
    "function-cards": plain("function-cards"),
    "cards-out": plain("cards-out"),
    "blacklist-entries": plain("blacklist-entries"),
    "purchases": of_account("purchases"),
    "readings": of_account("readings"),
    "operations": of_account("operations"),
    "make-reading-round": _make_round,
    "take-readings": _take_readings,
    "take-reading": _take_reading,
    "settle-reading": _settle_reading,
    "withdraw-reading": _withdraw_reading,
    "dial-readings": plain("dial-readings"),
    "meter-health": plain("meter-health"),
    "uncleared-meters": plain("uncleared-meters"),
    "subsidies-owed": plain("subsidies-owed"),
    "event": _event,
    "reports": plain("reports", by=SUPERVISOR),
    "report": _report,
    "purchases-behind": _purchases_behind,
    "print-report": lambda village, choice: village.do(
        "print-report", by=SUPERVISOR, report=_REPORTS[choice]
    ),
    "write-report": _write_report,
    "account-months": of_account("account-months"),
    "x-report": plain("x-report"),
    "operators": plain("operators", by=SUPERVISOR),
    "set-region": _set("set-region", {"region": "7", "name": "Hill"}),
    "set-meter-maker": _set("set-meter-maker", {"maker": "ours", "name": "Ours"}),
    "set-meter-model": _set(
        "set-meter-model", {"model": "DN20", "profile": "tapcard-sle4442", "kind": "water"}
    ),
    "receive-meters": _receive_meters,
    "take-back-meters": _take_back_meters,
    "set-stock-rule": _set("set-stock-rule", {"outside": "warn"}, {"outside": "accept"}),
    "set-invoice-rule": lambda village, choice: village.do(
        "set-invoice-rule", preprinted="no" if choice else "yes", **SETS
    ),
    "receive-invoices": lambda village, choice: village.do(
        "receive-invoices", first=str(100 * choice + 1), last=str(100 * choice + 100), **SETS
    ),
    "take-back-invoices": lambda village, choice: village.do(
        "take-back-invoices",
        first=str(100 * choice + 91),
        last=str(100 * choice + 100),
        reason="typed wrongly",
        **SETS_TWO,
    ),
    "assign-invoices": _assign_invoices,
    "spoil-invoice": lambda village, choice: village.do(
        "spoil-invoice", first=str(100 * choice + 1 + choice), reason="jam"
    ),
    "void-invoices": lambda village, choice: village.do(
        "void-invoices",
        first=str(100 * choice + 30),
        last=str(100 * choice + 40),
        reason="lost",
        **SETS_TWO,
    ),
    "invoice-stock": plain("invoice-stock", by=SUPERVISOR),
    "meter-stock": plain("meter-stock", by=SUPERVISOR),
    "set-tariff": _set_tariff,
    "preview-tariff": _preview,
    "withdraw-tariff": _withdraw_tariff,
    "set-rise-cap": _set("set-rise-cap", {"tariff_class": "1", "days": "5", "volume": "50"}),
    "unswitched-meters": plain("unswitched-meters", by=SUPERVISOR),
    "set-fee": lambda village, choice: village.do(
        "set-fee", code="reissue", name="New card", amount=str(100 + choice), **SETS
    ),
    "set-limit": _set("set-limit", {"limit": "refund", "amount": "50"}),
    "set-handover": lambda village, choice: village.do(
        "set-handover",
        what=("tier_use", "credit", "balance")[choice % 3],
        goes=("yes", "no")[choice // 4],
        **SETS,
    ),
    "set-tender-kind": lambda village, choice: village.do(
        "set-tender-kind",
        kind=("card", "mobile", "voucher", "bank")[choice % 4],
        taken=("yes", "no")[choice // 6],
        **SETS,
    ),
    "lock-month": _lock_month,
    "set-payment-kind": _set(
        "set-payment-kind",
        {"code": "repair", "name": "Repair", "price": "6", "ledger_code": "4100"},
        {"code": "repair", "name": "Repair", "price": "5", "ledger_code": "4100"},
    ),
    "set-usual-deduction": _set(
        "set-usual-deduction", {"rule": "due"}, {"rule": "none"}, {"rule": "tariff"}, **SETS_TWO
    ),
    "set-free-scheme": _set(
        "set-free-scheme",
        {"code": "poor", "name": "Poor", "per_month": "4", "ledger_code": "1"},
    ),
    "set-subsidy-scheme": _set(
        "set-subsidy-scheme",
        {
            "code": "poor",
            "name": "Poor",
            "payer": "State",
            "percent": "50",
            "per_month": "4",
            "ledger_code": "1",
        },
    ),
    "set-account-form": _set("set-account-form", {"required": "name"}, {"required": ""}),
    "settings-history": plain("settings-history", by=SUPERVISOR),
    "account-money": of_account("account-money"),
    "account-statement": of_account("account-statement"),
}
"""What changes nothing is done, too: it must not fail on any ledger."""
