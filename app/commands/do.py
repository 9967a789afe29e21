"""`tapcard do`: any operation, through the same code and permissions as the screens."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
import msgspec

from app.commands.asking import SECOND_PIN, card_keys, key_values, pin_of
from app.commands.call import Call, with_call
from app.commands.forms import described, explained
from app.commands.outcome import EXIT_SAFE, EXIT_USAGE, fail
from app.commands.plain import plain
from app.commands.speaking import say
from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.operations.catalogue import OPERATIONS, operation_named
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation, parse_arguments

if TYPE_CHECKING:
    from app.assembly import Assembly

_PRINT_SECONDS = 20
_RENEWS = "change-pin"
_KEPT = _("Not printed, but kept: {number}. `tapcard do reprint number={number}` prints it.")
"""The operation for which a PIN may have expired."""
_LARGEST_OPERATOR = 999_999_999

_AnyOperation = Operation[Any, Any, Any, Any]
_OperatorNumber = click.IntRange(1, _LARGEST_OPERATOR)


@click.command()
@click.option("--operator", type=_OperatorNumber, help=_("Your operator number."))
@click.option("--second", type=_OperatorNumber, help=_("Second person, where two are asked for."))
@click.option(
    "--challenge", is_flag=True, help=_("Only show what the second person, elsewhere, answers.")
)
@click.option("--approval", help=_("Their eight digits, instead of their PIN."))
@click.option("--id", "request", help=_("Your id of this call: repeated, it is done once."))
@click.option("--list", "listing", is_flag=True, help=_("Name all operations, or explain one."))
@click.argument("operation", required=False)
@click.argument("arguments", nargs=-1)
@with_call
def do(
    call: Call,
    operation: str | None,
    arguments: tuple[str, ...],
    *,
    operator: int | None,
    second: int | None,
    challenge: bool,
    approval: str | None,
    request: str | None,
    listing: bool,
) -> None:
    """Runs an operation: sale, shift, refund.

    OPERATION takes key=value arguments; key=@file takes a value from a file, key=? asks for it
    without echo. PINs are asked for, or taken from TAPCARD_PIN and TAPCARD_SECOND_PIN. A second
    person who is elsewhere answers what --challenge shows by `tapcard approve`; --approval takes
    their digits.
    `tapcard do --list` names all operations.
    """
    chosen, parsed = _understood(call, operation, arguments, listing=listing)
    if operator is None:
        raise click.UsageError(_("Say who you are: --operator NUMBER."))
    caller = Caller(operator=operator, second=second, request=request)
    elsewhere = challenge or approval is not None
    if elsewhere and second is None:
        raise click.UsageError(_("Say who answers: --second NUMBER."))
    keys = card_keys(call.settings)
    pin = pin_of(operator)
    second_pin = None if second is None or elsewhere else pin_of(second, SECOND_PIN)
    from app.assembly import assembled
    from app.operations.kept_papers import newest_job, to_ask_for
    from app.operations.remote_approval import challenge_for, run_approved

    with assembled(call.settings, keys=keys) as assembly:
        _sign_in(assembly, caller, pin, second_pin, renewing=chosen.name == _RENEWS)
        if challenge:
            _show_challenge(call, challenge_for(chosen, assembly.kiosk, caller, parsed))
            return
        before = newest_job(assembly.kiosk)
        try:
            if approval is None:
                result = chosen.run(assembly.kiosk, caller, parsed)
            else:
                result = run_approved(chosen, assembly.kiosk, caller, parsed, approval)
        except TapcardError as error:
            if error.money is MoneyState.IN_DOUBT:
                _print_papers(assembly)
            raise
        missing = _tell(call, assembly, result)
        for paper in to_ask_for(assembly.kiosk, before):
            say(_KEPT.format(number=paper.number), err=True)
        printed = _print_papers(assembly)
    if missing or not printed:
        sys.exit(EXIT_SAFE)


def _show_challenge(call: Call, digits: str) -> None:
    from app.domain.approval import grouped

    call.tell(
        {"challenge": digits},
        [
            _("Challenge: {digits}").format(digits=grouped(digits)),
            _("Nothing was done. Call again with --approval and the eight digits of the answer."),
        ],
    )


def _understood(
    call: Call, operation: str | None, arguments: tuple[str, ...], *, listing: bool
) -> tuple[_AnyOperation, msgspec.Struct]:
    """The operation and its arguments; lists instead, and leaves, where that is asked for."""
    try:
        chosen = None if operation is None else operation_named(operation)
        if listing or chosen is None:
            _list(call, OPERATIONS if chosen is None else (chosen,))
            sys.exit()
        return chosen, parse_arguments(chosen, key_values(arguments))
    except BadArgument as error:
        fail(error, as_json=call.as_json, code=EXIT_USAGE)


def _sign_in(
    assembly: Assembly, caller: Caller, pin: str, second_pin: str | None, *, renewing: bool
) -> None:
    """Checks the PINs of one or two people. Raises SignInFailed."""
    from app.operations.sign_in import sign_in

    sign_in(assembly.kiosk, caller.operator, pin, renewing=renewing)
    if caller.second is not None and second_pin is not None:
        sign_in(assembly.kiosk, caller.second, second_pin)


def _tell(call: Call, assembly: Assembly, result: msgspec.Struct) -> bool:
    """Prints a result; True if it says itself that a side task is missing."""
    from app.telling.results import in_words, missing_in

    missing = missing_in(result)
    if call.as_json:
        call.tell(plain(result), [])
    else:
        call.tell({}, in_words(assembly.kiosk, result))
    for sentence in missing:
        say(sentence, err=True)
    return bool(missing)


def _print_papers(assembly: Assembly) -> bool:
    """Prints what waits for paper, of earlier calls too; says so where it cannot."""
    try:
        waiting = assembly.spooler.drain(_PRINT_SECONDS).waiting
    except TapcardError as error:
        say(_("Not printed yet: {reason}").format(reason=error.message), err=True)
        return False
    for job in waiting:
        say(
            _("Not printed yet: {number} ({reason}). It is printed with the next paper.").format(
                number=job.number, reason=job.reason
            ),
            err=True,
        )
    return not waiting


def _list(call: Call, operations: tuple[_AnyOperation, ...]) -> None:
    """Names operations with their arguments."""
    call.tell(
        {"operations": [_described(one) for one in operations]},
        [line for one in operations for line in _explained(one)],
    )


def _described(one: _AnyOperation) -> dict[str, Any]:
    return {
        "name": one.name,
        "summary": one.summary,
        "permission": one.permission,
        "needs_shift": one.needs_shift,
        "needs_second": one.needs_second,
        "arguments": described(one.arguments),
    }


def _explained(one: _AnyOperation) -> list[str]:
    needs = [
        *([_("an open shift")] if one.needs_shift else []),
        *([_("a second person")] if one.needs_second else []),
    ]
    lines = [one.name, f"    {one.summary}"]
    if needs:
        lines.append("    " + _("Needs {things}.").format(things=", ".join(needs)))
    return [*lines, *(f"      {line}" for line in explained(one.arguments))]
