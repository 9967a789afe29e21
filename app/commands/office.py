"""`tapcard office`: head office. `serve` has its ledger and store; the others ask it."""

from __future__ import annotations

import logging
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.asking import key_values, pin_of
from app.commands.office_acts import COMMANDS
from app.commands.office_audit import audit
from app.commands.office_call import NODE, OfficeCall, with_office_call
from app.commands.office_exceptions import COMMANDS as EXCEPTION_COMMANDS
from app.commands.office_report import report
from app.commands.office_rules import COMMANDS as RULE_COMMANDS
from app.commands.office_run import run
from app.commands.outcome import EXIT_LEDGER, EXIT_USAGE, fail
from app.domain.identity import kiosk_name
from app.domain.text import _

if TYPE_CHECKING:
    from app.office.administration import KioskStanding
    from app.office.store.rows import Quarantined

_NODE = 32_000


@click.group()
def office() -> None:
    """Head office: keeps every counter's journal and gives each what it needs."""


office.add_command(run)
office.add_command(report)
office.add_command(audit)


@office.command()
@click.option("--node", type=NODE, default=_NODE, show_default=True, help=_("Its own number."))
@click.option("--host", help=_("Name or address by which kiosks reach it."))
@click.option("--listen", default="0.0.0.0:8443", show_default=True, help=_("Address and port."))
@click.option("--store", default="", help=_("Folder, or postgresql://..."))
@click.argument("arguments", nargs=-1)
@with_office_call
def init(
    call: OfficeCall,
    arguments: tuple[str, ...],
    *,
    node: int,
    host: str | None,
    listen: str,
    store: str,
) -> None:
    """Makes head office: identity, certificate, ledger and store.

    key=value as with `tapcard init`.
    """
    from app.commands.office_founding import Founding, found
    from app.operations.arguments import typed_arguments
    from app.operations.begin_ledger import BeginLedgerArguments
    from app.operations.errors import BadArgument

    try:
        given = typed_arguments("init", BeginLedgerArguments, key_values(arguments))
    except BadArgument as error:
        fail(error, as_json=call.as_json, code=EXIT_USAGE)
    founding = Founding(node, host or socket.getfqdn(), listen, store)
    settings = found(call.file, founding, given, pin_of(given.operator))
    call.tell(
        {"folder": settings.folder, "settings": settings.file, "url": settings.url},
        [
            _("Head office is made: {folder}").format(folder=settings.folder),
            _("`tapcard office serve` runs it; kiosks reach it at {url}.").format(url=settings.url),
        ],
    )


@office.command()
@with_office_call
def serve(call: OfficeCall) -> None:
    """Runs head office until it is stopped."""
    from app.clock import SystemClock, SystemRandomness
    from app.office.head_office import HeadOffice
    from app.office.serving import serve as serve_until_ended

    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.INFO)
    with HeadOffice(call.settings, SystemClock(), SystemRandomness()) as opened:
        serve_until_ended(opened)
        if opened.broken is not None:
            raise opened.broken


@office.command()
@with_office_call
def kiosks(call: OfficeCall) -> None:
    """Lists all kiosks and how they stand."""
    from app.office.administration import AskKiosks, KioskStanding

    found: list[KioskStanding] = call.ask(AskKiosks(), list[KioskStanding])
    call.tell(found, [_row(one) for one in found] or [_("No kiosk is enrolled yet.")])


@office.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@with_office_call
def import_(call: OfficeCall, folder: Path) -> None:
    """Takes bundles from a stick or folder, and writes answers and feeds beside them."""
    from app.office.administration import AskFeed, AskImport, Taken
    from app.office.identity import load_identity
    from app.office.importing import import_folder
    from app.sync.bundle import key_id

    found = import_folder(
        folder,
        key_id(load_identity(call.settings.identity).public_key).hex(),
        lambda node, bundle: call.ask(AskImport(node, bundle), Taken),
        lambda node, after: call.ask(AskFeed(node, after), bytes | None),
    )
    lines = [_("There is nothing for this head office.")] if not found else []
    for one in found:
        lines.append(
            _("{kiosk}: {taken} bundles taken, {feeds} feeds written.").format(
                kiosk=kiosk_name(one.node), taken=one.taken, feeds=one.feeds
            )
        )
        lines += [f"  {name}: {why}" for name, why in one.refused.items()]
    call.tell([one._asdict() for one in found], lines)


@office.command()
@click.option("--check", is_flag=True, help=_("Only compare: change nothing."))
@with_office_call
def rebuild(call: OfficeCall, *, check: bool) -> None:
    """Computes all tables from the journals of all nodes.

    And puts them in place, or with --check only compares.
    """
    from app.clock import SystemClock
    from app.office.store.opening import open_store
    from app.office.tables import compare_tables, rebuild_tables

    store = open_store(call.settings.store)
    try:
        if not check:
            rebuild_tables(store, SystemClock().milliseconds())
        differences = list(compare_tables(store)) if check else []
    finally:
        store.close()
    lines = [f"{one.table} {one.key} {one.column}" for one in differences]
    call.tell(differences, lines or [_("All tables are what the journals say.")])
    if differences:
        sys.exit(EXIT_LEDGER)


@office.command()
@click.option("--retry", "again", is_flag=True, help=_("Try them once more first."))
@with_office_call
def quarantine(call: OfficeCall, *, again: bool) -> None:
    """Shows events that this program cannot read or apply yet."""
    from app.office.administration import AskQuarantine
    from app.office.store.rows import Quarantined

    found: list[Quarantined] = call.ask(AskQuarantine(again), list[Quarantined])
    lines = [f"{one.id}  {one.lane}: {one.reason}" for one in found]
    call.tell(found, lines or [_("No event stands apart.")])


def _row(one: KioskStanding) -> str:
    from app.clock import SystemClock
    from app.sync.words import age_words

    said = one.contact
    heard = _("never") if said is None else age_words(SystemClock().milliseconds() - said.at)
    waiting = 0 if said is None else said.waiting
    offset = 0 if said is None else (said.clock_offset or 0) // 1000
    return _(
        "{kiosk} {name}: {state}, heard {heard} ago, {waiting} waiting, epoch {epoch}, "
        "{events} events, program {program}, clock {offset} s"
    ).format(
        kiosk=kiosk_name(one.node),
        name=one.name,
        state=one.state,
        heard=heard,
        waiting=waiting,
        epoch=one.epoch,
        events=one.events,
        program=("" if said is None else said.program) or "-",
        offset=f"{offset:+d}",
    )


for _command in (*COMMANDS, *RULE_COMMANDS, *EXCEPTION_COMMANDS):
    office.add_command(_command)
