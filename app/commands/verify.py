"""`tapcard verify`: whether the ledger proves itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from app.commands.call import Call, with_call, with_training
from app.commands.outcome import EXIT_LEDGER
from app.commands.speaking import say
from app.domain.amounts import format_money
from app.domain.text import _
from app.ledger.audit.audit import audit
from app.ledger.queries import settings

if TYPE_CHECKING:
    from app.ledger.audit.audit import AuditReport


@click.command()
@with_call
@with_training
def verify(call: Call) -> None:
    """Checks every sum of the ledger.

    And its pages, chain, signatures and number series. While a counter has the ledger, of a
    snapshot from it.
    """
    with call.view(check=True) as ledger:
        report = audit(ledger)
        with ledger.read() as reader:
            utility = settings.utility(reader.db)
    call.tell(report.figures(), _lines(report, utility.currency, utility.currency_digits))
    for finding in report.findings:
        say(f"{finding.check} {finding.where}: {finding.what}", err=True)
    if report.findings:
        say(
            _("The ledger does not prove its figures. Sell nothing more and call for help."),
            err=True,
        )
        sys.exit(EXIT_LEDGER)


def _lines(report: AuditReport, currency: str, digits: int) -> list[str]:
    lines = [
        _("{events} events, {checkpoints} signatures, chain and pages are right.").format(
            events=report.events, checkpoints=report.checkpoints
        )
    ]
    lines += [
        _("{kiosk} received {received}, of which {doubt} in doubt or waiting to be paid.").format(
            kiosk=kiosk,
            received=f"{currency} {format_money(received, digits)}",
            doubt=f"{currency} {format_money(report.in_doubt.get(kiosk, 0), digits)}",
        )
        for kiosk, received in sorted(report.received.items())
    ]
    if report.unproven:
        lines.append(_("{count} events wait for others.").format(count=report.unproven))
    if not report.findings:
        lines.append(_("Money, credit, purchase numbers and receipt numbers add up."))
    return [*lines, _("Head {hash}").format(hash=report.head)]
