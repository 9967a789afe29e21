"""The command itself: what it loads, what it lists, how it ends."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest
from click.testing import CliRunner

from app.cards.errors import CardOutcomeUnknown, NoCard
from app.cli import main
from app.commands.outcome import exit_code
from app.commands.plain import plain
from app.domain.errors import MoneyState, TapcardError
from app.domain.identity import EventId
from app.ledger import errors as ledger_errors
from app.operations.catalogue import OPERATIONS
from app.operations.errors import PlanInterrupted, StaleQuote
from app.printing.errors import PrinterSilent
from app.settings import SettingsError
from app.telling.results import TELLERS

HEAVY = (
    *("PIL", "argon2", "babel", "escpos", "fpdf", "hypothesis", "psycopg", "qrcode", "serial"),
    *("smartcard", "xlsxwriter"),
)


def run(*words: str) -> str:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_version_is_the_packages() -> None:
    assert version("tapcard") in run("--version")


def test_help_names_every_command_and_exit_code() -> None:
    told = run("--help")
    for command in ("init", "do", "report", "verify", "rebuild", "doctor", "backup", "restore"):
        assert f"\n  {command} " in told
        assert "--json" in run(command, "--help")
        assert "--config" in run(command, "--help")
        assert "--ledger" in run(command, "--help")
    for code in range(7):
        assert f"\n    {code}  " in told


def test_every_operation_is_listed_with_what_it_takes() -> None:
    told = run("do", "--list")
    listed = msgspec.json.decode(run("do", "--list", "--json"))["operations"]
    assert [one["name"] for one in listed] == [one.name for one in OPERATIONS]
    for one in OPERATIONS:
        assert f"{one.name}\n    {one.summary}\n" in told
    assert "rest=change|balance]  change if not given" in run("do", "--list", "prepay")
    assert "prepay" not in run("do", "--list", "settle")


@pytest.mark.parametrize("operation", OPERATIONS, ids=[one.name for one in OPERATIONS])
def test_every_result_can_be_told(operation: object) -> None:
    result = get_type_hints(operation.carry_out)["return"]  # type: ignore[attr-defined]
    assert set(get_args(result) or (result,)) <= set(TELLERS)


@pytest.mark.parametrize(
    "words", [["--help"], ["do", "--list"], ["do", "--list", "--json"], ["init", "--list"]]
)
def test_what_is_not_used_is_not_loaded(words: list[str]) -> None:
    script = (
        "import atexit, sys; from app.cli import main\n"
        f"found = lambda: [name for name in {HEAVY} if sys.modules.get(name)]\n"
        "atexit.register(lambda: print(found(), file=sys.stderr))\n"
        "main(sys.argv[1:])"
    )
    assert loaded(script, *words).stderr.strip() == "[]"


def test_the_command_alone_loads_no_ledger() -> None:
    script = "import sys, app.cli; print([n for n in ('apsw', 'peewee') if n in sys.modules])"
    assert loaded(script).stdout.strip() == "[]"


def loaded(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a script that says what it has loaded."""
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True)


MARK = EventId(7, 1, 12)

CODES = [
    (SettingsError("", "", file=Path("kiosk.toml")), 2),
    (NoCard(""), 3),
    (CardOutcomeUnknown(""), 3),
    (StaleQuote(""), 3),
    (ledger_errors.LedgerExists(""), 3),
    (PlanInterrupted("", "", plan=MARK), 4),
    (ledger_errors.CommitInDoubt(""), 4),
    (PrinterSilent(""), 5),
    (ledger_errors.BackupFailed(""), 5),
    (ledger_errors.LedgerOwned(""), 6),
    (ledger_errors.LedgerDamaged(""), 6),
    (ledger_errors.DiskFull(""), 6),
    (ledger_errors.ClockRefused(""), 6),
]


@pytest.mark.parametrize(("error", "code"), CODES, ids=[type(one).__name__ for one, _ in CODES])
def test_an_error_leads_to_its_exit_code(error: TapcardError, code: int) -> None:
    assert exit_code(error) == code


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (MARK, "K07-01-12"),
        (b"\x01\xff", "01ff"),
        (MoneyState.SAFE, "safe"),
        ((1, None, "x"), [1, None, "x"]),
        ({"path": Path("/x")}, {"path": "/x"}),
        ("\udcff", "?"),
        (10**17 + 1, 10**17 + 1),
    ],
)
def test_json_is_exact_and_readable(value: object, said: object) -> None:
    assert plain(value) == said
