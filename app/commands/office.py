"""`tapcard office`: head office. `serve` has its ledger and store; the others ask it."""

from __future__ import annotations

import logging
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.asking import key_values, pin_of
from app.commands.office_call import OfficeCall, with_office_call
from app.commands.office_run import run
from app.commands.outcome import EXIT_LEDGER, EXIT_USAGE, fail
from app.domain.identity import kiosk_name
from app.domain.text import _

if TYPE_CHECKING:
    from datetime import datetime

    from app.office.administration import Exceptions, Invited, KioskStanding
    from app.office.store.rows import Quarantined

_NODE = 32_000
_Number = click.IntRange(1, 32_766)


@click.group()
def office() -> None:
    """Head office: keeps every counter's journal and gives each what it needs."""


office.add_command(run)


@office.command()
@click.option("--node", type=_Number, default=_NODE, show_default=True, help=_("Its own number."))
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
@click.option("--name", required=True, help=_("Name of the kiosk."))
@click.option("--region", required=True, type=int, help=_("Number of its region."))
@click.option("--site", required=True, help=_("Prefix of the account numbers it opens."))
@click.option("--node", type=_Number, help=_("Its number; the next free one if not said."))
@with_office_call
def enrol(call: OfficeCall, *, name: str, region: int, site: str, node: int | None) -> None:
    """Gives a one-time code with which a machine becomes a kiosk."""
    from app.office.administration import AskCode, Invited

    ask = AskCode(name=name, region=region, site=site, node=node)
    invited: Invited = call.ask(ask, Invited)
    call.tell(
        invited,
        [
            _("At {kiosk}, where kiosk.toml says id = {node}, type once, within 7 days:").format(
                kiosk=kiosk_name(invited.node), node=invited.node
            ),
            f"tapcard sync enrol {invited.url} {invited.code}",
        ],
    )


@office.command()
@with_office_call
def kiosks(call: OfficeCall) -> None:
    """Lists all kiosks and how they stand."""
    from app.office.administration import AskKiosks, KioskStanding

    found: list[KioskStanding] = call.ask(AskKiosks(), list[KioskStanding])
    call.tell(found, [_row(one) for one in found] or [_("No kiosk is enrolled yet.")])


@office.command()
@click.argument("node", type=_Number)
@with_office_call
def revoke(call: OfficeCall, node: int) -> None:
    """Bars a kiosk, from its next request on. What it sent stays."""
    from app.office.administration import AskRevoke

    call.ask(AskRevoke(node), None)
    call.tell({"node": node}, [_("{kiosk} is barred.").format(kiosk=kiosk_name(node))])


@office.command("grant-epoch")
@click.argument("node", type=_Number)
@click.option("--key", default="", help=_("How the key of one of several copies begins."))
@with_office_call
def grant_epoch(call: OfficeCall, node: int, key: str) -> None:
    """Lets a kiosk that was restored go on. `office exceptions` shows who asks."""
    from app.office.administration import AskGrant

    epoch: int = call.ask(AskGrant(node, key.lower()), int)
    call.tell(
        {"node": node, "epoch": epoch},
        [_("{kiosk} goes on in epoch {epoch}.").format(kiosk=kiosk_name(node), epoch=epoch)],
    )


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
@with_office_call
def exceptions(call: OfficeCall) -> None:
    """Shows what waits for a person."""
    from app.office.administration import AskExceptions, Exceptions

    found: Exceptions = call.ask(AskExceptions(), Exceptions)
    call.tell(found, _exceptions(found) or [_("Nothing waits.")])


@office.command()
@click.argument("digest")
@with_office_call
def admit(call: OfficeCall, digest: str) -> None:
    """Adds a bundle that was kept aside to the journal. DIGEST: how it begins."""
    from app.office.administration import AskAdmit

    said: str = call.ask(AskAdmit(digest.lower()), str)
    call.tell({"code": said}, [_("Head office says: {code}.").format(code=said)])


@office.command()
@click.argument("node", type=_Number)
@click.option("--money", required=True, help=_("What it may take in, as 5000.00."))
@click.option("--count", required=True, type=click.IntRange(1), help=_("How many sales."))
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help=_("The last day: YYYY-MM-DD.")
)
@with_office_call
def allow(call: OfficeCall, node: int, *, money: str, count: int, until: datetime) -> None:
    """Grants a kiosk its next vending limit; what is left of the one before ends.

    The kiosk gets it with the next feed, or by the digits, typed in there.
    """
    from app.office.administration import AskAllowance

    ask = AskAllowance(node=node, money=money, count=count, until=until.date())
    digits: str = call.ask(ask, str)
    call.tell(
        {"node": node, "code": digits},
        [
            _("{kiosk} may sell for {money}, {count} times, until {until}.").format(
                kiosk=kiosk_name(node), money=money, count=count, until=until.date().isoformat()
            ),
            _("To type in there, without a line: {digits}").format(digits=digits),
        ],
    )


@office.command()
@click.argument("node", type=_Number)
@click.option("--numbers", default=1_000, show_default=True, help=_("How many."))
@with_office_call
def block(call: OfficeCall, node: int, *, numbers: int) -> None:
    """Grants a kiosk further account numbers."""
    from app.office.administration import AskBlock

    first, last = call.ask(AskBlock(node=node, numbers=numbers), tuple[int, int])
    call.tell(
        {"node": node, "first": first, "last": last},
        [
            _("{kiosk} opens accounts with serials {first} to {last}.").format(
                kiosk=kiosk_name(node), first=first, last=last
            )
        ],
    )


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


def _exceptions(found: Exceptions) -> list[str]:
    return [
        *(
            _("{kiosk} asks for epoch {epoch}, key {key}: {reason}").format(
                kiosk=kiosk_name(one.node),
                epoch=one.epoch,
                key=one.public_key.hex()[:16],
                reason=one.reason,
            )
            for one in found.epochs
        ),
        *(
            _("{kiosk}: events {first} to {last} of epoch {epoch} held, {why}: {digest}").format(
                kiosk=kiosk_name(one.node),
                first=one.first,
                last=one.last,
                epoch=one.epoch,
                why=one.reason,
                digest=one.digest.hex()[:16],
            )
            for one in found.held
        ),
        *(
            _("{kiosk}: refused {times} times, {code}: {detail}").format(
                kiosk=kiosk_name(one.node), times=one.times, code=one.code, detail=one.detail
            )
            for one in found.refusals
        ),
    ]
