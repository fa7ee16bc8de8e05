"""Trials of driving on bare test floors: world and navigator, over and over, and the figures that come of them."""
