"""What commands of head office and of the agent share: their settings, JSON or lines, errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
import msgspec

from app.commands.outcome import fail, fail_unexpectedly
from app.commands.plain import plain
from app.commands.speaking import say
from app.domain.errors import TapcardError
from app.domain.text import _

P = ParamSpec("P")


class ServiceCall:
    """One call."""

    def __init__(self, named: Path | None, *, as_json: bool) -> None:
        """``named``: the file of settings as typed; None: where it usually is."""
        self.named = named
        self.as_json = as_json

    def tell(self, figures: object, lines: list[str]) -> None:
        """Prints JSON, or lines for people."""
        if self.as_json:
            click.echo(msgspec.json.encode(plain(figures)).decode())
            return
        for line in lines:
            say(line)


C = TypeVar("C", bound=ServiceCall)


def given_its_call(
    kind: type[C], settings_help: str, command: Callable[Concatenate[C, P], None]
) -> Callable[P, None]:
    """Gives a command its call, and turns what it raises into sentences and exit codes."""

    @click.option("--settings", "named", type=click.Path(path_type=Path), help=settings_help)
    @click.option("--json", "as_json", is_flag=True, help=_("Print JSON, with exact integers."))
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        options: dict[str, Any] = dict(kwargs)
        call = kind(options.pop("named"), as_json=options.pop("as_json"))
        try:
            command(call, *args, **options)
        except TapcardError as error:
            fail(error, as_json=call.as_json)
        except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
            raise
        except Exception as error:  # noqa: BLE001  the last line of defence: told, exit 1
            fail_unexpectedly(error, None, as_json=call.as_json)

    return run
