"""What every command is given: ``--config``, ``--ledger``, ``--json``; and how it runs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click
import msgspec

from app.commands.outcome import EXIT_UNEXPECTED, EXIT_USAGE, fail, fail_unexpectedly
from app.commands.plain import plain
from app.commands.speaking import say
from app.domain.errors import TapcardError
from app.domain.text import _
from app.settings import Settings, SettingsError, find_config, load_settings

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger
    from app.ledger.readable import Readable

P = ParamSpec("P")


class Call:
    """One call of the command."""

    def __init__(self, config: Path | None, ledger: Path | None, *, as_json: bool) -> None:
        """As typed."""
        self._config = config
        self.typed_ledger = ledger
        """``--ledger``, if it was typed."""
        self.as_json = as_json
        self._as_of: int | None = None

    @cached_property
    def settings(self) -> Settings:
        """Settings in force, with ``--ledger`` on top. Raises SettingsError."""
        settings = load_settings(find_config(self._config))
        if self.typed_ledger is None:
            return settings
        path = self.typed_ledger.absolute()
        return msgspec.structs.replace(
            settings, ledger=msgspec.structs.replace(settings.ledger, path=path)
        )

    def turn_to_training(self) -> None:
        """From now on the settings are those of the training counter beside the real one."""
        from app.training import training_settings

        self.settings = training_settings(self.settings)

    @property
    def state(self) -> Path | None:
        """The state directory; None while the settings cannot be read."""
        with contextlib.suppress(SettingsError):
            return self.settings.state.path
        return None

    def ledger(self) -> Ledger:
        """The ledger, open."""
        from app.assembly import open_ledger
        from app.clock import SystemClock, SystemRandomness

        return open_ledger(self.settings, SystemClock(), SystemRandomness())

    @contextlib.contextmanager
    def view(self, *, check: bool = False) -> Iterator[Readable]:
        """The ledger to look at; while a counter has it, a snapshot, and :meth:`tell` says so.

        ``check``: the counter checks the pages of its file first, as opening a ledger does.
        Raises LedgerOwned where its owner gives no snapshots.
        """
        from app.ledger.errors import LedgerOwned
        from app.ledger.snapshot_client import borrowed_snapshot

        try:
            own = self.ledger()
        except LedgerOwned:
            own = None
        if own is not None:
            with own:
                yield own
            return
        with borrowed_snapshot(self.settings.ledger.path, check=check) as snapshot:
            self._as_of = snapshot.made
            yield snapshot

    def tell(self, figures: dict[str, Any], lines: list[str]) -> None:
        """Prints ``figures`` as JSON, or ``lines`` for people; with their time, if it is past."""
        if self._as_of is not None:
            figures, lines = _dated(self._as_of, figures, lines)
        if self.as_json:
            click.echo(msgspec.json.encode(plain(figures)).decode())
            return
        for line in lines:
            say(line)


def _dated(
    moment: int, figures: dict[str, Any], lines: list[str]
) -> tuple[dict[str, Any], list[str]]:
    from app.ledger.snapshot_client import from_running_counter

    when = _("The figures are {as_of}.").format(as_of=from_running_counter(moment))
    return {**figures, "as_of": moment}, [when, *lines]


def with_training(command: Callable[Concatenate[Call, P], None]) -> Callable[..., None]:
    """Gives a command ``--training``: then it looks at the training ledger, and says so."""

    @click.option("--training", is_flag=True, help=_("Use the training ledger beside the real."))
    @wraps(command)
    def run(call: Call, *args: P.args, **kwargs: P.kwargs) -> None:
        if kwargs.pop("training"):
            call.turn_to_training()
            if not call.as_json:
                say(_("TRAINING: {path}").format(path=call.settings.ledger.path))
        command(call, *args, **kwargs)

    return run


def with_call(command: Callable[Concatenate[Call, P], None]) -> Callable[P, None]:
    """Gives a command its call, and turns what it raises into sentences and exit codes."""

    @click.option("--config", type=click.Path(path_type=Path), help=_("kiosk.toml to use."))
    @click.option(
        "--ledger",
        type=click.Path(path_type=Path),
        help=_("Ledger to use instead of that in kiosk.toml."),
    )
    @click.option("--json", "as_json", is_flag=True, help=_("Print JSON, with exact integers."))
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        options: dict[str, Any] = dict(kwargs)
        call = Call(options.pop("config"), options.pop("ledger"), as_json=options.pop("as_json"))
        try:
            command(call, *args, **options)
        except TapcardError as error:
            fail(error, as_json=call.as_json)
        except KeyboardInterrupt:
            say(
                _("Interrupted. If a card was being written: put it in again and settle."), err=True
            )
            sys.exit(EXIT_UNEXPECTED)
        except click.Abort:  # a question was not answered, and all of them come first
            say(_("Nothing was done."), err=True)
            sys.exit(EXIT_USAGE)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:  # noqa: BLE001  the last line of defence: logged, told, exit 1
            fail_unexpectedly(error, call.state, as_json=call.as_json)

    return run
