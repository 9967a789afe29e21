"""`tapcard sync`: the agent between this counter's folder and head office."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import click
import msgspec

from app.commands.call import Call, with_call
from app.commands.service_call import ServiceCall, given_its_call
from app.domain.identity import kiosk_name
from app.domain.text import _
from app.settings.agent import AgentSettings, find_agent_settings, load_agent_settings

if TYPE_CHECKING:
    from app.sync.states import AgentState

P = ParamSpec("P")

_IDENTITY = Path("/var/lib/tapcard-agent/identity")
_KEY = 32
"""Bytes of a public key."""
_TOLD_OFFSET = 2_000
"""Milliseconds between two clocks that are worth a line."""


class AgentCall(ServiceCall):
    """One call: sync.toml, and how to tell."""

    def settings(self) -> AgentSettings:
        """In force. Raises SettingsError."""
        return load_agent_settings(find_agent_settings(self.named))


def with_agent_call(command: Callable[Concatenate[AgentCall, P], None]) -> Callable[P, None]:
    """Gives a command its call, and turns what it raises into sentences and exit codes."""
    return given_its_call(AgentCall, _("sync.toml to use."), command)


@click.group()
def sync() -> None:
    """Talks to head office for a counter: moves its sealed bundles, and nothing else."""


@sync.command()
@with_agent_call
def run(call: AgentCall) -> None:
    """Keeps in touch with head office until it is stopped."""
    from app.sync.agent_loop import AgentLoop

    loop = AgentLoop(call.settings())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    loop.run(stop)
    sys.exit(0)


@sync.command()
@with_agent_call
def once(call: AgentCall) -> None:
    """Brings everything up and down once."""
    from app.sync.agent_loop import AgentLoop

    settings = call.settings()
    _tell(call, AgentLoop(settings).once(), settings)


@sync.command()
@with_agent_call
def status(call: AgentCall) -> None:
    """Says when head office was reached last, what waits, and why."""
    from app.sync.folder import SyncFolder
    from app.sync.states import AgentState, read_state

    settings = call.settings()
    state = read_state(SyncFolder(settings.folder).agent, AgentState)
    if state is None:
        call.tell({"contact": None}, [_("The agent has not run here yet.")])
        return
    _tell(call, state, settings)


@sync.command()
@with_agent_call
def identity(call: AgentCall) -> None:
    """Shows the agent's public key, for head office; makes it at the first time."""
    from app.clock import SystemRandomness
    from app.sync.transport_identity import make_identity

    key = make_identity(call.settings().identity, SystemRandomness()).public_key
    call.tell({"public_key": key}, [key.hex()])


@sync.command()
@click.argument("url")
@click.argument("code")
@click.option("--settings", type=click.Path(path_type=Path), help=_("Where to write sync.toml."))
@click.option(
    "--identity",
    type=click.Path(path_type=Path),
    default=_IDENTITY,
    show_default=True,
    help=_("The agent's key."),
)
@click.option("--proxy", default="", help=_("http://host:port, where there is one."))
@with_call
def enrol(
    call: Call, url: str, code: str, *, settings: Path | None, identity: Path, proxy: str
) -> None:
    """Makes this machine a kiosk of a head office.

    URL and CODE are those of `tapcard office enrol`. `tapcard init` makes the ledger then. A ledger
    that is there already joins with all that it did; its counter must be closed.
    """
    from app.commands.sync_enrolling import enrol_machine
    from app.sync.enrolling import Way

    answer = enrol_machine(
        call.settings, Way(url.rstrip("/"), proxy), code, find_agent_settings(settings), identity
    )
    call.tell(
        {"node": answer.node, "name": answer.name, "office": answer.office_key},
        [
            _("This machine is {kiosk} {name}.").format(
                kiosk=kiosk_name(answer.node), name=answer.name
            ),
            _(
                "Its ledger joins: all that it did goes up, and head office's prices count from "
                "now on."
            )
            if call.settings.ledger.path.exists()
            else _("Make its ledger now: `tapcard init` with operator and operator_name."),
        ],
    )


@sync.command()
@click.argument("key")
@click.argument("seal")
@with_call
def trust(call: Call, key: str, seal: str) -> None:
    """Makes the counter's ledger believe a head office.

    KEY and SEAL are its two public keys as it shows them, 64 digits each. The counter must be
    closed. Where it believed another one, the exchange begins anew.
    """
    from app.ledger import exchange

    try:
        keys = exchange.OfficeKeys(bytes.fromhex(key), bytes.fromhex(seal))
    except ValueError as error:
        raise click.UsageError(_("A key is 64 hexadecimal digits.")) from error
    if not all(len(one) == _KEY for one in keys):
        raise click.UsageError(_("A key is 64 hexadecimal digits."))
    with call.ledger() as ledger:
        ledger.commit(lambda tx: exchange.pin_office(tx.db, keys))
    call.tell(
        {"public": keys.public, "seal": keys.seal},
        [_("This counter believes head office {name}.").format(name=keys.public.hex()[:16])],
    )


def _tell(call: AgentCall, state: AgentState, settings: AgentSettings) -> None:
    from app.sync.agent_loop import wall_milliseconds
    from app.sync.folder import SyncFolder
    from app.sync.states import DeskState, read_state
    from app.sync.words import age_words, allowance_words

    now = wall_milliseconds()
    desk = read_state(SyncFolder(settings.folder).desk, DeskState)
    lines = [
        _("Head office was never reached.")
        if state.contact is None
        else _("Head office was reached {age} ago.").format(age=age_words(now - state.contact)),
        _("{events} events wait in {files} files, {size} KB.").format(
            events=state.events, files=state.files, size=-(-state.bytes // 1000)
        )
        if state.events
        else _("Nothing waits."),
    ]
    if state.failure:
        since = age_words(now - (state.failing_since or now))
        lines.append(_("For {age} now: {why}").format(age=since, why=state.failure))
    if desk is not None and desk.allowance is not None:
        lines.append(allowance_words(desk.allowance, desk.currency_digits))
    if state.clock_offset is not None and abs(state.clock_offset) >= _TOLD_OFFSET:
        lines.append(
            _("This machine's clock is {seconds} s {which} head office's.").format(
                seconds=abs(state.clock_offset) // 1000,
                which=_("behind") if state.clock_offset > 0 else _("ahead of"),
            )
        )
    figures = msgspec.structs.asdict(state)
    figures["allowance"] = None if desk is None else desk.allowance
    call.tell(figures, lines)
