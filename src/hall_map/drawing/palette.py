"""The colours of a floor plan."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]

PAPER, FLOOR, INK, QUIET = (237, 241, 245), (253, 252, 249), (38, 50, 66), (105, 118, 134)
SHADOW, OUTER_WALL, INNER_WALL, CREEK = (203, 212, 221), (62, 76, 94), (112, 127, 145), (84, 148, 190)
WHITE, CLOSED, SHUT, ROBOT = (255, 255, 255), (140, 147, 156), (206, 40, 48), (24, 106, 178)
WOOD, WOOD_EDGE, STEEL, STEEL_EDGE = (233, 219, 199), (190, 166, 134), (218, 224, 231), (156, 168, 181)
FABRIC, FABRIC_EDGE = (190, 205, 219), (136, 156, 176)
LEAF, LEAF_DARK, POT = (150, 196, 140), (106, 164, 104), (226, 236, 221)
SCREEN, GLOW, COLUMN = (58, 72, 92), (150, 200, 232), (134, 144, 157)
DOOR, DOOR_ARC = (46, 110, 150), (150, 178, 198)
WAITING, SLOW, FORBIDDEN, ONE_WAY = (92, 132, 172), (214, 140, 22), (206, 64, 70), (24, 106, 178)


@dataclass(frozen=True)
class Tint:
    """What a zone is filled with, and what is written on it."""

    fill: Colour
    strong: Colour


TINTS = {
    "comprehensive": Tint((220, 234, 248), (32, 96, 164)),
    "tax": Tint((252, 233, 212), (184, 94, 14)),
    "flagship": Tint((251, 224, 226), (184, 44, 66)),
    "livelihood": Tint((220, 241, 226), (30, 122, 74)),
    "suishenma": Tint((232, 226, 248), (96, 66, 172)),
    "self_service": Tint((253, 245, 212), (142, 108, 6)),
    "lounge": Tint((242, 232, 220), (128, 92, 56)),
    "livestream": Tint((250, 225, 241), (166, 48, 124)),
    "waiting": Tint((243, 245, 247), (92, 106, 122)),
    "entrance": Tint((228, 236, 242), (62, 84, 108)),
    "staff": Tint((239, 240, 242), (134, 144, 156)),
    "sanitary": Tint((220, 241, 243), (18, 116, 130)),
    "feature": Tint((224, 238, 246), (60, 116, 160)),
}


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """`colour` with a share, 0 to 1, of another one."""
    r, g, b = (round(a + (o - a) * share) for a, o in zip(colour, other, strict=True))
    return r, g, b
