"""Operations that no screen offers: rules that a utility sets once, by `tapcard do`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from unittest.mock import patch

import msgspec
from click.testing import CliRunner

from app.cli import main
from app.clock import SystemClock
from tests.end_to_end.desk import ADMINISTRATOR, CASHIER, SUPERVISOR, Desk
from tests.end_to_end.scenes.player import PASSPHRASE, SECOND, approver_key

_TWO_DAYS = 48 * 3600 * 1000


@dataclass(frozen=True)
class Command:
    """One call of `tapcard do`."""

    title: str
    operation: str
    given: dict[str, str]
    two: bool = False
    """Whether two people sign."""
    by: int = ADMINISTRATOR

    def run(self, desk: Desk, **environment: str) -> None:
        """Runs it; raises AssertionError where it is refused."""
        words: list[object] = ["do", "--operator", self.by]
        words += ["--second", SUPERVISOR] if self.two else []
        given = (f"{key}={value}" for key, value in self.given.items())
        desk.here(*words, self.operation, *given, **environment).fine()


def _kind(title: str, **given: str) -> Command:
    return Command(title, "set-payment-kind", {"ledger_code": "4010", **given})


BEFORE = (
    Command(
        "What a role may do",
        "set-permission",
        {"role": "technician", "permission": "reprint", "allowed": "yes"},
        two=True,
    ),
    Command("Rules for PINs", "set-pin-rules", {"days": "180"}),
    Command(
        "What must be told to open an account", "set-account-form", {"identity": "second_person"}
    ),
    Command("What goes over to a new customer", "set-handover", {"what": "credit", "goes": "no"}),
    Command(
        "What of each purchase goes to arrears", "set-usual-deduction", {"rule": "due"}, two=True
    ),
    _kind(
        "What is paid without a card", code="deposit", name="Deposit", price="500", deposit="yes"
    ),
    _kind("What is paid without a card", code="penalty", name="Penalty"),
    _kind(
        "What is paid without a card",
        code="repair",
        name="Repair",
        price="116",
        tax_code="VAT",
        tax_rate="1600",
    ),
    Command("Sheets with printed numbers", "set-invoice-rule", {"preprinted": "yes"}),
    Command("Printed numbers received", "receive-invoices", {"first": "9001", "last": "9020"}),
    Command(
        "Numbers that were received wrongly",
        "take-back-invoices",
        {"first": "9016", "last": "9020", "reason": "typed wrongly"},
        two=True,
    ),
    Command(
        "Printed numbers given out",
        "assign-invoices",
        {"first": "9001", "last": "9010", "operator": str(SUPERVISOR)},
    ),
    Command(
        "A sheet spoiled by the printer",
        "spoil-invoice",
        {"first": "9001", "reason": "paper jam"},
        by=SUPERVISOR,
    ),
    Command(
        "Sheets that came torn",
        "void-invoices",
        {"first": "9014", "last": "9015", "reason": "torn"},
        two=True,
    ),
    Command("The stock of printed numbers", "invoice-stock", {}),
    Command("Sheets without printed numbers", "set-invoice-rule", {"preprinted": "no"}),
    Command(
        "A scheme by which another pays a share",
        "set-subsidy-scheme",
        {
            "code": "poor",
            "name": "Poor households",
            "payer": "Ministry of Water",
            "percent": "40",
            "per_month": "3",
            "ledger_code": "1300",
        },
    ),
    Command(
        "A scheme that gives free water",
        "set-free-scheme",
        {"code": "poor", "name": "Poor households", "per_month": "3", "ledger_code": "5010"},
    ),
)
"""Before the counter opens; some of the scenes need them."""


def approver(desk: Desk) -> Command:
    """The second person gets a key of their own, to sign from elsewhere."""
    words = ["approve", "--key", str(approver_key(desk.folder)), "--new-key", "--json"]
    told = CliRunner().invoke(main, words, env=PASSPHRASE)
    assert told.exit_code == 0, told.output
    key: str = msgspec.json.decode(told.stdout)["key"]
    command = Command(
        "Who may sign from elsewhere",
        "set-approver",
        {"approver": str(SECOND), "approval_key": "?"},
        two=True,
    )
    command.run(desk, TAPCARD_NEW_APPROVAL_KEY=key)
    return command


def subsidise(desk: Desk) -> Command:
    """A household for which another pays a share."""
    account = desk.do("open-account", tariff_class="1", name="Neema Ali").fine().json["account"]
    given = {"account": account, "scheme": "poor", "until": "2028-12-31", "reason": "poor"}
    command = Command("A share is paid for a household", "subsidise", given, two=True, by=CASHIER)
    command.run(desk)
    return command


def accept_clock(desk: Desk) -> Command:
    """The clock is two days ahead, and two people say that it is right."""
    command = Command("A clock that jumped", "accept-clock", {"reason": "power was off"}, two=True)

    def ahead(_clock: SystemClock) -> int:
        return time.time_ns() // 1_000_000 + _TWO_DAYS

    with patch.object(SystemClock, "milliseconds", ahead):
        command.run(desk)
        assert desk.proves_itself()
    return command
