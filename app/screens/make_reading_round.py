"""A reading round goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.make_reading_round import (
    MAKE_READING_ROUND,
    ReadingRoundResult,
    RoundQuote,
)
from app.operations.round_files import RoundForm
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class MakeReadingRound(SettingForm[ReadingRoundResult]):
    """Region, readers, form, folder."""

    heading = _("Make a reading round")
    help_lines = (
        _("All meters of the region, and of those inside it, in the order in which one walks."),
        _("Names of readers with commas between them: each gets a file and a part of the way."),
        _("The folder may be a stick. Each file is written whole, or not at all."),
        _("The files show addresses and no names of customers. Nothing is printed."),
    )
    operation: ClassVar = MAKE_READING_ROUND
    writing_below: str = _("The files are being written.")

    def __init__(self) -> None:
        """Empty."""
        self.place = Field(_("Region"), FieldKind.DIGITS, id="region", longest=5)
        self.readers = Field(_("Readers"), FieldKind.TEXT, id="readers", longest=200)
        self.written_as = ChoiceField(
            _("Form"),
            id="form",
            options=[Option(at, one.value) for at, one in enumerate(RoundForm, start=1)],
        )
        self.folder = Field(_("Folder"), FieldKind.TEXT, id="folder", longest=200)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Where, who, how, whereto."""
        return (self.place, self.readers, self.written_as, self.folder)

    def check(self, field: Field) -> None:
        """A form is chosen from the list."""
        if field is self.written_as:
            _chosen = self.written_as.choice

    def texts(self) -> dict[str, str]:
        """As typed."""
        return {
            "region": self.place.value,
            "readers": self.readers.value,
            "form": self.written_as.choice.name,
            "folder": self.folder.value,
        }

    def review_rows(self, _kiosk: Kiosk, quote: RoundQuote) -> Sequence[Row]:
        """What would be written."""
        return [
            (_("Meters"), str(quote.made.meters)),
            (_("Readers"), ", ".join(quote.made.readers)),
            (_("Files"), f"{len(quote.made.readers)} {quote.form.value}"),
            (_("Folder"), quote.folder),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to write them.")
