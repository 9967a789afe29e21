"""What one plan may write on a card of an open layout; everything else is refused by name."""

from __future__ import annotations

from collections.abc import Sequence

from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_copies import Copy, is_newer
from app.cards.profiles.tapcard_geometry import Geometry
from app.domain.cards import CardContents
from app.domain.text import _

_SHARED = ("utility", "region", "account", "household_size", "sequence", "mark")
"""What stands on a card once, or follows from the plan."""


def require_fit(contents: Sequence[CardContents], geometry: Geometry) -> CardContents:
    """Contents of one plan, each at its own place; returns the first. Raises ContentsUnfit."""
    if not contents:
        raise ContentsUnfit("place", _("no meter is given"))
    places = [one.place for one in contents]
    if not all(place in geometry.all_places for place in places):
        raise ContentsUnfit("place", _("the card has {count}").format(count=geometry.places))
    if len(set(places)) < len(places):
        raise ContentsUnfit("place", _("two meters are given the same one"))
    for field in _SHARED:
        if len({getattr(one, field) for one in contents}) > 1:
            raise ContentsUnfit(field, _("it differs between the meters of the card"))
    _require_other_meters(contents)
    return contents[0]


def require_successor(
    contents: Sequence[CardContents], utility: int, newest: Copy, geometry: Geometry
) -> CardContents:
    """As :func:`require_fit`, for a card that says ``newest`` so far. Raises ContentsUnfit."""
    first = require_fit(contents, geometry)
    shown = newest.parts[0]
    if first.utility != utility:
        raise ContentsUnfit("utility", _("the card belongs to another utility"))
    if first.region != shown.region:
        raise ContentsUnfit("region", _("it is a card of another region"))
    if first.account != shown.account:
        raise ContentsUnfit("account", _("the card belongs to another account"))
    if not is_newer(first.sequence, than=newest.sequence):
        raise ContentsUnfit("sequence", _("the card shows the same or a newer one"))
    _require_other_meters(all_parts(newest, contents))
    return first


def all_parts(newest: Copy, contents: Sequence[CardContents]) -> list[CardContents]:
    """What a card says after ``contents`` have replaced what it said at their places."""
    replaced = {one.place for one in contents}
    kept = [part for part in newest.parts if part.place not in replaced]
    return sorted([*kept, *contents], key=lambda part: part.place)


def _require_other_meters(parts: Sequence[CardContents]) -> None:
    if len({(part.kind, part.meter) for part in parts}) < len(parts):
        raise ContentsUnfit("meter", _("another place of the card has one with this number"))
