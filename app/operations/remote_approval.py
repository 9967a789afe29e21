"""Asking somebody who is elsewhere to sign, and taking their eight digits.

A wrong answer is counted like a wrong PIN, before it is known to be wrong.
"""

from __future__ import annotations

import hashlib

import msgspec

from app.domain.approval import Signed, answers, challenge_of, in_time, read, written
from app.domain.identity import Operator
from app.domain.lockout import FOREVER, locked_until
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger import approvals
from app.ledger.approvals import Asked
from app.ledger.events.operators import SignInRefused
from app.ledger.queries import settings
from app.operations.approved_ledger import another_thing, too_late, used_up
from app.operations.arguments import Arguments
from app.operations.authority import require_second
from app.operations.errors import ApprovalRefused, SignInFailed
from app.operations.operation import Caller, Look, Operation, Quote, Result
from app.operations.sign_in import SignedIn

_NONCE_BYTES = 8


def particulars_of(signed: Signed, *more: str) -> bytes:
    """Digest of all that is signed for, beyond what fits on a challenge."""
    return hashlib.sha256(msgspec.json.encode((signed, more))).digest()


def ask_approval(kiosk: Kiosk, caller: Caller, signed: Signed, particulars: bytes) -> str:
    """The challenge that ``caller.second`` is to answer, in digits.

    Raises SecondPersonNeeded and NotAllowed as for somebody who is here, ApprovalRefused for
    somebody without a key at this kiosk.
    """
    require_second(kiosk, caller)
    approver = _second_of(caller)
    with kiosk.ledger.read() as reader:
        decimals = settings.utility(reader.db).currency_digits
    nonce = kiosk.random.bytes(_NONCE_BYTES)
    digits = written(challenge_of(kiosk.ledger.node, signed, decimals, nonce))
    asked = Asked(
        challenge=digits,
        operator=caller.operator,
        approver=approver,
        particulars=particulars,
        asked=kiosk.clock.milliseconds(),
        answered=False,
        spent=False,
    )

    def work(tx: Transaction) -> None:
        if approvals.kept_key(tx.db, approver) is None:
            raise _no_key(approver)
        approvals.note_asked(tx.db, asked)

    kiosk.ledger.commit(work)
    return digits


def take_answer(
    kiosk: Kiosk, caller: Caller, signed: Signed, particulars: bytes, answer: str
) -> SignedIn:
    """Who approved, once their digits are right; the challenge waits to be used.

    Raises ApprovalRefused, SignInFailed for wrong digits and a locked approver, SecondPersonNeeded.
    """
    require_second(kiosk, caller)
    approver, now = _second_of(caller), kiosk.clock.milliseconds()
    tried = kiosk.ledger.commit(lambda tx: _count_try(tx, caller, now))
    if isinstance(tried, Exception):
        raise tried
    asked, key = tried
    if asked.particulars != particulars or not read(asked.challenge).says(signed):
        raise another_thing()
    right = answers(answer, asked.challenge, key)
    result = kiosk.ledger.commit(lambda tx: _record(tx, approver, asked, right=right))
    if isinstance(result, Exception):
        raise result
    return result


def challenge_for(
    operation: Operation[Arguments, Look, Quote, Result],
    kiosk: Kiosk,
    caller: Caller,
    arguments: Arguments,
) -> str:
    """The challenge for one call of an operation; raises what looking and quoting raise."""
    quote = operation.quote(operation.look(kiosk, caller, arguments), arguments)
    signed = operation.signs(quote)
    return ask_approval(kiosk, caller, signed, _particulars(signed, arguments))


def run_approved(
    operation: Operation[Arguments, Look, Quote, Result],
    kiosk: Kiosk,
    caller: Caller,
    arguments: Arguments,
    answer: str,
) -> Result:
    """The same call with the answer, done once; raises also what :func:`take_answer` raises."""
    done = operation.recalled(kiosk, caller)
    if done is not None:
        return done
    quote = operation.quote(operation.look(kiosk, caller, arguments), arguments)
    signed = operation.signs(quote)
    who = take_answer(kiosk, caller, signed, _particulars(signed, arguments), answer)
    return operation.perform(kiosk, msgspec.structs.replace(caller, approval=who.approval), quote)


def _particulars(signed: Signed, arguments: msgspec.Struct) -> bytes:
    return particulars_of(signed, msgspec.json.encode(arguments).decode())


def _count_try(
    tx: Transaction, caller: Caller, now: int
) -> tuple[Asked, str] | ApprovalRefused | SignInFailed:
    """Counts a failure in advance: a power cut must not give a free try."""
    approver = _second_of(caller)
    kept = approvals.kept_key(tx.db, approver)
    key = None if kept is None else tx.unseal_secret(kept.sealed)
    if kept is None or key is None:
        return _no_key(approver)
    asked = approvals.last_asked(tx.db, caller.operator, approver)
    if asked is None:
        return used_up()
    if not in_time(asked.asked, now):
        return too_late()
    if kept.locked_until > now:
        tx.append(SignInRefused(operator=approver, reason="locked"))
        return _locked(kept.locked_until, now)
    approvals.note_failure(tx.db, approver, locked_until(kept.failures + 1, now))
    return asked, key.decode()


def _record(
    tx: Transaction, approver: Operator, asked: Asked, *, right: bool
) -> SignedIn | SignInFailed:
    found = settings.operator(tx.db, approver)
    if not right or found is None or not found.active:
        tx.append(SignInRefused(operator=approver, reason="wrong_answer"))
        return SignInFailed(
            _("These are not the eight digits of this challenge."),
            _("Nothing was done. Compare every digit of the challenge, then type them again."),
        )
    approvals.clear_failures(tx.db, approver)
    approvals.note_answered(tx.db, asked.challenge)
    return SignedIn(operator=approver, name=found.name, role=found.role, approval=asked.challenge)


def _second_of(caller: Caller) -> Operator:
    if caller.second is None:
        raise LookupError("nobody was named")
    return caller.second


def _no_key(approver: Operator) -> ApprovalRefused:
    return ApprovalRefused(
        _("Operator {number} has no approval key at this kiosk.").format(number=approver),
        _("Nothing was done. They sign here, or two people set their key (set-approver)."),
    )


def _locked(until: int, now: int) -> SignInFailed:
    if until == FOREVER:
        wait = _("until two people set another key for them")
    else:
        wait = _("for {seconds} seconds").format(seconds=(until - now) // 1000 + 1)
    return SignInFailed(
        _("Too many wrong answers: this approver is locked {wait}.").format(wait=wait),
        _("Nothing was done. Wait, or ask another approver."),
    )
