"""A revision of the form of papers; before it is set, a receipt as the printer would print it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

import msgspec
from textual import events

from app.domain.receipt_form import LONGEST_LINE, LONGEST_LOGO, MOST_LINES, Part, ReceiptForm
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.receipt_forms import ReceiptFormSet
from app.operations.errors import BadArgument
from app.operations.preview_receipt_form import PREVIEW_RECEIPT_FORM, PreviewFormResult, previewed
from app.operations.set_receipt_form import SET_RECEIPT_FORM
from app.screens.operation_screen import Stage
from app.screens.paper import Paper
from app.screens.setting_form import SettingForm
from app.settings.languages import languages
from app.telling.receipt_forms import PART_NAMES
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Tone
from app.widgets.rows import Row

_PARTS = tuple(Part)
_LINES = (LONGEST_LINE + 3) * MOST_LINES


class SetReceiptForm(SettingForm[ReceiptFormSet]):
    """Logo, lines, what is left out, from when."""

    heading = _("Form of receipts")
    help_lines = (
        _("Lines above and below are parted by a stroke: Office: Harbour Road | Open 8-17"),
        _("Leave out: the digits of what is not to stand there, such as 14. Balance is the"),
        _("account's, advice is what to do with the card."),
        _("The review shows what changes. 3 shows a receipt on 32 columns, 4 on 48; * prints it."),
        _("Language: what papers say, chosen from the catalogues that are installed."),
        _("Two people sign. It holds for every paper from its day on."),
        _("Papers of before are printed again in the form they had."),
        _("Name, address, tax number and help line are the utility's and always stand."),
    )
    operation: ClassVar = SET_RECEIPT_FORM

    def __init__(self, copied: ReceiptForm | None = None) -> None:
        """``copied``: the revision to begin from."""
        self._copied = copied
        text = FieldKind.TEXT
        self.logo = Field(_("Logo"), text, id="logo", longest=LONGEST_LOGO)
        self.above = Field(_("Lines above"), text, id="above", longest=_LINES)
        self.below = Field(_("Lines below"), text, id="below", longest=_LINES)
        self.without = Field(_("Leave out"), FieldKind.DIGITS, id="without", longest=len(_PARTS))
        self.since = Field(_("From"), text, id="since", longest=10)
        self.since.remove_class("-wide")
        self.language = ChoiceField(_("Language"), id="language")
        self._languages = languages()
        self._preview: PreviewFormResult | None = None
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """All of them."""
        return (self.logo, self.above, self.below, self.without, self.since, self.language)

    def look(self) -> None:
        """The copy, with its day left open."""
        self.since.relabel(_("From"), _("as 2027-01-01; empty = today"))
        self.without.relabel(_("Leave out"), _("digits; empty = nothing"))
        spoken = "" if self._copied is None else self._copied.language
        usual = list(self._languages).index(spoken) + 1 if spoken in self._languages else 1
        options = [Option(at, name) for at, name in enumerate(self._languages.values(), start=1)]
        self.language.offer(options, usual)
        if self._copied is not None:
            form, self._copied = self._copied, None
            self.logo.value = form.logo
            self.above.value = " | ".join(form.header)
            self.below.value = " | ".join(form.footer)
            self.without.value = "".join(str(_PARTS.index(part) + 1) for part in form.left_out)
        self.start_at(self.logo)
        names = (f"{at} {PART_NAMES[part]}" for at, part in enumerate(_PARTS, start=1))
        self.looked([(_("Can be left out"), ", ".join(names))])

    def check(self, field: Field) -> None:
        """What is left out has a digit, a language stands in the list."""
        if field is self.language:
            _chosen = self.language.choice
        if field is self.without and not set(field.value) <= set("12345"):
            raise BadArgument(
                _("Only 1 to {most} can be left out.").format(most=len(_PARTS)),
                _("Nothing was changed. Give the digits that stand above."),
            )

    def texts(self) -> dict[str, str]:
        """What was typed."""
        given = {
            "logo": self.logo.value,
            "header": self.above.value,
            "footer": self.below.value,
            "language": list(self._languages)[self.language.choice.number - 1],
            "left_out": ",".join(_PARTS[int(digit) - 1].value for digit in self.without.value),
        }
        return {**given, "valid_from": self.since.value} if self.since.value else given

    def review_rows(self, kiosk: Kiosk, quote: ReceiptFormSet) -> Sequence[Row]:
        """What would change; the paper is laid out beside the screen too."""
        self._preview = previewed(kiosk, self.desk.caller(), quote.form)
        keys = _("3 on 32 columns, 4 on 48")
        if self.desk.offers("reprint"):
            keys = _("3 on 32 columns, 4 on 48; * prints it")
        return [*super().review_rows(kiosk, quote), (_("Preview"), keys)]

    # -- review ----------------------------------------------------------------------------

    def takes_two(self) -> bool:
        """Always: every paper says what it says."""
        return True

    def question(self) -> str:
        """What + does."""
        return _("Press + to set it.")

    def signs_for(self) -> str:
        """What customers get into their hands."""
        return _("All papers look otherwise from a day on.")

    def on_key(self, event: events.Key) -> None:
        """Shows or prints the preview from the review."""
        preview = self._preview
        if self.stage is Stage.REVIEW and preview is not None:
            if event.key in ("3", "4"):
                event.stop()
                self.app.push_screen(Paper(preview.narrow if event.key == "3" else preview.wide))
                return
            if event.key == "asterisk" and self.desk.offers("reprint"):
                event.stop()
                paper = msgspec.structs.replace(preview, printed=True)
                perform = partial(
                    PREVIEW_RECEIPT_FORM.perform, self.desk.kiosk, self.desk.caller(), paper
                )
                self.work(perform, self._printing, self.refuse)
                return
        super().on_key(event)

    def _printing(self, _paper: PreviewFormResult) -> None:
        self.desk.papers.wake()
        self.notice.say(Tone.NOTE, _("The sample goes to the printer. Nothing was changed."))
