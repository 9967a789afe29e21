"""`tapcard office report`: the same reports over all counters, of head office's own tables."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click

from app.commands.office_call import OfficeCall, with_office_call
from app.commands.report_making import (
    WantedReport,
    list_reports,
    make_report,
    report_options,
    require_makeable,
)


@click.command()
@report_options
@with_office_call
def report(call: OfficeCall, /, **options: Any) -> None:  # noqa: ANN401  as click gives them
    """Makes a report over all counters.

    Whether `serve` runs or not: it reads the tables on a connection of its own, as they were when
    it began. `tapcard office report --list` names all reports.
    """
    wanted = WantedReport(**options)
    if wanted.listing or wanted.name is None:
        list_reports(call)
        return
    require_makeable(wanted)
    from app.office.store.reading import reading_of

    settings = call.settings
    with closing(reading_of(settings.store)) as tables, tables.read() as db:
        make_report(call, db, settings.node, wanted, wanted.name)
