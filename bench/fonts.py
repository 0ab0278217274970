"""Noto Sans CJK → the two small fonts that the report's charts are drawn with: `python -m bench.fonts`.

They hold every character of our own texts (catalogues and rulebook), those of ASCII and the 3,755 of GB 2312's first
level with its marks.  Run it again when a test says that a new text needs a character that is missing.  Needs
fonttools and Debian's fonts-noto-cjk.  The fonts bear a name of their own, so that a machine's own Noto Sans is never drawn in their place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.printers.report.pictures import FAMILY, FONTS

CORE = Path(__file__).parents[1] / "core"
SOURCE = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED = "Noto Sans CJK SC"
CUTS = ("Regular", "Bold")
ASCII = range(0x20, 0x7F)
#: Rows of GB 2312: marks and full-width forms; ideographs of the first level.
MARKS, FIRST_LEVEL = (1, 3), (16, 55)
#: What charts draw besides words.
SIGNS = "≥≤÷×−–—·…‘’“”›→±％‰○●◇／"


def own_characters() -> set[str]:
    """Every character that a text of ours may show."""
    paths = [*(CORE / "i18n").rglob("*.po"), *(CORE / "rulebook").rglob("*.toml")]
    found = {character for path in paths for character in path.read_text("utf-8")}
    return {c for c in found | set(map(chr, ASCII)) | set(SIGNS) if c.isprintable()}


def common_characters() -> set[str]:
    """The first level of GB 2312 and its marks."""
    found = set()
    for first, last in (MARKS, FIRST_LEVEL):
        for row in range(first, last + 1):
            for cell in range(1, 95):
                found.add(bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312", "ignore"))
    return found - {""}


def path_of(cut: str) -> Path:
    """Where a cut is kept."""
    return FONTS / f"NotoSansSC-{cut}-subset.otf"


def write(cut: str, characters: set[str]) -> None:
    """One cut, with these characters, without hints and features."""
    from fontTools.subset import Options, Subsetter, load_font, save_font  # type: ignore[import-untyped]

    options = Options(hinting=False, layout_features=["kern"], desubroutinize=False, drop_tables=["VORG", "BASE"])
    options.name_IDs, options.name_legacy, options.notdef_outline = ["*"], False, True
    options.font_number, options.recalc_timestamp = _number(SOURCE / f"NotoSansCJK-{cut}.ttc"), False
    font = load_font(str(SOURCE / f"NotoSansCJK-{cut}.ttc"), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters))
    subsetter.subset(font)
    _rename(font, cut)
    save_font(font, str(path_of(cut)), options)


def _number(collection: Path) -> int:
    """Which font of the collection is the simplified Chinese one."""
    from fontTools.ttLib import TTCollection  # type: ignore[import-untyped]

    fonts = TTCollection(str(collection)).fonts
    return next(i for i, font in enumerate(fonts) if font["name"].getDebugName(1) == SIMPLIFIED)


def _rename(font: Any, cut: str) -> None:
    """Our own family name; copyright, trademark and licence stay as they are."""
    whole, plain = f"{FAMILY} {cut}", f"{FAMILY.replace(' ', '')}-{cut}"
    named = {1: FAMILY, 2: cut, 3: plain, 4: whole, 6: plain}
    for record in list(font["name"].names):
        if record.nameID in named and record.langID == 0x409:
            record.string = named[record.nameID]
        elif record.nameID not in {0, 5, 7, 13, 14}:
            font["name"].removeNames(nameID=record.nameID, platformID=record.platformID, langID=record.langID)
    top = font["CFF "].cff
    top.fontNames = [plain]
    top[0].FullName, top[0].FamilyName = whole, FAMILY


def main() -> None:
    """Writes both cuts."""
    for cut in CUTS:
        write(cut, own_characters() | common_characters())


if __name__ == "__main__":
    main()
