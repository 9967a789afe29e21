"""Draws the pictures of README and docs into docs/pictures: ``make pictures``.

They show real screens of a real counter over virtual cards and a set clock: the same program
draws the same files.
"""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app.simulator.paper import PrintedDocument
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.screens.drawing import drawing
from tests.screens.gallery import PAGES
from tests.screens.gallery.page import AT_HOME
from tests.screens.scenes import scene
from tests.screens.spooled import printed

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

SCREENS = {
    "menu": ("menu", "dark"),
    "prepayment-review": ("prepayment-with-change", "dark"),
    "take-the-card": ("prepayment-done", "dark"),
    "prepayment-review-console": ("prepayment-with-change", "console"),
    "settle": ("settle-review", "dark"),
    "prepayment-several": ("several-review", "dark"),
    "read-card-several": ("several-read", "dark"),
    "function-card": ("function-card-review", "dark"),
    "tray-transfer": ("tray-transfer", "dark"),
    "report-table": ("report-table", "dark"),
    "report-sales-per-day": ("report-plot-days", "dark"),
    "report-tiers": ("report-plot-tiers", "dark"),
    "report-24-months": ("account-months", "dark"),
    "head-office-kiosks": ("fleet", "dark"),
    "head-office-kiosk": ("fleet-kiosk", "dark"),
}
"""Page of the gallery and theme, by picture."""

INTERRUPTIONS = (
    "prepayment-pulled-at-look",
    "prepayment-pulled-in-form",
    "prepayment-swapped",
    "prepayment-unplugged",
    "prepayment-pulled-amid",
    "refund-pulled-amid",
    "prepayment-without-paper",
    "prepayment-killed",
)
"""Scenes, each a picture of its own name."""

RECEIPT = "receipt.png"
Z_REPORT = "z-report.png"


async def drawn(name: str) -> str:
    """A picture of SCREENS or INTERRUPTIONS as SVG, 80 columns by 24 rows."""
    if name in INTERRUPTIONS:
        return await scene(name)
    page, theme = SCREENS[name]
    async with PAGES[page].open((80, 24), theme) as eyes:
        return drawing(eyes.app)


def receipt() -> bytes:
    """The paper of a sale, 48 columns, as PNG."""
    with TemporaryDirectory() as folder, AT_HOME(Path(folder)) as case:
        case.counter.put(case.card)
        case.counter.do("prepay", amount="500", tendered="1000")
        return png(printed(case.counter)[-1])


def z_report() -> bytes:
    """The paper that ends a shift which gave its drawer away and was five short, as PNG."""
    with TemporaryDirectory() as folder, AT_HOME(Path(folder)) as case:
        counter = case.counter
        for kind in ("card", "mobile"):
            counter.do("set-tender-kind", by=ADMINISTRATOR, kind=kind, taken="yes")
        counter.put(case.card)
        counter.do("prepay", amount="500", tenders="card=200:482913,mobile=100:QGH7SK61SU,cash=300")
        counter.do("drop-cash", bag="B-1", counted="500x1")
        counter.do("open-drawer", reason="to change a note")
        counter.do("count-drawer", counted="1000x1,500x1,100x1,50x1,20x2,4.96x1")
        counter.do(
            "hand-over-drawer",
            to=str(SUPERVISOR),
            second=SUPERVISOR,
            counted="1000x1,500x1,100x1,50x1,20x2,4.96x1",
        )
        return png(printed(counter)[-2])


def png(paper: PrintedDocument) -> bytes:
    """A paper, as a file."""
    kept = io.BytesIO()
    paper.image().quantize(16).save(kept, "PNG", optimize=True)
    return kept.getvalue()


async def draw() -> None:
    """All of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in (*SCREENS, *INTERRUPTIONS):
        (FOLDER / f"{name}.svg").write_text(await drawn(name), "utf-8")
    (FOLDER / RECEIPT).write_bytes(receipt())
    (FOLDER / Z_REPORT).write_bytes(z_report())


if __name__ == "__main__":
    asyncio.run(draw())
    sys.stdout.write(f"{FOLDER.relative_to(Path.cwd())}: drawn\n")
