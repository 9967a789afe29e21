"""A form of several fields: Enter goes down, Esc and Up go up, and out of the first one.

Nothing that was typed is lost by going up, to the review or back from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.screens.operation_screen import OperationScreen, Stage
from app.widgets.choice_field import ChoiceField
from app.widgets.field import Field

Result = TypeVar("Result")


class WalkingForm(OperationScreen[Result], Generic[Result]):
    """An operation whose form is walked through."""

    def __init__(self) -> None:
        """At the first field."""
        super().__init__()
        self.options = Static("", id="options", markup=False)
        self._at: Field | None = None

    def body(self) -> ComposeResult:
        """As every operation's; below the form what its focused field offers to choose from."""
        yield from super().body()
        yield self.options

    # -- what a screen says of its form ----------------------------------------------------

    def check(self, field: Field) -> None:
        """Raises a TapcardError that says what is wrong with the value of a field."""

    def filled(self) -> None:
        """The last field was left by Enter, and no field's value is wrong."""
        raise NotImplementedError

    def passed(self, field: Field) -> None:
        """A field was left by Enter, its value is not wrong, and the next one has the focus."""

    # -- walking ---------------------------------------------------------------------------

    def submitted(self, field: Field | None) -> None:
        """Goes down one field; from the last one on, if no field is wrong."""
        if field is None or not self.right(field):
            return
        if self.next_or_submit(field):
            self.passed(field)
        elif all(self.right(one) for one in self.shown()):
            self.set_focus(None)  # what is typed until the answer comes belongs to no field
            self.filled()

    def right(self, field: Field) -> bool:
        """Whether a value can be gone on with; else the field complains and has the focus."""
        try:
            self.check(field)
        except TapcardError as error:
            complain(field, error)
            return False
        field.complain("")
        return True

    def shown(self) -> list[Field]:
        """The fields that can be seen at present."""
        return [field for field in self.fields() if field.display]

    def go_up(self) -> bool:
        """Goes up one field; False from the first one."""
        fields, here = self.shown(), self.here()
        at = fields.index(here) if here in fields else 0
        if at:
            fields[at - 1].take_focus()
        return at > 0

    def action_back(self) -> None:
        """Up one field, out of the first one; from the review into the form."""
        if self.stage is not Stage.FORM or not self.go_up():
            super().action_back()

    def on_key(self, event: events.Key) -> None:
        """Up and Down walk too; Down only over what is not wrong."""
        if self.stage is not Stage.FORM or event.key not in ("up", "down"):
            return
        event.stop()
        if event.key == "up":
            self.go_up()
        elif (here := self.here()) is not None and here is not self.shown()[-1]:
            self.submitted(here)

    def here(self) -> Field | None:
        """The field that has the focus, or had it last.

        Word of a change of focus comes late: until then the field that it names is not this one.
        """
        if self.focused is None:
            return self._at
        return field_around(self.focused, self.fields()) or self._at

    def start_at(self, field: Field) -> None:
        """The form opens here when it opens the next time."""
        self._at = field

    def _next_field(self) -> Field:
        at = self._at
        return at if at is not None and at.display else super()._next_field()

    # -- choosing --------------------------------------------------------------------------

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Shows what the field offers, if it does."""
        self._at = field_around(event.widget, self.fields())
        self.tell_options()

    def tell_options(self) -> None:
        """Shows the options of the focused field."""
        offers = self._at.listing if isinstance(self._at, ChoiceField) else ""
        self.options.update(offers)
        self.options.set_class(bool(offers), "-shown")


def field_around(widget: Widget, fields: Iterable[Field]) -> Field | None:
    """The field whose input has the focus."""
    return next((field for field in fields if field.input is widget), None)


def complain(field: Field, error: TapcardError) -> None:
    """Says under a field what is wrong with it, and what to do."""
    field.complain(f"{error.message} {error.remedy}".strip())
