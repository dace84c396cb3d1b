"""Remakes the bundled fonts from Debian's packages: `python -m bench.fonts [FOLDER]`, about a minute.

Every file is a subset: the characters lessons are written in, the features that shaping needs, no hinting (text is
drawn large). `coverage.json` says which characters each file can draw, so that no font is parsed for that at run time.
README.md lists the packages and their licences.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parents[1] / "lessons" / "studio" / "fonts"
SOURCE = Path("/usr/share/fonts")

INTER = ("InterDisplay-ExtraBold", "Inter-Bold", "Inter-Medium")
SCRIPTS = ("Arabic", "Hebrew", "Devanagari", "Thai")

SHAPING = "kern liga calt ccmp locl mark mkmk rlig init medi fina isol rclt akhn rphf blwf half pstf vatu cjct pres abvs blws psts haln abvm blwm nukt rkrf dist"  # noqa: E501
CJK_SHAPING = "kern ccmp mark mkmk"  # without locl, which would pull in every other region's letters

WESTERN = (*range(0x20, 0x530), *range(0x1E00, 0x2800), *range(0xFB00, 0xFB07))
SIGNS = {
    "NotoSansMath-Regular": range(0x2200, 0x2300),
    "NotoSansSymbols2-Regular": (*range(0x2300, 0x2400), *range(0x25A0, 0x27C0)),
}
"""Signs that Inter lacks."""

EAST_ASIAN = (
    *(0xB7, 0x2018, 0x2019, 0x201C, 0x201D, 0x203B),
    *range(0x2010, 0x2016),
    *range(0x2025, 0x2027),
    *range(0x2460, 0x2474),
    *range(0x3000, 0x3100),
    *range(0x3200, 0x3300),
    *range(0xFF00, 0xFFF0),
)
HANGUL = (*range(0x3130, 0x3190), *range(0xAC00, 0xD7A4))
MORE_JOYO = "傲惧慄憬摯曖毀瘍緻羞訃諧踪辣璧瞭箋嘲彙塡剝頰𠮟"
"""Japanese school characters (2010) outside JIS level 1."""

TONES = range(0x1F3FB, 0x1F400)
TAGS = range(0xE0020, 0xE0080)
REGIONS = {"gbeng", "gbsct", "gbwls"}
TONED = frozenset(
    (
        *(0x261D, 0x270A, 0x270B, 0x270C, 0x270D, 0x1F4AA, 0x1F590, 0x1F595, 0x1F596, 0x1F64C, 0x1F64F),
        *(0x1F442, 0x1F443, 0x1F90C, 0x1F90F, 0x1F918, 0x1F919, 0x1F91A, 0x1F91B, 0x1F91C, 0x1F91E, 0x1F91F),
        *range(0x1F446, 0x1F451),
        *range(0x1F466, 0x1F46A),
        *range(0x1F474, 0x1F477),
        *range(0x1F9D1, 0x1F9D4),
        *range(0x1FAF0, 0x1FAF9),
    )
)
"""Emoji kept in five skin tones: hands and single people. Others are drawn in the neutral tone."""


def rows(codec: str, first: int, last: int, low: int = 0xA1) -> set[int]:
    """Code points of the rows first to last of a double-byte character set: how its levels are defined."""
    pairs = (bytes((row, cell)) for row in range(first, last + 1) for cell in range(low, 0xFF))
    return {ord(text) for pair in pairs if len(text := pair.decode(codec, "ignore")) == 1}


CJK = {
    "NotoSansSC-Bold.otf": (2, rows("gb2312", 0xB0, 0xF7)),
    "NotoSansTC-Bold.otf": (3, rows("big5", 0xA4, 0xC6, 0x40)),
    "NotoSansJP-Bold.otf": (0, rows("euc_jp", 0xB0, 0xCF) | set(map(ord, MORE_JOYO))),
    "NotoSansKR-Bold.otf": (1, set(HANGUL)),
}
"""File: (its face in the collection, its own characters)."""


def cut(source: Path, target: str, characters: Iterable[int], features: str, face: int = -1) -> None:
    options = subset.Options(layout_features=features.split(), hinting=False, notdef_outline=True, font_number=face)
    options.name_IDs = [0, 1, 2, 4, 5, 6, 7, 13, 14]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    save(font, target)


def save(font: TTFont, target: str) -> None:
    font["head"].modified = font["head"].created  # the same source gives the same bytes
    font.recalcTimestamp = False
    font.save(HERE / target)


def cut_emoji(source: Path) -> None:
    """Emoji without the combinations that make two thirds of the file and none of the lessons."""
    font = TTFont(source)
    code = {glyph: point for point, glyph in font.getBestCmap().items()}
    for ligatures in ligature_tables(font):
        for start, sequences in ligatures.items():
            ligatures[start] = [
                sequence
                for sequence in sequences
                if wanted([code.get(glyph, 0) for glyph in (start, *sequence.Component)])
            ]
    options = subset.Options(layout_features=["ccmp"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=code.values())
    cutter.subset(font)
    save(font, "NotoColorEmoji.ttf")


def ligature_tables(font: TTFont) -> Iterator[dict[str, list[Any]]]:
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            if hasattr(table, "ligatures"):
                yield table.ligatures


def wanted(sequence: list[int]) -> bool:
    toned = any(point in TONES for point in sequence)
    alone = len(sequence) == 2 and sequence[0] in TONED
    region = "".join(chr(point & 0x7F) for point in sequence if point in TAGS).rstrip("\x7f")
    return (alone or not toned) and (not region or region in REGIONS)


def ranges(points: Iterable[int]) -> str:
    """ "41-5a,61" in hexadecimal."""
    spans: list[list[int]] = []
    for point in sorted(points):
        if spans and spans[-1][1] == point - 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return ",".join(f"{a:x}-{b:x}" if b > a else f"{a:x}" for a, b in spans)


def write_coverage() -> None:
    files = sorted(path for path in HERE.iterdir() if path.suffix in {".otf", ".ttf"})
    coverage = {path.name: ranges(TTFont(path).getBestCmap()) for path in files}
    (HERE / "coverage.json").write_text(json.dumps(coverage, indent=0) + "\n", encoding="ascii")


def main(source: Path) -> None:
    for name in INTER:
        cut(source / f"opentype/inter/{name}.otf", f"{name}.otf", WESTERN, SHAPING)
    for script in SCRIPTS:
        for weight in ("Bold", "Regular"):
            file = source / f"truetype/noto/NotoSans{script}-{weight}.ttf"
            cut(file, file.name, TTFont(file).getBestCmap(), SHAPING)
    for target, (face, own) in CJK.items():
        cut(source / "opentype/noto/NotoSansCJK-Bold.ttc", target, own.union(EAST_ASIAN), CJK_SHAPING, face)
    for name, characters in SIGNS.items():
        cut(source / f"truetype/noto/{name}.ttf", f"{name}.ttf", characters, SHAPING)
    cut_emoji(source / "truetype/noto/NotoColorEmoji.ttf")
    write_coverage()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE)
