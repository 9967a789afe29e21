"""A tray that lies still: all that a demo's tray shows, and nothing that it does."""

from __future__ import annotations

from app.simulator.tray import TrayPaper
from app.simulator.tray_cards import TrayCard

LABELS = (
    "Tatu Said: in doubt",
    "Charo Hamisi: 3.272 m3 not in the meter yet",
    "Shehe Baraka: old card, superseded",
    "bank card",
    "card that does not answer",
    "blank card",
    "function card: transfer",
    "Mkoroshoni Secondary School: at home",
    "Amina Salim [old house]: at home",
    *(f"Water point {number}: at home" for number in range(1, 6)),
)
FUNCTION_CARD = LABELS.index("function card: transfer")
METERS = ("Amina Salim: 000020260001", "Water point 1: 000020260014", "new meter: 000020269003")


class ShownTray:
    """Fourteen cards, the first one on the reader."""

    @property
    def armed(self) -> bool:
        return True

    @property
    def cover_open(self) -> bool:
        return True

    def cards(self) -> list[TrayCard]:
        return [
            TrayCard(name=str(at), label=label, on_reader=at == 0)
            for at, label in enumerate(LABELS)
        ]

    def papers(self) -> list[TrayPaper]:
        return []

    def put(self, name: str) -> None: ...

    def pull(self) -> None: ...

    def pull_in_mid_write(self) -> None: ...

    def take_home(self, name: str) -> str:
        return name

    def meters_for(self, name: str) -> list[str]:
        return list(METERS) if name == str(FUNCTION_CARD) else []

    def take_to(self, name: str, meter: str) -> str:
        return f"{name} {meter}"

    def let_days_pass(self, days: int) -> str:
        return str(days)

    def open_cover(self) -> None: ...

    def close_cover(self) -> None: ...

    def put_new_roll(self) -> None: ...

    def take_paper_out(self) -> None: ...
