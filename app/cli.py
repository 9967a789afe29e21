"""The `tapcard` command: thin. Parses, assembles, calls, prints, and exits with a code.

Exit codes: 0 done; 1 unexpected error; 2 wrong usage; 3 refused, nothing was paid or written;
4 in doubt, the payment is recorded and a plan is open; 5 done and safe, but a side task (paper,
backup) is not; 6 the ledger cannot be used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
import msgspec

from app.assembly import Assembly, assembled, key_source
from app.cards.keys import KeySource
from app.clock import SystemClock, SystemRandomness
from app.doctor import examine
from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.ledger.audit.audit import audit
from app.ledger.backup import backup as backup_ledger
from app.ledger.errors import BackupFailed, CommitInDoubt, LedgerError
from app.ledger.ledger import Ledger
from app.ledger.rebuild import compare_tables, rebuild_tables
from app.operations.catalogue import OPERATIONS, operation_named
from app.operations.operation import Caller, Operation, parse_arguments, typed_arguments
from app.operations.sign_in import sign_in
from app.settings import Settings, find_config, load_settings

EXIT_REFUSED, EXIT_IN_DOUBT, EXIT_SAFE, EXIT_LEDGER = 3, 4, 5, 6
PIN, SECOND_PIN, KEY_PASSPHRASE = "TAPCARD_PIN", "TAPCARD_SECOND_PIN", "TAPCARD_KEY_PASSPHRASE"
_PRINT_SECONDS = 20

F = TypeVar("F", bound=Callable[..., Any])


def common_options(command: F) -> F:
    """``--config``, ``--ledger`` and ``--json``, as every command has them."""
    command = click.option("--config", type=Path, help=_("kiosk.toml to use."))(command)
    command = click.option(
        "--ledger", type=Path, help=_("Ledger to use instead of that in kiosk.toml.")
    )(command)
    return click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))(command)


P = ParamSpec("P")


def telling_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turns typed errors into their sentences and exit codes."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except TapcardError as error:
            fail(error, as_json=bool(kwargs.get("as_json")))

    return wrapped


def fail(error: TapcardError, *, as_json: bool) -> NoReturn:
    """Prints an error and leaves with its exit code."""
    if as_json:
        told = {
            "error": error.code,
            "message": error.message,
            "remedy": error.remedy,
            "money": error.money.value,
        }
        click.echo(msgspec.json.encode(told).decode())
    else:
        click.echo(error.message, err=True)
        if error.remedy:
            click.echo(error.remedy, err=True)
    sys.exit(exit_code(error))


def exit_code(error: TapcardError) -> int:
    """The exit code that an error leads to."""
    if isinstance(error, CommitInDoubt):
        return EXIT_IN_DOUBT
    if isinstance(error, LedgerError) and not isinstance(error, BackupFailed):
        return EXIT_LEDGER
    codes = {
        MoneyState.UNTOUCHED: EXIT_REFUSED,
        MoneyState.IN_DOUBT: EXIT_IN_DOUBT,
        MoneyState.SAFE: EXIT_SAFE,
    }
    return codes[error.money]


def settings_for(config: Path | None, ledger: Path | None) -> Settings:
    """The settings in force, with ``--ledger`` on top. Raises SettingsError."""
    settings = load_settings(find_config(config))
    if ledger is None:
        return settings
    return msgspec.structs.replace(
        settings, ledger=msgspec.structs.replace(settings.ledger, path=ledger.absolute())
    )


def secret(variable: str, prompt: str) -> str:
    """A secret from the environment, else typed without echo."""
    given = os.environ.get(variable)
    return given if given is not None else click.prompt(prompt, hide_input=True, err=True)


def card_keys(settings: Settings) -> KeySource:
    """The configured card keys; asks for the passphrase of a sealed file."""
    passphrase = None
    if settings.keys.file is not None:
        passphrase = secret(KEY_PASSPHRASE, _("Passphrase of the card keys")).encode()
    return key_source(settings, passphrase)


@click.group()
@click.version_option(package_name="tapcard")
def main() -> None:
    """Sells prepaid water on IC cards where power and network fail."""


@main.command()
@common_options
@click.option("--operator", type=int, help=_("Your operator number."))
@click.option("--second", type=int, help=_("Second person, where two are asked for."))
@click.option("--id", "request", help=_("Your id of this call: repeated, it is done once."))
@click.option("--list", "listing", is_flag=True, help=_("Name all operations."))
@click.argument("operation", required=False)
@click.argument("arguments", nargs=-1)
@telling_errors
def do(
    operation: str | None,
    arguments: tuple[str, ...],
    *,
    operator: int | None,
    second: int | None,
    request: str | None,
    listing: bool,
    config: Path | None,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """Runs OPERATION with key=value arguments; key=@file reads the value from a file."""
    if listing or operation is None:
        list_operations(as_json=as_json)
        return
    chosen = operation_named(operation)
    parsed = parse_arguments(chosen, key_values(arguments))
    if operator is None:
        raise click.UsageError(_("Say who you are: --operator NUMBER."))
    settings = settings_for(config, ledger)
    with assembled(settings, keys=card_keys(settings)) as assembly:
        caller = signed_in(assembly, operator, second, request)
        result = chosen.run(assembly.kiosk, caller, parsed)
        tell(result, as_json=as_json)
        tell_printing(assembly)


def signed_in(assembly: Assembly, operator: int, second: int | None, request: str | None) -> Caller:
    """Checks the PINs of one or two people. Raises SignInFailed."""
    sign_in(assembly.kiosk, operator, secret(PIN, _("PIN of operator {n}").format(n=operator)))
    if second is not None:
        pin = secret(SECOND_PIN, _("PIN of operator {n}").format(n=second))
        sign_in(assembly.kiosk, second, pin)
    return Caller(operator=operator, second=second, request=request)


def key_values(arguments: tuple[str, ...]) -> dict[str, str]:
    """``key=value`` pairs; ``key=@file`` takes the file's text."""
    pairs = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals:
            raise click.UsageError(_("{argument} is not key=value.").format(argument=argument))
        pairs[key.replace("-", "_")] = (
            Path(value[1:]).read_text(encoding="utf-8") if value.startswith("@") else value
        )
    return pairs


def list_operations(*, as_json: bool) -> None:
    """Names all operations with their arguments."""
    if as_json:
        click.echo(msgspec.json.encode([described(one) for one in OPERATIONS]).decode())
        return
    for one in OPERATIONS:
        click.echo(f"{one.name}\n    {one.summary}")
        for field in msgspec.structs.fields(one.arguments):
            needed = (
                _("needed") if field.required else _("default {value}").format(value=field.default)
            )
            click.echo(f"    {field.name}=  ({needed})")


def described(one: Operation[Any, Any, Any, Any]) -> dict[str, Any]:
    """One operation, for ``--json``."""
    return {
        "name": one.name,
        "summary": one.summary,
        "permission": one.permission.value,
        "needs_shift": one.needs_shift,
        "needs_second": one.needs_second,
        "arguments": {
            field.name: {"needed": field.required}
            for field in msgspec.structs.fields(one.arguments)
        },
    }


def tell(result: msgspec.Struct, *, as_json: bool) -> None:
    """Prints a result."""
    if as_json:
        click.echo(msgspec.json.encode(result).decode())
        return
    for name, value in msgspec.to_builtins(result).items():
        click.echo(f"{name}: {value}")


def tell_printing(assembly: Assembly) -> None:
    """Prints what waits for paper, and says so when it cannot."""
    waiting = assembly.spooler.drain(_PRINT_SECONDS).waiting
    for job in waiting:
        click.echo(
            _("Not printed yet: {number} ({reason}). The operation itself stands.").format(
                number=job.number, reason=job.reason
            ),
            err=True,
        )
    if waiting:
        sys.exit(EXIT_SAFE)


@main.command()
@common_options
@click.argument("arguments", nargs=-1)
@telling_errors
def init(
    arguments: tuple[str, ...], *, config: Path | None, ledger: Path | None, as_json: bool
) -> None:
    """Makes a ledger: key=value for the utility and its first operator (see the README)."""
    from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger

    settings = settings_for(config, ledger)
    given = typed_arguments("init", BeginLedgerArguments, key_values(arguments))
    pin = secret(PIN, _("PIN of operator {n}").format(n=given.operator))
    settings.ledger.path.parent.mkdir(parents=True, exist_ok=True)
    made = begin_ledger(
        settings.ledger.path,
        given,
        pin,
        node=settings.kiosk.id,
        clock=SystemClock(),
        random=SystemRandomness(),
    )
    made.close()
    tell_pairs({"ledger": str(settings.ledger.path), "kiosk": settings.kiosk.id}, as_json=as_json)


@main.command()
@common_options
@telling_errors
def verify(*, config: Path | None, ledger: Path | None, as_json: bool) -> None:
    """Checks pages, chain, signatures and every sum of the ledger."""
    settings = settings_for(config, ledger)
    with opened(settings) as ours:
        report = audit(ours)
    tell_pairs(report.figures(), as_json=as_json)
    for finding in report.findings:
        click.echo(f"{finding.check} {finding.where}: {finding.what}", err=True)
    if report.findings:
        sys.exit(EXIT_LEDGER)


@main.command()
@common_options
@click.option("--check", is_flag=True, help=_("Only compare: change nothing."))
@telling_errors
def rebuild(*, check: bool, config: Path | None, ledger: Path | None, as_json: bool) -> None:
    """Computes all tables anew from the journal."""
    settings = settings_for(config, ledger)
    with opened(settings) as ours:
        differences = compare_tables(ours) if check else []
        if not check:
            rebuild_tables(ours)
    tell_pairs(
        {"tables": "compared" if check else "rebuilt", "differences": len(differences)},
        as_json=as_json,
    )
    for one in differences:
        click.echo(f"{one.table} {one.key} {one.column}: {one.stored} / {one.recomputed}", err=True)
    if differences:
        sys.exit(EXIT_LEDGER)


@main.command()
@common_options
@telling_errors
def doctor(*, config: Path | None, ledger: Path | None, as_json: bool) -> None:
    """Says what works and what does not: settings, ledger, reader, printer, clock, backup, room."""
    settings = settings_for(config, ledger)
    checks = examine(settings)
    if as_json:
        click.echo(msgspec.json.encode(checks).decode())
    else:
        for one in checks:
            click.echo(f"{'ok  ' if one.good else 'BAD '} {one.name}: {one.state}")
    if not all(one.good for one in checks):
        sys.exit(EXIT_SAFE)


@main.command()
@common_options
@click.argument("target", type=Path, required=False)
@telling_errors
def backup(target: Path | None, *, config: Path | None, ledger: Path | None, as_json: bool) -> None:
    """Copies the ledger to the backup path (or TARGET) and verifies the copy."""
    settings = settings_for(config, ledger)
    where = target or settings.backup.path
    if where is None:
        raise click.UsageError(_("No backup path is set: give one."))
    with opened(settings) as ours:
        report = backup_ledger(ours, where)
    tell_pairs(
        {"copy": str(report.copy), "events": report.events, "head": report.head.hex()},
        as_json=as_json,
    )


@main.command()
@common_options
@click.option("--reason", required=True, help=_("Why: stands in the journal."))
@click.option(
    "--accept-lost-names", is_flag=True, help=_("Go on although the personal keys are lost.")
)
@click.argument("source", type=Path)
@telling_errors
def restore(
    source: Path,
    *,
    reason: str,
    accept_lost_names: bool,
    config: Path | None,
    ledger: Path | None,
    as_json: bool,
) -> None:
    """Makes the ledger anew from the newest good copy below SOURCE, in a new epoch."""
    from app.ledger.restore import restore as restore_ledger

    settings = settings_for(config, ledger)
    settings.ledger.path.parent.mkdir(parents=True, exist_ok=True)
    with restore_ledger(
        source,
        settings.ledger.path,
        clock=SystemClock(),
        random=SystemRandomness(),
        reason=reason,
        accept_lost_names=accept_lost_names,
    ) as ours:
        tell_pairs({"ledger": str(ours.path), "epoch": ours.epoch}, as_json=as_json)


def opened(settings: Settings) -> Ledger:
    """The configured ledger, open."""
    return Ledger.open(
        settings.ledger.path,
        node=settings.kiosk.id,
        clock=SystemClock(),
        random=SystemRandomness(),
    )


def tell_pairs(pairs: dict[str, Any], *, as_json: bool) -> None:
    """Prints figures."""
    if as_json:
        click.echo(msgspec.json.encode(pairs).decode())
        return
    for name, value in pairs.items():
        click.echo(f"{name}: {value}")
