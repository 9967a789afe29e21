"""`tapcard office`: what signed-in people decide about kiosks. `serve` records who it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from app.commands.office_call import (
    NODE,
    OPERATOR,
    OfficeCall,
    asked_who,
    signer_options,
    signing,
    with_office_call,
)
from app.domain.identity import kiosk_name
from app.domain.text import _

if TYPE_CHECKING:
    from datetime import datetime

    from app.office.administration import Invited
    from app.office.signing import By


@click.command()
@click.option("--name", help=_("Name of the kiosk."))
@click.option("--region", type=int, help=_("Number of its region."))
@click.option("--site", help=_("Prefix of the account numbers it opens."))
@click.option("--node", type=NODE, help=_("Its number; the next free one if not said."))
@click.option("--again", type=NODE, help=_("A kiosk whose machine or identity was lost."))
@with_office_call
@signer_options
def enrol(
    call: OfficeCall,
    *,
    name: str | None,
    region: int | None,
    site: str | None,
    node: int | None,
    again: int | None,
    operator: int | None,
    second: int | None,
) -> None:
    """Gives a one-time code with which a machine becomes a kiosk.

    --again: for the machine that has the kiosk's ledger now. Its old identity is barred at once.
    """
    from app.office.administration import AskCode, AskCodeAgain, Invited

    ask: AskCode | AskCodeAgain
    if again is not None:
        ask = AskCodeAgain(node=again, by=asked_who(operator, second))
    elif name is None or region is None or site is None:
        raise click.UsageError(_("Say --name, --region and --site, or --again."))
    else:
        by = asked_who(operator, second)
        ask = AskCode(name=name, region=region, site=site, node=node, by=by)
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


@click.command()
@click.argument("node", type=NODE)
@with_office_call
@signing
def revoke(call: OfficeCall, by: By, node: int) -> None:
    """Bars a kiosk, from its next request on. What it sent stays."""
    from app.office.administration import AskRevoke

    call.ask(AskRevoke(node=node, by=by), None)
    call.tell({"node": node}, [_("{kiosk} is barred.").format(kiosk=kiosk_name(node))])


@click.command("grant-epoch")
@click.argument("node", type=NODE)
@click.option("--key", default="", help=_("How the key of one of several copies begins."))
@with_office_call
@signing
def grant_epoch(call: OfficeCall, by: By, node: int, key: str) -> None:
    """Lets a kiosk that was restored go on. `office exceptions` shows who asks.

    Where two copies of it ask, two people choose.
    """
    from app.office.administration import AskGrant

    epoch: int = call.ask(AskGrant(node=node, key=key.lower(), by=by), int)
    call.tell(
        {"node": node, "epoch": epoch},
        [_("{kiosk} goes on in epoch {epoch}.").format(kiosk=kiosk_name(node), epoch=epoch)],
    )


@click.command()
@click.argument("digest")
@with_office_call
@signing
def admit(call: OfficeCall, by: By, digest: str) -> None:
    """Adds a bundle that was kept aside to the journal; two people. DIGEST: how it begins."""
    from app.office.administration import AskAdmit

    said: str = call.ask(AskAdmit(digest=digest.lower(), by=by), str)
    call.tell({"code": said}, [_("Head office says: {code}.").format(code=said)])


@click.command()
@click.argument("node", type=NODE)
@click.option("--money", required=True, help=_("What it may take in, as 5000.00."))
@click.option("--count", required=True, type=click.IntRange(1), help=_("How many sales."))
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help=_("The last day: YYYY-MM-DD.")
)
@click.option("--id", "request", help=_("Your id of this call: repeated, it is done once."))
@with_office_call
@signing
def allow(
    call: OfficeCall,
    by: By,
    node: int,
    *,
    money: str,
    count: int,
    until: datetime,
    request: str | None,
) -> None:
    """Grants a kiosk its next vending limit; what is left of the one before ends.

    The kiosk gets it with the next feed, or by the digits, typed in there. Two people, where it is
    more than `set-limit limit=allowance` says.
    """
    from app.office.administration import AskAllowance

    by = msgspec.structs.replace(by, request=request)
    ask = AskAllowance(node=node, money=money, count=count, until=until.date(), by=by)
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


@click.command()
@click.argument("node", type=NODE)
@click.option("--numbers", default=1_000, type=click.IntRange(1), show_default=True)
@click.option("--id", "request", help=_("Your id of this call: repeated, it is done once."))
@with_office_call
@signing
def block(call: OfficeCall, by: By, node: int, *, numbers: int, request: str | None) -> None:
    """Grants a kiosk further account numbers."""
    from app.office.administration import AskBlock

    by = msgspec.structs.replace(by, request=request)
    first, last = call.ask(AskBlock(node=node, numbers=numbers, by=by), tuple[int, int])
    call.tell(
        {"node": node, "first": first, "last": last},
        [
            _("{kiosk} opens accounts with serials {first} to {last}.").format(
                kiosk=kiosk_name(node), first=first, last=last
            )
        ],
    )


@click.command()
@click.argument("invited", type=OPERATOR, metavar="OPERATOR")
@click.argument("node", type=NODE)
@with_office_call
@signing
def invite(call: OfficeCall, by: By, invited: int, node: int) -> None:
    """Gives a one-time code with which an operator chooses a PIN at a kiosk."""
    from app.office.administration import AskInvite

    code: str = call.ask(AskInvite(operator=invited, node=node, by=by), str)
    call.tell(
        {"operator": invited, "node": node, "code": code},
        [
            _("Tell operator {operator}: {code}").format(operator=invited, code=code),
            _("With it they choose a PIN at {kiosk}, once, after its next feed.").format(
                kiosk=kiosk_name(node)
            ),
        ],
    )


COMMANDS = (enrol, revoke, grant_epoch, admit, allow, block, invite)
