"""The rules that a hall keeps, a small function each: from a survey to what it finds."""
