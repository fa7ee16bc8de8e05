"""Navigation: where the robot is, who is around, which way to go, and what the wheels shall do."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
