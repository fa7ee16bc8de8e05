"""The staff console: the hall's map, its services and its robots in a browser."""
