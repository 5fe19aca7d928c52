"""Made-up units, with published passwords, and 制卡网点 for developing, training and demonstrations."""

from functools import cache
from importlib.resources import files

from sxbundle.codes.tsv import read_tsv
from sxbundle.hall.sessions import published
from sxbundle.hall.units import Insured, NewUnit
from sxbundle.procedure.identity import Credentials, Registration
from sxbundle.procedure.model import Outlet

PASSWORD = "demo-2026"

ENTERPRISE = NewUnit(
    name="太原示例科技有限公司",
    credit_code="91140100MA0DEMA178",
    credentials=Credentials("taiyuan-demo", PASSWORD),
    registrations=(
        Registration("1401000001", "110", "太原示例科技有限公司"),
        Registration("1401000002", "210", "太原示例科技有限公司"),
        Registration("1401000003", "410", "太原示例科技有限公司"),
    ),
    insured=(
        # 测试甲: insured at present; 测试乙: was insured until last year.
        Insured("140105199003072317", ("110", "210"), "20180301"),
        Insured("140106198811152720", ("110", "210"), "20150601", "20251231"),
    ),
)
"""An enterprise that has not filed a labour record yet, insured for 110, 210 and 410."""

INSTITUTION = NewUnit(
    name="太原示例事业中心",
    credit_code="12140100MB0DEMA29N",
    credentials=Credentials("shiye-demo", PASSWORD),
    registrations=(
        Registration("1401001001", "120", "太原示例事业中心"),
        Registration("1401001002", "210", "太原示例事业中心"),
    ),
    recorded=True,
)
"""An institution, insured for 120 and 210."""

TWICE_REGISTERED = NewUnit(
    name="山西示例集团有限公司",
    credit_code="91140000MA0DEMA33Q",
    credentials=Credentials("jituan-demo", PASSWORD),
    registrations=(
        Registration("1400002001", "110", "山西示例集团有限公司（本部）"),
        Registration("1400002002", "110", "山西示例集团有限公司（太原分公司）"),
        Registration("1400002003", "210", "山西示例集团有限公司"),
    ),
    division="140000",
    recorded=True,
)
"""An enterprise with two registrations in the pension system: it must choose (3.1.3)."""

UNITS = (ENTERPRISE, INSTITUTION, TWICE_REGISTERED)


def secret() -> str:
    """What the hall keeps of the published password."""
    return published(PASSWORD)


@cache
def all_outlets() -> tuple[Outlet, ...]:
    """Every 社保卡制卡网点 of the embedded hall (图19)."""
    data = files("sxbundle.hall") / "data" / "outlets.tsv"
    return tuple(Outlet(**row) for row in read_tsv(data.read_text("utf-8"), "outlets.tsv").rows)
