"""The field where it is typed what is handed over, and what is paid otherwise than in cash."""

from __future__ import annotations

from app.domain.sales import TenderKind
from app.domain.text import _
from app.widgets.field import Field, FieldKind

_ROOM = 24
"""Columns beside a field."""


class TenderField(Field):
    """Cash; * opens what a counter takes beside it."""

    def __init__(self, label: str, hint: str) -> None:
        """``hint``: what empty means while all is cash."""
        super().__init__(label, FieldKind.NUMBER, id="tendered", hint=hint, longest=14)
        self._called, self._empty = label, hint
        self.others: tuple[str, ...] = ()
        """As ``--tenders`` takes them."""
        self.takes: frozenset[TenderKind] | None = None
        """What this counter takes beside cash; None: nobody has asked yet."""

    @property
    def tendered(self) -> str | None:
        """Cash that was typed, where all is cash."""
        return None if self.others else self.value or None

    @property
    def tenders(self) -> str | None:
        """All that was typed, where not all is cash."""
        if not self.others:
            return None
        open_ended = any("=" not in one for one in self.others)
        cash = f"cash={self.value}" if self.value else "" if open_ended else "cash"
        return ",".join([*self.others, *([cash] if cash else [])])

    def told(self, takes: frozenset[TenderKind]) -> None:
        """Learns what this counter takes."""
        self.takes = takes
        self._tell()

    def take(self, other: str) -> None:
        """One more; empty: the last one does not count."""
        self.others = (*self.others, other) if other else self.others[:-1]
        self._tell()

    def forget(self) -> None:
        """Another price, another payment."""
        self.others = ()
        self._tell()

    def _tell(self) -> None:
        hint = self._empty
        if self.others:
            hint = self._told_short()
        elif self.takes:
            hint = _("* = not cash")
        self.relabel(self._called, hint)

    def _told_short(self) -> str:
        """``card 200 + mobile 100``, or only how many where that has no room."""
        named = " + ".join(one.partition(":")[0].replace("=", " ") for one in self.others)
        if len(named) <= _ROOM:
            return named
        return _("{count} not in cash").format(count=len(self.others))
