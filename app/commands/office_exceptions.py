"""`tapcard office`: what waits for people, and what they do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.commands.office_call import NODE, OfficeCall, signing, with_office_call
from app.domain.amounts import format_money, format_volume
from app.domain.identity import kiosk_name
from app.domain.text import _

if TYPE_CHECKING:
    from app.office.exception_desk import CountedPage, FoundPage
    from app.office.exceptions import OfficeException
    from app.office.held_events import HeldEvent
    from app.office.kept_exceptions import Place
    from app.office.signing import By
    from app.office.what_waits import Exceptions

_KINDS = {
    "duplicate_number": _("number sold twice"),
    "gap": _("number not heard of"),
    "sold_after_end": _("sold after the account's end"),
    "arrears_twice": _("arrears collected twice"),
    "double_reference": _("reference used twice"),
    "old_tariff": _("sold at an old tariff"),
    "price_difference": _("costs otherwise by the order of cards"),
}
_Kind = click.Choice(list(_KINDS))


@click.command()
@click.option("--kind", type=_Kind, help=_("Only of one kind."))
@click.option("--kiosk", "node", type=NODE, help=_("Only about one kiosk."))
@click.option("--settled", is_flag=True, help=_("Those that somebody settled."))
@click.option("--most", type=click.IntRange(1, 1000), default=100, show_default=True)
@click.option("--after", default="", help=_("Go on, as the last page says."))
@with_office_call
def exceptions(
    call: OfficeCall, *, kind: str | None, node: int | None, settled: bool, most: int, after: str
) -> None:
    """Shows what waits for a person.

    Epochs that kiosks ask for, bundles kept aside, requests refused; and what counters sold that
    does not fit together, the oldest first, a page at a time.
    """
    from app.office.administration import AskExceptions, AskFound
    from app.office.exception_desk import FoundPage
    from app.office.exceptions import ExceptionKind
    from app.office.kept_exceptions import Wanted
    from app.office.what_waits import Exceptions

    wanted = Wanted(kind=None if kind is None else ExceptionKind(kind), node=node, settled=settled)
    page: FoundPage = call.ask(AskFound(wanted=wanted, most=most, after=_place(after)), FoundPage)
    next = "" if page.next is None else _said(page.next)
    figures: dict[str, object] = {"exceptions": page.exceptions, "next": next}
    lines = [_found(one, page.digits) for one in page.exceptions]
    if not after and kind is None and not settled:
        waiting: Exceptions = call.ask(AskExceptions(), Exceptions)
        mine = _of_kiosk(waiting, node)
        figures |= {"epochs": mine.epochs, "held": mine.held, "refusals": mine.refusals}
        lines = _exceptions(mine) + lines
    if next:
        lines.append(_("More: --after {next}").format(next=next))
    call.tell(figures, lines or [_("Nothing waits.")])


@click.command()
@click.argument("digest")
@with_office_call
def held(call: OfficeCall, digest: str) -> None:
    """Lists the events of a bundle that is kept aside, to enter at a counter what happened.

    Nothing of it is in any sum here. DIGEST: how it begins, as `office exceptions` shows it.
    """
    from app.office.administration import AskHeldEvents
    from app.office.held_events import HeldEvents

    found: HeldEvents = call.ask(AskHeldEvents(digest=digest.lower()), HeldEvents)
    call.tell(found, [_held_event(one, found.digits) for one in found.events])


@click.command()
@click.argument("kind", type=_Kind)
@click.argument("subject")
@click.option("--reason", required=True, help=_("Why it is at its end."))
@with_office_call
@signing
def settle(call: OfficeCall, by: By, kind: str, subject: str, *, reason: str) -> None:
    """Ends an exception, as `office exceptions` shows it, once.

    A number sold twice becomes credit that the customer is owed.
    """
    from app.office.administration import AskSettle
    from app.office.exceptions import ExceptionKind

    call.ask(AskSettle(kind=ExceptionKind(kind), subject=subject, reason=reason, by=by), None)
    call.tell({"kind": kind, "subject": subject}, [_("The exception is settled.")])


@click.command()
@click.argument("account", required=False)
@click.option("--all", "everybody", is_flag=True, help=_("All accounts in the list."))
@click.option("--above", default="", help=_("Smaller differences stay."))
@with_office_call
@signing
def recount(call: OfficeCall, by: By, account: str | None, *, everybody: bool, above: str) -> None:
    """Reckons what several counters sold to ACCOUNT in the order of its cards.

    And books the difference; arrears that were collected twice go to the balance.
    """
    from app.office.administration import AskRecount, AskRecountAll
    from app.office.exception_desk import CountedPage

    if (account is None) is not everybody:
        raise click.UsageError(_("Say one account, or --all."))
    if account is not None:
        page: CountedPage = call.ask(AskRecount(account=account, above=above, by=by), CountedPage)
        counted = list(page.accounts)
    else:
        counted, after = [], ""
        while True:
            page = call.ask(AskRecountAll(above=above, after=after, by=by), CountedPage)
            counted += page.accounts
            if page.next is None:
                break
            after = page.next
    lines = [
        f"{one.account}: {one.why or format_money(one.amount, page.digits)}"
        for one in counted
        if one.why or one.event is not None
    ]
    call.tell(counted, lines or [_("There is nothing to book.")])


COMMANDS = (exceptions, held, settle, recount)


def _place(typed: str) -> Place | None:
    """As :func:`_said` told it."""
    from app.office.kept_exceptions import Place

    if not typed:
        return None
    parts = typed.split("/", 3)
    if len(parts) != len(Place._fields):
        raise click.UsageError(_("--after takes what the last page said."))
    since, kind, account, subject = parts
    return Place(since, kind, subject, account)


def _said(place: Place) -> str:
    return "/".join((place.since, place.kind, place.account, place.subject))


def _found(one: OfficeException, digits: int) -> str:
    ended = one.settled
    return _("{since} {kind} {subject}: {what}, account {account}, {kiosks}, {amount}{end}").format(
        since=one.since.isoformat(),
        kind=one.kind.value,
        subject=one.subject,
        what=_KINDS[one.kind.value],
        account=one.account,
        kiosks=" ".join(map(kiosk_name, one.kiosks)) or "-",
        amount=format_money(one.amount, digits),
        end=""
        if ended is None
        else _("; settled by {operator}: {reason}").format(
            operator=ended.operator, reason=ended.reason
        ),
    )


def _held_event(one: HeldEvent, digits: int) -> str:
    if not one.kind:
        return _("{event}: this program cannot read it").format(event=one.event)
    told = [f"{one.event} {one.kind}", *(() if one.day is None else (one.day.isoformat(),))]
    told += [_("account {account}").format(account=account) for account in one.accounts]
    if one.operator is not None:
        told.append(_("operator {operator}").format(operator=one.operator))
    if one.receipt is not None:
        told.append(_("receipt {receipt}").format(receipt=one.receipt))
    if one.money or one.quantity:
        told.append(_("{quantity} m3").format(quantity=format_volume(one.quantity)))
        told.append(_("paid {money}").format(money=format_money(one.money, digits)))
    if one.cash:
        told.append(_("cash {money}").format(money=format_money(one.cash, digits)))
    return ", ".join(told)


def _of_kiosk(found: Exceptions, node: int | None) -> Exceptions:
    if node is None:
        return found
    return type(found)(
        [one for one in found.epochs if one.node == node],
        [one for one in found.held if one.node == node],
        [one for one in found.refusals if one.node == node],
    )


def _exceptions(found: Exceptions) -> list[str]:
    return [
        *(
            _("{kiosk} asks for epoch {epoch}, key {key}: {reason}").format(
                kiosk=kiosk_name(one.node),
                epoch=one.epoch,
                key=one.public_key.hex()[:16],
                reason=one.reason,
            )
            for one in found.epochs
        ),
        *(
            _(
                "{kiosk}: events {first} to {last} of epoch {epoch} held, {why}, {sales} sales: "
                "{digest}"
            ).format(
                kiosk=kiosk_name(one.node),
                first=one.first,
                last=one.last,
                epoch=one.epoch,
                why=one.reason,
                sales=one.sales,
                digest=one.digest.hex()[:16],
            )
            for one in found.held
        ),
        *(
            _("{kiosk}: refused {times} times, {code}: {detail}").format(
                kiosk=kiosk_name(one.node), times=one.times, code=one.code, detail=one.detail
            )
            for one in found.refusals
        ),
    ]
