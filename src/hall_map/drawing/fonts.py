"""A font that can write Chinese and Korean, where the machine has one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip

FILES = (  # best first
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf",
    "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Medium.ttc", "Arial Unicode.ttf", "msyh.ttc", "simhei.ttf",
)  # fmt: skip

NO_FONT = (
    "no font with Chinese characters was found: labels are in English only. "
    "On Debian or Ubuntu: apt-get install fonts-wqy-microhei"
)


@dataclass(frozen=True)
class Typeface:
    """Where letters come from: a font file, or Pillow's own, which has Latin letters only."""

    file: Path | None

    def sized(self, pixels: int) -> Font:
        return opened(self.file, pixels)

    def languages(self, primary: str) -> tuple[str, ...]:
        """The languages to write in, larger one first: the one asked for beside English, or beside Chinese."""
        if self.file is None:
            return ("en",)
        return (primary, "zh" if primary == "en" else "en")


@lru_cache(maxsize=64)
def opened(file: Path | None, pixels: int) -> Font:
    return ImageFont.load_default(pixels) if file is None else ImageFont.truetype(str(file), pixels)


@lru_cache(maxsize=1)
def find_typeface() -> Typeface:
    """The best font on this machine; one without a file, where none has Chinese characters."""
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[to]t[cf]")):
            found.setdefault(path.name.lower(), path)
    for name in FILES:
        if name.lower() in found and opens(found[name.lower()]):
            return Typeface(found[name.lower()])
    return Typeface(None)


def opens(file: Path) -> bool:
    try:
        ImageFont.truetype(str(file), 20)
    except OSError:
        return False
    return True
