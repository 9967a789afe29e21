"""The meters of an account that ends: what was typed about them, and what is left in each."""

from __future__ import annotations

from app.domain.account_closing import emptied, shares_of, worth_of
from app.domain.amounts import format_volume, parse_volume
from app.domain.quantity import Quantity
from app.domain.text import _
from app.ledger.events.accounts import CardFate, ClosedMeter, LeftBy, SoldBack
from app.operations.closing_facts import AccountFacts, MeterFacts
from app.operations.closing_left import left_inside
from app.operations.errors import BadArgument


def dials_typed(facts: AccountFacts, text: str) -> dict[str, Quantity]:
    """The closing dial of every meter, once. Raises BadArgument, BadAmount."""
    found: dict[str, Quantity] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        meter, _equals, dial = (each.strip() for each in part.partition("="))
        if meter in found:
            raise _bad_dials(facts)
        found[meter] = 0 if dial in ("0", "0.0", "0.000") else parse_volume(dial)
    if set(found) != {meter.allocation.meter for meter in facts.meters}:
        raise _bad_dials(facts)
    return found


def _bad_dials(facts: AccountFacts) -> BadArgument:
    wanted = ",".join(f"{meter.allocation.meter}=UNITS" for meter in facts.meters)
    return BadArgument(
        _("The closing dial of each meter is needed, once."),
        _("Nothing was done. Give dials={wanted}.").format(wanted=wanted or _("nothing")),
    )


def meters_typed(facts: AccountFacts, text: str) -> set[str]:
    """Meters that were handed in. Raises BadArgument."""
    found = {each.strip() for each in text.split(",") if each.strip()}
    strange = found - {meter.allocation.meter for meter in facts.meters}
    if strange:
        raise BadArgument(
            _("Meter {meter} is none of this account.").format(meter=", ".join(sorted(strange))),
            _("Nothing was done. Name only meters of the account."),
        )
    return found


def closed_meter(
    facts: MeterFacts, dial: Quantity, *, card: CardFate, left_by: LeftBy, returned: bool
) -> ClosedMeter:
    """Raises BadArgument, AccountInUse."""
    allocation, contents = facts.allocation, facts.last.contents
    if dial < allocation.dial:
        raise BadArgument(
            _("The dial of meter {meter} cannot be below {dial}, where it began.").format(
                meter=allocation.meter, dial=format_volume(allocation.dial)
            ),
            _("Nothing was done. Read the dial again."),
        )
    unproven = 0 if card is CardFate.RETURNED else contents.load
    by, left = left_inside(facts, dial, unproven, left_by)
    return ClosedMeter(
        allocation=allocation.id,
        meter=allocation.meter,
        kind=contents.kind,
        charging=contents.charging,
        returned=returned,
        dial_before=allocation.dial,
        dial=dial,
        credited=contents.cumulative,
        unproven=unproven,
        left=left,
        left_by=by,
        lines=worth_of(left, facts.loads),
        emptied=emptied(
            returned=returned,
            shown=facts.shown or facts.told == 0,
            left=left,
            unproven=unproven,
            dial_told=by is not LeftBy.READ_BACK,
        ),
        sold_back=tuple(
            SoldBack(purchase=share.load.purchase, lines=share.lines)
            for share in shares_of(left, facts.loads)
            if share.load.purchase is not None
        ),
    )
