"""What can be wrong with a scanned pack."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

PAGES = ProblemKind(
    code="form.scan-pages",
    severity=Severity.ERROR,
    message=(
        "扫描件有 {found} 页，应有 {wanted} 页（{parts}），{difference}；为避免张冠李戴，没有拆分。{hint}",
        "The scan has {found} pages and should have {wanted} (「{parts}」), {difference}. Nothing was "
        "cut, so that no page goes to the wrong person. {hint}",
    ),
    meaning=("扫描件的页数与打印包不同。", "A scan has other page numbers than the pack it is the scan of."),
    mend=(
        "按打印包的次序把盖章的各页各扫描一次；页数确实不同的，用 `pages_each` 说明。",
        "Scan every stamped page once, in the pack's order; tell other page numbers in `pages_each`.",
    ),
    source=assumed("a missing page would give everybody behind it somebody else's form"),
)


NOT_IN_PACK = ProblemKind(
    code="form.scan-material",
    severity=Severity.ERROR,
    message=(
        "打包中没有要拆分的这种材料；有：{known}。",
        "The pack does not print the material that is to be cut out; it has: 「{known}」.",
    ),
    meaning=(
        "要拆分的材料不在打印包中。",
        "Scans of a material were to be cut that the pack does not print.",
    ),
    mend=(
        "按键名或名称指明打印包中的材料，或不写 `only`。",
        "Name materials of the pack, by key or title, or leave `only` out.",
    ),
    source=assumed("only what the pack printed can be cut by it"),
)


PIECE = ProblemKind(
    code="form.scan-piece",
    severity=Severity.ERROR,
    message=(
        "扫描件第 {pages} 页不能作为材料上传：{reason}没有拆分任何文件。",
        "Pages {pages} of the scan cannot be uploaded as a material: {reason} Nothing was cut.",
    ),
    meaning=(
        "扫描件的一部分会被拒收，多半是太大。",
        "A part of the scan would be refused as a material, most often because it is too large.",
    ),
    mend=(
        "降低分辨率（200 dpi 已够）或用灰度重新扫描。",
        "Scan again with a lower resolution (200 dpi are enough), or in grey.",
    ),
    source=assumed("the hall takes files of at most 10 MiB"),
)


KINDS = (PAGES, NOT_IN_PACK, PIECE)
