"""The words that a hall may use for languages, kinds and days: a typing error in one of them is found at load."""

from __future__ import annotations

LANGUAGES = ("zh", "en", "ko")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AUDIENCES = ("person", "company", "both")
SOURCES = ("article", "illustration")
PROGRAMMES = ("one_licence", "flagship_company", "flagship", "suishenma")
DOOR_KINDS = ("automatic", "hinged", "sliding", "gate")
SPECIAL_DAYS = ("holiday", "workday")

ZONE_KINDS = (
    "comprehensive", "tax", "flagship", "livelihood", "suishenma", "self_service", "lounge", "livestream",
    "waiting", "entrance", "staff", "sanitary", "feature",
)  # fmt: skip

PLACE_KINDS = (
    "entrance", "exit", "information", "ticket", "waiting", "self_service", "computers", "printing", "photo",
    "suishenma", "flagship", "lounge", "livestream", "toilet", "accessible_toilet", "water", "nursing", "first_aid",
)  # fmt: skip

OBSTACLE_KINDS = (
    "counter", "desk", "table", "sofa", "chairs", "stool", "column", "planter", "computer", "printer", "copier",
    "machine", "screen", "display", "light", "dispenser", "fixture", "partition",
)  # fmt: skip
