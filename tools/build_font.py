"""Builds the font that printed forms embed: a subset of Noto Serif SC, the same bytes each time.

    python tools/build_font.py

Fetches one version of the npm package that carries the font as static TTF, checks its sum, keeps
the characters that people's names, units and forms need, and writes font and licence into
`packages/sxbundle-font/`. Needs npm, and fontTools (a dependency of fpdf2).
"""

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGE = "@expo-google-fonts/noto-serif-sc@0.4.3"
MEMBER = "package/400Regular/NotoSerifSC_400Regular.ttf"
LICENCE = "package/LICENSE_FONT"
SHA256 = "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742"
DISTRIBUTION = Path(__file__).parent.parent / "packages/sxbundle-font"
NAME = "NotoSerifSC-Regular.subset.ttf"

BEYOND_GBK = (
    # The characters of 通用规范汉字表 (国务院, 2013; 8,105 in all) that GBK lacks: 276 of them.
    # GBK covers the other 7,829, and is taken whole: people keep the names of older tables.
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫"
    "䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮鿍鿎鿏"
    "𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄"
    "𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈"
    "𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳"
    "𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)
_RANGES = (
    (0x20, 0x7F),  # ASCII
    (0xA0, 0x180),  # Latin with accents: foreigners' names
    (0x2000, 0x2070),  # punctuation
    (0x2460, 0x2500),  # circled digits
    (0x25A0, 0x2600),  # □ ○ ●
    (0x3000, 0x3040),  # CJK punctuation
    (0x9FA6, 0xA000),  # the end of the basic block, younger than GBK
    (0xFF00, 0xFFF0),  # full-width forms
    (0x20000, 0x2F800),  # all beyond the BMP that the font draws, without compatibility forms
)


def gbk() -> set[int]:
    """Every code point that GBK holds."""
    return {ord(one) for one in map(chr, range(0xA0, 0xFFFE)) if one.encode("gbk", "ignore")}


def wanted(has: set[int]) -> set[int]:
    """What the subset keeps of the code points a font `has`."""
    keep = {point for low, high in _RANGES for point in range(low, high)}
    required = {*map(ord, BEYOND_GBK), *(point for point in gbk() if 0x4E00 <= point < 0xA000)}
    if lacking := required - has:
        raise SystemExit(f"the font lacks {len(lacking)} characters: {''.join(map(chr, sorted(lacking)))}")
    return (keep | gbk() | required) & has


def fetch(folder: Path) -> tuple[bytes, str]:
    """The font and the licence text out of the package."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        font, licence = (archive.extractfile(name) for name in (MEMBER, LICENCE))
        if font is None or licence is None:
            raise SystemExit(f"{PACKAGE} has another layout")
        return font.read(), licence.read().decode()


def cut(source: Path, target: Path) -> None:
    """Writes the subset of `source`; nothing of the clock or the machine goes into it."""
    options = subset.Options()
    options.recalc_timestamp = False
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx"]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted(set(font.getBestCmap())))
    subsetter.subset(font)
    subset.save_font(font, target, options)


def licence_text(font: Path, packaged: str) -> str:
    """The OFL under the font's own copyright line; the package prints one that is not this font's."""
    with TTFont(font, lazy=True) as opened:
        names = opened["name"]
        owner = names.getDebugName(0).rstrip(".")
    body = packaged[packaged.index("This Font Software is licensed") :]
    head = f"Noto Serif SC, subset. Copyright {owner}. Noto is a trademark of Google Inc.\n\n"
    return head + "\n".join(line.rstrip() for line in body.splitlines()) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        data, licence = fetch(Path(name))
        if (found := hashlib.sha256(data).hexdigest()) != SHA256:
            raise SystemExit(f"{MEMBER} of {PACKAGE} is another file: sha256 {found}")
        source = Path(name, "source.ttf")
        source.write_bytes(data)
        target = DISTRIBUTION / "src/sxbundle_font" / NAME
        cut(source, target)
        (DISTRIBUTION / "OFL.txt").write_text(licence_text(source, licence), encoding="utf-8")
    written = target.read_bytes()
    print(f"{NAME}: {len(written):,} bytes, sha256 {hashlib.sha256(written).hexdigest()}")


if __name__ == "__main__":
    main()
