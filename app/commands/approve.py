"""`tapcard approve`: signs as second person for a kiosk that is somewhere else. Needs no ledger."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands.asking import secret
from app.commands.call import Call, with_call
from app.commands.speaking import say
from app.domain.text import _

if TYPE_CHECKING:
    from app.domain.approval import Challenge

_PASSPHRASE = "TAPCARD_APPROVAL_PASSPHRASE"  # noqa: S105  a name of the environment
_KEY_BYTES = 16


@click.command()
@click.option("--new-key", is_flag=True, help=_("Make a key and show it, once, to be carried."))
@click.option("--key", type=click.Path(path_type=Path), help=_("File with your approval key."))
@click.argument("challenge", nargs=-1)
@with_call
def approve(call: Call, challenge: tuple[str, ...], *, new_key: bool, key: Path | None) -> None:
    """Says what a CHALLENGE is about, and answers it with eight digits once you agree.

    The challenge may be typed in groups. Your key is opened by a passphrase, asked for or taken
    from TAPCARD_APPROVAL_PASSPHRASE.
    """
    from app.commands.approver_key import default_path

    path = key or default_path()
    if new_key:
        _make(call, path)
        return
    text = "".join(challenge) or click.prompt(_("Challenge"), err=True)
    _answer(call, path, text)


def _make(call: Call, path: Path) -> None:
    from app.commands.approver_key import make
    from app.domain.approval import grouped, key_mark, new_key

    key = new_key(secrets.token_bytes(_KEY_BYTES))
    make(path, _new_passphrase(), key)
    call.tell(
        {"key": key, "mark": key_mark(key), "file": str(path)},
        [
            _("Your approval key: {key}").format(key=grouped(key)),
            _("Its mark: {mark}. The kiosk shows the same.").format(mark=key_mark(key)),
            _("Carry it to the kiosk, where two people set it; then destroy the paper."),
            _("It is shown only now."),
        ],
    )


def _new_passphrase() -> bytes:
    given = os.environ.get(_PASSPHRASE)
    if given is None:
        given = click.prompt(
            _("Passphrase for your key"), hide_input=True, confirmation_prompt=True, err=True
        )
    return str(given).encode()


def _answer(call: Call, path: Path, text: str) -> None:
    from app.commands.approver_key import opened
    from app.domain.approval import answer_to, grouped, read, written

    asked = read(text)
    rows = _rows(asked)
    for name, value in rows:
        say(f"{name + ':':<12}{value}", err=True)
    click.confirm(_("Do you approve exactly this?"), default=False, abort=True, err=True)
    key = opened(path, secret(_PASSPHRASE, _("Passphrase of your key")).encode())
    answer = answer_to(written(asked), key)
    call.tell(
        {"answer": answer, **_figures(asked)},
        [_("Answer: {digits}").format(digits=grouped(answer))],
    )


def _rows(asked: Challenge) -> list[tuple[str, str]]:
    from app.domain.amounts import format_money
    from app.domain.approval import Unit
    from app.domain.identity import kiosk_name
    from app.operations.catalogue import operation_coded

    operation = operation_coded(asked.operation)
    rows = [
        (_("Kiosk"), kiosk_name(asked.kiosk)),
        (_("Operation"), f"{operation.name}: {operation.summary}"),
        (_("Account"), asked.account or _("none")),
    ]
    figure = format_money(asked.figure, asked.decimals)
    if asked.unit is Unit.MONEY:
        rows.append((_("Amount"), figure))
    elif asked.unit is Unit.CREDIT:
        rows.append((_("Credit"), figure))
    return rows


def _figures(asked: Challenge) -> dict[str, Any]:
    from app.operations.catalogue import operation_coded

    return {
        "kiosk": asked.kiosk,
        "operation": operation_coded(asked.operation).name,
        "account": asked.account,
        "figure": asked.figure,
        "unit": asked.unit.value,
        "decimals": asked.decimals,
    }
