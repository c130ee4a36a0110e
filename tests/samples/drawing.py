"""What stands on letter paper beside the text: emblems of offices that do not exist, and signatures of nobody."""

from __future__ import annotations

import random

from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0  # A4 in PDF points
LEFT = 78.0


def draw_emblem(canvas: Canvas, name: str) -> None:
    """`name`: shield, band, waves; empty for none."""
    if name:
        _EMBLEMS[name](canvas)


def draw_signature(canvas: Canvas, left: float, base: float, seed: int) -> None:
    """What a hand leaves between 'de burgemeester,' and a name."""
    chance = random.Random(seed)
    canvas.saveState()
    canvas.setStrokeColorRGB(0.1, 0.1, 0.35)
    canvas.setLineWidth(1.1)
    path = canvas.beginPath()
    path.moveTo(left, base)
    for step in range(7):
        reach = 26 - 3 * step
        x = left + 12 * step
        path.curveTo(
            x + chance.uniform(-6, 14), base + chance.uniform(0, reach), x + chance.uniform(0, 18),
            base - chance.uniform(0, reach / 2), x + 12, base + chance.uniform(-3, 5),
        )  # fmt: skip
    canvas.drawPath(path)
    canvas.restoreState()


def _shield(canvas: Canvas) -> None:
    x, y = WIDTH - 120, HEIGHT - 92
    canvas.setFillColorRGB(0.05, 0.45, 0.3)
    path = canvas.beginPath()
    path.moveTo(x, y + 44)
    path.lineTo(x + 36, y + 44)
    path.lineTo(x + 36, y + 16)
    path.curveTo(x + 36, y + 4, x + 24, y - 2, x + 18, y - 6)
    path.curveTo(x + 12, y - 2, x, y + 4, x, y + 16)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.rect(x, y + 19, 36, 8, stroke=0, fill=1)


def _band(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.75, 0.1, 0.15)
    canvas.rect(0, HEIGHT - 26, WIDTH, 26, stroke=0, fill=1)
    canvas.setFillColorRGB(0.95, 0.75, 0.1)
    canvas.rect(WIDTH - 150, HEIGHT - 34, 150, 8, stroke=0, fill=1)


def _waves(canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(0.1, 0.3, 0.6)
    canvas.setLineWidth(3)
    for row in range(3):
        path = canvas.beginPath()
        y = HEIGHT - 40 - 9 * row
        path.moveTo(LEFT, y)
        for wave in range(3):
            x = LEFT + 26 * wave
            path.curveTo(x + 8, y + 9, x + 18, y - 9, x + 26, y)
        canvas.drawPath(path)
    canvas.setStrokeGray(0)


_EMBLEMS = {"shield": _shield, "band": _band, "waves": _waves}
