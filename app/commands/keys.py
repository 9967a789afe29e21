"""`tapcard keys`: the sealed key file, and how its keys come to another kiosk.

No key stands on a command line, in a log, in JSON or in a print job. What is shown of one is its
check value, and by ``export`` its components: one by one, on a terminal, wiped after each.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.asking import key_passphrase
from app.commands.call import Call, with_call
from app.commands.speaking import say
from app.domain.text import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.cards.key_sources.master import MasterKeys

_WIPED = "\x1b[H\x1b[2J\x1b[3J"
"""Screen and what was scrolled off it (console_codes(4))."""
_file = click.option(
    "--file", type=click.Path(path_type=Path), help=_("Key file to use instead of keys.source.")
)
_version = click.argument("version", type=click.IntRange(1, 255))
_count = click.option(
    "--components",
    "count",
    type=click.IntRange(2, 3),
    default=2,
    show_default=True,
    help=_("How many people have a part of each key."),
)


@click.group()
def keys() -> None:
    """The sealed key file of the cards.

    No key is ever given on a command line: keys are random, or typed in as components.
    """


@keys.command()
@_file
@with_call
def make(call: Call, file: Path | None) -> None:
    """Makes a sealed key file with a random key, version 1."""
    from app.cards.key_sources.master import MASTER_SIZE
    from app.cards.key_sources.sealed_file import SealedKeyFile

    path = _path(call, file)
    masters = {1: secrets.token_bytes(MASTER_SIZE)}
    _tell(call, path, SealedKeyFile.create(path, _new_passphrase(), masters))


@keys.command()
@_file
@with_call
def add(call: Call, file: Path | None) -> None:
    """Adds a random key under the next version; new cards get it.

    Give it to the meters and to the other kiosks before this kiosk is started again.
    """
    from app.cards.key_sources.master import MASTER_SIZE
    from app.cards.key_sources.sealed_file import SealedKeyFile

    path, passphrase = _path(call, file), key_passphrase()
    newest = SealedKeyFile.open(path, passphrase).version
    if newest == 255:
        raise click.UsageError(_("There is no version after 255."))
    masters = {newest + 1: secrets.token_bytes(MASTER_SIZE)}
    _tell(call, path, SealedKeyFile.extend(path, passphrase, masters))


@keys.command()
@_file
@with_call
def show(call: Call, file: Path | None) -> None:
    """Lists key versions with their check values, and what each key is for."""
    from app.cards.key_sources.sealed_file import SealedKeyFile

    path = _path(call, file)
    _tell(call, path, SealedKeyFile.open(path, key_passphrase()))


@keys.command()
@_version
@_count
@_file
@with_call
def export(call: Call, version: int, count: int, file: Path | None) -> None:
    """Shows the keys of a VERSION in components, each for one person's paper.

    Together they are the key: nobody sees two of them, and papers are kept apart.
    """
    from app.cards.key_sources.components import check_value, written
    from app.cards.key_sources.master import KIND_OF
    from app.cards.key_sources.sealed_file import SealedKeyFile

    if call.as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(_("Components are shown on a terminal only."))
    source = SealedKeyFile.open(_path(call, file), key_passphrase())
    values = source.check_values().get(version)
    if values is None:
        raise click.UsageError(_("There is no key version {version}.").format(version=version))
    for name, value in values.items():
        parts = source.components(version, name, count)
        for number, part in enumerate(parts, start=1):
            title = _("Key version {version}, {name}: component {number} of {count}").format(
                version=version, name=name, number=number, count=count
            )
            _show_once(
                title,
                _("Component:   {digits}").format(digits=written(part)),
                _("Its check:   {value}").format(value=check_value(part, KIND_OF[name])),
                _("Whole key:   {value}").format(value=value),
            )
    say(_("All components were shown. Seal each paper by itself."))


@keys.command(name="import")
@_version
@_count
@click.option("--maker", is_flag=True, help=_("The three PBOC keys of a card maker."))
@_file
@with_call
def import_(call: Call, version: int, count: int, *, maker: bool, file: Path | None) -> None:
    """Takes the key of a VERSION in from components, each typed by its own person.

    Into a new key file, or into one that exists.
    """
    from app.cards.key_sources.master import MASTER
    from app.cards.key_sources.sealed_file import SealedKeyFile
    from app.cards.secrets import KeyUsage

    path = _path(call, file)
    known = path.exists()
    if maker and not known:
        raise click.UsageError(_("A card maker's keys go into a key file that exists."))
    passphrase = key_passphrase() if known else _new_passphrase()
    if maker:
        pboc = {version: {usage: _typed_key(usage.value, count) for usage in KeyUsage}}
        source = SealedKeyFile.extend(path, passphrase, {}, pboc)
    else:
        into: Callable[..., SealedKeyFile] = SealedKeyFile.extend if known else SealedKeyFile.create
        source = into(path, passphrase, {version: _typed_key(MASTER, count)})
    _tell(call, path, source)


def _typed_key(name: str, count: int) -> bytes:
    """One key, put together. Raises ComponentUnfit: it is not that of the papers."""
    from app.cards.key_sources.components import check_value, put_together
    from app.cards.key_sources.errors import ComponentUnfit
    from app.cards.key_sources.master import KIND_OF

    kind = KIND_OF[name]
    parts = [_typed_component(name, number, count) for number in range(1, count + 1)]
    key = put_together(parts)
    if _typed_check(_("{name}: check value of the whole key").format(name=name)) != check_value(
        key, kind
    ):
        raise ComponentUnfit(
            _("These components do not make the key of that check value."),
            _("Nothing was stored. Check that all papers are of the same key and version."),
        )
    return key


def _typed_component(name: str, number: int, count: int) -> bytes:
    """A component with its own check value; asked for until they fit."""
    from app.cards.key_sources.components import check_value, typed
    from app.cards.key_sources.errors import ComponentUnfit
    from app.cards.key_sources.master import KIND_OF

    what = _("{name}: component {number} of {count}").format(name=name, number=number, count=count)
    while True:
        text = click.prompt(what, hide_input=True, err=True)
        try:
            part = typed(text)
        except ComponentUnfit as error:
            say(error.message, err=True)
            continue
        if _typed_check(_("Its check value")) == check_value(part, KIND_OF[name]):
            return part
        say(_("The check value does not fit this component: type both again."), err=True)


def _typed_check(prompt: str) -> str:
    return "".join(click.prompt(prompt, err=True).split()).upper()


def _show_once(*lines: str) -> None:
    """Lines that stand on the terminal until Enter, and nowhere afterwards."""
    try:
        click.prompt(_("Only its keeper looks. Enter shows it"), default="", show_default=False)
        click.echo(_WIPED + "\n".join(lines))
        click.prompt(_("Write it down. Enter wipes it"), default="", show_default=False)
    finally:
        click.echo(_WIPED, nl=False)


def _new_passphrase() -> bytes:
    """Typed twice. An empty one is refused by who seals."""
    typed: str = click.prompt(
        _("Passphrase for the new key file"),
        hide_input=True,
        confirmation_prompt=_("The same once more"),
        default="",
        show_default=False,
        err=True,
    )
    return typed.encode()


def _path(call: Call, file: Path | None) -> Path:
    found = file or call.settings.keys.file
    if found is None:
        raise click.UsageError(_("keys.source names no key file: name one with --file."))
    return found


def _tell(call: Call, path: Path, source: MasterKeys) -> None:
    values = source.check_values()
    lines = [
        _("{path}: new cards get version {version}.").format(path=path, version=source.version)
    ]
    for version, named in values.items():
        lines.extend(
            _("version {version}  {name}: check value {value}").format(
                version=version, name=name, value=value
            )
            for name, value in named.items()
        )
        if len(named) == 1:
            lines.append(_("           keys of CPU cards are derived from it"))
    call.tell({"file": path, "version": source.version, "keys": values}, lines)
