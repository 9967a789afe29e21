"""Contents of makers' cards, on which much of what we know of a customer has no room."""

from __future__ import annotations

from app.cards.profiles.fields import DAY_ZERO, ContentsUnfit
from app.domain.cards import CardContents, CardForm, ChargingType, UtilityKind
from app.domain.function_cards import FunctionContents
from app.domain.identity import NO_MARK, EventId
from app.domain.quantity import Quantity
from app.domain.text import _

_SHARED = ("utility", "region", "account", "sequence", "mark")
"""What follows from the card or from the plan."""


def shown_contents(
    *,
    place: int,
    form: CardForm,
    kind: UtilityKind,
    charging: ChargingType,
    number: int,
    load: Quantity,
    account: str = "",
    meter: str = "",
    utility: int = 0,
    region: int = 0,
    sequence: int = 0,
    mark: EventId = NO_MARK,
) -> CardContents:
    """What the card shows; all else is zero until the ledger completes it (domain.completion)."""
    return CardContents(
        place=place,
        form=form,
        utility=utility,
        region=region,
        kind=kind,
        charging=charging,
        account=account,
        meter=meter,
        tariff_class=0,
        household_size=0,
        period_start=DAY_ZERO,
        bought_in_period=0,
        standing_paid_to=DAY_ZERO,
        allowance_used=0,
        number=number,
        load=load,
        cumulative=0,
        sequence=sequence,
        mark=mark,
    )


def counts(field: str, value: int, unit: int, most: int | None = None) -> int:
    """How often ``unit`` is in ``value``. Raises ContentsUnfit where it is not a whole number.

    ``most``: the largest value that may be written.
    """
    if most is not None and not 0 <= value <= most:
        raise ContentsUnfit(
            field,
            _("{value} is not between {least} and {most}").format(value=value, least=0, most=most),
        )
    whole, rest = divmod(value, unit)
    if rest:
        raise ContentsUnfit(
            field, _("{value} is not a multiple of {step}").format(value=value, step=unit)
        )
    return whole


def require_apart(contents: tuple[CardContents, ...], kept: tuple[CardContents, ...] = ()) -> None:
    """Raises ContentsUnfit unless these are meters of one card, each at a place of its own.

    ``kept``: what stands on the card; parts at places that are written anew do not count.
    """
    if not contents:
        raise ContentsUnfit("place", _("no meter is given"))
    places = [one.place for one in contents]
    if len(set(places)) < len(places):
        raise ContentsUnfit("place", _("two meters are given the same one"))
    for field in _SHARED:
        if len({getattr(one, field) for one in contents}) > 1:
            raise ContentsUnfit(field, _("it differs between the meters of the card"))
    staying = [one for one in kept if one.place not in places]
    meters = [(one.kind, one.meter) for one in (*contents, *staying) if one.meter]
    if len(set(meters)) < len(meters):
        raise ContentsUnfit("meter", _("another place of the card has one with this number"))


def no_function(contents: FunctionContents) -> ContentsUnfit:
    """The refusal of a function card that only the maker's own program makes."""
    return ContentsUnfit(
        "function",
        _("this layout has no card that does {function}").format(function=contents.function.value),
    )
