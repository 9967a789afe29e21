"""`tapcard report`: a statistical form as a table, CSV, workbook, PDF or paper."""

from __future__ import annotations

from typing import Any

import click

from app.commands.call import Call, with_call, with_training
from app.commands.report_making import (
    WantedReport,
    list_reports,
    make_report,
    report_options,
    require_makeable,
)


@click.command()
@report_options
@with_call
@with_training
def report(call: Call, /, **options: Any) -> None:  # noqa: ANN401  as click gives them
    """Makes a report: sales, tenders, shifts, arrears.

    While a counter has the ledger, of a snapshot from it: no sale waits. `tapcard report --list`
    names all reports, and by what each can be grouped.
    """
    wanted = WantedReport(**options)
    if wanted.listing or wanted.name is None:
        list_reports(call)
        return
    require_makeable(wanted)
    with call.view() as ledger, ledger.read() as reader:
        make_report(call, reader.db, ledger.node, wanted, wanted.name)
