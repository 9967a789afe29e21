"""One page of the first start: fields that are walked through, each checked when it is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.screens.counter_screen import CounterScreen
from app.screens.first_start_draft import Draft
from app.screens.walking_form import complain, field_around
from app.widgets.field import Field, FieldKind

if TYPE_CHECKING:
    from app.screens.first_start_app import FirstStartApp


class Missing(TapcardError):
    """A field that may not stay empty, or may not stay as it is."""

    code = "missing"


@dataclass(frozen=True)
class Entry:
    """A field of a page."""

    name: str
    """As in the draft."""
    label: str
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    longest: int = 60
    check: Callable[[Draft], object] | None = None
    """Raises a TapcardError that says what is wrong with the value."""


class FirstStartPage(CounterScreen[None]):
    """Nothing is made before the last page; going back and forth loses nothing."""

    lead: ClassVar[str] = ""
    """A sentence above the fields."""
    entries: ClassVar[Sequence[Entry]] = ()
    help_lines = (
        _("Enter goes from field to field and on to the next page."),
        _("Esc goes up, and back to the page before. Nothing typed is lost."),
        _("Nothing is made before you confirm the last page."),
    )

    def __init__(self, draft: Draft) -> None:
        """Shows what was typed before."""
        super().__init__()
        self.draft = draft
        self.form = {entry.name: _field(entry, draft) for entry in self.entries}
        self._at: Field | None = None

    def body(self) -> ComposeResult:
        """A sentence and the fields."""
        yield Static(self.lead, id="lead", markup=False)
        with Vertical(id="form"):
            yield from self.form.values()

    @property
    def start(self) -> FirstStartApp:
        """The program."""
        return cast("FirstStartApp", self.app)

    def on_mount(self) -> None:
        """Begins at the top."""
        next(iter(self.form.values())).take_focus()

    # -- walking ---------------------------------------------------------------------------

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remembers where one is."""
        self._at = field_around(event.widget, self.form.values())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keeps every character."""
        field = field_around(event.input, self.form.values())
        if field is not None and field.id is not None:
            self.draft.values[field.id] = field.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """On to the next field; from the last one to the next page, if nothing is wrong."""
        event.stop()
        at = self._place()
        if not self._right(self.entries[at]) or not self.passed(self.entries[at]):
            return
        if at + 1 < len(self.entries):
            self._field(at + 1).take_focus()
        elif all(self._right(entry) for entry in self.entries):
            self.filled()

    def passed(self, _entry: Entry) -> bool:
        """Whether one goes on to what follows a field that is right."""
        return True

    def filled(self) -> None:
        """All fields are right."""
        self.start.turn(1)

    def on_key(self, event: events.Key) -> None:
        """Up goes up."""
        if event.key == "up" and self._place():
            event.stop()
            self._field(self._place() - 1).take_focus()

    def action_back(self) -> None:
        """Up one field; from the first one to the page before."""
        if self._place():
            self._field(self._place() - 1).take_focus()
        else:
            self.start.turn(-1)

    def _place(self) -> int:
        """Word of a change of focus comes late: what has the focus goes before what had it."""
        fields = list(self.form.values())
        here = field_around(self.focused, fields) if self.focused else self._at
        return fields.index(here) if here in fields else 0

    def _field(self, at: int) -> Field:
        return self.form[self.entries[at].name]

    def _right(self, entry: Entry) -> bool:
        field = self.form[entry.name]
        field.complain("")
        try:
            if entry.check is not None:
                entry.check(self.draft)
        except TapcardError as error:
            complain(field, error)
            return False
        return True


def _field(entry: Entry, draft: Draft) -> Field:
    field = Field(
        entry.label,
        entry.kind,
        id=entry.name,
        hint=entry.hint,
        value=draft.get(entry.name),
        longest=entry.longest,
    )
    field.set_class(entry.kind is FieldKind.TEXT and not entry.hint, "-wide")
    return field


def needed(name: str) -> Callable[[Draft], None]:
    """A check that a field is not empty."""

    def check(draft: Draft) -> None:
        if not draft.get(name):
            raise Missing(_("This may not stay empty."), "")

    return check
