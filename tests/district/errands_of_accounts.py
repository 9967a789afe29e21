"""Errands of accounts: what is owed and kept, how accounts go and come, what was typed wrongly."""

from __future__ import annotations

from typing import Any

from app.reports.asked import months_later
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.district.guests import TWO, Desk, Guest

_BOTH: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR, "reason": "asked for it"}


def owes(desk: Desk) -> None:
    """Arrears: booked, planned, taken from a purchase, paid in part, given up in part."""
    guest = Guest(desk)
    owed = {"account": guest.account, "kind": "seal", "reason": "seen on the spot"}
    desk.do("book-arrears", amount="300", due=months_later(desk.today, 1).isoformat(), **owed)
    desk.do("book-arrears", amount="120", **owed)
    desk.do(
        "plan-arrears",
        account=guest.account,
        months="3",
        first_due=desk.today.isoformat(),
        **TWO,
    )
    guest.goes_home()
    guest.do("prepay", amount="500", tendered="500")
    desk.do("pay-arrears", account=guest.account, amount="40", tendered="100")
    desk.do("write-off", account=guest.account, amount="50", **TWO)


def keeps(desk: Desk) -> None:
    """Money kept for the account: put there, used by a purchase, taken back; deposits likewise."""
    guest = Guest(desk)
    account = {"account": guest.account}
    desk.do("deposit-balance", amount="500", tenders=f"mobile=500:KB{desk.new():06d}", **account)
    guest.buys("1")
    desk.do("withdraw-balance", amount="60", **account, **TWO)
    desk.do("take-payment", kind="deposit", **account)
    desk.do("return-deposit", amount="150", **account, **TWO)


def pays_for_other_things(desk: Desk) -> None:
    """Payments without a card, by customers and by others; one is taken back."""
    guest = Guest(desk)
    seal = {"kind": "seal", "account": guest.account}
    paid = desk.do("take-payment", amount="60", **seal)
    desk.do("reverse-payment", receipt=str(paid.receipt), reason="paid elsewhere")
    desk.do("take-payment", amount="40", **seal)
    card = f"cash=15,card=25:KP{desk.new():06d}"
    desk.do("take-payment", kind="seal", payer="Somebody", amount="40", tenders=card)


def is_not_sure_that_it_came(desk: Desk) -> None:
    """Payments of which nobody knows: one came, one did not, one nobody looks for."""
    for how in ({"reference": f"KU{desk.new():06d}"}, {"reason": "no message there"}, {}):
        guest = Guest(desk)
        sold = guest.buys("2", tenders="cash=20,mobile:?")
        if how:
            desk.do("settle-tender", sale=str(sold.purchase), **how)


def ends(desk: Desk) -> None:
    """Accounts that are cancelled, one whose customer changes, one that was opened by mistake."""
    for fate, used in (("returned", 1_000), ("lost", 0)):
        guest = Guest(desk)
        guest.goes_home(used)
        guest.do("read-card")
        desk.do("deposit-balance", account=guest.account, amount="25")
        guest.do("cancel-account", account=guest.account, card=fate, dials=_dial(guest), **TWO)
    guest = Guest(desk)
    guest.goes_home()
    guest.do("read-card")
    told: dict[str, Any] = {"card": "returned", "dials": _dial(guest), "reason": "tenant"}
    guest.do("change-customer", account=guest.account, second=SUPERVISOR, **told)
    mistaken = desk.do("open-account", tariff_class="1", name="Nobody").account
    desk.do("void-account", account=mistaken, reason="opened twice")


def _dial(guest: Guest) -> str:
    state = guest.meter.state
    return f"{state.meter}={state.total_used // 1000}"


def is_suspended(desk: Desk) -> None:
    """For a while, and again until somebody asks; another one is forbidden to buy."""
    guest = Guest(desk)
    for _time in range(2):
        desk.do("suspend-account", account=guest.account, reason="away")
        desk.do("resume-account", account=guest.account, reason="back")
    listed = Guest(desk)
    for what, number in (("account", listed.account), ("meter", listed.meter.state.meter)):
        which = {"what": what, "number": number}
        desk.do("blacklist", by=SUPERVISOR, reason="bypass", **which)
        desk.do("unblacklist", **which, **_BOTH)
    desk.do("blacklist", by=SUPERVISOR, reason="bypass", what="account", number=listed.account)


def was_typed_wrongly(desk: Desk) -> None:
    """Tenders, class, meter number and dial of accounts are put right."""
    guest = Guest(desk)
    guest.goes_home()
    sold = guest.do("prepay", amount="300", tendered="300")
    paid = f"cash=100,mobile=200:KC{desk.new():06d}"
    receipt = {"receipt": str(sold.receipt), "rest": "change"}
    desk.do("correct-tender", tenders=paid, **receipt, **TWO)
    other = Guest(desk)
    since = {"since": desk.today.isoformat(), "tariff_class": "2", "household_size": "3"}
    desk.do("correct-class", account=other.account, **since, **TWO)
    newcomer = Guest(desk)
    number = desk.meter().state.meter
    newcomer.do("correct-meter", number=number, **TWO)
    desk.do("correct-dial", account=other.account, dial="1", **TWO)


def is_helped(desk: Desk) -> None:
    """Free water, and water of which the state pays a part."""
    poor = Guest(desk)
    poor.goes_home()
    poor.do("give-free-water", account=poor.account, scheme="poor", volume="2", **TWO)
    helped = Guest(desk)
    desk.do("subsidise", account=helped.account, scheme="aid", until="2030-12-31", **TWO)
    helped.buys("3")
    reference = f"FT{desk.new():06d}"
    desk.do("take-subsidy", scheme="aid", amount="5", reference=reference, second=SUPERVISOR)
