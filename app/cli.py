"""The `tapcard` command: thin. Parses, assembles, calls, prints, and says by its exit code what it means.

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
from typing import Any, NoReturn, TypeVar

import click
import msgspec

from app.assembly import Assembly, assembled, key_source
from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.ledger.errors import BackupFailed, CommitInDoubt, LedgerError
from app.operations.catalogue import OPERATIONS, operation_named
from app.operations.operation import Caller, Operation, parse_arguments
from app.operations.sign_in import sign_in
from app.settings import Settings, find_config, load_settings

EXIT_REFUSED, EXIT_IN_DOUBT, EXIT_SAFE, EXIT_LEDGER = 3, 4, 5, 6
PIN, SECOND_PIN, KEY_PASSPHRASE = "TAPCARD_PIN", "TAPCARD_SECOND_PIN", "TAPCARD_KEY_PASSPHRASE"
_PRINT_SECONDS = 20

F = TypeVar("F", bound=Callable[..., Any])


def common_options(command: F) -> F:
    """``--config``, ``--ledger`` and ``--json``, as every command has them."""
    command = click.option("--config", type=Path, help=_("kiosk.toml to use."))(command)
    command = click.option("--ledger", type=Path, help=_("Ledger to use instead of that in kiosk.toml."))(command)
    return click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))(command)


def telling_errors(command: F) -> F:
    """Turns typed errors into their sentences and exit codes."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except TapcardError as error:
            fail(error, as_json=bool(kwargs.get("as_json")))

    return wrapped  # type: ignore[return-value]  # wraps() keeps the signature, mypy cannot see it


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


def card_keys(settings: Settings) -> Any:
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
        tell_printing(assembly, as_json=as_json)


def signed_in(
    assembly: Assembly, operator: int, second: int | None, request: str | None
) -> Caller:
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
            needed = _("needed") if field.required else _("default {value}").format(
                value=field.default
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


def tell_printing(assembly: Assembly, *, as_json: bool) -> None:
    """Prints what waits for paper, and says so when it cannot."""
    report = assembly.spooler.drain(_PRINT_SECONDS)
    waiting = [job for job in report.jobs if not job.printed]
    if waiting and not as_json:
        for job in waiting:
            click.echo(
                _("Not printed yet: {number} ({reason}). The sale stands.").format(
                    number=job.number, reason=job.reason
                ),
                err=True,
            )
    if waiting:
        sys.exit(EXIT_SAFE)
