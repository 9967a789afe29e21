"""How a command ends: exit code, the sentences of an error, and the log of what nobody expected."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from app.commands.plain import plain
from app.commands.speaking import say
from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.settings import SettingsError

EXIT_UNEXPECTED, EXIT_USAGE, EXIT_REFUSED, EXIT_IN_DOUBT, EXIT_SAFE, EXIT_LEDGER = range(1, 7)

_MONEY = {
    MoneyState.UNTOUCHED: (EXIT_REFUSED, _("Money: none was taken and none was paid out.")),
    MoneyState.IN_DOUBT: (EXIT_IN_DOUBT, _("Money: recorded, and in doubt until it is settled.")),
    MoneyState.SAFE: (EXIT_SAFE, _("Money: all that was done is recorded.")),
}
_LARGEST_LOG = 1 << 20
_LOG = "tapcard.log"


def exit_code(error: TapcardError) -> int:
    """The exit code that an error leads to."""
    from app.ledger.errors import BackupFailed, CommitInDoubt, LedgerError, LedgerExists

    if isinstance(error, SettingsError):
        return EXIT_USAGE
    decided_by_money = (BackupFailed, CommitInDoubt, LedgerExists)
    if isinstance(error, LedgerError) and not isinstance(error, decided_by_money):
        return EXIT_LEDGER
    return _MONEY[error.money][0]


def fail(error: TapcardError, *, as_json: bool, code: int | None = None) -> NoReturn:
    """Tells an error, with what it means for the money, and leaves with its exit code."""
    if as_json:
        known = {key: value for key, value in vars(error).items() if key != "message"}
        more = {key: value for key, value in known.items() if not key.startswith("_")}
        told = {
            "error": error.code,
            "message": error.message,
            "remedy": error.remedy,
            "money": error.money.value,
        }
        click.echo(msgspec.json.encode(plain(told | more)).decode())
    else:
        for line in (error.message, error.remedy, _MONEY[error.money][1]):
            if line:
                say(line, err=True)
    sys.exit(exit_code(error) if code is None else code)


def fail_unexpectedly(error: Exception, state: Path | None, *, as_json: bool) -> NoReturn:
    """One sentence for the operator; everything else goes to the log in the state directory."""
    log = _log(error, state)
    message = _("Something happened that Tapcard did not expect ({error}).").format(
        error=type(error).__name__
    )
    remedy = _(
        "What was recorded stays recorded. Read the card before anything is tried again;"
        " if an operation is open, settle it."
    )
    if as_json:
        told = {"error": "unexpected", "message": message, "remedy": remedy, "log": str(log or "")}
        click.echo(msgspec.json.encode(told).decode())
    else:
        say(message, err=True)
        say(remedy, err=True)
        if log is not None:
            say(_("Details for support: {path}").format(path=log), err=True)
    sys.exit(EXIT_UNEXPECTED)


def _log(error: Exception, state: Path | None) -> Path | None:
    """Where the traceback was written down; without a place for it, it goes to standard error."""
    details = "".join(traceback.format_exception(error))
    path = None if state is None else state / _LOG
    if path is None or not _written(path, details):
        click.echo(details, err=True)
        return None
    return path


def _written(log: Path, details: str) -> bool:
    """Appends to the log, one older file of which is kept."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_suffix(".log.old"))
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{details}\n")
    except OSError:
        return False
    return True
