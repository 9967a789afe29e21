"""Looking at an open plan: what happened, what the card says, what can be done."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.cards.profiles.contract import Declaration, Profile
from app.domain.identity import EventId
from app.domain.plans import CardImage, Verdict
from app.domain.text import _
from app.kiosk import CardSession, Kiosk
from app.ledger.queries import plans
from app.ledger.queries.plans import PlanRow
from app.operations.card_plan import verdict
from app.operations.errors import BadArgument, UnknownRecord, WrongCard


class PlanLook(msgspec.Struct, frozen=True, kw_only=True):
    """An open plan and what the card in the reader shows of it."""

    row: PlanRow
    image: CardImage
    declares: Declaration
    blank: bool
    verdict: Verdict


def see_plan(
    kiosk: Kiosk, session: CardSession, *, account: str | None, plan: str | None
) -> PlanLook:
    """The open plan of the card in the reader, or the named one, judged by that card.

    Raises UnknownRecord when there is none, WrongCard when the card is not the plan's.
    """
    image = session.image()
    profile: Profile = session.profile
    # A card whose keys tore may show no more than the serial of its chip.
    serial, blank = profile.serial_of(image) or profile.own_serial(image), session.blank()
    with kiosk.ledger.read() as reader:
        row = _open_plan(reader.db, serial, blank=blank, account=account, plan=plan)
    if (not blank or row.retrieves) and serial != row.plan.serial:
        raise WrongCard(
            _("The open operation {plan} is about another card.").format(plan=row.id),
            _("Nothing was written. Put the card of account {account} in.").format(
                account=row.account
            )
            if row.account
            else _("Nothing was written. Put the card in that was to be made blank.")
            if row.retrieves
            else _("Nothing was written. Put the card in that was to become a function card."),
        )
    if blank and not (row.plan.issues or row.retrieves):
        raise WrongCard(
            _("This card is blank; the open operation is about a card that is none."),
            _("Nothing was written. Put the card in that it is about."),
        )
    return PlanLook(
        row=row,
        image=image,
        declares=profile.declares,
        blank=blank,
        verdict=verdict(kiosk, profile, row, image),
    )


def profile_of(kiosk: Kiosk, *, account: str | None, plan: str | None) -> str | None:
    """The profile of the plan that is meant, as far as it can be told before its card is read."""
    with kiosk.ledger.read() as reader:
        if plan is not None:
            found = plans.plan(reader.db, parse_event_id(plan))
            return None if found is None else found.plan.profile
        rows = [] if account is None else plans.open_plans(reader.db, account=account)
        return rows[0].plan.profile if rows else None


def _open_plan(
    db: Database, serial: bytes | None, *, blank: bool, account: str | None, plan: str | None
) -> PlanRow:
    if plan is not None:
        found = [row for row in [plans.plan(db, parse_event_id(plan))] if row is not None]
    elif account is not None:
        found = plans.open_plans(db, account=account)
    else:
        found = [] if serial is None else plans.open_plans(db, serial=serial)
        if blank and not found:
            found = _only_function_card(db)
    # A blank card may show a serial that tore: it does not say whose it was to become.
    if blank and not found and plan is None and account is None:
        raise BadArgument(
            _("A blank card does not say which operation is meant."),
            _("Nothing was written. Give the account number."),
        )
    still_open = [row for row in found if row.outcome is None]
    if not still_open:
        raise UnknownRecord(
            _("No operation is open for this."),
            _("There is nothing to settle. If money was taken, look at the receipt or card."),
        )
    return still_open[0]


def _only_function_card(db: Database) -> list[PlanRow]:
    """The one open plan that makes a card, where it makes a function card: nobody's account helps
    to name that. Nothing where it could be another."""
    found = [row for row in plans.open_plans(db) if row.plan.issues]
    return found if len(found) == 1 and not found[0].for_customer else []


def parse_event_id(text: str) -> EventId:
    """``K07-01-123`` as printed on slips. Raises BadArgument."""
    parts = text.strip().upper().removeprefix("K").split("-")
    if len(parts) != 3 or not all(part.isdecimal() and part.isascii() for part in parts):
        raise BadArgument(
            _("{text} is not the number of an operation.").format(text=text),
            _("It reads like K07-01-123 and stands on the slip."),
        )
    return EventId(*(int(part) for part in parts))
