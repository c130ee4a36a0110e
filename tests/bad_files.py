"""Bad input, made by code: each function writes one file and gives its path. Invented content."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

LINES = ("Geachte leden van de raad,", "De bewoners van Selwerd krijgen een bedrag van 26.000 euro.", "Met groet")


def pdf_bytes(pages: int = 1, size: tuple[float, float] = (595, 842), password: str | None = None) -> bytes:
    stream = io.BytesIO()
    encrypt = StandardEncryption(password, ownerPassword="owner", canPrint=0, strength=128) if password else None
    canvas = Canvas(stream, pagesize=size, encrypt=encrypt, invariant=1)
    for page in range(1, pages + 1):
        for row, line in enumerate((*LINES, f"Bladzijde {page}")):
            canvas.drawString(72, size[1] - 72 - 20 * row, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def picture(lines: tuple[str, ...] = LINES) -> Image.Image:
    """A small page as a scanner at 200 dots per inch gives it."""
    image = Image.new("L", (1000, 80 * (len(lines) + 1)), 255)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text((40, 40 + 80 * row), line, font=ImageFont.load_default(30), fill=0)
    return image


def bare_pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first one its catalogue."""
    data, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(data + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def no_pages() -> bytes:
    return bare_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"])


def many_pages(count: int) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return bare_pdf([b"<</Type/Catalog/Pages 2 0 R>>", pages, *[page] * count])


def png_of_500_megapixels() -> bytes:
    """Only its head says so: the bytes after it are few."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 25_000, 20_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )


def tiff_with_a_broken_frame() -> bytes:
    """Three frames; the middle one's compressed picture is overwritten."""
    stream = io.BytesIO()
    frames = [picture((f"Bladzijde {number} van de brief",)).convert("1") for number in (1, 2, 3)]
    frames[0].save(
        stream, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_adobe_deflate", dpi=(200, 200)
    )
    data = bytearray(stream.getvalue())
    with Image.open(io.BytesIO(data)) as image:
        image.seek(1)
        start, length = image.tag_v2[273][0], image.tag_v2[279][0]  # type: ignore[attr-defined]
    data[start : start + length] = bytes(length)
    return bytes(data)


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
