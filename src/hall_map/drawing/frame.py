"""What stands around a plan: title, legend, scale bar, north arrow."""

from __future__ import annotations

from PIL import Image, ImageDraw

from hall_map.drawing import palette as p
from hall_map.drawing.canvas import FINER, Sheet
from hall_map.drawing.fonts import Typeface
from hall_map.drawing.labels import Line, beside, one_line, written
from hall_map.hall import Hall

BAR = 10  # m
LEGEND = {
    "window": {"zh": "窗口", "en": "window", "ko": "창구"},
    "closed": {"zh": "窗口关闭", "en": "closed", "ko": "닫힘"},
    "stop": {"zh": "机器人停靠点", "en": "robot stops here", "ko": "로봇 정지 위치"},
    "staff": {"zh": "工作区", "en": "staff only", "ko": "직원 구역"},
}


def draw_frame(image: Image.Image, hall: Hall, sheet: Sheet, typeface: Typeface, languages: tuple[str, ...]) -> None:
    write_title(image, hall, sheet, typeface, languages)
    draw_legend(image, sheet, typeface, languages)
    draw_scale_bar(image, sheet, typeface)
    draw_north(image, sheet, typeface)


def write_title(image: Image.Image, hall: Hall, sheet: Sheet, typeface: Typeface, languages: tuple[str, ...]) -> None:
    s = sheet.scale
    texts = [hall.names[language] for language in languages if hall.names.get(language)] or [hall.id]
    sizes = ((1.25, p.INK, True), (0.72, p.QUIET, False))
    lines = [Line(text, round(size * s), c, bold) for text, (size, c, bold) in zip(texts, sizes, strict=False)]
    x = round((sheet.left + 0.4) * s)
    top = round(0.75 * s)
    for line in lines:
        label = one_line(line, typeface)
        image.paste(label, (x, top), label)
        top += label.height + round(0.22 * s)
    note = f"{hall.width:g} m x {hall.height:g} m  ·  revision {hall.revision}"
    label = one_line(Line(note, round(0.5 * s), p.QUIET), typeface)
    image.paste(label, (image.width - x - label.width, round(0.75 * s)), label)


def draw_legend(image: Image.Image, sheet: Sheet, typeface: Typeface, languages: tuple[str, ...]) -> None:
    s = sheet.scale
    x, y = (sheet.left + 0.4) * s, (sheet.top + sheet.height + 1.25) * s
    for key in LEGEND:
        draw_symbol(image, key, x + 0.5 * s, y, s)
        texts = [LEGEND[key][language] for language in languages]
        lines = [Line(text, round(0.46 * s), colour) for text, colour in zip(texts, (p.INK, p.QUIET), strict=False)]
        label = beside(lines, typeface, round(0.2 * s))
        image.paste(label, (round(x + 1.25 * s), round(y - label.height / 2)), label)
        x += 1.25 * s + label.width + 1.1 * s


def draw_symbol(image: Image.Image, key: str, u: float, v: float, s: float) -> None:
    size = round(1.2 * s)
    tile = Image.new("RGB", (size * FINER, size * FINER), p.PAPER)
    draw = ImageDraw.Draw(tile)

    def box(half_width: float, half_height: float, **style: object) -> None:
        c, a, b = size * FINER / 2, half_width * s * FINER, half_height * s * FINER
        draw.rounded_rectangle((c - a, c - b, c + a, c + b), **style)

    strong = p.TINTS["comprehensive"].strong
    if key in ("window", "closed"):
        box(0.42, 0.26, radius=round(0.14 * s * FINER), fill=strong if key == "window" else p.CLOSED)
    if key == "closed":
        c, r = size * FINER / 2, 0.17 * s * FINER
        u0, v0 = c + 0.36 * s * FINER, c - 0.2 * s * FINER
        draw.ellipse((u0 - r, v0 - r, u0 + r, v0 + r), fill=p.SHUT)
    if key == "stop":
        box(0.2, 0.2, radius=round(0.2 * s * FINER), fill=p.mixed(strong, p.WHITE, 0.35))
        box(0.14, 0.14, radius=round(0.14 * s * FINER), fill=p.WHITE)
    if key == "staff":
        box(0.42, 0.3, radius=4, fill=p.TINTS["staff"].fill, outline=p.STEEL_EDGE, width=4)
    image.paste(tile.reduce(FINER), (round(u - size / 2), round(v - size / 2)))


def draw_scale_bar(image: Image.Image, sheet: Sheet, typeface: Typeface) -> None:
    s = sheet.scale
    right, y = (sheet.left + sheet.width - 2.6) * s, (sheet.top + sheet.height + 1.25) * s
    left, draw = right - BAR * s, ImageDraw.Draw(image)
    for index in range(5):
        x0, x1 = left + index * 2 * s, left + (index + 1) * 2 * s
        draw.rectangle((x0, y - 0.09 * s, x1, y + 0.09 * s), fill=p.INK if index % 2 == 0 else p.WHITE, outline=p.INK)
    for metres, text in ((0, "0"), (2, "2"), (4, "4"), (6, "6"), (8, "8"), (10, "10 m")):
        label = one_line(Line(text, round(0.42 * s), p.INK), typeface)
        image.paste(label, (round(left + metres * s - label.width / 2), round(y + 0.28 * s)), label)


def draw_north(image: Image.Image, sheet: Sheet, typeface: Typeface) -> None:
    s, size = sheet.scale, round(1.8 * sheet.scale)
    tile = Image.new("RGB", (size * FINER, size * FINER), p.PAPER)
    draw, k = ImageDraw.Draw(tile), size * FINER
    draw.polygon([(k * 0.5, k * 0.05), (k * 0.5, k * 0.66), (k * 0.26, k * 0.8)], fill=p.INK)
    draw.polygon([(k * 0.5, k * 0.05), (k * 0.5, k * 0.66), (k * 0.74, k * 0.8)], fill=p.STEEL_EDGE)
    u, v = (sheet.left + sheet.width - 0.9) * s, (sheet.top + sheet.height + 1.2) * s
    image.paste(tile.reduce(FINER), (round(u - size / 2), round(v - size * 0.62)))
    label = written([Line("N", round(0.5 * s), p.INK, True)], typeface)
    image.paste(label, (round(u - label.width / 2), round(v + 0.42 * s)), label)
