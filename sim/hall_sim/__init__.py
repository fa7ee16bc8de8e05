"""The 2D world in which the robots are tried: walls, people, visitors who talk, wheels and lidars that lie a little."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
