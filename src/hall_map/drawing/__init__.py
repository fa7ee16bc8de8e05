"""The floor plan as a picture."""
