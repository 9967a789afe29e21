"""Account state x card state x operation: every cell is played, and allowed or refused with why.

A line for each operation that has to do with the card in the reader; columns are the states of
:class:`CardState` in their order. ``+`` allowed, else the reason, see ``REASONS``. That is what an
active account meets, and each cell of it is done for real. Of an account in another state a cell
is asked for: what :func:`allows` forbids is refused, by the account or by the card.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.account_states import AccountState, allows
from app.domain.errors import TapcardError
from app.operations import errors
from app.operations.catalogue import OPERATIONS, operation_named
from app.operations.operation import Caller, parse_arguments
from tests.counter import CASHIER, SUPERVISOR, Counter
from tests.operations.as_coded import sees_a_card
from tests.operations.card_cast import CardState, Player, cast, reopened
from tests.operations.cells import CELLS
from tests.operations.cells_cards import BOTH, SECOND
from tests.operations.proofs import prove
from tests.operations.test_account_states import of_state

REASONS: dict[str, type[TapcardError]] = {
    "W": errors.WrongCard,
    "F": errors.FunctionCardHere,
    "S": errors.CardStandsInTheWay,
    "L": errors.OnBlacklist,
    "P": errors.PlanStillOpen,
    "X": errors.CardScrapped,
    "U": errors.UnknownRecord,
    "N": errors.NoRefundWaits,
    "D": errors.LoadWasUsed,
    "R": errors.RefundImpossible,
    "V": errors.ReversalImpossible,
    "C": errors.CorrectionImpossible,
    "M": errors.ChangeImpossible,
    "I": errors.AccountInUse,
    "B": errors.BadArgument,
    "A": errors.AccountForbids,
}
"""Letter of each reason; ``A`` stands in no line: it comes from the account."""

pytestmark = pytest.mark.xdist_group("card-states")  # what is made for all is made once
TABLE = """
                    bl op us lo ca pr re be ma su rt he li of at to un ch sc uk fn
prepay              W  S  +  S  S  +  S  S  S  S  S  S  L  L  L  P  P  S  W  S  F
allocate-meter      +  W  W  W  W  W  S  W  W  S  S  S  L  L  L  P  P  W  +  S  F
read-card           W  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  W  +  +
refund              W  +  S  +  S  S  S  S  S  S  S  S  S  S  S  P  P  R  W  S  F
reverse             W  V  S  +  S  S  S  S  S  S  S  S  S  S  S  P  P  R  W  S  F
pay-refund          W  N  N  N  R  +  D  N  N  N  N  N  N  N  N  N  N  N  W  N  F
refute-refund       W  S  S  S  S  S  +  S  S  S  S  S  S  S  S  P  P  S  W  S  F
reissue-card        +  W  W  W  W  W  W  W  W  W  W  W  W  L  L  P  P  W  X  U  F
rewrite-load        W  S  S  S  S  S  S  S  +  S  S  S  L  L  L  P  P  S  W  S  F
compensate          W  S  +  S  S  +  S  S  S  S  S  S  L  L  L  P  P  S  W  S  F
give-free-water     W  S  +  S  S  +  S  S  S  S  S  S  L  L  L  P  P  S  W  S  F
correct-meter       W  +  S  C  S  S  S  S  S  S  S  S  L  L  L  P  P  C  W  S  F
change-meter        +  +  +  +  M  M  M  +  +  S  S  S  L  L  +  P  P  +  X  U  F
undo-meter-change   W  U  U  U  U  U  S  U  U  S  S  S  L  L  U  P  P  +  W  U  F
cancel-account      W  S  +  S  I  I  I  S  S  S  S  S  +  +  +  P  P  S  X  U  F
change-customer     W  S  +  S  I  I  I  S  S  S  S  S  +  +  L  P  P  S  X  U  F
retrieve-card       W  S  +  S  S  S  S  S  S  +  S  S  +  +  +  P  P  S  W  S  +
release-card        W  U  U  U  U  U  U  U  U  U  U  +  U  U  U  U  U  U  W  U  F
settle              B  U  U  U  U  U  U  U  U  U  U  U  U  U  U  +  +  U  B  U  U
money-back          B  U  U  U  U  U  U  U  U  U  U  U  U  U  U  P  +  U  B  U  U
renew-plan          U  U  U  U  U  U  U  U  U  U  U  U  U  U  U  U  U  U  +  U  U
make-function-card  +  W  W  W  W  W  W  W  W  W  W  W  W  W  W  P  P  W  +  W  +
read-function-card  W  W  W  W  W  W  W  W  W  W  W  W  W  W  W  P  P  W  W  W  +
test-reader         +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +  +
"""

ASKED: dict[str, dict[str, Any]] = {
    "prepay": {"volume": "1"},
    "allocate-meter": {"account": "{account}", "meter": "{free}", "model": "DN15", "volume": "1"},
    "read-card": {},
    "refund": {"reason": "moves away"},
    "reverse": {"reason": "wrong amount"},
    "pay-refund": {},
    "refute-refund": SECOND,
    "reissue-card": {"account": "{account}", "reason": "lost", "identity": "known"},
    "rewrite-load": {},
    "compensate": {"volume": "1", "reason": "fault", **SECOND},
    "give-free-water": {"scheme": "poor", "reason": "poor", **SECOND},
    "correct-meter": {"number": "{free}", "reason": "mistyped", **SECOND},
    "change-meter": {
        "account": "{account}",
        "new_meter": "{free}",
        "old_dial": "1",
        "technician": "Baraka",
        "form": "F-1",
        **SECOND,
    },
    "undo-meter-change": {"account": "{account}", "reason": "broken", **SECOND},
    "cancel-account": {
        "account": "{account}",
        "reason": "moves away",
        "card": "returned",
        "dials": "{meter}=1",
        **SECOND,
    },
    "change-customer": {
        "account": "{account}",
        "reason": "tenant",
        "card": "returned",
        "dials": "{meter}=1",
        **SECOND,
    },
    "retrieve-card": {"account": "{account}"},
    "release-card": {"reason": "it fits", **BOTH},
    "settle": {},
    "money-back": {"reason": "never written", **SECOND},
    "renew-plan": {"account": "{account}"},
    "make-function-card": {
        "function": "check",
        "holder": "Otieno",
        "reason": "round",
        "due_back": "2026-12-01",
        **BOTH,
    },
    "read-function-card": {"by": SUPERVISOR},
    "test-reader": {},
}
"""What each is called with; ``free``: a meter that nobody has."""

LINES = {
    name: dict(zip(CardState, row, strict=True))
    for name, *row in (line.split() for line in TABLE.strip().splitlines()[1:])
}


@pytest.fixture(scope="module")
def made(
    fresh_ledger: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[CardState, Player]]:
    """A ledger with everybody on it, and who comes with which card."""
    folder, other = tmp_path_factory.mktemp("cast") / "ledger", tmp_path_factory.mktemp("far") / "l"
    shutil.copytree(fresh_ledger(node=7), folder)
    shutil.copytree(fresh_ledger(node=9), other)
    return folder, cast(folder, other)


class Played:
    """One operation, at a counter of its own."""

    def __init__(self, counter: Counter, name: str, players: dict[CardState, Player]) -> None:
        self.counter = counter
        self.operation = operation_named(name)
        self.players = players

    def outcome(self, state: CardState, *, done: bool) -> str:
        """Letter of what the card in this state meets; ``done``: asked for, and done."""
        player = self.players[state]
        said = {"account": player.account, "meter": player.meter, "free": "5" + player.meter[-5:]}
        given: dict[str, Any] = {"by": CASHIER, "second": None, **ASKED[self.operation.name]}
        if state is CardState.FUNCTION and self.operation.name == "retrieve-card":
            given |= {"account": "", "by": SUPERVISOR}
        caller = Caller(operator=given.pop("by"), second=given.pop("second"))
        texts = {key: text.format(**said) for key, text in given.items()}
        arguments = parse_arguments(self.operation, texts)
        kiosk = self.counter.kiosk
        self.counter.put(player.card.clone())
        try:
            quote = self.operation.quote(self.operation.look(kiosk, caller, arguments), arguments)
            if done:
                self.operation.perform(kiosk, caller, quote)
        except TapcardError as error:
            assert error.message
            assert error.remedy
            return next(letter for letter, kind in REASONS.items() if type(error) is kind)
        return "+"


@pytest.fixture
def played(
    made: tuple[Path, dict[CardState, Player]], tmp_path: Path
) -> Iterator[Callable[[str], Played]]:
    """Operations on a copy of the ledger, which is proved at the end."""
    folder, players = made
    counter = reopened(folder, tmp_path / "ledger")
    yield lambda name: Played(counter, name, players)
    prove(counter)
    counter.close()


def test_every_operation_that_sees_a_card_has_a_line_and_every_cell_is_decided() -> None:
    assert set(LINES) == {one.name for one in OPERATIONS if sees_a_card(one)} == set(ASKED)
    for name, line in LINES.items():
        assert set(line.values()) <= {"+", *REASONS}, name
        assert "+" in line.values(), name
        assert len(set(line.values())) > 1 or name == "test-reader"
    for state in CardState:
        column = {line[state] for name, line in LINES.items() if name != "test-reader"}
        assert "+" in column, state
        assert len(column) > 1, state


@pytest.mark.parametrize("name", LINES)
def test_the_cells_of_an_operation(
    name: str, played: Callable[[str], Played], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, line = played(name), LINES[name]
    act = CELLS[name][0] if name in CELLS else None
    for account in AccountState:
        if account is AccountState.ACTIVE:
            continue
        with monkeypatch.context() as patch:
            of_state(patch, account)
            for state, letter in line.items():
                met = one.outcome(state, done=False)
                if act is None or allows(account, act):
                    assert met == letter, (account, state)
                else:
                    assert met == "A" or met == letter != "+", (account, state)
    met_by = {state: one.outcome(state, done=True) for state in line}
    assert met_by == line
