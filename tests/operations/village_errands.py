"""Every operation of the catalogue with chance arguments, as a village of lives does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.ledger.queries import accounts, plans
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.proofs import ledger_of
from tests.operations.village_agents import AGENTS_AND_PAPERS
from tests.operations.village_drawer import DRAWER
from tests.operations.village_safe import IN_THE_SAFE
from tests.operations.village_settings import SETTINGS, Errand, day, of_account, plain

if TYPE_CHECKING:
    from tests.operations.village import Village

TWO: dict[str, Any] = {"second": SUPERVISOR, "reason": "asked for it"}
BOTH: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR, "reason": "asked for it"}


def _meters_of(village: Village) -> list[str]:
    with ledger_of(village.counter).read() as reader:
        return [row.meter for row in accounts.meters_of(reader.db, village.person.account)]


def _hang(village: Village) -> None:
    """What the ledger says hangs at home."""
    person = village.person
    for number in _meters_of(village):
        if number in person.meters:
            person.meters.remove(number)
        person.meters.append(number)


def _which(village: Village, choice: int) -> dict[str, str]:
    """Where a card has room for several meters, one of them has to be named."""
    held = _meters_of(village) if len(village.counter.profile.declares.places) > 1 else []
    return {"meter": held[-1 - choice % 4 // 3]} if len(held) > 1 else {}


def _on_card(name: str, **arguments: Any) -> Errand:
    """With the card in the hand, for one of its meters."""
    return lambda village, choice: village.do(name, **_which(village, choice), **arguments)


def _wish(choice: int) -> dict[str, str]:
    if choice == 6:
        return {"volume": "1", "tendered": "900", "rest": "balance"}
    return {"amount": str(120 * choice)} if choice in (4, 5) else {"volume": str(1 + choice)}


def _open_account(village: Village, choice: int) -> None:
    if len(village.people) < 4:
        given = {"name": f"Person {choice}", "household_size": str(1 + choice)}
        done = village.do("open-account", tariff_class="1", **given)
        village.comes(done.account)


def _allocate(village: Village, choice: int) -> None:
    if choice < 6:
        village.blank()
    number = village.free_meter()
    village.do(
        "allocate-meter",
        account=village.person.account,
        meter=number,
        model="DN15",
        **_wish(choice),
    )
    _hang(village)


def _change_meter(village: Village, choice: int) -> None:
    held = _meters_of(village)
    used = village.device(held[-1]).state.total_used if held else 0
    if choice == 7:
        village.blank()
    village.do(
        "change-meter",
        account=village.person.account,
        new_meter=village.free_meter(),
        old_dial=str(used // 1000 + choice % 2),
        technician="Baraka",
        form="F-1",
        second=SUPERVISOR,
        **_which(village, choice),
    )
    _hang(village)


def _undo_meter_change(village: Village, choice: int) -> None:
    if choice == 7:
        village.blank()
    which = _which(village, choice)
    village.do("undo-meter-change", account=village.person.account, **which, **TWO)
    _hang(village)


def _reissue(village: Village, choice: int) -> None:
    if choice:
        village.blank()
    reason = ("wrong_data", "lost", "damaged", "our_fault")[choice % 4]
    given: dict[str, Any] = {"reason": reason, "second": SUPERVISOR, **_which(village, choice)}
    if reason != "wrong_data":
        given["identity"] = "known"
    if choice > 4:
        given["volume"] = "1"
    village.do("reissue-card", account=village.person.account, **given)


def _renew(village: Village, _choice: int) -> None:
    village.blank()
    village.do("renew-plan", account=village.person.account)


def _ending(village: Village, choice: int) -> dict[str, str]:
    dials = ",".join(
        f"{number}={village.device(number).state.total_used // 1000}"
        for number in _meters_of(village)
    )
    return {"card": ("returned", "returned", "lost", "none")[choice % 4], "dials": dials}


def _cancel(village: Village, choice: int) -> None:
    given = {**_ending(village, choice), **TWO, "rest": ("change", "balance")[choice // 4]}
    village.do("cancel-account", account=village.person.account, **given)


def _change_customer(village: Village, choice: int) -> None:
    given = {**_ending(village, choice), "reason": "tenant", "second": SUPERVISOR}
    done = village.do("change-customer", account=village.person.account, **given)
    for number in village.person.meters:
        village.devices.pop(number, None)
    village.comes(done.account)


def _merge(village: Village, choice: int) -> None:
    into = village.people[choice % len(village.people)].account
    village.do("merge-accounts", account=village.person.account, into=into, **TWO)


def _correct_class(village: Village, choice: int) -> None:
    given = {"household_size": str(1 + choice), "since": day(village, -3 * choice).isoformat()}
    village.do("correct-class", account=village.person.account, **given, **TWO)


def _correct_meter(village: Village, choice: int) -> None:
    village.do("correct-meter", number=village.free_meter(), **_which(village, choice), **TWO)
    _hang(village)


def _correct_dial(village: Village, choice: int) -> None:
    given: dict[str, Any] = {"dial": str(choice), **TWO}
    village.do("correct-dial", account=village.person.account, **given)


def _correct_tender(village: Village, choice: int) -> None:
    rest = ("change", "balance")[choice % 2]
    village.do("correct-tender", receipt=village.receipt(choice), rest=rest, **TWO)


def _settle_tender(village: Village, choice: int) -> None:
    how = {"reference": f"R-{choice:04d}"} if choice % 2 else {"reason": "the terminal says so"}
    village.do("settle-tender", **how)


def _open_plan(village: Village) -> str:
    with ledger_of(village.counter).read() as reader:
        found = plans.open_plans(reader.db)
    return str(found[0].id) if found else "K07-01-1"


def _report_lost(village: Village, _choice: int) -> None:
    village.do("report-lost", plan=_open_plan(village), **BOTH)


def _decide(village: Village, choice: int) -> None:
    decision = ("happened", "not_written")[choice % 2]
    village.do("decide-plan", plan=_open_plan(village), decision=decision, **BOTH)


def _listed(name: str, **people: Any) -> Errand:
    def errand(village: Village, choice: int) -> None:
        what, number = "account", village.person.account
        if choice % 2 and village.person.meters:
            what, number = "meter", village.person.meters[-1]
        village.do(name, what=what, number=number, **people)

    return errand


def _amount(name: str, **arguments: Any) -> Errand:
    """Some of it, or all."""

    def errand(village: Village, choice: int) -> None:
        some = {"amount": str(1 + choice)} if choice < 6 or name == "deposit-balance" else {}
        village.do(name, account=village.person.account, **some, **arguments)

    return errand


def _take_payment(village: Village, choice: int) -> None:
    kind = ("repair", "deposit")[choice % 2]
    village.do("take-payment", account=village.person.account, kind=kind)


def _reverse_payment(village: Village, choice: int) -> None:
    village.do("reverse-payment", receipt=village.receipt(choice), **TWO)


def _meter_credit(village: Village, _choice: int) -> None:
    held = _meters_of(village)
    state = village.device(held[-1]).state if held else None
    given = {
        "dial": str(0 if state is None else state.total_used // 1000),
        "remaining": str(0 if state is None else state.remaining // 1000),
        "technician": "Baraka",
        "form": "F-2",
    }
    village.do("refund-meter-credit", account=village.person.account, **given, **TWO)
    for number in held:
        village.devices.pop(number, None)


def _free_water(village: Village, choice: int) -> None:
    volume = {"volume": str(1 + choice % 3)} if choice < 6 else {}
    village.do("give-free-water", scheme="poor", **volume, **_which(village, choice), **TWO)


def _edit(village: Village, choice: int) -> None:
    given = {"phone": f"0712 34{choice}", "reason": "told"}
    village.do("edit-account", account=village.person.account, **given)


def _print(village: Village) -> None:
    """All that waits."""
    jobs = ledger_of(village.counter).print_jobs
    for job in jobs.pending():
        jobs.done(job.id)


def _reprint(village: Village, choice: int) -> None:
    _print(village)
    village.do("reprint", number=f"K07-01-{village.receipt(choice):0>6}", reason="lost")


def _erase(village: Village, _choice: int) -> None:
    _print(village)
    village.do("erase-account", account=village.person.account, **TWO)


def _make_function_card(village: Village, choice: int) -> None:
    card = village.new_card()
    done = village.do(
        "make-function-card",
        function=("check", "transfer")[choice % 2],
        holder="Otieno",
        due_back=day(village, 5).isoformat(),
        **BOTH,
    )
    village.function_cards.append((str(done.card), card))
    if village.person.meters and choice < 4:
        village.device(village.person.meters[-1]).take(card)


def _function_card(village: Village) -> str:
    """The newest one, put into the reader; its number."""
    number, card = village.function_cards[-1] if village.function_cards else ("K07-01-9", None)
    if card is not None:
        village.counter.put(card)
    return number


def _read_function_card(village: Village, choice: int) -> None:
    _function_card(village)
    village.do("read-function-card", by=SUPERVISOR, returned=("yes", "no")[choice // 6])
    if choice < 3:
        village.do("retrieve-card", by=SUPERVISOR)


def _lose_function_card(village: Village, _choice: int) -> None:
    number = _function_card(village)
    village.do("lose-function-card", by=SUPERVISOR, card=number, reason="lost")


def _sign_out(village: Village, choice: int) -> None:
    due = day(village, 3).isoformat()
    given: dict[str, Any] = {"by": SUPERVISOR, "reason": "weekend", "due_back": due}
    village.do("sign-out-cards", holder="Otieno", cards=f"B{choice}", **given)


def _return_cards(village: Village, choice: int) -> None:
    outcome = ("unused", "used", "lost")[choice % 3]
    given: dict[str, Any] = {"by": SUPERVISOR, "cards": f"B{choice}"}
    if outcome == "lost":
        given |= BOTH
    village.do("return-cards", outcome=outcome, **given)


ERRANDS: dict[str, Errand] = {
    **SETTINGS,
    **AGENTS_AND_PAPERS,
    **DRAWER,
    **IN_THE_SAFE,
    "open-account": _open_account,
    "edit-account": _edit,
    "suspend-account": of_account("suspend-account", reason="away"),
    "resume-account": of_account("resume-account", reason="back"),
    "void-account": of_account("void-account", reason="mistake"),
    "cancel-account": _cancel,
    "merge-accounts": _merge,
    "change-customer": _change_customer,
    "erase-account": _erase,
    "blacklist": _listed("blacklist", by=SUPERVISOR, reason="bypass"),
    "unblacklist": _listed("unblacklist", **BOTH),
    "allocate-meter": _allocate,
    "prepay": lambda village, choice: village.do(
        "prepay", **_wish(choice), **_which(village, choice)
    ),
    "read-card": plain("read-card"),
    "refund": _on_card("refund", **TWO),
    "pay-refund": plain("pay-refund", second=SUPERVISOR),
    "refute-refund": plain("refute-refund", second=SUPERVISOR),
    "refund-meter-credit": _meter_credit,
    "reverse": _on_card("reverse", **TWO),
    "correct-tender": _correct_tender,
    "settle-tender": _settle_tender,
    "correct-dial": _correct_dial,
    "correct-meter": _correct_meter,
    "correct-class": _correct_class,
    "reissue-card": _reissue,
    "rewrite-load": _on_card("rewrite-load"),
    "retrieve-card": of_account("retrieve-card"),
    "compensate": lambda village, choice: village.do(
        "compensate", volume=str(1 + choice % 3), **_which(village, choice), **TWO
    ),
    "change-meter": _change_meter,
    "undo-meter-change": _undo_meter_change,
    "take-payment": _take_payment,
    "reverse-payment": _reverse_payment,
    "return-deposit": _amount("return-deposit", **TWO),
    "book-arrears": of_account("book-arrears", kind="repair", reason="broken"),
    "pay-arrears": _amount("pay-arrears"),
    "plan-arrears": lambda village, choice: village.do(
        "plan-arrears", account=village.person.account, months=str(choice), **TWO
    ),
    "write-off": _amount("write-off", **TWO),
    "set-deduction": lambda village, choice: village.do(
        "set-deduction",
        account=village.person.account,
        second=SUPERVISOR,
        rule=("due", "none", "usual", "tariff")[choice % 4],
    ),
    "deposit-balance": _amount("deposit-balance"),
    "withdraw-balance": _amount("withdraw-balance", **TWO),
    "give-free-water": _free_water,
    "take-subsidy": lambda village, choice: village.do(
        "take-subsidy", scheme="poor", amount=str(1 + choice % 7), reference="FT 1", **TWO
    ),
    "subsidise": lambda village, choice: village.do(
        "subsidise",
        account=village.person.account,
        **({"scheme": "poor", "until": "2030-12-31"} if choice % 3 else {}),
        **TWO,
    ),
    "settle": of_account("settle"),
    "renew-plan": _renew,
    "money-back": of_account("money-back", **TWO),
    "report-lost": _report_lost,
    "decide-plan": _decide,
    "release-card": plain("release-card", **BOTH),
    "make-function-card": _make_function_card,
    "read-function-card": _read_function_card,
    "lose-function-card": _lose_function_card,
    "sign-out-cards": _sign_out,
    "return-cards": _return_cards,
    "reprint": _reprint,
}
"""By name."""
