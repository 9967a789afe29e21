"""The village's utility: what it decided once, its people, prices and meter models."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Role
from app.operations.begin_ledger import BeginLedgerArguments
from app.simulator.village.households import TariffClass

NODE = 7
UTILITY = 4711
REGIONS = {12: "Kilifi", 14: "Watamu"}
"""The first is the kiosk's own."""
_HOME = 12


class Person(msgspec.Struct, frozen=True):
    """Somebody who works at the counter; the demo tells everybody's PIN."""

    number: int
    name: str
    role: Role
    pin: str


ADMINISTRATOR = Person(1, "Asha", Role.ADMINISTRATOR, "271828")
SUPERVISOR = Person(20, "Juma", Role.SUPERVISOR, "161803")
CASHIERS = (
    Person(12, "Neema", Role.CASHIER, "314159"),
    Person(13, "Kazungu", Role.CASHIER, "141421"),
)
STAFF = (ADMINISTRATOR, SUPERVISOR, *CASHIERS)

GENESIS = BeginLedgerArguments(
    utility=UTILITY,
    utility_name="Mto Water",
    utility_address="Kilifi",
    phone="0800 111 222",
    currency="KES",
    time_zone="Africa/Nairobi",
    region=_HOME,
    region_name=REGIONS[_HOME],
    site=str(NODE),
    operator=ADMINISTRATOR.number,
    operator_name=ADMINISTRATOR.name,
)

MODELS = (
    {"model": "DN15", "hoarding_limit": "200"},
    {"model": "DN25", "hoarding_limit": "1000"},
)
FEES = (
    {"code": "opening", "name": "Account opening", "amount": "100"},
    {"code": "card", "name": "Card", "amount": "200"},
    {"code": "reissue", "name": "New card", "amount": "150"},
)

_COMMON = """
rounding = 100
tiers_tax = "VAT"
taxes = [{ code = "VAT", rate = "16", included = true }]
"""
_SEWAGE = 'surcharges = [{ code = "sewage", name = "Sewage", price = "12.00", tax = "VAT" }]'


def tariffs(valid_from: str) -> dict[TariffClass, str]:
    """Prices of every class from a day (ISO) on, as ``set-tariff`` takes them."""
    bodies = {
        TariffClass.DOMESTIC: f"""
name = "Domestic"
household_size = 4
per_person = "1"
tiers = [
    {{ upto = "6", price = "45.00" }},
    {{ upto = "15", price = "67.50" }},
    {{ price = "90.00" }},
]
{_SEWAGE}
standing = {{ monthly = "50.00", tax = "VAT", most_months = 3 }}
lifeline = "1"
""",
        TariffClass.INSTITUTION: f"""
name = "Institution"
tiers = [{{ price = "60.00" }}]
{_SEWAGE}
standing = {{ monthly = "150.00", tax = "VAT", most_months = 3 }}
""",
        TariffClass.WATER_POINT: """
name = "Water point"
tiers = [{ price = "28.00" }]
""",
        TariffClass.BUSINESS: f"""
name = "Business"
tiers = [{{ upto = "20", price = "75.00" }}, {{ price = "95.00" }}]
{_SEWAGE}
standing = {{ monthly = "200.00", tax = "VAT", most_months = 3 }}
""",
    }
    return {
        number: f"tariff_class = {number.value}\nvalid_from = {valid_from}\n{body}{_COMMON}"
        for number, body in bodies.items()
    }
