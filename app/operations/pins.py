"""PINs: what makes a good one, and the verifier that is kept of it.

argon2id with 64 MiB, three passes (RFC 9106's second choice); notes/reliability.md 5.2.
"""

from __future__ import annotations

from itertools import pairwise

from app.domain.text import _
from app.operations.errors import BadArgument

_SHORTEST, _LONGEST = 6, 12
_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 1


def check_pin(pin: str) -> None:
    """Raises BadArgument for a PIN that is too short, not of digits, or guessed first."""
    if not (pin.isascii() and pin.isdecimal() and _SHORTEST <= len(pin) <= _LONGEST):
        raise BadArgument(
            _("A PIN has {short} to {long} digits.").format(short=_SHORTEST, long=_LONGEST),
            _("Nothing was changed."),
        )
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise BadArgument(
            _("This PIN is too easy to guess."), _("Nothing was changed. Choose another.")
        )


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
