"""What happens in a hall, moment by moment: kept as a recording, read from one, and drawn."""
