"""One kiosk as its installer leaves it, and the command as its operators type it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner

from app.cli import main
from app.domain.metering import MeterState
from app.ledger.ledger import Ledger

PIN = "271828"
UTILITY, REGION = 4711, 12
ADMINISTRATOR, CASHIER, SUPERVISOR, TECHNICIAN = 1, 12, 20, 30
METER = "000000012345"
FLOAT = 100_000
"""Minor units in the drawer when the shift begins."""

PINS = {"TAPCARD_PIN": PIN, "TAPCARD_SECOND_PIN": PIN, "TAPCARD_NEW_PIN": PIN}

TARIFF = """
tariff_class = 1
name = "Domestic"
valid_from = 2020-01-01
tiers_tax = "VAT"
tiers = [{ upto = "6", price = "45.00" }, { upto = "15", price = "67.50" }, { price = "90.00" }]
minimum = "20.00"
maximum = "5000.00"
taxes = [{ code = "VAT", rate = "16", included = true }]
"""
"""Without a standing charge: what a purchase costs does not depend on the day of the test."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What ``--json`` printed."""
        return msgspec.json.decode(self.out)

    @property
    def said(self) -> str:
        """Everything that a person would read."""
        return self.out + self.err

    def fine(self) -> Outcome:
        """Itself, if all went well."""
        assert self.code == 0, self.said
        return self


class Desk:
    """A folder with kiosk.toml; commands run in this process, or in processes of their own."""

    def __init__(
        self,
        folder: Path,
        *,
        printer: str = "none",
        reader: str = "",
        backup: bool = True,
        node: int = 7,
    ) -> None:
        """``folder`` may hold a ledger already; its kiosk.toml is written anew."""
        self.folder = folder
        self.node = node
        self.config = folder / "kiosk.toml"
        self.ledger = folder / "state" / "ledger.db"
        lines = ["[kiosk]", f"id = {node}", "[state]", 'path = "state"']
        lines += ["[reader]", f'name = "{reader}"', "[printer]", f'url = "{printer}"']
        lines += ["[backup]", 'path = "backup"'] if backup else []
        self.config.write_text("\n".join(lines) + "\n")

    # -- the command -----------------------------------------------------------------------

    def here(self, *arguments: object, **environment: str) -> Outcome:
        """Runs `tapcard` in this process."""
        result = CliRunner().invoke(
            main, self._words(arguments), env={**PINS, **environment}, prog_name="tapcard"
        )
        return Outcome(result.exit_code, result.stdout, result.stderr)

    def start(self, *arguments: object, **environment: str) -> subprocess.Popen[str]:
        """Begins `tapcard` in a process of its own."""
        return subprocess.Popen(
            [tapcard(), *self._words(arguments)],
            env={**os.environ, **PINS, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def shell(self, *arguments: object, **environment: str) -> Outcome:
        """Runs `tapcard` in a process of its own."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return Outcome(process.returncode, out, err)

    def _words(self, arguments: tuple[object, ...]) -> list[str]:
        command, *rest = map(str, arguments)
        return [command, "--config", str(self.config), *rest]

    # -- what is done all the time ---------------------------------------------------------

    def do(
        self,
        operation: str,
        *,
        by: int = CASHIER,
        second: int | None = None,
        request: str | None = None,
        **arguments: str,
    ) -> Outcome:
        """Runs an operation in this process, with ``--json``."""
        return self.here(*_do(operation, by, second, request, arguments))

    def set_up(self) -> Desk:
        """Makes a ledger that sells: operators, a meter model, a tariff, fees, an open shift."""
        tariff = self.folder / "tariff.toml"
        tariff.write_text(TARIFF)
        self.here("init", *INIT).fine()
        for number, name, role in (
            (CASHIER, "Neema", "cashier"),
            (SUPERVISOR, "Juma", "supervisor"),
            (TECHNICIAN, "Baraka", "technician"),
        ):
            given: dict[str, Any] = {
                "operator": str(number),
                "name": name,
                "role": role,
                "pin": "?",
            }
            self.do("set-operator", by=ADMINISTRATOR, **given).fine()
        self.do("set-meter-model", by=ADMINISTRATOR, model="DN15", hoarding_limit="200").fine()
        self.do("set-tariff", by=ADMINISTRATOR, tariff=f"@{tariff}").fine()
        for code, name, amount in (("card", "Card", "200"), ("reissue", "New card", "150")):
            self.do("set-fee", by=ADMINISTRATOR, code=code, name=name, amount=amount).fine()
        self.do("open-shift", float="1000").fine()
        return self

    def account(self) -> str:
        """Opens an account; returns its number."""
        number: str = (
            self.do("open-account", tariff_class="1", name="Amina Salim").fine().json["account"]
        )
        return number

    def proves_itself(self) -> bool:
        """Whether the ledger's sums and tables hold, asked of the command."""
        self.here("verify").fine()
        self.here("rebuild", "--check").fine()
        return True

    def open(self) -> Ledger:
        """The ledger itself, for looking behind the command."""
        from app.clock import SystemClock, SystemRandomness

        clock, random = SystemClock(), SystemRandomness()
        return Ledger.open(self.ledger, node=self.node, clock=clock, random=random)


INIT = (
    f"utility={UTILITY}",
    "utility_name=Mto Water",
    "currency=KES",
    "time_zone=Africa/Nairobi",
    f"region={REGION}",
    "region_name=Kilifi",
    "site=7",
    f"operator={ADMINISTRATOR}",
    "operator_name=Asha",
)


def _do(
    operation: str,
    by: int,
    second: int | None,
    request: str | None,
    arguments: dict[str, str],
) -> list[object]:
    options: list[object] = ["do", "--json", "--operator", by]
    options += [] if second is None else ["--second", second]
    options += [] if request is None else ["--id", request]
    return [*options, operation, *(f"{key}={value}" for key, value in arguments.items())]


def tapcard() -> str:
    """The command as installed beside this Python."""
    found = shutil.which("tapcard", path=str(Path(sys.executable).parent))
    assert found is not None
    return found


def new_meter(number: str = METER) -> MeterState:
    """A meter from the factory, of this utility and region."""
    return MeterState(meter=number, utility=UTILITY, region=REGION)
