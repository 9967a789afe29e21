"""An application that shows every stock widget and every colour of the table at once."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.theme import Theme
from textual.widgets import DataTable, Input, OptionList, Static
from textual.widgets.option_list import Option

from app.widgets.stock import STOCK_SHEET, use_whole_cells
from app.widgets.theme_colours import TEXTS

FOCUSABLE = ("#typed", "#empty", "#choices", "#rows")
_PAIRS = [(text, behind) for text, backgrounds in TEXTS.items() for behind in backgrounds]
_SENTENCES = "\n".join(
    f".{text}-on-{behind} {{ color: ${text}; background: ${behind}; border: solid ${text}; }}"
    for text, behind in _PAIRS
)


class ShowCase(App[None]):
    """Stock widgets in their states, and a sentence in each pair of colours, plain and bold."""

    CSS_PATH = [STOCK_SHEET]
    CSS = f"""
    Screen {{ color: $foreground; }}
    Input, OptionList {{ border: none; }}
    OptionList, DataTable {{ height: 4; }}
    #framed {{ border: solid $border; }}
    {_SENTENCES}
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.register_theme(theme)
        self.theme = theme.name

    def on_load(self) -> None:
        use_whole_cells()

    def compose(self) -> ComposeResult:
        yield Input("500", id="typed")
        yield Input(placeholder="nine digits", id="empty")
        yield Input("gone", disabled=True)
        yield OptionList(*_options(), id="choices")
        yield DataTable(id="rows", zebra_stripes=True, fixed_columns=1)
        yield Static("In a frame", id="framed")
        for text, behind in _PAIRS:
            yield Static(f"{text} [bold]{text}[/]", classes=f"{text}-on-{behind}")

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        table = self.query_one(DataTable)
        table.add_columns("Number", "Name")
        for number in range(9):
            table.add_row(str(number), "Amina Salim")


def _options() -> list[Option | None]:
    several = [Option(f"Choice {number}") for number in range(9)]
    return [several[0], None, Option("Not now", disabled=True), *several[1:]]
