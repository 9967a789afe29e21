"""A tariff revision is entered; before it is confirmed, what households would pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

import msgspec
from textual import events

from app.domain.errors import TapcardError
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.operations.errors import BadArgument
from app.operations.preview_tariff import PREVIEW_TARIFF, PreviewTariffResult, previewed
from app.operations.set_tariff import SET_TARIFF, look_for, takes_two
from app.operations.tariff_text import TariffText, revision_from, text_from
from app.screens.operation_screen import Stage
from app.screens.setting_form import SettingForm
from app.screens.tariff_form import TariffForm
from app.screens.walking_form import complain
from app.telling.tariffs import preview_row
from app.widgets.choice_field import ChoiceField
from app.widgets.field import Field
from app.widgets.notice import Tone
from app.widgets.rows import Row

_EMPTY = TariffText(tariff_class=1, name="", tiers=(), tiers_tax="", taxes=())


class SetTariff(SettingForm[TariffRevision]):
    """All rules of a revision, from a copy of one that there is."""

    heading = _("Tariff revision")
    help_lines = (
        _("Taxes first: code, rate, whether prices contain it; other fields choose among them."),
        _("Tiers: each with its price and up to which volume; the last one has none."),
        _("A surcharge has code, name, price and tax. A further tax, tier or surcharge shows as"),
        _("soon as the one before is filled in. Standing charge: for how many months at once."),
        _("Persons: whose thresholds these are; each further one widens them by the next field."),
        _("The review shows what a month costs, before and after; * prints it."),
        _("The form has several pages: Enter and the arrows walk through all of them."),
        _("Two people sign, but for the first revision of a new class."),
        _("Once its day has come a revision is never changed; before, it can be withdrawn."),
        _("Type tiers and the rest as the lines above say; Enter goes on, Esc goes up."),
    )
    operation: ClassVar = SET_TARIFF

    def __init__(self, copied: TariffRevision | None = None) -> None:
        """``copied``: the revision to begin from; None: a new class."""
        self._copied = copied
        self._text = _EMPTY
        self.form = TariffForm(
            *(() if copied is None else (len(copied.taxes), len(copied.surcharges)))
        )
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """All; the class of a copy stays, and what nothing asks for is not shown."""
        return self.form.fields

    def look(self) -> None:
        """The copy, with its day left open."""
        copied, digits = self._copied, self.desk.words.digits
        if copied is not None:
            self._text = text_from(copied, digits)
        self.form.fill(self._text, digits, copied=copied is not None)
        self.form.valid_from.relabel(_("In force from"), _("as 2027-01-01; empty = today"))
        super().look()

    # -- pages of fields -------------------------------------------------------------------

    def shown(self) -> list[Field]:
        """All that are asked for, on whichever page."""
        return self.form.asked

    def _next_field(self) -> Field:
        field = super()._next_field()
        self.form.turn_to(field)
        return field

    def right(self, field: Field) -> bool:
        """A field that complains can be seen."""
        self.form.reveal()
        try:
            self.check(field)
        except TapcardError as error:
            self.form.turn_to(field)
            complain(field, error)
            return False
        field.complain("")
        return True

    def next_or_submit(self, field: Field) -> bool:
        """Turns the page where the next field stands on another one."""
        return self._go(field, 1)

    def go_up(self) -> bool:
        """Turns it back."""
        here = self.here()
        return here is not None and here in self.shown() and self._go(here, -1)

    def _go(self, field: Field, step: int) -> bool:
        fields = self.shown()
        at = fields.index(field) + step
        if not 0 <= at < len(fields):
            return False
        self.form.turn_to(fields[at])
        fields[at].take_focus()
        return True

    def _wrong(self, error: TapcardError) -> None:
        self.form.turn_to(self.shown()[-1])
        super()._wrong(error)

    def check(self, field: Field) -> None:
        """Choices are in their lists."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def _typed(self) -> TariffText:
        """The whole form. Raises BadArgument."""
        changes = self.form.changes(self.desk.words.digits)
        if self._copied is not None:
            changes["tariff_class"] = self._text.tariff_class
        text = msgspec.structs.replace(self._text, valid_from=None, **changes)
        day = self.form.valid_from.value
        if not day:
            return text
        try:
            return msgspec.convert({**msgspec.to_builtins(text), "valid_from": day}, TariffText)
        except msgspec.ValidationError as error:
            raise BadArgument(
                _("{text} is no day.").format(text=day),
                _("Nothing was changed. Type it as 2027-01-01."),
            ) from error

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
            (_("Paper"), _("* prints what a month costs") if self.desk.offers("reprint") else ""),
        ]
        self._preview = found
        self.reviewed((revision, rows))

    # -- review ----------------------------------------------------------------------------

    def takes_two(self) -> bool:
        """All but the first revision of a class."""
        return self.quote is not None and takes_two(self.quote)

    def question(self) -> str:
        """What + does."""
        return _("Press + to enter it.")

    def signs_for(self) -> str:
        """What people pay."""
        return _("Prices change: what a month costs, before and after.")

    def on_key(self, event: events.Key) -> None:
        """* prints the preview from the review."""
        prints = self.stage is Stage.REVIEW and self.desk.offers("reprint")
        if event.key == "asterisk" and prints:
            event.stop()
            paper = msgspec.structs.replace(self._preview, printed=True)
            perform = partial(PREVIEW_TARIFF.perform, self.desk.kiosk, self.desk.caller(), paper)
            self.work(perform, self._printing, self.refuse)
            return
        super().on_key(event)

    def _printing(self, _paper: PreviewTariffResult) -> None:
        self.desk.papers.wake()
        self.notice.say(Tone.NOTE, _("The preview goes to the printer. Nothing was changed."))
