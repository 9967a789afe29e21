"""The fields of a tariff revision: a numeric keypad alone fills them.

Tiers, taxes and surcharges each have fields of their own; those of the next one appear when the one
before says that there is another. Taxes are chosen by number from the codes typed above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.amounts import format_money, parse_money
from app.domain.tariff.revision import PeriodKind
from app.domain.tariff.validate import MOST_TIERS, PERIODS
from app.domain.text import _
from app.operations.tariff_text import (
    StandingText,
    SurchargeText,
    TariffText,
    TaxText,
    TierText,
)
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind

_MOST_LINES = 3
"""Taxes, and surcharges, that can be typed; a copy that has more keeps all of them."""
_PAGE = 12
"""Fields at once: with a complaint and a list to choose from they fit 24 lines."""
_NO_TAX = Option(0, _("no tax"))
_INSIDE, _ON_TOP = Option(1, _("inside the prices")), Option(2, _("on top of them"))
_KINDS = (Option(1, _("calendar")), Option(2, _("as the meter did")))
_MONTHS = tuple(
    Option(months, _("1 month") if months == 1 else _("{count} months").format(count=months))
    for months in PERIODS
)


@dataclass(frozen=True)
class _TaxFields:
    code: Field
    rate: Field
    how: ChoiceField


@dataclass(frozen=True)
class _TierFields:
    price: Field
    upto: Field


@dataclass(frozen=True)
class _SurchargeFields:
    code: Field
    name: Field
    price: Field
    tax: ChoiceField


def _text(label: str, id: str, longest: int) -> Field:
    return Field(label, FieldKind.TEXT, id=id, longest=longest)


def _number(label: str, id: str, longest: int = 12) -> Field:
    return Field(label, FieldKind.NUMBER, id=id, longest=longest)


def _digits(label: str, id: str, longest: int = 3) -> Field:
    return Field(label, FieldKind.DIGITS, id=id, longest=longest)


class TariffForm:
    """All fields, which of them are shown, and what they say."""

    def __init__(self, taxes: int = 0, surcharges: int = 0) -> None:
        """``taxes``, ``surcharges``: how many a copy has."""
        self.tariff_class = _digits(_("Class"), "class")
        self.name = _text(_("Name"), "called", 40)
        self.valid_from = _text(_("In force from"), "since", 10)
        self.valid_from.remove_class("-wide")
        self.months = ChoiceField(_("Period"), id="months", options=_MONTHS)
        self.period_kind = ChoiceField(_("It begins"), id="period-kind", options=_KINDS)
        self.taxes = [self._tax(at) for at in range(1, max(_MOST_LINES, taxes) + 1)]
        self.tiers = [self._tier(at) for at in range(1, MOST_TIERS + 1)]
        self.tiers_tax = ChoiceField(_("Tax of the tiers"), id="tiers-tax")
        self.surcharges = [self._surcharge(at) for at in range(1, max(_MOST_LINES, surcharges) + 1)]
        self.standing = _number(_("Standing, a month"), "standing")
        self.standing_tax = ChoiceField(_("Tax of it"), id="standing-tax")
        self.standing_months = _digits(_("Months at once"), "standing-months")
        self.household_size = _digits(_("Persons"), "persons")
        self.rest = {
            "per_person": _number(_("More per person m3"), "per-person"),
            "allowance": _number(_("Free volume m3"), "allowance"),
            "minimum": _number(_("Smallest purchase"), "minimum"),
            "maximum": _number(_("Largest purchase"), "maximum"),
            "monthly_cap": _number(_("Most a month m3"), "cap"),
            "lifeline": _number(_("Lifeline m3"), "lifeline"),
            "deduction_share": _number(_("Deductions at most %"), "deduction-share", 6),
            "arrears_rate": _number(_("To arrears %"), "arrears-rate", 6),
        }
        self.rounding = _number(_("Cash in steps of"), "rounding")
        self._asked: tuple[str, ...] = ()
        self._copied = False
        self.asked: list[Field] = self.fields
        """Those that are to be filled in, in reading order."""
        self._wanted: dict[ChoiceField, str] = {}

    @staticmethod
    def _tax(at: int) -> _TaxFields:
        return _TaxFields(
            _text(_("Tax {number}: code").format(number=at), f"tax-{at}-code", 10),
            _number(_("  rate in percent"), f"tax-{at}-rate", 6),
            ChoiceField(_("  is"), id=f"tax-{at}-how", options=(_INSIDE, _ON_TOP)),
        )

    @staticmethod
    def _tier(at: int) -> _TierFields:
        return _TierFields(
            _number(_("Tier {number}: price").format(number=at), f"tier-{at}-price"),
            _number(_("  up to m3"), f"tier-{at}-upto", 9),
        )

    @staticmethod
    def _surcharge(at: int) -> _SurchargeFields:
        return _SurchargeFields(
            _text(_("Surcharge {number}: code").format(number=at), f"surcharge-{at}-code", 20),
            _text(_("  name"), f"surcharge-{at}-name", 30),
            _number(_("  price"), f"surcharge-{at}-price"),
            ChoiceField(_("  tax"), id=f"surcharge-{at}-tax"),
        )

    @property
    def fields(self) -> list[Field]:
        """All, in reading order."""
        return [
            *(self.tariff_class, self.name, self.valid_from, self.months, self.period_kind),
            *(field for tax in self.taxes for field in (tax.code, tax.rate, tax.how)),
            *(field for tier in self.tiers for field in (tier.price, tier.upto)),
            self.tiers_tax,
            *(
                field
                for one in self.surcharges
                for field in (one.code, one.name, one.price, one.tax)
            ),
            *(self.standing, self.standing_tax, self.standing_months, self.household_size),
            *self.rest.values(),
            self.rounding,
        ]

    # -- what is shown ---------------------------------------------------------------------

    def reveal(self) -> None:
        """Shows what the fields above ask for, and the taxes that can be chosen."""
        asks = (*self._lines(), self.standing.value)
        if asks == self._asked:
            return
        self._asked = asks
        hidden: set[Field] = set()
        hidden |= _closed([(one.code, (one.rate, one.how)) for one in self.taxes])
        hidden |= _closed([(one.code, (one.name, one.price, one.tax)) for one in self.surcharges])
        more = True
        for tier in self.tiers:
            hidden |= set() if more else {tier.price, tier.upto}
            more = more and bool(tier.upto.value)
        if not self.standing.value:
            hidden |= {self.standing_tax, self.standing_months}
        if self._copied:
            hidden.add(self.tariff_class)
        self.asked = [field for field in self.fields if field not in hidden]
        codes = self._codes()
        options = (_NO_TAX, *(Option(at, code) for at, code in enumerate(codes, start=1)))
        for field in (self.tiers_tax, self.standing_tax, *(one.tax for one in self.surcharges)):
            field.offer(options, self._usual(field, codes))

    def _lines(self) -> list[str]:
        """What says whether there is another tax, tier, surcharge."""
        return [
            *(tax.code.value for tax in self.taxes),
            *(tier.upto.value for tier in self.tiers),
            *(one.code.value for one in self.surcharges),
        ]

    def _usual(self, field: ChoiceField, codes: Sequence[str]) -> int:
        """What the copy has; the first tax where it has none that is still there."""
        wanted = self._wanted.get(field)
        if wanted in codes:
            return codes.index(wanted) + 1
        return 0 if wanted == "" or not codes else 1

    def _codes(self) -> list[str]:
        return [tax.code.value for tax in self.taxes if tax.rate in self.asked]

    def _code_of(self, field: ChoiceField) -> str:
        number = field.choice.number
        return self._codes()[number - 1] if number else ""

    def turn_to(self, field: Field) -> None:
        """Shows the page of fields that this one stands on."""
        at = self.asked.index(field) // _PAGE * _PAGE
        page = self.asked[at : at + _PAGE]
        for one in self.fields:
            one.display = one in page

    # -- from and to a text ----------------------------------------------------------------

    def fill(self, text: TariffText, digits: int, *, copied: bool) -> None:
        """As a revision has it; its day stays open. ``digits``: decimals of the currency."""
        self._copied = copied
        self.name.value = text.name
        self.months.offer(_MONTHS, text.period_months)
        self.period_kind.offer(_KINDS, list(PeriodKind).index(text.period_kind) + 1)
        for tax in self.taxes:
            tax.how.offer((_INSIDE, _ON_TOP), _INSIDE.number)
        for tax, said in zip(self.taxes, text.taxes, strict=False):
            tax.code.value, tax.rate.value = said.code, _short(said.rate)
            tax.how.offer((_INSIDE, _ON_TOP), (_INSIDE if said.included else _ON_TOP).number)
        for tier, step in zip(self.tiers, text.tiers, strict=False):
            tier.price.value = step.price
            tier.upto.value = "" if step.upto is None else _short(step.upto)
        for tier in self.tiers:
            tier.upto.relabel(_("  up to m3"), _("empty = the last one"))
        if text.tiers:
            self._wanted[self.tiers_tax] = text.tiers_tax
        for one, extra in zip(self.surcharges, text.surcharges, strict=False):
            one.code.value, one.name.value, one.price.value = extra.code, extra.name, extra.price
            self._wanted[one.tax] = extra.tax
        if text.standing is not None:
            self.standing.value = text.standing.monthly
            self.standing_months.value = str(text.standing.most_months)
            self._wanted[self.standing_tax] = text.standing.tax
        self.household_size.value = str(text.household_size)
        for name, field in self.rest.items():
            figure = str(getattr(text, name) or "")
            field.value = "" if figure == "0" else _short(figure)
        self.rounding.value = format_money(text.rounding, digits)
        self.reveal()

    def changes(self, digits: int) -> dict[str, Any]:
        """What the fields say, as fields of TariffText but the day. Raises NotInList, BadAmount."""
        return {
            "tariff_class": int(self.tariff_class.value or 0),
            "name": self.name.value,
            "period_months": self.months.choice.number,
            "period_kind": list(PeriodKind)[self.period_kind.choice.number - 1],
            "taxes": tuple(
                TaxText(
                    code=tax.code.value,
                    rate=tax.rate.value,
                    included=tax.how.choice == _INSIDE,
                )
                for tax in self.taxes
                if tax.rate in self.asked
            ),
            "tiers": tuple(
                TierText(price=tier.price.value, upto=tier.upto.value or None)
                for tier in self.tiers
                if tier.price in self.asked
            ),
            "tiers_tax": self._code_of(self.tiers_tax),
            "surcharges": tuple(
                SurchargeText(
                    code=one.code.value,
                    name=one.name.value,
                    price=one.price.value,
                    tax=self._code_of(one.tax),
                )
                for one in self.surcharges
                if one.price in self.asked
            ),
            "standing": self._standing(),
            "household_size": int(self.household_size.value or 1),
            **{
                name: field.value or (None if name in ("maximum", "monthly_cap") else "0")
                for name, field in self.rest.items()
            },
            "rounding": parse_money(self.rounding.value, digits) if self.rounding.value else 1,
        }

    def _standing(self) -> StandingText | None:
        if not self.standing.value:
            return None
        return StandingText(
            monthly=self.standing.value,
            tax=self._code_of(self.standing_tax),
            most_months=int(self.standing_months.value or 12),
        )


def _closed(lines: Sequence[tuple[Field, Sequence[Field]]]) -> set[Field]:
    """A line is asked for after one that is filled; all but its first field once it is filled."""
    hidden: set[Field] = set()
    more = True
    for first, others in lines:
        hidden |= set() if more else {first}
        more = more and bool(first.value)
        hidden |= set() if more else set(others)
    return hidden


def _short(figure: str) -> str:
    """Without zeros that say nothing: ``6`` for ``6.000``."""
    return figure.rstrip("0").rstrip(".") if "." in figure else figure
