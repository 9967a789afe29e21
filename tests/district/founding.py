"""What there is before anybody moves in: regions, people, meter models, prices, kinds of money."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.cards.profiles.contract import Profile
from tests.bench.model_households import CalendarClock
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter

CASHIERS = (CASHIER, 13, 14, 15)
TECHNICIAN = 30
AGENT = 16
"""Sells for an agent, to nobody but guests (errands.py)."""
_OFFICE: dict[str, Any] = {"by": ADMINISTRATOR}
_TWO: dict[str, Any] = {**_OFFICE, "second": SUPERVISOR}

_REGIONS = (
    (100, "Coast", 0),
    (12, "Kilifi", 100),
    (13, "Mtwapa", 12),
    (40, "Malindi", 100),
    (41, "Watamu", 40),
    (200, "Inland", 0),
    (51, "Voi", 200),
)
"""Number, name and what each is part of: three levels."""
_MODELS = (
    ("DN15", "water", "200"),
    ("DN20", "water", "300"),
    ("E1", "electricity", "500"),
    ("G4", "gas", "200"),
    ("H1", "heat", "200"),
)
_PRICES = (
    (1, "Domestic", "water", "45.00", "67.50"),
    (2, "Trade", "water", "80.00", "95.00"),
    (3, "Power", "electricity", "21.30", "28.70"),
    (4, "Gas", "gas", "33.10", "41.90"),
    (5, "Heat", "heat", "52.00", "61.00"),
)
"""Class, name, kind, price of the first and of the second tier."""
_DEARER_FROM = "2027-06-01"


def founded(path: Path) -> Counter:
    """A counter on the 23rd of November 2026; no shift is open."""
    counter = Counter(path, clock=CalendarClock()).begin()
    _people(counter)
    for region, name, parent in _REGIONS:
        counter.do("set-region", region=str(region), name=name, parent=str(parent), **_OFFICE)
    _meters_and_prices(counter.profile, counter)
    _kinds_of_money(counter)
    counter.do("close-shift", counted="1000x1")
    return counter


def _people(counter: Counter) -> None:
    hired = [(one, "cashier") for one in (*CASHIERS[1:], AGENT)] + [(TECHNICIAN, "technician")]
    for operator, role in hired:
        given: dict[str, Any] = {"name": f"Operator {operator}", "role": role, "pin": PIN}
        counter.do("set-operator", operator=str(operator), **given, **_OFFICE)


def _meters_and_prices(profile: Profile, counter: Counter) -> None:
    for model, kind, limit in _MODELS:
        told: dict[str, Any] = {"kind": kind, "profile": profile.name, "hoarding_limit": limit}
        counter.do(
            "set-meter-model", model=model, dial_digits="5", largest_flow="2", **told, **_OFFICE
        )
    told = {"kind": "electricity", "charging": "money", "profile": profile.name}
    counter.do("set-meter-model", model="E2", hoarding_limit="9000", **told, **_OFFICE)
    for tariff_class, name, kind, low, high in _PRICES:
        for valid_from, price in (("2026-01-01", low), (_DEARER_FROM, f"{float(low) + 3:.2f}")):
            text = _tariff(tariff_class, name, kind, valid_from, price, high)
            counter.do("set-tariff", tariff=text, **_TWO)
    counter.do("set-fee", code="meter-change", name="Meter change", amount="80", **_OFFICE)


def _tariff(tariff_class: int, name: str, kind: str, valid_from: str, low: str, high: str) -> str:
    sewage = '{ code = "sewage", name = "Sewage", price = "12.00", tax = "VAT" }'
    return f"""
tariff_class = {tariff_class}
name = "{name}"
valid_from = {valid_from}
tiers_tax = "VAT"
tiers = [{{ upto = "6", price = "{low}" }}, {{ upto = "15", price = "{high}" }},
         {{ price = "99.00" }}]
surcharges = [{sewage if kind == "water" else ""}]
standing = {{ monthly = "50.00", tax = "VAT" }}
taxes = [{{ code = "VAT", rate = "16", included = true }}]
"""


def _kinds_of_money(counter: Counter) -> None:
    for kind in ("mobile", "card", "voucher", "bank"):
        counter.do("set-tender-kind", kind=kind, taken="yes", **_OFFICE)
    tax: dict[str, Any] = {"tax_code": "VAT", "tax_rate": "1600"}
    counter.do(
        "set-payment-kind", code="seal", name="Broken seal", ledger_code="4300", **tax, **_OFFICE
    )
    deposit: dict[str, Any] = {"deposit": "yes", "price": "400", "ledger_code": "2400"}
    counter.do("set-payment-kind", code="deposit", name="Deposit", **deposit, **_OFFICE)
    scheme: dict[str, Any] = {"name": "Poor homes", "per_month": "5", "ledger_code": "1"}
    counter.do("set-free-scheme", code="poor", **scheme, **_OFFICE)
    helped: dict[str, Any] = {"payer": "State", "percent": "50", "per_month": "4"}
    counter.do("set-subsidy-scheme", code="aid", name="Aid", ledger_code="2", **helped, **_OFFICE)
