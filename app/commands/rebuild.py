"""`tapcard rebuild`: the tables, computed anew from the journal."""

from __future__ import annotations

import sys

import click

from app.commands.call import Call, with_call, with_training
from app.commands.outcome import EXIT_LEDGER
from app.commands.speaking import say
from app.domain.text import _
from app.ledger.rebuild import compare_tables, rebuild_tables


@click.command()
@click.option("--check", is_flag=True, help=_("Only compare: change nothing."))
@with_call
@with_training
def rebuild(call: Call, *, check: bool) -> None:
    """Computes all tables from the journal.

    And puts them in place, or with --check only compares.
    """
    differences = []
    if check:
        with call.view() as seen:
            differences = compare_tables(seen)
    else:
        with call.ledger() as ledger:
            rebuild_tables(ledger)
    lines = [] if differences else [_("All tables are what the journal says.")]
    call.tell({"checked": check, "differences": differences}, lines)
    for one in differences:
        sentence = _("{table} {key} {column}: stored {stored}, the journal says {recomputed}")
        say(
            sentence.format(
                table=one.table,
                key=one.key,
                column=one.column,
                stored=one.stored,
                recomputed=one.recomputed,
            ),
            err=True,
        )
    if differences:
        say(_("`tapcard rebuild` puts the tables right."), err=True)
        sys.exit(EXIT_LEDGER)
