"""One frozen `Settings`, from one TOML file (`brieven.toml`) and the command line."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pipeline.errors import BadArgument

OCR_MODES = ("auto", "always", "never")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an untrusted file may cost before it is refused (whole file) or given up (one page)."""

    max_file_mb: float = 500.0
    max_pages: int = 2_000
    max_page_points: float = 6_000.0  # longest side of a page: 2.1 m, larger than A0
    max_pixels: int = 120_000_000  # of one picture; A3 at 600 dpi has 70 million
    page_seconds: float = 120.0  # reading one page, Tesseract included
    file_seconds: float = 3_600.0
    worker_memory_mb: int = 4_096  # address space of one worker; its peak resident memory is far below


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes what comes out, and the limits. Paths are absolute or relative to the call."""

    ocr: str = "auto"  # auto, always, never
    language: str = "nld"  # Tesseract's name of it
    dpi: int = 300  # to render pages at that hold no single picture
    corrections: Path | None = None  # the user's own, laid over the built-in ones
    threshold: float = 0.9  # probability above which a correction is made; below it is a suggestion
    model: str | None = None  # installed spaCy model or path; None: the project's own
    gemeente: str = "Groningen"
    password: str | None = field(default=None, repr=False)
    max_failed_pages: float = 0.10  # share of failed pages above which a run ends with exit code 6
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if self.ocr not in OCR_MODES:
            raise BadArgument(f"ocr = {self.ocr!r} is not one of {', '.join(OCR_MODES)}.")
        if not 72 <= self.dpi <= 1200:
            raise BadArgument(f"dpi = {self.dpi} is not between 72 and 1200.")
        if not 0.5 <= self.threshold <= 1.0:
            raise BadArgument(f"threshold = {self.threshold} is not between 0.5 and 1.0.")

    def fingerprint(self) -> str:
        """Hash of all that changes a document's result; a password opens a file but does not change it."""
        values = asdict(replace(self, password=None))
        return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def load_settings(path: Path | None, **overrides: Any) -> Settings:
    """Settings from a TOML file (None: the defaults), with the overrides that are not None laid over them.

    Raises:
        BadArgument: the file is no TOML, or has a key or a value that Settings does not.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise BadArgument(f"{path}: cannot be read ({error.strerror}).", "Name a TOML file.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadArgument(f"{path}: not valid TOML ({error}).", "See docs/settings.md.") from error
    limits = values.pop("limits", {})
    _check_keys(path, values, Settings)
    _check_keys(path, limits, Limits)
    limit_names = {f.name for f in fields(Limits)}
    for key, value in overrides.items():
        if value is not None:
            (limits if key in limit_names else values)[key] = value
    if values.get("corrections") is not None:
        values["corrections"] = Path(values["corrections"])
    try:
        return Settings(**values, limits=Limits(**limits))
    except TypeError as error:
        raise BadArgument(f"{path}: {error}") from error


def _check_keys(path: Path | None, values: dict[str, Any], of: type) -> None:
    known = [f.name for f in fields(of) if f.name != "limits"]
    for key in values:
        if key not in known:
            raise BadArgument(f"{path}: unknown setting {key!r}.", f"Known are: {', '.join(known)}.")
