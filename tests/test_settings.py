from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import BadArgument
from pipeline.settings import Settings, load_settings


def test_toml_then_command_line(tmp_path: Path) -> None:
    path = tmp_path / "brieven.toml"
    path.write_text('ocr = "never"\ngemeente = "Zwolle"\n[limits]\nmax_pages = 7\n', encoding="utf-8")
    settings = load_settings(path, ocr="always", gemeente=None)
    assert (settings.ocr, settings.gemeente, settings.limits.max_pages) == ("always", "Zwolle", 7)
    assert load_settings(path, max_pages=9).limits.max_pages == 9


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ocr = 'sometimes'", "not one of auto, always, never"),
        ("dpi = 10", "not between 72 and 1200"),
        ("threshold = 0.2", "not between"),
        ("colour = 'red'", "unknown setting 'colour'"),
        ("[limits]\nmax_page = 3", "unknown setting 'max_page'"),
        ("ocr = ", "not valid TOML"),
    ],
)
def test_wrong_settings_say_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "brieven.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadArgument, match=says):
        load_settings(path)


def test_missing_file_names_itself(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match=r"none\.toml: cannot be read"):
        load_settings(tmp_path / "none.toml")


def test_fingerprint_follows_what_changes_the_result() -> None:
    assert Settings().fingerprint() == Settings(password="secret").fingerprint()
    assert Settings().fingerprint() != Settings(dpi=200).fingerprint()
    assert "secret" not in repr(Settings(password="secret"))
