"""How the exchange stands, in a few words for the status bar; what refusals mean, in a sentence."""

from __future__ import annotations

from app.domain.allowance import AllowanceLeft
from app.domain.amounts import format_money
from app.domain.text import _
from app.ledger.exchange import Trouble
from app.sync.answers import Code
from app.sync.states import AgentState

_SECOND = 1_000
_MINUTE = 60 * _SECOND
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
        how = _("never online")
    elif not agent.is_connected(now):
        how = _("offline {age}").format(age=age_words(now - agent.contact))
    elif agent.failure:
        how = _("HEAD OFFICE TAKES NOTHING")
    else:
        how = _("online")
    return _("{sync}, {waiting} waiting").format(sync=how, waiting=max(0, waiting))


def age_words(milliseconds: int) -> str:
    """A time that has passed, in its largest unit."""
    if milliseconds < _MINUTE:
        return _("{count} s").format(count=max(0, milliseconds) // _SECOND)
    if milliseconds < _HOUR:
        return _("{count} min").format(count=milliseconds // _MINUTE)
    if milliseconds < 2 * _DAY:
        return _("{count} h").format(count=milliseconds // _HOUR)
    return _("{count} days").format(count=milliseconds // _DAY)


def allowance_words(left: AllowanceLeft, digits: int) -> str:
    """What a counter may still sell, a sentence."""
    if left.serial == 0:
        return _("Head office has not said yet how much this counter may sell.")
    return _("This counter may sell for {money} more, {count} times, until {day}.").format(
        money=format_money(left.money, digits), count=left.count, day=left.until.isoformat()
    )


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
