"""`tapcard cards`: which card layouts this kiosk knows, and what stands on a card."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from app.commands.asking import card_keys
from app.commands.call import Call, with_call
from app.commands.plain import plain
from app.domain.errors import TapcardError
from app.domain.text import _

if TYPE_CHECKING:
    from app.cards.keys import KeySource
    from app.cards.profiles.contract import Profile
    from app.domain.plans import CardImage

_BYTES_A_ROW = 16
_MASKED = "********"


class _DumpFile(msgspec.Struct):
    """A dump as ``--json`` gives it: bytes by area, in hexadecimal. All else is read past."""

    areas: dict[str, str]


@click.group()
def cards() -> None:
    """Card layouts, and what stands on a card.

    Nothing is written, and no code of a card is presented.
    """


@cards.command()
@with_call
def profiles(call: Call) -> None:
    """Lists the card profiles with what each can do.

    Those of the folder cards.profiles come first.
    """
    from app.assembly import take_in_profiles
    from app.cards.profiles.registry import profiles as known

    take_in_profiles(call.settings)
    told = {profile.name: profile.declares for profile in known()}
    lines = [
        line for name, declares in told.items() for line in (name, *_indented(plain(declares)))
    ]
    call.tell({"profiles": told}, lines)


@cards.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@with_call
def dump(call: Call, file: Path | None) -> None:
    """Shows the card in the reader, or in a dump FILE, field by field.

    Its code or keys are not read and stand masked. With --json, the output is a dump file.
    """
    from app.assembly import station, take_in_profiles

    take_in_profiles(call.settings)
    keys = card_keys(call.settings)
    if file is not None:
        image = _image_in(file)
        profile = _profile_of(image)
    else:
        with station(call.settings, keys).session() as session:
            image, profile = session.image(), session.profile
    figures = _figures(profile, image, keys)
    call.tell(figures, list(_lines(figures)))


def _image_in(file: Path) -> CardImage:
    from app.domain.plans import CardImage

    try:
        areas = msgspec.json.decode(file.read_bytes(), type=_DumpFile).areas
        return CardImage({area: bytes.fromhex(data) for area, data in areas.items()})
    except (OSError, ValueError) as error:
        raise click.UsageError(
            _("{file} is no dump of a card: {error}").format(file=file, error=error)
        ) from error


def _profile_of(image: CardImage) -> Profile:
    """The profile that claims a dumped card, as a session finds it. Raises CardForeign."""
    from app.cards.errors import CardForeign
    from app.cards.profiles.registry import profiles as known

    claims = (one for one in known() if one.serial_of(image) is not None)
    blanks = (one for one in known() if one.is_blank(image))
    found = next(claims, None) or next(blanks, None)
    if found is None:
        raise CardForeign(
            _("No card profile knows this card."),
            _("Its bytes stand in the file. `tapcard cards profiles` lists what is known."),
        )
    return found


def _figures(profile: Profile, image: CardImage, keys: KeySource) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "profile": profile.name,
        "blank": profile.is_blank(image),
        "serial": profile.serial_of(image) or profile.own_serial(image) or b"",
        "secret": _MASKED,
        "areas": image.areas,
        "meters": [],
        "function": None,
        "unreadable": "",
    }
    if figures["blank"]:
        return figures
    try:
        figures["function"] = profile.function_of(image, keys)
        if figures["function"] is None:
            figures["meters"] = profile.decode(image, keys)
    except TapcardError as error:
        figures["unreadable"] = f"{error.message} {error.remedy}".strip()
    return figures


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    told = plain(figures)
    for name in ("profile", "blank", "serial", "secret", "unreadable"):
        if told[name] != "":
            yield f"{name}: {_word(told[name])}"
    for area, data in figures["areas"].items():
        yield f"{area}:"
        yield from _rows(data)
    if told["function"] is not None:
        yield "function:"
        yield from _indented(told["function"])
    for number, meter in enumerate(told["meters"], start=1):
        yield _("meter {number}:").format(number=number)
        yield from _indented({key: meter[key] for key in ("contents", "read_back")})


def _rows(data: bytes) -> Iterator[str]:
    """Sixteen bytes a row; a row that repeats the one before it is left out, as hexdump does."""
    before, skipped = b"", False
    for at in range(0, len(data), _BYTES_A_ROW):
        row = data[at : at + _BYTES_A_ROW]
        if row == before:
            if not skipped:
                yield "  *"
            skipped = True
            continue
        before, skipped = row, False
        yield f"  {at:04X}  {row.hex(' ').upper()}"


def _indented(told: dict[str, Any], depth: int = 1) -> Iterator[str]:
    """A field a line; what stands within another is further in."""
    for name, value in told.items():
        if isinstance(value, dict):
            yield f"{'  ' * depth}{name}:"
            yield from _indented(value, depth + 1)
        else:
            yield f"{'  ' * depth}{name}: {_word(value)}"


def _word(value: object) -> str:
    if isinstance(value, list):
        between = "; " if any(isinstance(one, list) for one in value) else ", "
        return between.join(_word(one) for one in value) or "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "-" if value is None or value == "" else str(value)
