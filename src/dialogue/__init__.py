"""Words → meaning → words: what a visitor wants, and what the robot says and does about it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
