"""`tapcard office rule` and `differences`: what kiosks may do by rule, and what they had set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.commands.office_call import (
    NODE,
    OfficeCall,
    asked_who,
    signer_options,
    with_office_call,
)
from app.domain.identity import kiosk_name
from app.domain.text import _

if TYPE_CHECKING:
    from app.office.rules import RuleRow


@click.command()
@click.argument("node", type=NODE, required=False)
@click.option("--money", default="", help=_("What it may have in cash that nobody counted yet."))
@click.option("--count", type=click.IntRange(1), help=_("Sales that are not here yet."))
@click.option("--days", type=click.IntRange(1), help=_("Without a word from here."))
@click.option("--numbers", default=0, help=_("Account numbers of a block; 0: by hand."))
@click.option("--numbers-left", default=100, show_default=True, help=_("A block when fewer."))
@click.option("--off", is_flag=True, help=_("By hand from now on."))
@with_office_call
@signer_options
def rule(
    call: OfficeCall,
    node: int | None,
    *,
    money: str,
    count: int | None,
    days: int | None,
    numbers: int,
    numbers_left: int,
    off: bool,
    operator: int | None,
    second: int | None,
) -> None:
    """Renews vending limits by rule, of one kiosk or of all; alone: shows the rules.

    The next limit is granted when less than half of one is left, as sales arrive and shifts are
    closed; the next block of account numbers when few are left. Two people, where the money is more
    than `set-limit limit=allowance` says.
    """
    from app.office.rules import AskRule, AskRules, RuleRow

    ask: AskRule | AskRules
    if off:
        ask = AskRule(node=node, money="", by=asked_who(operator, second))
    elif not money and count is None and days is None:
        ask = AskRules()
    elif not money or count is None or days is None:
        raise click.UsageError(_("Say --money, --count and --days, or --off."))
    else:
        ask = AskRule(
            node=node,
            money=money,
            count=count,
            days=days,
            numbers=numbers,
            numbers_left=numbers_left,
            by=asked_who(operator, second),
        )
    found: list[RuleRow] = call.ask(ask, list[RuleRow])
    call.tell(found, [_rule_line(one) for one in found] or [_("All limits are granted by hand.")])


@click.command()
@click.argument("node", type=NODE)
@with_office_call
def differences(call: OfficeCall, node: int) -> None:
    """Lists what a kiosk had set before it joined, and is set otherwise here, or not at all."""
    from app.office.own_settings import AskOwnSettings, OwnSettingRow

    found: list[OwnSettingRow] = call.ask(AskOwnSettings(node), list[OwnSettingRow])
    lines = [
        (
            _("{kind} {subject}: head office's counts now.")
            if one.is_replaced
            else _("{kind} {subject}: set at the kiosk alone, and still counts there.")
        ).format(kind=one.kind, subject=one.subject)
        for one in found
    ]
    call.tell(found, lines or [_("It has nothing that is not set here.")])


def _rule_line(one: RuleRow) -> str:
    who = _("all others") if one.node is None else kiosk_name(one.node)
    if one.rule is None:
        return _("{who}: by hand").format(who=who)
    return _(
        "{who}: {money} in cash, {count} sales, {days} days; {numbers} account numbers when fewer "
        "than {left} are left"
    ).format(
        who=who,
        money=one.money,
        count=one.rule.count,
        days=one.rule.days,
        numbers=one.rule.numbers,
        left=one.rule.numbers_left,
    )


COMMANDS = (rule, differences)
