"""What `tapcard report` and `tapcard office report` share: their options, and how it is told."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import click

from app.commands.speaking import say
from app.domain.text import _

if TYPE_CHECKING:
    from peewee import Database

    from app.domain.identity import Node
    from app.reports.running import Running
    from app.reports.watch import Watch

_TABLE, _CSV, _XLSX, _PDF, _PAPER_32, _PAPER_48 = (
    "table",
    "csv",
    "xlsx",
    "pdf",
    "paper32",
    "paper48",
)
_FILES = (_XLSX, _PDF)
_WIDTHS = {_PAPER_32: 32, _PAPER_48: 48}
_QUIET_SECONDS = 1
"""A report that is done by then tells no progress."""


class WantedReport(NamedTuple):
    """As typed; without a name the list of all is wanted."""

    name: str | None
    listing: bool
    since: date | None
    until: date | None
    by: str
    account: str
    form: str
    out: Path | None


class Told(Protocol):
    """Whatever call a command is given."""

    as_json: bool

    def tell(self, figures: dict[str, object], lines: list[str], /) -> None:
        """Prints JSON, or lines for people."""


class _Day(click.ParamType[date]):
    name = "date"

    def convert(
        self,
        value: str | date,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(_("{text} is no day such as 2026-11-30.").format(text=value), param, ctx)


_OPTIONS = (
    click.option("--list", "listing", is_flag=True, help=_("Name all reports.")),
    click.option("--from", "since", type=_Day(), help=_("First day; else the month so far.")),
    click.option("--to", "until", type=_Day(), help=_("Last day.")),
    click.option("--by", default="", help=_("By what its rows are grouped.")),
    click.option("--account", default="", help=_("Whose: for a report about one account.")),
    click.option(
        "--format",
        "form",
        type=click.Choice([_TABLE, _CSV, _XLSX, _PDF, _PAPER_32, _PAPER_48]),
        default=_TABLE,
        show_default=True,
        help=_("What it is written as."),
    ),
    click.option("--out", type=click.Path(path_type=Path), help=_("File to write it to.")),
    click.argument("name", required=False),
)


def report_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of :class:`WantedReport`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def require_makeable(wanted: WantedReport) -> None:
    """Raises UsageError for a file without a place."""
    if wanted.name is not None and wanted.form in _FILES and wanted.out is None:
        raise click.UsageError(_("Say where to write it: --out FILE."))


def make_report(call: Told, db: Database, node: Node, wanted: WantedReport, name: str) -> None:
    """Makes it of these tables, which are those of ``node``. Raises BadReport."""
    from app.reports.asked import asked
    from app.reports.catalogue import report_named
    from app.reports.running import Running

    today = _now(db).date()
    which = asked(wanted.since, wanted.until, wanted.by, today, wanted.account.strip())
    running = Running(db, report_named(name), which, _watch())
    if call.as_json:
        _tell(call, running)
    elif wanted.out is None:
        for line in _lines(running, wanted.form, db, node):
            click.echo(line)
    else:
        _write(running, wanted.form, wanted.out, db, node)
        say(_("{file}: {count} rows.").format(file=wanted.out, count=running.count), err=True)


def list_reports(call: Told) -> None:
    """Names all of them."""
    from app.reports.catalogue import REPORTS

    figures = {
        one.name: {"title": one.title, "by": one.by, "of_account": one.of_account}
        for one in REPORTS.values()
    }
    lines = []
    for one in REPORTS.values():
        by = f"  --by {'|'.join(one.by)}" if one.by else ""
        of = "  --account NUMBER" if one.of_account else ""
        lines += [f"{one.name}{by}{of}", f"    {one.about}"]
    call.tell({"reports": figures}, lines)


def _now(db: Database) -> datetime:
    from app.ledger.queries import settings

    return datetime.now(UTC).astimezone(ZoneInfo(settings.time_zone(db)))


def _tell(call: Told, running: Running) -> None:
    names = [column.name for column in running.columns]
    rows = [dict(zip(names, row, strict=True)) for row in running]
    totals = running.totals
    figures: dict[str, object] = {
        "report": running.report.name,
        "from": running.asked.since.isoformat(),
        "to": running.asked.until.isoformat(),
        "by": running.asked.by,
        "account": running.asked.account,
        "rows": rows,
        "totals": None if totals is None else dict(zip(names, totals, strict=True)),
    }
    call.tell(figures, [])


def _lines(running: Running, form: str, db: Database, node: Node) -> list[str]:
    """What is printed."""
    if form == _CSV:
        from io import StringIO

        from app.reports.formats.csv_file import write_csv

        text = StringIO()
        write_csv(running, text)
        return text.getvalue().splitlines()
    if form in _WIDTHS:
        from app.printing.elements import paper_text
        from app.printing.layout import layout
        from app.reports.formats.paper import slip_of

        slip = slip_of(running, db, node, _now(db))
        return paper_text(layout(slip, _WIDTHS[form]), _WIDTHS[form]).splitlines()
    from app.reports.formats.table import table_lines

    return list(table_lines(running))


def _write(running: Running, form: str, out: Path, db: Database, node: Node) -> None:
    from app.domain.file_forms import FileForm
    from app.reports.formats.written import whole_or_not_at_all, write_report

    if form in list(FileForm):
        write_report(running, FileForm(form), out)
        return
    text = "\n".join(_lines(running, form, db, node))
    whole_or_not_at_all(out, lambda path: _write_text(path, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def _watch() -> Watch:
    """Tells on a terminal how far a report is, once it takes long, and that it goes on."""
    from app.reports.watch import Watch

    progress = _Progress()
    return Watch(told=progress.tell, goes_on=progress.go_on)


class _Progress:
    """A line that is written over."""

    def __init__(self) -> None:
        """Nothing stands there yet."""
        self._began = time.monotonic()
        self._percent = 0
        self._told = 0

    def tell(self, done: int, of: int) -> None:
        """So many pieces of so many are done."""
        if of > 1:
            self._percent = done * 100 // of
            self._write("\n" if done == of else "")

    def go_on(self) -> None:
        """Once a second: a piece may take long."""
        if int(time.monotonic() - self._began) != self._told:
            self._write("")

    def _write(self, end: str) -> None:
        self._told = int(time.monotonic() - self._began)
        if sys.stderr.isatty() and time.monotonic() - self._began > _QUIET_SECONDS:
            click.echo(f"\r{self._percent:3d} % {self._told} s{end}", err=True, nl=False)
