"""From when on windows that are shut now serve people again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from hall_map.hall import Hall
from hall_map.timetable import opens_next


def opening_times(hall: Hall, moment: dt.datetime) -> Mapping[str, dt.datetime]:
    """When the hours of shut windows next begin, by window; of one that the staff have shut within its hours, nothing.

    `hall`: as it is at the moment, which is the hall's own time.
    """
    shut = (window for window in hall.windows if not window.open)
    found = {window.id: opens_next(hall, replace(window, open=True), moment) for window in shut}
    return {id_: when for id_, when in found.items() if when is not None}
