"""What was typed at the first start, and what it means; it lives until the ledger is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.cards.profiles.registry import profile_named, profiles
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import FeeSet, MeterModelSet
from app.operations.begin_ledger import BeginLedgerArguments, currency_decimals
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.set_fee import SET_FEE, SetFeeArguments, SetFeeLook
from app.operations.set_meter_model import (
    SET_METER_MODEL,
    SetMeterModelArguments,
    SetMeterModelLook,
)
from app.operations.set_tariff import SET_TARIFF
from app.operations.tariff_text import (
    StandingText,
    SurchargeText,
    TariffText,
    TaxText,
    TierText,
    parse_tariff,
    revision_from,
)

_ANY_DAY = date(2000, 1, 1)
"""For checks before there is a ledger: no rule of a price depends on its first day."""
_TAX = "VAT"
FEES = (
    ("opening", _("Account opening")),
    ("card", _("Card")),
    ("reissue", _("New card")),
)
"""Codes of the price list, and their names on paper."""


def profile_names() -> list[str]:
    """Kinds of cards that this program knows, in the order in which the list numbers them."""
    return [profile.name for profile in profiles()]


class Draft:
    """Values by the name of their field; an empty one was left empty."""

    def __init__(self) -> None:
        """Nothing was typed."""
        self.values: dict[str, str] = {}
        self.tariff_file = ""
        """The text of the tariff's file, where one was named."""

    def get(self, name: str, empty: str = "") -> str:
        """A value; ``empty``: what an empty field means."""
        return self.values.get(name, "").strip() or empty

    def number(self, name: str, empty: int = 0) -> int:
        """A value of a field that takes digits only."""
        return int(self.get(name) or empty)

    # -- what it comes to ------------------------------------------------------------------

    def currency(self) -> str:
        """ISO 4217 code."""
        return self.get("currency").upper()

    def digits(self) -> int:
        """Decimals of the currency. Raises BadArgument."""
        wanted = self.get("decimals")
        return currency_decimals(self.currency(), int(wanted) if wanted else None)

    def beginning(self) -> BeginLedgerArguments:
        """What a utility decides once."""
        return BeginLedgerArguments(
            utility=self.number("utility"),
            utility_name=self.get("utility-name"),
            utility_address=self.get("utility-address"),
            tax_number=self.get("tax-number"),
            phone=self.get("utility-phone"),
            currency=self.currency(),
            currency_digits=self.digits(),
            time_zone=self.get("time-zone"),
            region=self.number("home-region", 1),
            region_name=self.get("region-name"),
            site=self.get("site"),
            operator=self.number("operator", 1),
            operator_name=self.get("operator-name"),
        )

    def tariff(self, today: date = _ANY_DAY) -> TariffRevision:
        """The first prices. Raises what entering a tariff raises."""
        text = parse_tariff(self.tariff_file) if self.tariff_file else self._tariff_text()
        return revision_from(text, 1, today, self.digits())

    def _tariff_text(self) -> TariffText:
        sewage, standing = self.get("sewage"), self.get("standing")
        return TariffText(
            tariff_class=1,
            name=self.get("class-name"),
            tiers=tuple(self._tiers()),
            tiers_tax=_TAX,
            surcharges=(SurchargeText(code="sewage", name=_("Sewage"), price=sewage, tax=_TAX),)
            if sewage
            else (),
            standing=StandingText(monthly=standing, tax=_TAX) if standing else None,
            taxes=(TaxText(code=_TAX, rate=self.get("tax", "0")),),
        )

    def _tiers(self) -> list[TierText]:
        """Up to three; what was not typed yet costs as much as the tier below."""
        first = self.get("price-1")
        second = self.get("price-2", first)
        third = self.get("price-3", second)
        tiers: list[TierText] = []
        for limit, price in ((self.get("upto-1"), first), (self.get("upto-2"), second)):
            if not limit:
                return [*tiers, TierText(price=price)]
            tiers.append(TierText(price=price, upto=limit))
        return [*tiers, TierText(price=third)]

    def model(self) -> MeterModelSet:
        """The first meter model, for the first kind that its card can serve.

        Raises what entering one raises.
        """
        known = profile_names()
        wanted = self.number("card", 1)
        if not 1 <= wanted <= len(known):
            raise BadArgument(
                _("There is no card {number} in the list.").format(number=wanted),
                _("Type a number from the list."),
            )
        declares = profile_named(known[wanted - 1]).declares
        arguments = SetMeterModelArguments(
            model=self.get("model"),
            profile=known[wanted - 1],
            kind=declares.kinds[0],
            charging=declares.charging[0],
            hoarding_limit=self.get("hoarding") or None,
        )
        look = SetMeterModelLook(currency_digits=self.digits())
        return SET_METER_MODEL.quote(look, arguments)

    def fee(self, code: str, today: date = _ANY_DAY) -> FeeSet:
        """A line of the price list. Raises what entering one raises."""
        look = SetFeeLook(today=today, currency_digits=self.digits())
        arguments = SetFeeArguments(
            code=code, name=dict(FEES)[code], amount=self.get(f"fee-{code}", "0")
        )
        return SET_FEE.quote(look, arguments)

    def fees(self, today: date = _ANY_DAY) -> Sequence[FeeSet]:
        """The price list, without what costs nothing."""
        fees = (self.fee(code, today) for code, _name in FEES)
        return [fee for fee in fees if fee.amount]

    def enter_into(self, kiosk: Kiosk) -> None:
        """Enters prices, meter model and fees into the new ledger, as its first operator."""
        today, caller = local_date(kiosk), Caller(operator=self.number("operator", 1))
        SET_TARIFF.perform(kiosk, caller, self.tariff(today))
        SET_METER_MODEL.perform(kiosk, caller, self.model())
        for fee in self.fees(today):
            SET_FEE.perform(kiosk, caller, fee)
