"""`tapcard verify`: whether the ledger proves itself."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import msgspec

from app.commands.call import Call, with_call, with_training
from app.commands.outcome import EXIT_LEDGER
from app.commands.speaking import say
from app.domain.amounts import format_money
from app.domain.text import _
from app.ledger.audit.audit import audit
from app.ledger.audit.totals import TotalsAddUp
from app.ledger.audit_export.verifying import verify_export
from app.ledger.queries import settings
from app.reports.reconciling import reconcile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ledger.audit.audit import AuditReport
    from app.ledger.audit.finding import Finding
    from app.ledger.audit.totals import Totals


@click.command()
@click.argument("export", type=click.Path(path_type=Path), required=False)
@click.option(
    "--fingerprint", help=_("Of the key that must have signed EXPORT: `tapcard audit key`.")
)
@with_call
@with_training
def verify(call: Call, export: Path | None, fingerprint: str | None) -> None:
    """Checks every sum of the ledger.

    And its pages, chain, signatures and number series, and that reports say what its events add up
    to. While a counter has the ledger, of a snapshot from it. With EXPORT, of the folder that
    `tapcard audit export` wrote: without ledger, settings and keys.
    """
    if export is not None:
        _verify_export(call, export, fingerprint)
        return
    if fingerprint is not None:
        raise click.UsageError(_("--fingerprint is for an export: name its folder."))
    with call.view(check=True) as ledger:
        gathered = TotalsAddUp()
        report = audit(ledger, gathered)
        with ledger.read() as reader:
            utility = settings.utility(reader.db)
            totals = gathered.totals(reader.db)
            findings = (*report.findings, *reconcile(reader.db, totals))
    report = msgspec.structs.replace(report, findings=findings)
    currency, digits = utility.currency, utility.currency_digits
    told = _lines(report, currency, digits) + _reported(totals, currency, digits)
    call.tell(report.figures() | {"totals": msgspec.to_builtins(totals)}, told)
    _end(
        report.findings,
        _("The ledger does not prove its figures. Sell nothing more and call for help."),
    )


def _verify_export(call: Call, export: Path, fingerprint: str | None) -> None:
    with TemporaryDirectory(prefix="tapcard-verify-") as workplace:
        verdict = verify_export(export, Path(workplace), fingerprint)
    report = verdict.report
    figures = {} if report is None else report.figures()
    lines = [] if report is None else _lines(report, verdict.currency, verdict.currency_digits)
    if verdict.fingerprint:
        lines.append(_("Key {fingerprint}").format(fingerprint=verdict.fingerprint))
    if fingerprint is None:
        lines.append(
            _(
                "Whose key it is was not checked: compare it with `tapcard audit key` there, "
                "at head office with `tapcard office audit key`."
            )
        )
    told = {"fingerprint": verdict.fingerprint, "key_checked": fingerprint is not None}
    call.tell(figures | told | {"findings": len(verdict.findings)}, lines)
    _end(verdict.findings, _("The export is not what a ledger wrote. Rely on nothing in it."))


def _end(findings: Sequence[Finding], verdict: str) -> None:
    """Says what does not hold, and leaves with the exit code for it."""
    for finding in findings:
        say(f"{finding.check} {finding.where}: {finding.what}", err=True)
    if findings:
        say(verdict, err=True)
        sys.exit(EXIT_LEDGER)


def _reported(totals: Totals, currency: str, digits: int) -> list[str]:
    """What stands at the end of reports over all days."""
    return [
        _(
            "Reports count {purchases} purchases for {charged}, {refunds} refunds of {refunded}."
        ).format(
            purchases=totals.purchases,
            charged=f"{currency} {format_money(totals.charged, digits)}",
            refunds=totals.refunds,
            refunded=f"{currency} {format_money(totals.refunded, digits)}",
        )
    ]


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
