"""What happened, what it means for the money, and what to do next."""

from __future__ import annotations

import enum

from rich.text import Text
from textual.widgets import Static


class Tone(enum.StrEnum):
    """How a notice is meant; its words say it too."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


class Notice(Static):
    """A few sentences in a box; hidden while there is nothing to say."""

    DEFAULT_CSS = """
    Notice {
        height: auto; padding: 0 2; margin: 0 2; display: none;
        &.-good { display: block; background: $good; color: $good-text; }
        &.-note { display: block; background: $note; color: $note-text; }
        &.-bad { display: block; background: $bad; color: $bad-text; }
    }
    """

    def __init__(self, id: str | None = None) -> None:
        """Nothing to say."""
        super().__init__("", id=id, markup=False)
        self.lines: tuple[str, ...] = ()

    def say(self, tone: Tone, *lines: str) -> None:
        """Shows sentences, the first one bold; empty ones are left out."""
        self.lines = tuple(line for line in lines if line)
        text = Text(self.lines[0], "bold") if self.lines else Text()
        for line in self.lines[1:]:
            text.append(f"\n{line}", "not bold")
        self.update(text)
        self.update_classes({f"-{each}": each is tone for each in Tone})

    def hush(self) -> None:
        """Hides it."""
        self.lines = ()
        self.update_classes({f"-{each}": False for each in Tone})
