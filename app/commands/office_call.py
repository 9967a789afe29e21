"""What the commands of head office are given: office.toml, and how to tell."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from app.commands.asking import SECOND_PIN, pin_of
from app.commands.service_call import ServiceCall, given_its_call
from app.domain.text import _
from app.settings.office import OfficeSettings, find_office_settings, load_office_settings

if TYPE_CHECKING:
    from app.office.administration import Ask
    from app.office.signing import By

NODE = click.IntRange(1, 32_766)
OPERATOR = click.IntRange(1, 999_999_999)

P = ParamSpec("P")
T = TypeVar("T")


class OfficeCall(ServiceCall):
    """One call."""

    @property
    def file(self) -> Path:
        """office.toml, whether or not it is there. Raises SettingsError."""
        return find_office_settings(self.named)

    @cached_property
    def settings(self) -> OfficeSettings:
        """In force. Raises SettingsError."""
        return load_office_settings(self.file)

    def ask(self, ask: Ask, form: Any) -> Any:  # noqa: ANN401  msgspec's own type of a type
        """What `serve` answers, as ``form``. Raises OfficeClosed, OfficeRefused."""
        from app.office.admin_socket import ask_office

        return ask_office(self.settings.socket, ask, form)


def with_office_call(command: Callable[Concatenate[OfficeCall, P], None]) -> Callable[P, None]:
    """Gives a command its call, and turns what it raises into sentences and exit codes."""
    return given_its_call(OfficeCall, _("office.toml to use."), command)


def signer_options(command: Callable[P, None]) -> Callable[P, None]:
    """``--operator`` and ``--second``, for :func:`asked_who`."""
    second = click.option(
        "--second", type=OPERATOR, help=_("Second person, where two are asked for.")
    )
    return click.option(
        "--operator", type=OPERATOR, help=_("Your operator number; asked if not said.")
    )(second(command))


def signing(
    command: Callable[Concatenate[OfficeCall, By, P], None],
) -> Callable[Concatenate[OfficeCall, P], None]:
    """Gives a command who does it: one operator or two, whose PINs are asked for.

    On a pipe, or from TAPCARD_PIN and TAPCARD_SECOND_PIN, scripts give them.
    """

    @signer_options
    @wraps(command)
    def run(call: OfficeCall, /, *args: P.args, **kwargs: P.kwargs) -> None:
        options: dict[str, Any] = dict(kwargs)
        by = asked_who(options.pop("operator"), options.pop("second"))
        command(call, by, *args, **options)

    return run


def asked_who(operator: int | None, second: int | None) -> By:
    """Who signs, with their PINs: what was not said is asked for."""
    from app.office.signing import By

    if operator is None:
        operator = int(click.prompt(_("Operator number"), type=OPERATOR, err=True))
    pin = pin_of(operator)
    second_pin = "" if second is None else pin_of(second, SECOND_PIN)
    return By(operator=operator, pin=pin, second=second, second_pin=second_pin)
