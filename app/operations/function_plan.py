"""Committing the plan of a function card; written, closed and settled like every other."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.cards.profiles.contract import Profile
from app.domain.account_states import AccountAct
from app.domain.function_cards import FunctionContents
from app.domain.identity import EventId
from app.domain.plans import CardImage, Plan, PlanImages
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.function_cards import FunctionCardOpened
from app.operations.blacklisting import card_subject, require_not_listed
from app.operations.card_plan import refuse_open_plans, require_same_image
from app.operations.local_time import local_date
from app.operations.operation import Caller


class PlannedFunctionCard(msgspec.Struct, frozen=True, kw_only=True):
    """What a quote wants made, before the plan has an identity."""

    before: CardImage
    serial: bytes
    contents: FunctionContents
    """Without mark: the plan's opening event gives it."""
    issues: bool
    """Whether it is made out of a blank card."""


MakeFunctionOpening = Callable[[Plan, FunctionContents], FunctionCardOpened]


def commit_function_plan(
    kiosk: Kiosk,
    caller: Caller,
    session: CardSession,
    write: PlannedFunctionCard,
    make_opening: MakeFunctionOpening,
) -> EventId:
    """Commits the plan after the card has accepted its secret. Nothing is written to it yet.

    Raises StaleQuote when the card is not as quoted, PlanStillOpen when another plan came first,
    OnBlacklist for a card that stands there.
    """
    require_same_image(session, write.before)
    session.unlock(None if write.issues else write.serial)
    profile: Profile = session.profile

    def work(tx: Transaction) -> EventId:
        refuse_open_plans(tx.db, serial=write.serial)
        listed = (card_subject(write.serial),)
        require_not_listed(tx.db, listed, AccountAct.MAKE_CARD, local_date(kiosk))
        contents = msgspec.structs.replace(write.contents, mark=tx.next_id())
        steps = profile.make_function(write.before, write.serial, contents, kiosk.keys)
        plan = Plan(
            serial=write.serial,
            profile=profile.name,
            sequence=0,
            images=tx.keep_images(PlanImages(before=write.before, steps=steps)),
            issues=write.issues,
        )
        return tx.append(
            make_opening(plan, contents),
            operator=caller.operator,
            second=caller.second,
            request=caller.request,
        )

    return kiosk.ledger.commit(work)
