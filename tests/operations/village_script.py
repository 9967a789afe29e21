"""What happens in a life of a village, written down beforehand by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from app.cards.profiles.contract import Profile
from app.cards.profiles.registry import BUILT_IN
from tests.operations.village_errands import ERRANDS

AT_HOME = (*("visit",) * 10, "use", "use", "days", "other person", "other card", "copy")
_LONGEST = 60
_SOME = 20
"""Operations of one life."""
_PULLED, _FOLLOWS = 0.1, 0.7
FOLLOWED = {
    "prepay": ("visit",),
    "allocate-meter": ("visit",),
    "reissue-card": ("visit",),
    "compensate": ("visit",),
    "give-free-water": ("visit",),
    "refund": ("prepay", "refund", "visit", "pay-refund"),
    "reverse": ("prepay", "reverse", "visit", "pay-refund"),
    "refute-refund": (
        "prepay",
        "copy",
        "refund",
        "other card",
        "visit",
        "other card",
        "visit",
        "refute-refund",
    ),
    "money-back": ("visit", "prepay~", "money-back", "visit", "pay-refund"),
    "settle": ("visit", "prepay~", "settle"),
    "renew-plan": ("reissue-card~", "settle", "renew-plan", "visit"),
    "decide-plan": ("open-shift", "visit", "prepay~", "report-lost", "decide-plan"),
    "release-card": ("copy", "prepay", "visit", "other card", "prepay", "release-card"),
    "correct-class": ("days", "correct-class"),
    "book-arrears": ("pay-arrears",),
    "plan-arrears": ("book-arrears", "plan-arrears", "prepay", "visit"),
    "write-off": ("book-arrears", "write-off"),
    "take-payment": ("reverse-payment",),
    "return-deposit": ("take-payment", "take-payment", "return-deposit"),
    "deposit-balance": ("withdraw-balance",),
    "blacklist": ("unblacklist",),
    "suspend-account": ("resume-account",),
    "set-tariff": ("withdraw-tariff",),
    "change-meter": ("undo-meter-change",),
    "make-function-card": ("read-function-card",),
    "lose-function-card": ("make-function-card", "lose-function-card"),
    "sign-out-cards": ("return-cards",),
    "report-lost": ("open-shift", "visit", "prepay~", "report-lost", "decide-plan"),
    "refund-meter-credit": ("visit", "read-card", "refund-meter-credit"),
    "cancel-account": ("visit", "cancel-account"),
    "change-customer": ("visit", "change-customer"),
    "erase-account": ("cancel-account", "erase-account"),
    "copy": ("refund", "other card", "visit"),
    "correct-meter": ("allocate-meter", "correct-meter"),
    "reprint": ("take-payment", "reprint"),
    "correct-tender": ("prepay", "correct-tender"),
    "set-tender-kind": ("prepay", "settle-tender", "prepay", "reverse"),
    "set-agent": ("agent-deposit", "set-vending-limit", "set-commission", "prepay", "visit"),
    "set-commission": ("set-agent", "agent-deposit", "prepay", "refund", "visit", "pay-refund"),
    "set-vending-limit": ("set-agent", "set-vending-limit", "prepay", "prepay~", "money-back"),
    "agent-withdraw": ("set-agent", "agent-deposit", "settle-agent", "agent-withdraw"),
    "settle-agent": ("set-agent", "agent-deposit", "prepay", "settle-agent", "agent-statement"),
    "tax-invoice": ("take-payment", "tax-invoice", "reverse-payment", "credit-note"),
    "credit-note": ("prepay", "tax-invoice", "refund", "visit", "pay-refund", "credit-note"),
}
"""What often comes after it: what needs it, or undoes it; ``~``: the card is pulled amid it."""
_OFTEN = ("prepay", "prepay", "prepay", "refund", "pay-refund", "settle", "reissue-card")


@dataclass(frozen=True)
class Step:
    """One step of a life."""

    what: str
    choice: int = 0
    """0..7: how much, who else, where it is pulled: whatever there is to choose."""
    pulled: bool = False


def random_steps(seed: str, length: int = _LONGEST) -> list[Step]:
    """A life by its seed: some operations, so that they meet each other, and what everybody does.

    It begins with two cards that were in their meters; often something is followed by what
    undoes it.
    """
    chance = random.Random(seed)
    names = [*chance.sample(sorted(ERRANDS), _SOME), *_OFTEN, *AT_HOME]
    steps = [Step("allocate-meter"), Step("visit"), Step("other person", 1)]
    steps += [Step("allocate-meter"), Step("visit")]
    while len(steps) < length:
        name = chance.choice(names)
        pulled = chance.random() < _PULLED
        follows = FOLLOWED.get(name, ()) if chance.random() < _FOLLOWS else ()
        settled = ("settle",) if pulled and chance.random() < _FOLLOWS else ()
        told = (f"{name}~" if pulled else name, *settled, *follows)
        steps += [
            Step(one.removesuffix("~"), chance.randrange(8), one.endswith("~")) for one in told
        ]
    return steps[:length]


def drawn_profile(seed: str) -> Profile:
    """Whose cards a life has."""
    return random.Random(f"profile {seed}").choice(BUILT_IN)
