"""What may be written on an ``at88-water4`` card that says something already."""

from __future__ import annotations

from app.cards.profiles.at88_water4_identity import Identity
from app.cards.profiles.at88_water4_table import Table
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_copies import is_newer
from app.domain.cards import CardContents
from app.domain.text import _


def require_successor(contents: CardContents, identity: Identity, sequence: int) -> None:
    """Raises ContentsUnfit unless contents follow what a card says. ``sequence``: the card's."""
    if contents.utility != identity.utility:
        raise ContentsUnfit("utility", _("the card belongs to another utility"))
    if not is_newer(contents.sequence, than=sequence):
        raise ContentsUnfit("sequence", _("the card shows the same or a newer one"))


def require_same_customer(contents: CardContents, user: int, before: Table) -> None:
    """Raises ContentsUnfit for another region or customer; ``user``: number on the card."""
    if contents.region != before.region:
        raise ContentsUnfit("region", _("it is a card of another region"))
    if user != before.user:
        raise ContentsUnfit("account", _("the card belongs to another account"))
