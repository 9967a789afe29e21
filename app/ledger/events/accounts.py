"""Accounts."""

from __future__ import annotations

from datetime import date

from app.ledger.events.base import Event


class AccountOpened(Event, tag="account_opened", frozen=True, kw_only=True):
    """A customer's file was opened."""

    account: str
    home: int
    """Node where account-level value may be spent."""
    region: int
    tariff_class: int
    household_size: int
    date: date
    sealed: bytes
    """Personal fields, encrypted under the account's own key (kept outside the journal)."""


class AccountErased(Event, tag="account_erased", frozen=True, kw_only=True):
    """The account's personal key was destroyed; sums and chain stay."""

    account: str
    reason: str


class AccountSuspended(Event, tag="account_suspended", frozen=True, kw_only=True):
    """The account buys nothing until it is resumed, or until a day."""

    account: str
    reason: str
    until: date | None = None
    """First day on which it is active again by itself."""
    date: date


class AccountResumed(Event, tag="account_resumed", frozen=True, kw_only=True):
    """A suspended account is active again."""

    account: str
    reason: str
    date: date


class AccountVoided(Event, tag="account_voided", frozen=True, kw_only=True):
    """Opened by mistake: no meter, no money ever. The number is never used again."""

    account: str
    reason: str
    date: date
