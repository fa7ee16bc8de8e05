"""What stands around a plan: title, legend, scale bar, north arrow."""

from __future__ import annotations

from PIL import Image, ImageDraw

from hall_map.drawing import palette as p
from hall_map.drawing.canvas import FINER, Canvas, Sheet
from hall_map.drawing.fonts import Typeface
from hall_map.drawing.labels import Line, beside, one_line, written
from hall_map.drawing.symbols import SYMBOL, SYMBOLS
from hall_map.hall import Hall

BAR = 10  # m
GAP = 2.35  # m from one word of the legend to the next: a symbol, and the air around it
LEGEND = {
    "window": {"zh": "窗口", "en": "window", "ko": "창구"},
    "closed": {"zh": "窗口关闭", "en": "closed", "ko": "닫힘"},
    "stop": {"zh": "机器人停靠点", "en": "robot stops here", "ko": "로봇 정지 위치"},
    "staff": {"zh": "工作区", "en": "staff only", "ko": "직원 구역"},
    "door": {"zh": "门", "en": "door", "ko": "문"},
    "queue": {"zh": "排队区", "en": "queue", "ko": "대기줄"},
    "slow": {"zh": "慢行区", "en": "slow, m/s", "ko": "서행 구역"},
    "keep_out": {"zh": "机器人禁入", "en": "no robots", "ko": "로봇 출입 금지"},
    "lane": {"zh": "单行道", "en": "one way", "ko": "일방통행"},
    "barrier": {"zh": "围栏", "en": "barrier", "ko": "차단대"},
}
SOMETIMES = {  # what stands in the legend only where a hall has it
    "door": "doors", "queue": "queues", "slow": "slow_areas", "keep_out": "keep_outs", "lane": "lanes",
    "barrier": "barriers",
}  # fmt: skip
ROWS = (0.8, 1.75)  # m below the hall, where there is more than one row; else in the middle of them


def draw_frame(image: Image.Image, hall: Hall, sheet: Sheet, typeface: Typeface, languages: tuple[str, ...]) -> None:
    write_title(image, hall, sheet, typeface, languages)
    draw_legend(image, hall, sheet, typeface, languages)
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


def draw_legend(image: Image.Image, hall: Hall, sheet: Sheet, typeface: Typeface, languages: tuple[str, ...]) -> None:
    """What the signs mean: all of those that the hall has, in two rows beside the scale bar; in one language, where
    two have no room."""
    s = sheet.scale
    keys = [key for key in LEGEND if key not in SOMETIMES or getattr(hall, SOMETIMES[key])]
    room = image.width - (2 * sheet.left + 0.4 + sheet.right + BAR + 2.6) * s
    for spoken in (languages, languages[:1]):
        rows = rows_of([(key, legend_label(key, sheet, typeface, spoken)) for key in keys], room, s)
        if len(rows) <= len(ROWS):
            break
    for row, down in zip(rows, ROWS if len(rows) > 1 else (1.25,), strict=False):
        x, y = (sheet.left + 0.4) * s, (sheet.top + sheet.height + down) * s
        for key, label in row:
            draw_symbol(image, key, x + 0.5 * s, y, s)
            image.paste(label, (round(x + 1.25 * s), round(y - label.height / 2)), label)
            x += label.width + GAP * s


def legend_label(key: str, sheet: Sheet, typeface: Typeface, languages: tuple[str, ...]) -> Image.Image:
    texts = [LEGEND[key][language] for language in languages]
    lines = [Line(text, round(0.46 * sheet.scale), c) for text, c in zip(texts, (p.INK, p.QUIET), strict=False)]
    return beside(lines, typeface, round(0.2 * sheet.scale))


def rows_of(entries: list[tuple[str, Image.Image]], room: float, scale: float) -> list[list[tuple[str, Image.Image]]]:
    """Entries in rows no wider than `room`, pixels; an entry that is wider has a row of its own."""
    rows, used = [[]], 0.0
    for key, label in entries:
        wide = label.width + GAP * scale
        if rows[-1] and used + wide > room:
            rows.append([])
            used = 0.0
        rows[-1].append((key, label))
        used += wide
    return rows


def draw_symbol(image: Image.Image, key: str, u: float, v: float, s: float) -> None:
    """One of the signs, drawn as the hall's are, with its middle at (u, v)."""
    canvas = Canvas(Sheet(*SYMBOL, s, 0.0, 0.0, 0.0, 0.0))
    SYMBOLS[key](canvas)
    tile = canvas.finished()
    image.paste(tile, (round(u - tile.width / 2), round(v - tile.height / 2)))


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
