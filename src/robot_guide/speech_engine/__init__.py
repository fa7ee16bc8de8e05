"""The speech engines' own processes. A package apart from `robot_guide.speaking`, so that a child is up in a moment."""
