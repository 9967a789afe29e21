"""The slip of an entry on the blacklist, put on or lifted."""

from __future__ import annotations

from app.printing.documents.document import Document


class BlacklistSlip(Document, tag="blacklist_slip", frozen=True, kw_only=True):
    """What, why, until when. It is filed at the counter; those who did it sign."""

    what: str
    """What kind of thing it is."""
    subject: str
    """Number of the account or the meter, end of a card's serial."""
    account: str
    """Whose it is; empty where nobody knows."""
    lifted: bool
    reason: str
    until: str = ""
    """ISO date; empty: until it is lifted."""
    second: str = ""
    """Second person; the first one is the operator."""
