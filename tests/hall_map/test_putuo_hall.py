"""The hall of Putuo District, as it stands in maps/putuo."""

from pathlib import Path

import hall_map

HALL = hall_map.load(Path(__file__).parents[2] / "maps" / "putuo")


def test_hall_has_at_least_24_windows_and_40_services():
    assert len(HALL.windows) >= 24
    assert len(HALL.services) >= 40
