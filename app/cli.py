"""The `tapcard` command: finds the command that was typed. Everything else stands in commands."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import cast

import click

from app.domain.text import _

_COMMANDS = {
    "init": _("Makes a ledger."),
    "counter": _("Opens the counter on this terminal."),
    "do": _("Runs an operation: sale, shift, refund."),
    "approve": _("Signs as second person for a kiosk elsewhere."),
    "report": _("Makes a report: sales, shifts, arrears."),
    "verify": _("Checks every sum of the ledger."),
    "audit": _("Gives the journal to an auditor."),
    "rebuild": _("Computes all tables from the journal."),
    "cards": _("Lists card layouts, shows what stands on a card."),
    "keys": _("Makes, adds, shows and carries card keys."),
    "doctor": _("Says what works here and what does not."),
    "backup": _("Makes a verified copy of the ledger."),
    "restore": _("Makes the ledger from a backup."),
    "sync": _("Talks to head office for a counter."),
    "carry": _("Exchanges files with head office by a stick."),
    "office": _("Head office: serves counters, and looks after them."),
    "demo": _("Opens the counter on a simulated village."),
    "training": _("Wipes the training ledger."),
    "console": _("Prepares and unlocks a kiosk's terminal."),
}
_HEAD_OFFICE = "office"
"""The command that speaks to a database server."""


class _Commands(click.Group):
    """Loads a command only when it is asked for: a kiosk's processor takes a second for all."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own
        """Their names, in the order in which one meets them."""
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  click's own
        cmd_name: str,
    ) -> click.Command | None:
        """One of them; None if there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name != _HEAD_OFFICE:
            # peewee 4.5 loads every driver that it finds: where head office is installed too, a
            # quarter of a short command would go into PostgreSQL's.
            sys.modules.setdefault("psycopg", cast(ModuleType, None))
        module = import_module(f"app.commands.{cmd_name}")
        return cast("click.Command", getattr(module, cmd_name))

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  click's own
        formatter: click.HelpFormatter,
    ) -> None:
        """Lists them without loading them."""
        with formatter.section(_("Commands")):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands)
@click.version_option(package_name="tapcard")
def main() -> None:
    """Sells prepaid water on IC cards where power and network fail.

    \b
    Exit codes:
      0  done
      1  unexpected error; the log in the state directory has the details
      2  the command line or the settings cannot be understood
      3  refused: nothing was paid, nothing was written
      4  in doubt: the payment is recorded and an operation is open; settle it
      5  done and recorded, but a side task (paper, drawer, backup) is not
      6  the ledger cannot be used
    """
