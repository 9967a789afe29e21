"""A field in which a number chooses from a list; the name of what it chooses stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import set_cell_size
from textual.widgets import Input

from app.domain.errors import TapcardError
from app.domain.text import _
from app.widgets.field import Field, FieldKind

_COLUMNS = 2
_LINES = 8
_COLUMN_WIDTH = 37


class NotInList(TapcardError):
    """A number that chooses nothing."""

    code = "not_in_list"


@dataclass(frozen=True)
class Option:
    """Something to choose, and the number that chooses it."""

    number: int
    name: str

    def __str__(self) -> str:
        """As read in a list."""
        return f"{self.number}  {self.name}"


class ChoiceField(Field):
    """Left empty, it chooses the usual."""

    DEFAULT_CSS = """
    ChoiceField FieldInput { width: 8; }
    """

    def __init__(self, label: str, *, id: str, options: Sequence[Option] = ()) -> None:
        """``options``: known already, without a usual one; else see :meth:`offer`."""
        super().__init__(label, FieldKind.DIGITS, id=id, longest=5)
        self._called = label
        self.options: tuple[Option, ...] = tuple(options)
        self.usual: Option | None = None

    def offer(self, options: Sequence[Option], usual: int | None = None) -> None:
        """What there is to choose from; ``usual``: what an empty field means."""
        self.options = tuple(options)
        self.usual = next((one for one in options if one.number == usual), None)
        self._tell()

    @property
    def chosen(self) -> Option | None:
        """What the value chooses; None where it chooses nothing."""
        if not self.value:
            return self.usual
        return next((one for one in self.options if str(one.number) == self.value), None)

    @property
    def choice(self) -> Option:
        """What the value chooses. Raises NotInList."""
        chosen = self.chosen
        if chosen is None:
            raise NotInList(
                _("There is no {number} in the list.").format(number=self.value)
                if self.value
                else _("Nothing was chosen."),
                _("Type a number from the list."),
            )
        return chosen

    @property
    def listing(self) -> str:
        """All options in two columns, as many as have room."""
        room = _COLUMNS * _LINES
        shown = [str(one) for one in self.options[:room]]
        lines = -(-len(shown) // _COLUMNS) if len(shown) > _LINES else len(shown)
        rows = [
            "".join(set_cell_size(each, _COLUMN_WIDTH) for each in shown[at::lines]).rstrip()
            for at in range(lines)
        ]
        more = len(self.options) - room
        if more > 0:
            rows.append(_("and {count} more").format(count=more))
        return "\n".join(rows)

    def on_mount(self) -> None:
        """Says what empty means."""
        self._tell()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Says what the number chooses."""
        event.stop()
        self._tell()

    def _tell(self) -> None:
        hint = ""
        if self.value:
            hint = self.chosen.name if self.chosen else ""
        elif self.usual is not None:
            hint = _("empty = {name}").format(name=self.usual.name)
        self.relabel(self._called, hint)
