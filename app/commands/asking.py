"""What a command reads beside its options: secrets, and ``key=value`` pairs."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.domain.text import _

if TYPE_CHECKING:
    from app.cards.keys import KeySource
    from app.settings import Settings

PIN, SECOND_PIN = "TAPCARD_PIN", "TAPCARD_SECOND_PIN"
_KEY_PASSPHRASE = "TAPCARD_KEY_PASSPHRASE"  # noqa: S105  a name of the environment
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_PASSPHRASE_CREDENTIAL = "key-passphrase"  # noqa: S105  a name in kiosk.service
_NEW = "TAPCARD_NEW_{key}"
_SECRET_KEYS = frozenset({"pin", "approval_key"})


def secret(variable: str, prompt: str) -> str:
    """A secret from the environment, a line of a pipe, else typed without echo."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        return _line()
    typed: str = click.prompt(prompt, hide_input=True, err=True)
    return typed


def _line() -> str:
    """The next line of standard input. Raises Abort at its end."""
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    return line.rstrip("\r\n")


def pin_of(operator: int, variable: str = PIN) -> str:
    """The PIN of an operator."""
    return secret(variable, _("PIN of operator {number}").format(number=operator))


def card_keys(settings: Settings) -> KeySource:
    """The configured card keys; the passphrase of a sealed file is systemd's, or asked for."""
    from app.assembly import key_source

    if settings.keys.file is None:
        return key_source(settings, None)
    return key_source(settings, key_passphrase())


def key_passphrase() -> bytes:
    """The passphrase of the sealed key file: systemd's, that of the environment, or typed."""
    handed = _credential(_PASSPHRASE_CREDENTIAL)
    if handed is None:
        return secret(_KEY_PASSPHRASE, _("Passphrase of the card keys")).encode()
    from app.cards.key_sources.sealed_file import passphrase_from

    return passphrase_from(handed)


def _credential(name: str) -> Path | None:
    """The file that systemd hands to this service alone (systemd.exec(5)); None if there is none.

    An empty one is refused later: nobody could type at a kiosk that starts by itself.
    """
    directory = os.environ.get(_CREDENTIALS)
    handed = Path(directory, name) if directory else None
    return handed if handed is not None and handed.exists() else None


def key_values(arguments: tuple[str, ...]) -> dict[str, str]:
    """``key=value`` pairs.

    ``key=@file`` is the text of a file, without the end of its last line; ``key=?`` is asked for
    without echo, or taken from ``TAPCARD_NEW_KEY``. Secrets come in no other way: other users see
    a command line.
    """
    pairs = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        key = key.replace("-", "_")
        if not equals or not key:
            raise click.UsageError(_("{argument} is not key=value.").format(argument=argument))
        if key in pairs:
            raise click.UsageError(_("{key} is given twice.").format(key=key))
        pairs[key] = _value(key, value)
    return pairs


def _value(key: str, value: str) -> str:
    if value == "?":
        return secret(_NEW.format(key=key.upper()), _("New {key}").format(key=key))
    if key in _SECRET_KEYS and not value.startswith("@"):
        raise click.UsageError(
            _("Others can read a {key} on a command line: write {key}=? to be asked.").format(
                key=key
            )
        )
    if not value.startswith("@"):
        return value
    try:
        return Path(value[1:]).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, ValueError) as error:
        raise click.UsageError(
            _("{key}: the file {file} cannot be read: {error}").format(
                key=key, file=value[1:], error=error
            )
        ) from error
