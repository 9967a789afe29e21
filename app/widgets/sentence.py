"""One large sentence that nobody can overlook: leave the card; take the card."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static


class Sentence(Static):
    """Fills its place with one sentence, and perhaps a smaller one below."""

    DEFAULT_CSS = """
    Sentence {
        height: 7; margin: 1 2; content-align: center middle; text-align: center;
        background: $accent; color: $accent-text; border: heavy $accent-text;
        &.-calm { background: $good; color: $good-text; border: heavy $good-text; }
    }
    """

    def __init__(self, id: str | None = None) -> None:
        """Empty."""
        super().__init__("", id=id, markup=False)
        self.words = ""

    def say(self, words: str, below: str = "", *, calm: bool = False) -> None:
        """Shows a sentence; ``calm``: it is over, nothing can go wrong any more."""
        self.words = words
        text = Text(words.upper(), "bold")
        if below:
            text.append(f"\n\n{below}", "not bold")
        self.set_class(calm, "-calm")
        self.update(text)
