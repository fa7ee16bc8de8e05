"""When a day in a simulated hall begins, unless a scenario says otherwise. Whoever only asks for it loads no world."""

import datetime as dt

WORKING_MORNING = dt.datetime(2026, 11, 24, 10, 0)  # a Tuesday, as the hall's clock shows it
