"""Where on the Earth a hall stands: metres of the hall become degrees (WGS 84)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hall_map.geometry import Point
from hall_map.node import Node

EQUATORIAL_RADIUS, ECCENTRICITY_SQUARED = 6_378_137.0, 0.00669437999014  # m; WGS 84
DECIMALS = 9  # of a degree: a tenth of a millimetre
POSITION, ADDRESS = ("latitude", "longitude"), ("address", "locality", "country")


@dataclass(frozen=True)
class Georeference:
    """The place of a hall's corner (0, 0), which way it lies, and its address.

    The default is an illustration: a place on Tongpu Road, not a survey of the real building.
    """

    latitude: float = 31.2350  # degrees north
    longitude: float = 121.3850  # degrees east
    bearing: float = 0.0  # degrees clockwise from true north to the hall's y axis
    address: str = "Tongpu Road"  # street and number
    locality: str = "Shanghai"
    country: str = "CN"  # ISO 3166-1
    province: str | None = "CN-SH"  # ISO 3166-2
    postal_code: str | None = None

    def position(self, point: Point) -> list[float]:
        """Longitude and latitude of a point of the hall, degrees, as GeoJSON has them.

        On the plane that touches the ellipsoid at the hall's corner: a hall of 500 m is off by less than 2 cm.
        """
        turn = math.radians(self.bearing)
        east = point[0] * math.cos(turn) + point[1] * math.sin(turn)
        north = point[1] * math.cos(turn) - point[0] * math.sin(turn)
        sine = math.sin(math.radians(self.latitude))
        shape = 1 - ECCENTRICITY_SQUARED * sine * sine
        across = EQUATORIAL_RADIUS / math.sqrt(shape) * math.cos(math.radians(self.latitude))
        along = EQUATORIAL_RADIUS * (1 - ECCENTRICITY_SQUARED) / shape**1.5
        degrees = (self.longitude + math.degrees(east / across), self.latitude + math.degrees(north / along))
        return [round(value, DECIMALS) for value in degrees]


def read_georeference(node: Node) -> Georeference:
    """A georeference as people write it in YAML. Raises HallError: a key is missing, unknown or out of range."""
    part = node.mapping((*POSITION, *ADDRESS), ("bearing", "province", "postal_code"))
    return Georeference(
        latitude=part["latitude"].number(-85, 85),
        longitude=part["longitude"].number(-180, 180),
        bearing=part["bearing"].number(-360, 360) if "bearing" in part else 0.0,
        province=part["province"].text() if "province" in part else None,
        postal_code=part["postal_code"].text() if "postal_code" in part else None,
        **{key: part[key].text() for key in ADDRESS},
    )
