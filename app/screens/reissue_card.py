"""Card reissue: whose card and why, a blank card, the fee, confirm; the old card is dead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.domain.accounts import check_account_number
from app.domain.approval import Signed
from app.domain.cards import CardContents, UtilityKind
from app.domain.errors import TapcardError
from app.domain.reissue import Identification, LastLoad, ReissueReason
from app.domain.sales import TenderKind
from app.domain.text import _
from app.operations.card_to_mend import CardToMend
from app.operations.errors import UnknownRecord
from app.operations.reissue_card import REISSUE_CARD, ReissueResult
from app.operations.reissue_quote import ReissueArguments, ReissueLook, ReissueQuote
from app.operations.replaced_card import ReissuedLoad
from app.screens.blank_card_form import BlankCardForm
from app.screens.card_holder import Holder, holder
from app.screens.operation_screen import Finished
from app.screens.pays_otherwise import PaysOtherwise
from app.screens.signed_by_two import SignedByTwo
from app.screens.tender_field import TenderField
from app.screens.walking_form import complain
from app.telling.results import missing_in
from app.telling.tenders import otherwise_rows
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_REASONS = {
    1: ReissueReason.LOST,
    2: ReissueReason.DAMAGED,
    3: ReissueReason.STOLEN,
    4: ReissueReason.OUR_FAULT,
    5: ReissueReason.WRONG_DATA,
}
_REASON_OPTIONS = (
    Option(1, _("Lost")),
    Option(2, _("Broken")),
    Option(3, _("Stolen")),
    Option(4, _("Our fault: no fee")),
    Option(5, _("Wrong data: same card")),
)
_IDENTITIES = {
    1: Identification.DOCUMENT,
    2: Identification.PHONE,
    3: Identification.KNOWN,
}
_IDENTITY_OPTIONS = (
    Option(1, _("Document shown")),
    Option(2, _("Phone on file called")),
    Option(3, _("Known in person")),
)

_ANY = UtilityKind.WATER
"""Fees are not reckoned by what flows."""
_OWN_CARD_WANTED = _("Put the customer's own card on the reader")


class ReissueCard(
    SignedByTwo[ReissueResult], PaysOtherwise[ReissueResult], BlankCardForm[ReissueResult]
):
    """Makes a new card, and the old one is superseded; or puts the data on a card right."""

    heading = _("Reissue card")
    help_lines = (
        _("Type the account number and why the card is replaced."),
        _("Then put a blank card on the reader. The review says what the new card will carry."),
        _("Where the meter has told that it has all, something can be bought at once."),
        _("Take the money, then press + to write the card: one receipt for fee and purchase."),
        _("Interrupted: Settle finishes it, or two people give fee and purchase back."),
        _("The old card is no longer valid afterwards, whoever has it."),
        _("Wrong data: put the customer's own card on; it is written again, two people sign."),
    )

    def __init__(self, account: str = "") -> None:
        """``account``: its number, where it is known already."""
        self.account = Field(
            _("Account"), FieldKind.DIGITS, id="account", value=account, longest=12
        )
        self.card = ChoiceField(_("Card for meter"), id="meter")
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASON_OPTIONS)
        self.identity = ChoiceField(_("Who asks"), id="identity", options=_IDENTITY_OPTIONS)
        self.amount = Field(
            _("Buys for"),
            FieldKind.NUMBER,
            id="amount",
            hint=_("empty = nothing"),
            longest=14,
        )
        self.buyer = ChoiceField(_("For meter"), id="buyer")
        self.tendered = TenderField(_("Handed over"), _("empty = exactly"))
        super().__init__()
        self._cards: dict[int, Sequence[str]] = {}
        self._look: ReissueLook | None = None
        self._quote: ReissueQuote | None = None
        if account:
            self.start_at(self.reason)

    def first_part(self) -> Sequence[Field]:
        """Whose, and why."""
        return (self.account, self.card, self.reason, self.identity)

    def second_part(self) -> Sequence[Field]:
        """What is bought at once, where something can be, and the payment."""
        return (self.amount, self.buyer, self.tendered)

    def asked(self, field: Field) -> bool:
        """Which card, where there are several; who asks, where nobody can show the old card."""
        if field is self.identity:
            chosen = self.reason.chosen
            return chosen is not None and _REASONS[chosen.number].old_card_is_gone
        return field is not self.card or len(self.card.options) > 1

    def whose(self) -> str:
        """The account that was typed."""
        return self.account.value

    def on_mount(self) -> None:
        """Asks who has the account, if it is known."""
        if self.account.value:
            self._ask_holder()

    # -- first part ------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """The number as such; whether it is known, the ledger says."""
        if field is self.account:
            check_account_number(field.value)
        elif isinstance(field, ChoiceField):
            _chosen = field.choice

    def passed(self, field: Field) -> None:
        """An account's holder is shown while one goes on typing."""
        if field is self.account:
            self._ask_holder()

    def _ask_holder(self) -> None:
        ask = partial(holder, self.desk.kiosk, self.account.value)
        self.work(ask, self._known, self.refuse)

    def _known(self, holder: Holder) -> None:
        self._cards = dict(enumerate(holder.cards, start=1))
        self.card.offer([Option(at, ", ".join(meters)) for at, meters in self._cards.items()])
        self.card.display = self.asked(self.card)
        rows = [(_("Meter"), ", ".join(holder.meters) or _("none"))]
        self.facts.show(rows, holder.name or _("Customer without a name"))

    def filled(self) -> None:
        """The card that is wanted is a blank one, or the one whose data are wrong."""
        mended = _REASONS[self.reason.choice.number] is ReissueReason.WRONG_DATA
        self.card_wanted = _OWN_CARD_WANTED if mended else BlankCardForm.card_wanted
        super().filled()

    def look(self) -> None:
        """Sees the card, and what the new one would carry."""
        self.forget_second()
        kiosk, caller, arguments = self.desk.kiosk, self.desk.caller(), self._arguments()
        self.work(partial(REISSUE_CARD.look, kiosk, caller, arguments), self.found, self.refuse)

    def _arguments(
        self,
        *,
        tendered: str | None = None,
        tenders: str | None = None,
        amount: str | None = None,
    ) -> ReissueArguments:
        return ReissueArguments(
            account=self.account.value,
            reason=_REASONS[self.reason.choice.number],
            identity=self._identified(),
            meter=self._first_meter(),
            tendered=tendered,
            tenders=tenders,
            amount=amount,
            buys_for=self._buyer() if amount else None,
        )

    def _buyer(self) -> str | None:
        """The meter that buys; None: the only one that can."""
        offers = () if self._look is None else self._look.sale.offers
        return offers[self.buyer.choice.number - 1].meter if len(offers) > 1 else None

    def _identified(self) -> Identification | None:
        return _IDENTITIES[self.identity.choice.number] if self.asked(self.identity) else None

    def _first_meter(self) -> str | None:
        """A meter of the card in question; None where the account has none that is known here."""
        if not self._cards:
            return None
        return self._cards[self.card.choice.number if self.asked(self.card) else 1][0]

    def refuse(self, error: TapcardError) -> None:
        """What is wrong with the account is said under it."""
        if not isinstance(error, UnknownRecord):
            super().refuse(error)
            return
        self.open_first_part(self.account)
        complain(self.account, error)

    # -- second part -----------------------------------------------------------------------

    def found(self, look: ReissueLook) -> None:
        """Shows the fee and asks for it; where there is none, there is nothing to fill in."""
        self._look = look
        offers = look.sale.offers
        quote = REISSUE_CARD.quote(look, self._arguments())
        facts = [
            (_("Meter"), ", ".join(load.last.contents.meter for load in look.loads)),
            (_("Reason"), self.reason.choice.name),
            (_("Who asks"), self.identity.choice.name if self.asked(self.identity) else ""),
        ]
        self.amount.display = bool(offers)
        self.buyer.offer([Option(at, one.meter) for at, one in enumerate(offers, start=1)], 1)
        self.buyer.display = len(offers) > 1
        self.tendered.display = bool(quote.total or offers)
        headline = _("Account {number}").format(number=look.allocation.account)
        self._open_second_part(facts, headline)
        if not self.tendered.display:
            self._review(quote)
            return
        question = _("Type what is handed over; Enter = exactly.")
        if offers:
            question = _("Type what is bought at once, or Enter for the card alone.")
        self.review.ask(self.rows(quote), question)
        self.add_class("-priced")

    def _open_second_part(self, facts: Sequence[Row], headline: str) -> None:
        """With only those of its fields that this card asks for."""
        asked = [field.display for field in self.second_part()]
        self._open(has_card=True)
        for field, shown in zip(self.second_part(), asked, strict=True):
            field.display = shown
        self.looked(facts, headline)

    def submitted(self, field: Field | None) -> None:
        """Why the card is replaced decides what is asked next; the payment leads to the review."""
        if field is self.reason:
            self.identity.display = self.asked(self.identity)
        if self._look is None or field is None or field not in self.second_part():
            super().submitted(field)
            return
        try:
            quote = self._priced(self._look, field)
        except TapcardError as error:
            complain(field, error)
            return
        if field is self.tendered or not quote.total:
            self._review(quote)
            return
        self.review.ask(self.rows(quote), _("Type what is handed over; Enter = exactly."))
        self.next_or_submit(field)

    def _priced(self, look: ReissueLook, field: Field) -> ReissueQuote:
        """What is typed so far; the payment only once that was left."""
        paid = field is self.tendered
        arguments = self._arguments(
            tendered=self.tendered.tendered if paid else None,
            tenders=self.tendered.tenders if paid else None,
            amount=self.amount.value or None,
        )
        return REISSUE_CARD.quote(look, arguments)

    def _review(self, quote: ReissueQuote) -> None:
        self._quote = quote
        question = _("Nothing is to pay. Press + to write the card.")
        if quote.needs_second and not self.is_signed:
            question = _("This takes two people. Press +, then the second one signs.")
        elif quote.total:
            handed = sum(t.tendered for t in quote.tenders if t.kind is TenderKind.CASH)
            question = _("Take {money}, then press + to write the card.").format(
                money=self.desk.words.money(handed)
            )
        self.ask(self.rows(quote), question)

    def rows(self, quote: ReissueQuote) -> list[Row]:
        """The fee, and what becomes of both cards."""
        words = self.desk.words
        change = sum(tender.change for tender in quote.tenders)
        return [
            *words.charges(quote.lines, quote.parts[0].offer.kind if quote.parts else _ANY),
            (_("Total {currency}").format(currency=words.currency), words.column(quote.total)),
            *otherwise_rows(words, quote.tenders),
            (_("Change"), words.column(change) if change else ""),
            *_cards(words, quote),
            self.second_row(),
        ]

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self._quote is None else REISSUE_CARD.signs(self._quote)

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """Where the data on a card are wrong: it may be a copy."""
        quote = self._quote
        if quote is None or not quote.needs_second:
            return None
        what = _("The card of account {account} is written again as recorded.").format(
            account=quote.look.allocation.account
        )
        return what, self.rows(quote)

    def review_again(self) -> None:
        """With who has signed."""
        if self._quote is not None:
            self._review(self._quote)

    def perform(self) -> Callable[[], Finished[ReissueResult]]:
        """Records the fee and writes the card."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quote
        caller = self.desk.caller(self.take_second())
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _made(words, quote, REISSUE_CARD.perform(kiosk, caller, quote))


def _cards(words: Words, quote: ReissueQuote) -> list[Row]:
    """What the card will carry, what is owed instead, and what the old card is worth."""
    bought, at = quote.contents[: len(quote.parts)], len(quote.parts)
    rows = [_bought(words, contents) for contents in bought]
    pairs = list(zip(quote.contents[at:], quote.loads[at:], strict=True))
    if len(quote.contents) == 1:
        rows += [row for pair in pairs for row in _carried(words, *pair)]
    else:
        rows += [_in_one_line(words, contents, load) for contents, load in pairs]
    if isinstance(quote.look.card, CardToMend):
        return [*rows, (_("The card"), _("stays the same one and is valid again"))]
    return [*rows, (_("Old card"), _("no longer valid, whoever has it"))]


_BECOMES = {
    LastLoad.NONE: _("no load: the meter has taken all that was bought"),
    LastLoad.TAKEN: _("no load: the meter has told that it took it"),
    LastLoad.RESTORED: _("{credit} again: the meter credits it once"),
    LastLoad.OWED: _("no load: nobody here knows whether the meter has the last one"),
}
_BECOMES_IN_SHORT = {
    LastLoad.NONE: _("no load waits"),
    LastLoad.TAKEN: _("no load: the meter took it"),
    LastLoad.RESTORED: _("{credit} again, if not taken yet"),
    LastLoad.OWED: _("no load; {credit} owed, booked"),
}


def _bought(words: Words, contents: CardContents) -> Row:
    credit = words.credit(contents.load, contents.charging, contents.kind)
    carries = _("{credit}, bought now: number {number}").format(
        credit=credit, number=contents.number
    )
    return words.meter(contents.kind, contents.meter), carries


def _carried(words: Words, contents: CardContents, load: ReissuedLoad) -> list[Row]:
    credit = _credit(words, contents, load)
    return [
        (_("The card carries"), _BECOMES[load.becomes].format(credit=credit)),
        (
            _("Owed instead"),
            _("{credit}, booked").format(credit=credit) if load.owed else "",
        ),
    ]


def _in_one_line(words: Words, contents: CardContents, load: ReissuedLoad) -> Row:
    """The same of one of several meters."""
    becomes = _BECOMES_IN_SHORT[load.becomes].format(credit=_credit(words, contents, load))
    return words.meter(contents.kind, contents.meter), becomes


def _credit(words: Words, contents: CardContents, load: ReissuedLoad) -> str:
    return words.credit(contents.load or load.owed, contents.charging, contents.kind)


def _made(words: Words, quote: ReissueQuote, result: ReissueResult) -> Finished[ReissueResult]:
    change = sum(tender.change for tender in result.tenders)
    rows = [
        *_cards(words, quote),
        (_("Paid"), words.money(result.total)),
        (_("Change"), words.money(change) if change else ""),
        (_("Receipt"), words.receipt(result.receipt)),
    ]
    headline = _("Change {money}").format(money=words.money(change)) if change else ""
    return Finished(result, headline, rows, missing_in(result))
