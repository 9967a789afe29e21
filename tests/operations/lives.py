"""``python -m tests.operations.lives --lives N``: random lives of households, long and many.

A life is a list of steps; each is an operation at a counter, or something that befalls cards and
meters at home. After every step credit and money agree (lives_truth.py); what a counter refuses
leaves everything as it was. Exit code 1 when anything was not so; then the steps are printed.
"""

from __future__ import annotations

import argparse
import enum
import random
import shutil
import sys
import traceback
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.errors import TapcardError
from app.operations.errors import PlanInterrupted
from tests.campaign.workplace import workplace
from tests.counter import SUPERVISOR
from tests.operations.lives_home import KINDS, MOST_CARDS, Builder, Home, Kind
from tests.operations.lives_truth import news, own_events, proofs, violations
from tests.protocol.kiosks import sync, sync_both
from tests.protocol.maker_streets import amid_plan

_LONGEST = 40
_ON_RECORD = frozenset(
    {"card_held", "plan_held", "plan_in_doubt", "plan_scrapped", "retrieve_given_up"}
)
"""Events that a refusal may leave: they say that something does not fit."""


class Act(enum.StrEnum):
    """What may come next."""

    BUY = "buy"
    VISIT = "visit"
    VISIT_PULLED = "visit, pulled"
    DAYS = "days"
    REFUND = "refund"
    PAY_REFUND = "pay-refund"
    MONEY_BACK = "money-back"
    SETTLE = "settle"
    REWRITE = "rewrite-load"
    REISSUE = "reissue"
    COPY = "copy"
    OTHER_CARD = "other card"
    OTHER_KIOSK = "other kiosk"
    SYNC = "sync"
    RELEASE = "release-card"
    EXCHANGE = "exchange meter"
    REVERSE = "reverse"
    HOUSEHOLD = "correct-class"
    TENDER = "correct-tender"
    RETRIEVE = "retrieve-card"
    SUSPEND = "suspend-account"
    RESUME = "resume-account"
    INVOICE = "tax-invoice"


@dataclass(frozen=True)
class Step:
    """One step of a life."""

    act: Act
    choice: int = 0
    """0..7: how much, which meter, which card, where it is pulled: whatever there is to choose."""
    pulled: bool = False
    """Whether the card is pulled out of the reader, where it is written."""

    def __str__(self) -> str:
        """What :meth:`parse` reads."""
        return f"{self.act} {self.choice}{' ~' if self.pulled else ''}"

    @classmethod
    def parse(cls, text: str) -> Step:
        """Inverse of ``str``."""
        act, choice = text.removesuffix(" ~").rsplit(" ", 1)
        return cls(Act(act), int(choice), text.endswith(" ~"))


_USUAL = {Act.BUY: 6, Act.VISIT: 8, Act.DAYS: 3, Act.REFUND: 2, Act.PAY_REFUND: 2, Act.SETTLE: 2}
_WEIGHTS = [_USUAL.get(act, 1) for act in Act]


class Life:
    """One household, step by step."""

    def __init__(self, home: Home) -> None:
        """The meters are allocated as the first steps."""
        self.home = home
        self.refusals: Tally[str] = Tally()

    def begin(self) -> None:
        """The first load for each meter is on the card. Raises AssertionError."""
        first = {"amount": "400"} if self.home.kind.counts_money else {"volume": "2"}
        for number in self.home.meters:
            self.home.do(
                "allocate-meter",
                account=self.home.account,
                meter=number,
                model="DN15",
                **first,
            )
        self._agree()

    def play(self, steps: Sequence[Step]) -> None:
        """All steps. Raises AssertionError where something is not as it must be."""
        for step in steps:
            self._step(step)
            self._agree()
        wrong = proofs(self.home)
        assert not wrong, wrong

    def _agree(self) -> None:
        wrong = violations(self.home)
        assert not wrong, wrong

    def _step(self, step: Step) -> None:
        home, choice = self.home, step.choice
        number = self._meter(choice)
        match step.act:
            case Act.VISIT:
                home.visit(number)
            case Act.VISIT_PULLED:
                home.visit(number, choice)
            case Act.DAYS:
                home.days(1 + choice, 300)
            case Act.COPY:
                self._copy()
            case Act.OTHER_CARD:
                home.hand = choice % len(home.cards)
            case Act.OTHER_KIOSK:
                home.at = 1 - home.at
            case Act.SYNC:
                self._sync(choice)
            case _:
                self._at_the_counter(step, self._errand(step.act, choice, number))

    def _meter(self, choice: int) -> str:
        numbers = list(self.home.meters)
        return numbers[choice % len(numbers)]

    def _copy(self) -> None:
        home = self.home
        if home.profile.declares.copyable and len(home.cards) < MOST_CARDS:
            home.cards.append(home.card.clone())

    def _sync(self, choice: int) -> None:
        one, other = self.home.kiosks
        if choice % 3 == 0:
            sync(one, other)
        elif choice % 3 == 1:
            sync(other, one)
        else:
            sync_both(one, other)

    def _errand(self, act: Act, choice: int, number: str) -> Callable[[], Any]:
        """What is done at the counter."""
        home, account = self.home, self.home.account
        two: dict[str, Any] = {"second": SUPERVISOR, "reason": "asked for it"}
        errands: dict[Act, Callable[[], Any]] = {
            Act.BUY: lambda: home.do("prepay", meter=number, **self._wish(choice, number)),
            Act.REFUND: lambda: home.do("refund", meter=number, reason="moves out"),
            Act.REVERSE: lambda: home.do("reverse", meter=number, reason="wrong amount"),
            Act.HOUSEHOLD: lambda: self._household(choice),
            Act.TENDER: lambda: home.do(
                "correct-tender",
                receipt=str(1 + choice),
                rest=("change", "balance")[choice % 2],
                **two,
            ),
            Act.INVOICE: lambda: home.do(
                "tax-invoice",
                receipts=str(1 + choice),
                name="Baraka",
                tax_number="A1",
                address="Plot 7",
            ),
            Act.PAY_REFUND: lambda: home.do("pay-refund"),
            Act.MONEY_BACK: lambda: home.do("money-back", account=account, **two),
            Act.SETTLE: lambda: home.do("settle", account=account),
            Act.REWRITE: lambda: home.do("rewrite-load", meter=number),
            Act.REISSUE: lambda: self._reissue(choice, number),
            Act.RELEASE: lambda: home.do("release-card", **two),
            Act.EXCHANGE: lambda: self._exchange(number),
            Act.RETRIEVE: lambda: home.do("retrieve-card", account=account),
            Act.SUSPEND: lambda: home.do("suspend-account", account=account, reason="away"),
            Act.RESUME: lambda: home.do("resume-account", account=account, reason="back"),
        }
        return errands[act]

    def _wish(self, choice: int, number: str) -> dict[str, Any]:
        """By volume, by amount, for both meters, or more than is to be paid."""
        others = [other for other in self.home.meters if other != number]
        if self.home.kind.counts_money:
            return {"amount": str(20 + 15 * choice)}
        if choice in (2, 3) and others:
            return {"volume": "1", "also": f"{others[0]}=2v"}
        if choice in (4, 5):
            return {"amount": str(50 + 40 * choice)}
        if choice == 6:
            return {"volume": "1", "tendered": "500", "rest": "balance"}
        return {"volume": str(1 + choice)}

    def _reissue(self, choice: int, number: str) -> None:
        """The old card is lost, and found again; the new one is in the hand."""
        home = self.home
        if len(home.cards) >= MOST_CARDS:
            return
        home.cards.append(home.blank())
        home.hand = len(home.cards) - 1
        reason = ("lost", "damaged", "our_fault")[choice % 3]
        home.do("reissue-card", account=home.account, meter=number, reason=reason, identity="known")

    def _household(self, choice: int) -> None:
        """Another class, and so many persons, from a day of the last weeks on."""
        home = self.home
        since = datetime.fromtimestamp(home.clock.now / 1000, UTC) - timedelta(days=4 * choice)
        home.do(
            "correct-class",
            account=home.account,
            tariff_class=str(1 + choice % 2),
            household_size=str(1 + choice),
            since=since.date().isoformat(),
            second=SUPERVISOR,
            reason="counted anew",
        )

    def _exchange(self, number: str) -> None:
        if self.home.profile.declares.function_cards:
            self.home.exchange(number)

    def _at_the_counter(self, step: Step, errand: Callable[[], Any]) -> None:
        """Does it, or is refused; then nothing has changed but what is on record about it."""
        home, kiosk = self.home, self.home.kiosk
        before = len(list(own_events(kiosk)))
        cards = [card.snapshot() for card in home.cards]
        pull = amid_plan(kiosk, kiosk.reader.remove, step.choice) if step.pulled else nullcontext()
        try:
            with pull:
                errand()
        except PlanInterrupted:
            assert step.pulled, "a plan was interrupted although nobody pulled the card"
        except TapcardError as refusal:
            self.refusals[f"{step.act}: {refusal.code}"] += 1
            left = set(news(kiosk, before)) - _ON_RECORD
            assert not left, (repr(refusal), left)
            after = [card.snapshot() for card in home.cards[: len(cards)]]
            # To settle may spend tries of a card's code, and be pulled itself.
            if step.act is not Act.SETTLE:
                assert after == cards, f"refused, but the card changed: {refusal!r}"


def random_steps(seed: str, length: int) -> list[Step]:
    """A life by its seed."""
    chance = random.Random(seed)
    acts = chance.choices(list(Act), _WEIGHTS, k=length)
    return [Step(act, chance.randrange(8), chance.random() < 0.15) for act in acts]


def play(builder: Builder, kind: Kind, steps: Sequence[Step]) -> Life:
    """A life from its first load to its proofs. Raises AssertionError."""
    life = Life(builder.home(kind))
    try:
        life.begin()
        life.play(steps)
    finally:
        life.home.close()
        shutil.rmtree(life.home.folder)
    return life


def main(arguments: list[str]) -> int:
    """Plays; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.operations.lives")
    parser.add_argument("--lives", type=int, default=200, metavar="N", help="of each kind")
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--kind", choices=[kind.name for kind in KINDS], help="only this one")
    options = parser.parse_args(arguments)
    kinds = [kind for kind in KINDS if options.kind in (None, kind.name)]
    wrong = 0
    with workplace() as folder:
        builder = Builder(folder)
        for kind in kinds:
            seeds = range(options.first, options.first + options.lives)
            wrong += sum(_failed(builder, kind, seed) for seed in seeds)
            _say(f"{kind.name}: {options.lives} lives, {wrong} wrong so far")
    return 1 if wrong else 0


def _failed(builder: Builder, kind: Kind, seed: int) -> bool:
    """Whether a life went wrong; if so, the shortest beginning that does is printed."""
    steps = random_steps(f"{kind.name} {seed}", _LONGEST)
    said = _wrong(builder, kind, steps)
    if said is None:
        return False
    at = 0
    while at < len(steps):
        shorter = steps[:at] + steps[at + 1 :]
        if again := _wrong(builder, kind, shorter):
            steps, said = shorter, again
        else:
            at += 1
    _say(f"WRONG: {kind.name} {seed}: {'; '.join(map(str, steps))}\n{said}")
    return True


def _wrong(builder: Builder, kind: Kind, steps: Sequence[Step]) -> str | None:
    try:
        play(builder, kind, steps)
    except Exception:  # noqa: BLE001  whatever it is, it is what the lives are for
        return traceback.format_exc(limit=-3)
    return None


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
