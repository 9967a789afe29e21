"""`tapcard report`: a statistical form as a table, CSV, workbook, PDF or paper."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from app.commands.call import Call, with_call, with_training
from app.commands.speaking import say
from app.domain.text import _

if TYPE_CHECKING:
    from app.kiosk import Reader
    from app.ledger.readable import Readable
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


@click.command()
@click.option("--list", "listing", is_flag=True, help=_("Name all reports."))
@click.option("--from", "since", type=_Day(), help=_("First day; else the month so far."))
@click.option("--to", "until", type=_Day(), help=_("Last day."))
@click.option("--by", default="", help=_("By what its rows are grouped."))
@click.option("--account", default="", help=_("Whose: for a report about one account."))
@click.option(
    "--format",
    "form",
    type=click.Choice([_TABLE, _CSV, _XLSX, _PDF, _PAPER_32, _PAPER_48]),
    default=_TABLE,
    show_default=True,
    help=_("What it is written as."),
)
@click.option("--out", type=click.Path(path_type=Path), help=_("File to write it to."))
@click.argument("name", required=False)
@with_call
@with_training
def report(
    call: Call,
    name: str | None,
    *,
    listing: bool,
    since: date | None,
    until: date | None,
    by: str,
    account: str,
    form: str,
    out: Path | None,
) -> None:
    """Makes a report: sales, tenders, shifts, arrears.

    While a counter has the ledger, of a snapshot from it: no sale waits. `tapcard report --list`
    names all reports, and by what each can be grouped.
    """
    if listing or name is None:
        _list(call)
        return
    if form in _FILES and out is None:
        raise click.UsageError(_("Say where to write it: --out FILE."))
    from app.reports.asked import asked
    from app.reports.catalogue import report_named
    from app.reports.running import Running

    chosen = report_named(name)
    with call.view() as ledger, ledger.read() as reader:
        which = asked(since, until, by, _now(reader).date(), account.strip())
        running = Running(reader.db, chosen, which, _watch())
        if call.as_json:
            _tell(call, running)
        elif out is None:
            for line in _lines(running, form, ledger, reader):
                click.echo(line)
        else:
            _write(running, form, out, ledger, reader)
            say(_("{file}: {count} rows.").format(file=out, count=running.count), err=True)


def _list(call: Call) -> None:
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


def _now(reader: Reader) -> datetime:
    from app.ledger.queries import settings

    return datetime.now(UTC).astimezone(ZoneInfo(settings.time_zone(reader.db)))


def _tell(call: Call, running: Running) -> None:
    names = [column.name for column in running.columns]
    rows = [dict(zip(names, row, strict=True)) for row in running]
    totals = running.totals
    figures = {
        "report": running.report.name,
        "from": running.asked.since.isoformat(),
        "to": running.asked.until.isoformat(),
        "by": running.asked.by,
        "account": running.asked.account,
        "rows": rows,
        "totals": None if totals is None else dict(zip(names, totals, strict=True)),
    }
    call.tell(figures, [])


def _lines(running: Running, form: str, ledger: Readable, reader: Reader) -> list[str]:
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

        slip = slip_of(running, reader.db, ledger.node, _now(reader))
        return paper_text(layout(slip, _WIDTHS[form]), _WIDTHS[form]).splitlines()
    from app.reports.formats.table import table_lines

    return list(table_lines(running))


def _write(running: Running, form: str, out: Path, ledger: Readable, reader: Reader) -> None:
    from app.domain.file_forms import FileForm
    from app.reports.formats.written import whole_or_not_at_all, write_report

    if form in list(FileForm):
        write_report(running, FileForm(form), out)
        return
    text = "\n".join(_lines(running, form, ledger, reader))
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
