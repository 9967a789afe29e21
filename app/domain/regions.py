"""Regions as a tree: a code on each level, a name, a parent.

Kiosks may change different regions while they do not hear of each other, so that their changes
together may name a parent that is not there, or make a circle: what is read bears with both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _

LARGEST_REGION = 65_535
"""Two bytes on cards."""
LONGEST_NAME = 40
LONGEST_CODE = 8
DEEPEST = 6
"""Levels: province, district, town, estate, street, building."""


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """A region as it is set."""

    region: int
    name: str
    parent: int | None = None
    code: str = ""
    closed: bool = False


class RegionRefused(TapcardError):
    """A change that would leave no tree, or hide what is used."""

    code = "region_refused"


def by_number(regions: Iterable[Region]) -> dict[int, Region]:
    """Regions by their number."""
    return {region.region: region for region in regions}


def path_of(regions: Mapping[int, Region], number: int) -> list[Region]:
    """The way down to a region, itself last; as far up as parents are known, never in a circle."""
    path: list[Region] = []
    at: int | None = number
    while at is not None and at in regions and regions[at] not in path:
        path.insert(0, regions[at])
        at = regions[at].parent
    return path


def full_code(regions: Mapping[int, Region], number: int) -> str:
    """The codes on the way down, joined: ``01-03-12``; a region without one shows its number."""
    return "-".join(region.code or str(region.region) for region in path_of(regions, number))


def in_tree(regions: Mapping[int, Region]) -> list[tuple[Region, int]]:
    """All regions, each below its parent with its depth (0 at the top), siblings by code."""
    below: dict[int | None, list[Region]] = {}
    for region in sorted(regions.values(), key=lambda one: (one.code or "~", one.region)):
        top = region.parent is None or region.parent not in regions
        below.setdefault(None if top else region.parent, []).append(region)
    found: list[tuple[Region, int]] = []
    seen: set[int] = set()

    def walk(region: Region, depth: int) -> None:
        if region.region in seen:
            return
        seen.add(region.region)
        found.append((region, depth))
        for child in below.get(region.region, ()):
            walk(child, depth + 1)

    for region in below.get(None, ()):
        walk(region, 0)
    for region in regions.values():  # what hangs in a circle is shown, at the top
        walk(region, 0)
    return found


def check_region(regions: Mapping[int, Region], wanted: Region, *, home: int) -> None:
    """Raises RegionRefused where a region may not become what is ``wanted``.

    ``regions``: as they are; ``home``: the kiosk's own, which stays open.
    """
    _check_place(regions, wanted)
    siblings = [
        one
        for one in regions.values()
        if one.parent == wanted.parent and one.region != wanted.region
    ]
    same = [one for one in siblings if wanted.code and one.code == wanted.code]
    if same:
        raise _refused(
            _("The code {code} is that of {name} already.").format(
                code=wanted.code, name=same[0].name
            ),
            _("Choose another code; below one parent each code stands once."),
        )
    if wanted.closed:
        _check_closing(regions, wanted, home)


def _check_place(regions: Mapping[int, Region], wanted: Region) -> None:
    if wanted.parent is None:
        return
    parent = regions.get(wanted.parent)
    if parent is None:
        raise _refused(
            _("There is no region {number} to be its parent.").format(number=wanted.parent),
            _("Enter the parent first."),
        )
    way = path_of({**regions, wanted.region: wanted}, wanted.parent)
    if any(region.region == wanted.region for region in way):
        raise _refused(
            _("Region {number} would lie inside itself.").format(number=wanted.region),
            _("Choose a parent that does not lie below it."),
        )
    if len(way) + _height(regions, wanted.region) > DEEPEST:
        raise _refused(
            _("The tree would have more than {most} levels.").format(most=DEEPEST),
            _("Choose a parent further up."),
        )
    if parent.closed and not wanted.closed:
        raise _refused(
            _("Its parent {name} is closed.").format(name=parent.name),
            _("Open the parent first, or choose another one."),
        )


def _height(regions: Mapping[int, Region], number: int) -> int:
    """Levels from a region down, itself included."""
    paths = (path_of(regions, one) for one in regions)
    below = [path for path in paths if any(one.region == number for one in path)]
    return max((len(path) - len(path_of(regions, number)) + 1 for path in below), default=1)


def _check_closing(regions: Mapping[int, Region], wanted: Region, home: int) -> None:
    if wanted.region == home:
        raise _refused(
            _("Region {number} is the region of this kiosk.").format(number=wanted.region),
            _("It stays open."),
        )
    inside = [one for one in regions.values() if one.parent == wanted.region and not one.closed]
    if inside:
        raise _refused(
            _("The region {name} inside it is open.").format(name=inside[0].name),
            _("Close what lies inside it first."),
        )


def _refused(message: str, remedy: str) -> RegionRefused:
    return RegionRefused(message, _("Nothing was changed. {remedy}").format(remedy=remedy))
