"""A ledger that begins with what head office decided when it made this machine a kiosk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.operations.errors import BadArgument

if TYPE_CHECKING:
    from app.operations.begin_ledger import Enrolment
    from app.settings import Settings
    from app.sync.enrolling import Enrolled


def enrolled_at(settings: Settings) -> Enrolled | None:
    """What enrolment wrote; None for a counter that stands alone.

    Raises SettingsError, BundleDamaged.
    """
    if not settings.state.enrolment.exists():
        return None
    from app.sync.enrolling import read_enrolment

    found = read_enrolment(settings.state.enrolment)
    if found is not None:
        require_number(settings, found.answer.node)
    return found


def require_number(settings: Settings, node: int) -> None:
    """Raises SettingsError unless kiosk.toml has the number that head office gave."""
    from app.settings.errors import refused_value

    if settings.kiosk.id != node:
        raise refused_value(
            settings.file,
            "kiosk.id",
            settings.kiosk.id,
            _("Head office made this machine {kiosk}: write id = {node}.").format(
                kiosk=kiosk_name(node), node=node
            ),
        )


def with_decided(given: dict[str, str], enrolled: Enrolled) -> dict[str, str]:
    """Arguments of `tapcard init` with what head office decided. Raises BadArgument."""
    facts, said = enrolled.answer.facts, enrolled.answer
    decided = {
        "utility": str(facts.utility),
        "utility_name": facts.utility_name,
        "utility_address": facts.utility_address,
        "tax_number": facts.tax_number,
        "phone": facts.phone,
        "currency": facts.currency,
        "currency_digits": str(facts.currency_digits),
        "time_zone": facts.time_zone,
        "receipt_footer": facts.receipt_footer,
        "roaming": "yes" if facts.roaming else "no",
        "region": str(said.region),
        "region_name": said.region_name,
        "site": said.site,
    }
    for key in given:
        if key in decided:
            raise BadArgument(
                _("Head office has decided {key}.").format(key=key),
                _("Nothing was done. Leave it out."),
            )
    return given | decided


def enrolment_of(enrolled: Enrolled) -> Enrolment:
    """Keys of the ledger to be made."""
    from app.ledger.checkpoint import Signer
    from app.ledger.exchange import OfficeKeys
    from app.operations.begin_ledger import Enrolment

    said = enrolled.answer
    return Enrolment(Signer(enrolled.secret), OfficeKeys(said.office_key, said.office_seal_key))
