"""How the exchange stands, in a few words for the status bar; what refusals mean, in a sentence."""

from __future__ import annotations

from app.domain.text import _
from app.ledger.exchange import Trouble
from app.sync.answers import Code
from app.sync.states import AgentState

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

ANSWERED: dict[str, str] = {
    Code.FORK: _("Two copies of this counter are in use: call head office."),
    Code.FENCED: _("Another copy of this counter goes on in its place: call head office."),
    Code.REVOKED: _("Head office took this counter out of service."),
    Code.WAITS: _("The new life of this counter waits for approval at head office."),
}
"""What some answers of head office mean for whoever looks after the agent."""


def sync_words(agent: AgentState | None, trouble: Trouble | None, *, waiting: int, now: int) -> str:
    """``waiting``: events that head office has not acknowledged; ``now``: milliseconds."""
    if trouble is not None:
        return _trouble(trouble)
    if agent is None or agent.contact is None:
        why = _("no sync yet")
    elif agent.failure or not agent.is_connected(now):
        why = _("NO SYNC for {age}").format(age=age_words(now - agent.contact))
    else:
        why = _("sync {age} ago").format(age=age_words(now - agent.contact))
    return _("{sync}, {waiting} waiting").format(sync=why, waiting=max(0, waiting))


def age_words(milliseconds: int) -> str:
    """A time that has passed, in its largest unit."""
    if milliseconds < _HOUR:
        return _("{count} min").format(count=max(0, milliseconds) // _MINUTE)
    if milliseconds < 2 * _DAY:
        return _("{count} h").format(count=milliseconds // _HOUR)
    return _("{count} days").format(count=milliseconds // _DAY)


def _trouble(trouble: Trouble) -> str:
    match trouble.code:
        case "fork":
            return _("TWO COPIES OF THIS COUNTER: call head office")
        case "fenced":
            return _("ANOTHER COPY SELLS IN LIFE {epoch}: call head office").format(
                epoch=trouble.seq
            )
        case _revoked:
            return _("TAKEN OUT OF SERVICE by head office")
