"""A tariff revision is entered; before it is confirmed, what households would pay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

import msgspec
from textual import events

from app.domain.errors import TapcardError
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.operations.errors import BadArgument
from app.operations.preview_tariff import PREVIEW_TARIFF, PreviewTariffResult, previewed
from app.operations.set_tariff import SET_TARIFF, look_for, takes_two
from app.operations.tariff_text import (
    StandingText,
    TariffText,
    revision_from,
    text_from,
)
from app.screens.operation_screen import Stage
from app.screens.setting_form import SettingForm
from app.screens.tariff_lines import (
    line_of_surcharges,
    line_of_taxes,
    line_of_tiers,
    surcharges_in,
    taxes_in,
    tiers_in,
)
from app.telling.tariffs import preview_row
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Tone
from app.widgets.rows import Row

_EMPTY = TariffText(tariff_class=1, name="", tiers=(), tiers_tax="", taxes=())


class SetTariff(SettingForm[TariffRevision]):
    """All rules of a revision, from a copy of one that there is."""

    heading = _("Tariff revision")
    help_lines = (
        _("Tiers: the price, a stroke, up to which m3; the last one alone: 45.00/6 67.50/15 90.00"),
        _("Surcharges: code, price, tax or a dash, name: sewage 12.00 VAT Sewage; several with ;"),
        _("Taxes: code and percent inside the prices: VAT 16; on top of them: VAT 16 top"),
        _("Persons: whose thresholds these are; each further one widens them by the next field."),
        _("The review shows what a month costs, before and after; * prints it."),
        _("Two people sign, but for the first revision of a new class."),
        _("Once its day has come a revision is never changed; before, it can be withdrawn."),
        _("Type tiers and the rest as the lines above say; Enter goes on, Esc goes up."),
    )
    operation: ClassVar = SET_TARIFF

    def __init__(self, copied: TariffRevision | None = None) -> None:
        """``copied``: the revision to begin from; None: a new class."""
        self._copied = copied
        self._text = _EMPTY
        number, text, digits = FieldKind.NUMBER, FieldKind.TEXT, FieldKind.DIGITS
        self.form = {
            "tariff_class": Field(_("Class"), digits, id="class", longest=3),
            "name": Field(_("Name"), text, id="called", longest=40),
            "valid_from": Field(_("In force from"), text, id="since", longest=10),
            "tiers": Field(_("Tiers"), text, id="tiers", longest=120),
            "tiers_tax": Field(_("Tax of the tiers"), text, id="tiers-tax", longest=10),
            "taxes": Field(_("Taxes"), text, id="taxes", longest=80),
            "surcharges": Field(_("Surcharges"), text, id="surcharges", longest=120),
            "standing": Field(_("Standing charge"), number, id="standing", longest=12),
            "standing_tax": Field(_("Tax of it"), text, id="standing-tax", longest=10),
            "household_size": Field(_("Persons"), digits, id="persons", longest=3),
            "per_person": Field(_("More per person m3"), number, id="per-person", longest=9),
            "allowance": Field(_("Free volume m3"), number, id="allowance", longest=9),
            "minimum": Field(_("Smallest purchase"), number, id="minimum", longest=12),
            "maximum": Field(_("Largest purchase"), number, id="maximum", longest=12),
            "monthly_cap": Field(_("Most a month m3"), number, id="cap", longest=9),
            "lifeline": Field(_("Lifeline m3"), number, id="lifeline", longest=9),
        }
        self.form["valid_from"].remove_class("-wide")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The class of a copy stays."""
        fields = list(self.form.values())
        return fields if self._copied is None else fields[1:]

    def look(self) -> None:
        """The copy, with its day left open."""
        copied = self._copied
        if copied is not None and self._text is _EMPTY:
            self._text = text_from(copied, self.desk.words.digits)
            self._fill(self._text)
        self.form["valid_from"].relabel(_("In force from"), _("as 2027-01-01; empty = today"))
        super().look()

    def _fill(self, text: TariffText) -> None:
        values = {
            "name": text.name,
            "tiers": line_of_tiers(text.tiers),
            "tiers_tax": text.tiers_tax,
            "taxes": line_of_taxes(text.taxes),
            "surcharges": line_of_surcharges(text.surcharges),
            "standing": text.standing.monthly if text.standing else "",
            "standing_tax": text.standing.tax if text.standing else "",
            "household_size": str(text.household_size),
            "per_person": _given(text.per_person),
            "allowance": _given(text.allowance),
            "minimum": _given(text.minimum),
            "maximum": text.maximum or "",
            "monthly_cap": text.monthly_cap or "",
            "lifeline": _given(text.lifeline),
        }
        for name, value in values.items():
            self.form[name].value = value

    def check(self, field: Field) -> None:
        """The lists are read as they are left; figures with the whole tariff."""
        readers: dict[str, Callable[[str], Any]] = {
            "tiers": tiers_in,
            "taxes": taxes_in,
            "surcharges": surcharges_in,
        }
        for name, reader in readers.items():
            if field is self.form[name]:
                reader(field.value)

    def _typed(self) -> TariffText:
        """The whole form. Raises BadArgument."""
        value = {name: field.value for name, field in self.form.items()}
        number = value["tariff_class"] if self._copied is None else self._text.tariff_class
        changes: dict[str, Any] = {
            "tariff_class": int(number or 0),
            "name": value["name"],
            "tiers": tiers_in(value["tiers"]),
            "tiers_tax": value["tiers_tax"],
            "taxes": taxes_in(value["taxes"]),
            "surcharges": surcharges_in(value["surcharges"]),
            "standing": self._standing(value["standing"], value["standing_tax"]),
            "household_size": int(value["household_size"] or 1),
            "per_person": value["per_person"] or "0",
            "allowance": value["allowance"] or "0",
            "minimum": value["minimum"] or "0",
            "maximum": value["maximum"] or None,
            "monthly_cap": value["monthly_cap"] or None,
            "lifeline": value["lifeline"] or "0",
        }
        text = msgspec.structs.replace(self._text, valid_from=None, **changes)
        if not value["valid_from"]:
            return text
        try:
            return msgspec.convert(
                {**msgspec.to_builtins(text), "valid_from": value["valid_from"]}, TariffText
            )
        except msgspec.ValidationError as error:
            raise BadArgument(
                _("{text} is no day.").format(text=value["valid_from"]),
                _("Nothing was changed. Type it as 2027-01-01."),
            ) from error

    def _standing(self, monthly: str, tax: str) -> StandingText | None:
        if not monthly:
            return None
        most = self._text.standing.most_months if self._text.standing else 12
        return StandingText(monthly=monthly, tax=tax, most_months=most)

    def filled(self) -> None:
        """Prices the usual households, before and after."""
        kiosk = self.desk.kiosk
        try:
            text = self._typed()
        except TapcardError as error:
            self._wrong(error)
            return

        def quoted() -> PreviewTariffResult:
            look = look_for(kiosk, text)
            revision = revision_from(text, look.number, look.today, look.currency_digits)
            return previewed(look, revision)

        self.work(quoted, self._priced, self._wrong)

    def _priced(self, found: PreviewTariffResult) -> None:
        words, revision = self.desk.words, found.revision
        rows: Sequence[Row] = [
            (_("Class"), f"{revision.tariff_class} {revision.name}"),
            (_("Revision"), str(revision.revision)),
            (_("In force from"), revision.valid_from.isoformat()),
            *(preview_row(words, line) for line in found.lines),
        ]
        self._preview = found
        self.reviewed((revision, rows))

    # -- review ----------------------------------------------------------------------------

    def takes_two(self) -> bool:
        """All but the first revision of a class."""
        return self.quote is not None and takes_two(self.quote)

    def question(self) -> str:
        """What + does."""
        return _("Press + to enter it; * prints what it costs.")

    def signs_for(self) -> str:
        """What people pay."""
        return _("Prices change: what a month costs, before and after.")

    def on_key(self, event: events.Key) -> None:
        """* prints the preview from the review."""
        if event.key == "asterisk" and self.stage is Stage.REVIEW:
            event.stop()
            paper = msgspec.structs.replace(self._preview, printed=True)
            perform = partial(PREVIEW_TARIFF.perform, self.desk.kiosk, self.desk.caller(), paper)
            self.work(perform, self._printing, self.refuse)
            return
        super().on_key(event)

    def _printing(self, _paper: PreviewTariffResult) -> None:
        self.desk.papers.wake()
        self.notice.say(Tone.NOTE, _("The preview goes to the printer. Nothing was changed."))


def _given(figure: str) -> str:
    return "" if figure == "0" else figure
