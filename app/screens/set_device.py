"""Another reader, dialect, printer, width or backup path, from the next start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from app.domain.text import _
from app.ledger.events.ledger_life import DeviceChanged
from app.operations.set_device import SET_DEVICE, SetDeviceArguments
from app.screens.operation_screen import Finished
from app.screens.walking_form import WalkingForm
from app.settings.model import CHANGEABLE, EXPECTED
from app.telling.results import told
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind

_KEYS = tuple(Option(number, key) for number, key in enumerate(CHANGEABLE, start=1))


class SetDevice(WalkingForm[DeviceChanged]):
    """Which one, and its new value."""

    heading = _("Choose a device")
    help_lines = (
        _("Choose by digit what is to be changed, then type its new value as it stands in"),
        _("kiosk.toml; an empty one means none, or whatever reader there is."),
        _("It is checked, kept beside the ledger, recorded with its old value, and counts from"),
        _("the next start. A value that cannot be right is refused and nothing changes."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The choice is being kept.")
    done_words: str = _("The choice is kept")

    def __init__(self) -> None:
        """Two empty fields."""
        self.key = ChoiceField(_("What"), id="what", options=_KEYS)
        self.setting = Field(_("New value"), FieldKind.TEXT, id="value", longest=120)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """In the order in which one asks."""
        return (self.key, self.setting)

    def look(self) -> None:
        """There is nothing to look at."""

    def check(self, field: Field) -> None:
        """A key from the list."""
        if field is self.key:
            _chosen = self.key.choice

    def passed(self, field: Field) -> None:
        """Says what the value looks like."""
        if field is self.key:
            self.facts.show([(self.key.choice.name, EXPECTED[self.key.choice.name])])

    def filled(self) -> None:
        """Asks once more."""
        rows = [
            (_("What"), self.key.choice.name),
            (_("New value"), self.setting.value or _("none")),
        ]
        self.ask(rows, _("Press + to keep it. It counts from the next start."))

    def perform(self) -> Callable[[], Finished[DeviceChanged]]:
        """Keeps and records it."""
        kiosk, words, caller = self.desk.kiosk, self.desk.words, self.desk.caller()
        arguments = SetDeviceArguments(key=self.key.choice.name, value=self.setting.value)

        def kept() -> Finished[DeviceChanged]:
            result = SET_DEVICE.run(kiosk, caller, arguments)
            said = told(words, result)
            return Finished(result, said.headline, said.rows)

        return kept
