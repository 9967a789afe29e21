"""Reports by keys: from the menu to the purchase behind a figure, sorted, written, given up."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Event

import openpyxl
import pytest
from peewee import Database

from app.domain.text import _
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Column, ColumnKind, Row
from app.reports.report import Report
from app.reports.watch import Watch
from app.screens.ask_report import AskReport
from app.screens.event import EventPage
from app.screens.inquiry import Inquiry
from app.screens.lock import Lock
from app.screens.menu import Menu
from app.screens.prepayment import Prepayment
from app.screens.purchases_behind import PurchasesBehind
from app.screens.report_table import ReportTable
from app.screens.reports import Reports
from app.screens.write_report import WriteReport
from tests.counter import CASHIER, PIN, SUPERVISOR, Counter
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.screens.gallery.two_years import two_years
from tests.screens.jobs import Case
from tests.screens.spooled import printed


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with two_years(tmp_path) as one:
        yield one


async def asking(who: Hands, report: str, operator: int = SUPERVISOR) -> None:
    """In front of the question of a report."""
    await who.sign_in(operator)
    await who.press("6", "6")
    await who.on(Reports)
    at = list(REPORTS).index(report)
    await who.press(*["0"] * (at // 9), str(at % 9 + 1))
    await who.on(AskReport)


async def made(who: Hands, report: str, *answers: str) -> None:
    """A report on the screen; ``answers``: first day, last day, number of the grouping."""
    await asking(who, report)
    for answer in answers:
        await who.types(answer)
        await who.press("down")
    await who.press("enter")
    await who.on(ReportTable)
    await who.sees("+ prints")


async def cells(who: Hands) -> list[list[str]]:
    """Every row that the screen shows, the sums last: what stands below the line of each head."""
    columns = []
    for _column in who.screen.table.figures.heads:
        lines = who.text().split("\n")
        at = next(at for at, line in enumerate(lines) if set(line) == {" ", "─"})
        left, right = lines[at].index("─"), lines[at].rindex("─") + 1
        column = [line[left:right].strip() for line in lines[at + 1 :]]
        below = next(at for at, cell in enumerate(column) if cell.startswith("─"))
        columns.append([*column[:below], column[below + 1]])
        await who.press("full_stop")  # the next one; after the last one the first
    return [list(row) for row in zip(*columns, strict=True)]


async def test_from_the_menu_to_the_purchase_behind_a_figure_and_back(case: Case) -> None:
    async with hands(case.counter) as supervisor:
        await made(supervisor, "sales")
        assert "Change" not in supervisor.text()
        await supervisor.press("right", "right", "right", "asterisk")
        await supervisor.sees("▼ Volume")
        await supervisor.sees(">1  2028-11-18 ")
        await supervisor.press("1")
        await supervisor.on(PurchasesBehind)
        await supervisor.sees("Sales: 2028-11-18 water")
        await supervisor.press("1")
        await supervisor.on(EventPage)
        await supervisor.sees("Purchase paid")
        await supervisor.press("escape", "escape")
        await supervisor.on(ReportTable)
        await supervisor.press("asterisk")
        await supervisor.sees("▲ Volume")
        assert ">1  2028-11-18" not in supervisor.text()
        await supervisor.press(*["full_stop"] * 6)
        await supervisor.sees("Change")
        await supervisor.press("full_stop", "asterisk")
        await supervisor.sees("Day ▲")
        await supervisor.sees(">1  2028-11-01 ")
        for screen in (AskReport, Reports, Inquiry, Menu):
            await supervisor.press("escape")
            await supervisor.on(screen)


async def test_only_those_who_may_see_reports_are_shown_any(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in(CASHIER)
        await cashier.press("6")
        await cashier.on(Inquiry)
        assert "Reports" not in cashier.text()
        await cashier.press("6")
        await cashier.on(Inquiry)


async def test_what_cannot_be_meant_is_said_where_it_was_typed(desk: Counter) -> None:
    async with hands(desk) as supervisor:
        await asking(supervisor, "tiers")
        await supervisor.types("20261203")
        await supervisor.press("down")
        await supervisor.types("20261201")
        await supervisor.press("enter")
        await supervisor.on(AskReport)
        await supervisor.reads("The last day, 2026-12-01, comes before the first, 2026-12-03.")
        await supervisor.types("9")
        await supervisor.press("enter")
        await supervisor.reads("202612019 is no day.")
        await supervisor.press(*["backspace"] * 2, "9", "enter")
        await supervisor.on(ReportTable)
        await supervisor.sees("There is nothing of these days.")
        await supervisor.press("plus", "2")
        await supervisor.types("1")
        await supervisor.press("enter")
        await supervisor.types("/no/such/stick")
        await supervisor.press("enter")
        await supervisor.reads("There is no folder /no/such/stick.")


async def test_files_and_paper_have_the_figures_of_the_screen(case: Case, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    async with hands(case.counter) as supervisor:
        await made(supervisor, "sales-by")
        shown = await cells(supervisor)
        for form in ("2", "3"):
            await supervisor.press("plus", "2")
            await supervisor.on(WriteReport)
            await supervisor.types(form)
            await supervisor.press("enter")
            await supervisor.hammers(str(stick))
            await supervisor.press("enter")
            await supervisor.reads("is written.")
            await supervisor.press("enter")
            await supervisor.on(ReportTable)
        await supervisor.press("plus", "3")
        await supervisor.sees("Press + to print it.")
        await supervisor.press("plus")
        await supervisor.sees("GOES TO THE PRINTER")
    assert [row[0] for row in shown] == ["12", "20", "Total"]
    book, sheets = sorted(stick.iterdir(), reverse=True)
    assert book.name == "sales-by-operator-2028-11-01-2028-11-27.xlsx"
    assert in_workbook(book, shown) == shown
    lines = in_pdf(sheets)
    paper = printed(case.counter)[-1].text
    for row in shown:
        assert [word for cell in row for word in cell.split()] in lines
        assert all(cell in paper for cell in row)


def in_workbook(file: Path, shown: list[list[str]]) -> list[list[str]]:
    """Its rows as another program reads them, with as many decimals as the screen shows."""
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    rows = sheet.iter_rows(min_row=5, values_only=True)
    return [
        [_said(cell, text) for cell, text in zip(found, row, strict=True)]
        for found, row in zip(rows, shown, strict=True)
    ]


def _said(cell: object, text: str) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    places = Decimal(1).scaleb(-len(text.partition(".")[2]))
    return str(Decimal(str(cell)).quantize(places))


def in_pdf(file: Path) -> list[list[str]]:
    """The words of its lines as another program reads them."""
    read = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return [line.split() for line in read.stdout.splitlines()]


class TestALongReport:
    """One that never ends by itself."""

    @pytest.fixture
    def given_up(self, monkeypatch: pytest.MonkeyPatch) -> Event:
        ended = Event()
        columns = (Column("n", _("Number"), ColumnKind.COUNT),)
        endless = Report(
            name="sales",
            title="Endless",
            about="",
            columns=lambda _which: columns,
            rows=partial(_endless, ended),
        )
        monkeypatch.setitem(REPORTS, "sales", endless)
        return ended

    async def test_shows_how_far_it_is_and_ends_by_escape(
        self, desk: Counter, given_up: Event
    ) -> None:
        async with hands(desk) as supervisor:
            await asking(supervisor, "sales")
            await supervisor.press("enter")
            await supervisor.on(ReportTable)
            await supervisor.sees("25 % are done. Esc gives it up.")
            assert not given_up.is_set()
            await supervisor.press("escape")
            await supervisor.on(AskReport)
            assert given_up.wait(5)

    async def test_keeps_nobody_from_selling(
        self, desk: Counter, household: Household, given_up: Event
    ) -> None:
        card = household.at_home()
        async with hands(desk) as supervisor:
            await asking(supervisor, "sales")
            await supervisor.press("enter")
            await supervisor.sees("25 % are done.")
            await supervisor.press("f12")
            await supervisor.on(Lock)
            await supervisor.press("enter", "minus", "minus")
            await supervisor.types(str(CASHIER))
            await supervisor.press("enter")
            await supervisor.types(PIN)
            assert not given_up.is_set(), "it goes on while the counter is locked"
            await supervisor.press("enter")
            await supervisor.on(Menu)
            await supervisor.put(card)
            await supervisor.on(Prepayment)
            await supervisor.sees("Amina Salim")
            assert given_up.wait(5), "who takes over the counter has not asked for it"


def _endless(ended: Event, _db: Database, _which: Asked, watch: Watch) -> Iterator[Row]:
    pause = Event()
    try:
        while True:
            watch.step(1, 4)
            pause.wait(0.01)
            yield from ()
    finally:
        ended.set()
