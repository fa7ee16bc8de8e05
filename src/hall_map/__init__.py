"""What a service hall is: walls, windows, places, services; read from files, checked, drawn, rasterised."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
