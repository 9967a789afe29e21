"""The pages of the first start, in their order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Static

from app.domain.amounts import parse_volume
from app.domain.errors import TapcardError
from app.domain.pins import PinRules
from app.domain.tariff.errors import InvalidRevision
from app.domain.text import _
from app.operations.begin_ledger import (
    check_first_operator,
    check_region,
    check_site,
    check_time_zone,
    check_utility,
)
from app.operations.errors import BadArgument
from app.operations.pins import check_pin
from app.screens.first_start_draft import FEES, Draft, profile_names
from app.screens.first_start_page import Entry, FirstStartPage, Missing, needed
from app.screens.walking_form import complain
from app.widgets.field import FieldKind

_NUMBER, _DIGITS, _SECRET = FieldKind.NUMBER, FieldKind.DIGITS, FieldKind.SECRET


class UtilityPage(FirstStartPage):
    """Whose counter it is."""

    heading = _("First start: the utility")
    lead = _("Number and name stand on every card and paper. Only they are needed.")
    entries = (
        Entry(
            "utility",
            _("Number"),
            _DIGITS,
            hint=_("1 to 65535"),
            longest=5,
            check=lambda draft: check_utility(draft.number("utility")),
        ),
        Entry("utility-name", _("Name"), check=needed("utility-name")),
        Entry("utility-address", _("Address")),
        Entry("tax-number", _("Tax number")),
        Entry("utility-phone", _("Phone")),
    )


def _currency(draft: Draft) -> None:
    """The currency alone, whatever stands in the field below."""
    needed("currency")(draft)
    alone = Draft()
    alone.values = {"currency": draft.get("currency")}
    alone.digits()


def _decimals(draft: Draft) -> None:
    """Of that currency; without one, that is what is wrong."""
    if draft.currency():
        draft.digits()


def _time_zone(draft: Draft) -> None:
    needed("time-zone")(draft)
    check_time_zone(draft.get("time-zone"))


class MoneyPage(FirstStartPage):
    """What money and time mean here."""

    heading = _("First start: money and time")
    lead = _("These can never be changed in this ledger.")
    entries = (
        Entry(
            "currency",
            _("Currency"),
            hint=_("three letters, such as KES"),
            longest=3,
            check=_currency,
        ),
        Entry(
            "decimals",
            _("Decimals"),
            _DIGITS,
            hint=_("empty = as usual for it"),
            longest=1,
            check=_decimals,
        ),
        Entry(
            "time-zone",
            _("Time zone"),
            hint=_("such as Africa/Nairobi"),
            longest=40,
            check=_time_zone,
        ),
    )


class RegionPage(FirstStartPage):
    """Where it stands."""

    heading = _("First start: the region")
    lead = _("Meters of another region refuse the cards of this one.")
    entries = (
        Entry(
            "home-region",
            _("Number"),
            _DIGITS,
            hint=_("empty = 1"),
            longest=5,
            check=lambda draft: check_region(draft.number("home-region", 1)),
        ),
        Entry("region-name", _("Name"), check=needed("region-name")),
        Entry(
            "site",
            _("Site prefix"),
            _DIGITS,
            hint=_("begins account numbers"),
            longest=4,
            check=lambda draft: check_site(draft.get("site")),
        ),
    )


def _same_pin(draft: Draft) -> None:
    if draft.get("pin-again") != draft.get("pin"):
        raise Missing(_("This is not the same PIN."), _("Type the PIN above once more."))


class OperatorPage(FirstStartPage):
    """Who may do everything."""

    heading = _("First start: the first operator")
    lead = _("An administrator, who can add all others.")
    entries = (
        Entry("operator", _("Operator number"), _DIGITS, hint=_("empty = 1"), longest=9),
        Entry(
            "operator-name",
            _("Name"),
            check=lambda draft: check_first_operator(
                draft.number("operator", 1), draft.get("operator-name")
            ),
        ),
        Entry(
            "pin",
            _("PIN"),
            _SECRET,
            hint=_("6 to 12 digits"),
            longest=12,
            check=lambda draft: check_pin(draft.get("pin"), PinRules()),
        ),
        Entry("pin-again", _("PIN once more"), _SECRET, longest=12, check=_same_pin),
    )


def _limit(name: str) -> Callable[[Draft], None]:
    def check(draft: Draft) -> None:
        if draft.get(name):
            parse_volume(draft.get(name))
            try:
                draft.tariff()
            except InvalidRevision as error:
                raise Missing(
                    _("This limit is not above the one before."),
                    _("Type a larger one, or leave it empty."),
                ) from error

    return check


def _price(name: str, limit: str) -> Callable[[Draft], None]:
    """A price is needed above a limit that was typed."""

    def check(draft: Draft) -> None:
        if draft.get(name):
            draft.tariff()
        elif not limit or draft.get(limit):
            raise Missing(_("What costs one m3 here?"), _("Type a price such as 45.00."))

    return check


class TariffPage(FirstStartPage):
    """What water costs."""

    heading = _("First start: the first tariff")
    lead = _("Prices per m3 in up to three tiers, or a file that says all of it.")
    entries = (
        Entry("tariff-file", _("TOML file"), hint=_("empty = typed here"), longest=200),
        Entry("class-name", _("Name"), hint=_("such as Domestic"), check=needed("class-name")),
        Entry("price-1", _("Price"), _NUMBER, longest=12, check=_price("price-1", "")),
        Entry(
            "upto-1",
            _("up to m3 a month"),
            _NUMBER,
            hint=_("empty = for all"),
            longest=12,
            check=_limit("upto-1"),
        ),
        Entry("price-2", _("Price above"), _NUMBER, longest=12, check=_price("price-2", "upto-1")),
        Entry(
            "upto-2",
            _("up to m3 a month"),
            _NUMBER,
            hint=_("empty = for all above"),
            longest=12,
            check=_limit("upto-2"),
        ),
        Entry("price-3", _("Price above"), _NUMBER, longest=12, check=_price("price-3", "upto-2")),
        Entry(
            "sewage",
            _("Sewage per m3"),
            _NUMBER,
            hint=_("empty = none"),
            longest=12,
            check=Draft.tariff,
        ),
        Entry(
            "standing",
            _("Standing charge"),
            _NUMBER,
            hint=_("a month; empty = none"),
            longest=12,
            check=Draft.tariff,
        ),
        Entry(
            "tax",
            _("Tax inside, percent"),
            _NUMBER,
            hint=_("empty = 0"),
            longest=5,
            check=Draft.tariff,
        ),
    )

    def passed(self, entry: Entry) -> bool:
        """A file says all: then nothing else is asked."""
        if entry.name != "tariff-file":
            return super().passed(entry)
        self.draft.tariff_file = ""
        file = self.draft.get("tariff-file")
        if file:
            self.work(partial(tariff_in, file, self.draft), self._said, self._refused)
        return not file

    def _said(self, text: str) -> None:
        self.draft.tariff_file = text
        self.filled()

    def _refused(self, error: TapcardError) -> None:
        complain(self.form["tariff-file"], error)


class ModelPage(FirstStartPage):
    """What hangs on the wall, and what making a card costs."""

    heading = _("First start: meter model and fees")
    lead = _("The model that is allocated first, and what is paid once.")
    entries = (
        Entry("model", _("Meter model"), hint=_("such as DN15"), check=needed("model")),
        Entry(
            "card",
            _("Card that it reads"),
            _DIGITS,
            hint=_("see below; empty = 1"),
            longest=3,
            check=Draft.model,
        ),
        Entry(
            "hoarding",
            _("It holds at most, m3"),
            _NUMBER,
            hint=_("empty = as its card allows"),
            longest=9,
            check=Draft.model,
        ),
        *(
            Entry(
                f"fee-{code}",
                _("Fee: {name}").format(name=name),
                _NUMBER,
                hint=_("empty = none"),
                longest=12,
                check=partial(Draft.fee, code=code),
            )
            for code, name in FEES
        ),
    )

    def body(self) -> ComposeResult:
        """Below the fields the cards that the program knows."""
        yield from super().body()
        cards = [f"{number}  {name}" for number, name in enumerate(profile_names(), start=1)]
        yield Static("\n".join(cards), id="cards-known", markup=False)


def tariff_in(file: str, draft: Draft) -> str:
    """The text of a tariff's file, which can be used. Raises what reading it refuses."""
    try:
        text = Path(file).expanduser().read_text(encoding="utf-8")
    except (OSError, ValueError, RuntimeError) as error:
        raise BadArgument(
            _("The file {file} cannot be read.").format(file=file),
            _("Nothing was changed. Correct its path, or type the prices below."),
        ) from error
    trial = Draft()
    trial.values, trial.tariff_file = draft.values, text
    trial.tariff()
    return text


PAGES: tuple[type[FirstStartPage], ...] = (
    UtilityPage,
    MoneyPage,
    RegionPage,
    OperatorPage,
    TariffPage,
    ModelPage,
)
"""In their order; the review comes after them."""
