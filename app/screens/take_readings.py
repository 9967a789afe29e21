"""A file of readings comes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.dial_readings import Verdict
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.take_readings import TAKE_READINGS, TakeReadingsQuote, TakeReadingsResult
from app.screens.setting_form import SettingForm
from app.telling.dial_readings import faults_in_words
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_MOST_SHOWN = 6
"""Readings in doubt that have room in the review."""


class TakeReadings(SettingForm[TakeReadingsResult]):
    """Which file, and how it is read."""

    heading = _("Take readings in")
    help_lines = (
        _("The file of a round, filled; or another maker's with a mapping that says how it is"),
        _("read (docs/reading-rounds.md). The review counts what is accepted and what is not."),
        _("All of it is recorded at once; the same file once more changes nothing."),
        _("What became of each reading is written beside the file, as FILE.result.csv."),
    )
    operation: ClassVar = TAKE_READINGS

    def __init__(self) -> None:
        """Empty."""
        self.file = Field(_("File"), FieldKind.TEXT, id="file", longest=200)
        self.mapping = Field(
            _("Mapping"), FieldKind.TEXT, id="mapping", longest=200, hint=_("empty = our own form")
        )
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Both."""
        return (self.file, self.mapping)

    def texts(self) -> dict[str, str]:
        """What was typed; an empty mapping is none."""
        given = {"file": self.file.value, "mapping": self.mapping.value}
        return {name: value for name, value in given.items() if value or name == "file"}

    def review_rows(self, _kiosk: Kiosk, quote: TakeReadingsQuote) -> Sequence[Row]:
        """How many of what, and the first that are in doubt."""
        event = quote.event
        rows: list[Row] = [
            (_("Accepted"), str(event.accepted)),
            (_("Questioned"), str(event.questioned)),
            (_("Refused"), str(event.refused)),
            (_("Known already"), str(event.known)),
            (_("Not read"), str(event.unread)),
        ]
        if quote.look.taken is not None:
            rows.insert(0, (_("File"), _("taken in before: nothing would change")))
        doubtful = [
            one for one in quote.look.judged.readings if one.verdict is not Verdict.ACCEPTED
        ]
        rows += [(one.meter, faults_in_words(one.faults)) for one in doubtful[:_MOST_SHOWN]]
        if len(doubtful) > _MOST_SHOWN:
            rows.append((_("And more"), str(len(doubtful) - _MOST_SHOWN)))
        return rows

    def question(self) -> str:
        """What + does."""
        return _("Press + to record them.")
