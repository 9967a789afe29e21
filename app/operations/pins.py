"""PINs: what makes a good one, and the verifier that is kept of it.

argon2id with 64 MiB, three passes (RFC 9106's second choice); notes/reliability.md 5.2.
"""

from __future__ import annotations

from app.domain.identity import Operator
from app.domain.pins import LONGEST, PinFault, PinRules, fault_of
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger import local_tables
from app.ledger.queries import permissions
from app.operations.errors import BadArgument

_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 1


def check_pin(pin: str, rules: PinRules) -> None:
    """Raises BadArgument for a PIN that is too short, not of digits, or guessed first."""
    fault = fault_of(pin, rules)
    if fault is PinFault.LENGTH:
        raise BadArgument(
            _("A PIN has {short} to {long} digits.").format(short=rules.shortest, long=LONGEST),
            _("Nothing was changed. Choose one with so many."),
        )
    if fault is PinFault.EASY:
        raise BadArgument(
            _("This PIN is too easy to guess."), _("Nothing was changed. Choose another.")
        )


def new_verifier(kiosk: Kiosk, operator: Operator, pin: str) -> str:
    """The verifier of an operator's next PIN. Raises BadArgument for one that they had before."""
    with kiosk.ledger.read() as reader:
        kept = permissions.pin_rules(reader.db).kept
        before = local_tables.last_verifiers(reader.db, operator, kept)
        present = local_tables.verifier(reader.db, operator)
    if present is not None and present.one_time:
        before = [*before, present.verifier]  # whoever invited knows that one
    if any(fits(pin, verifier) for verifier in before):
        raise BadArgument(_("This PIN was used before."), _("Nothing was changed. Choose another."))
    return make_verifier(pin)


def make_verifier(pin: str) -> str:
    """The argon2id string that is kept instead of the PIN."""
    from argon2 import PasswordHasher  # heavy: loaded only where a PIN is handled

    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES).hash(pin)


def fits(pin: str, verifier: str) -> bool:
    """Whether a typed PIN is the one."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(verifier, pin)
    except (VerificationError, InvalidHashError):
        return False
