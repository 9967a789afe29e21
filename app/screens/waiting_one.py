"""A refusal, or an event that cannot be read yet: all that is known of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from app.domain.errors import TapcardError
from app.domain.identity import kiosk_name
from app.domain.permissions import Permission
from app.domain.text import _
from app.office.administration import AskQuarantine
from app.office.store.rows import Quarantined, Refusal
from app.screens.keys import bindings
from app.screens.office_screen import OfficeScreen
from app.telling.words import Row
from app.widgets.notice import Notice, Tone
from app.widgets.rows import Rows


class WaitingOne(OfficeScreen[None]):
    """Nothing can be decided about it."""

    heading = _("What waits for people")
    help_lines = (
        _("A refused request changed nothing; a kiosk sends again what it has. Many"),
        _("refusals of one kiosk mean that somebody tries something, or that its clock"),
        _("or key is wrong. An event that cannot be read is kept. A newer version reads"),
        _("it; + tries at once."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(replace(key, description=_("Try again")) for key in bindings("confirm"))
    ]

    def __init__(self, thing: Refusal | Quarantined) -> None:
        """``thing``: what is shown."""
        super().__init__()
        self._thing = thing
        self.facts = Rows(id="file")
        self.notice = Notice(id="notice")

    def body(self) -> ComposeResult:
        """Its figures, and what became of another try."""
        yield self.facts
        yield self.notice

    def on_mount(self) -> None:
        """Shows them."""
        self.facts.show(_rows(self._thing))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what could not be read is tried again."""
        if action == "confirm":
            may = Permission.EXCEPTIONS in self.desk.rights
            return may and isinstance(self._thing, Quarantined)
        return super().check_action(action, parameters)

    def action_confirm(self) -> None:
        """Tries all of them once more."""
        self.notice.say(Tone.NOTE, _("One moment ..."))
        again = AskQuarantine(again=True)
        self.work(lambda: self.do(again, list[Quarantined]), self._tried, self._refused)

    def _tried(self, left: list[Quarantined]) -> None:
        ids = {one.id for one in left}
        if isinstance(self._thing, Quarantined) and self._thing.id in ids:
            self.notice.say(Tone.NOTE, _("This version cannot read it either. It is kept."))
        else:
            self.notice.say(Tone.GOOD, _("It was read, and counts now."))

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)


def _rows(thing: Refusal | Quarantined) -> list[Row]:
    if isinstance(thing, Quarantined):
        return [
            (_("Kiosk"), kiosk_name(thing.id.node)),
            (_("Event"), str(thing.id)),
            (_("Since"), _moment(thing.since)),
            (_("Why"), thing.reason),
        ]
    return [
        (_("Kiosk"), kiosk_name(thing.node)),
        (_("Refused"), thing.detail),
        (_("Times"), str(thing.times)),
        (_("First"), _moment(thing.first_at)),
        (_("Last"), _moment(thing.last_at)),
        (_("Code"), thing.code),
    ]


def _moment(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds // 1000, tz=UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
