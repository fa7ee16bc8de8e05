"""A part of the floor, in one piece."""

from __future__ import annotations

from dataclasses import dataclass

from hall_map.exchange.imdf.rings import Area


@dataclass(frozen=True)
class Region:
    key: str  # of the area that it belongs to
    area: Area
