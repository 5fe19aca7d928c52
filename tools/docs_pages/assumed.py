"""Everything that nobody confirmed, in one place."""

from collections.abc import Iterator

import sxbundle as sx
from docs_pages.markdown import GENERATED, problem, table
from sxbundle.codes import KEYS, code_list, divisions
from sxbundle.forms.unit_record import COLUMNS, TITLE
from sxbundle.problem_registry import KINDS
from sxbundle.source import Source

_BEHAVIOUR = (
    (
        "a second import",
        "merges by person: rows of the same people are replaced, others stay",
        "可重新填写后再次导入数据 (3.2.2.4); not what becomes of the rows that were right",
    ),
    (
        "items that exclude each other",
        "none among those that can be ticked; one person is a graduate or a flexible worker, not both",
        "事项之间存在关联及互斥关系 (3.2.2.1, 3.4.2.1); not which",
    ),
    (
        "the pool (统筹区) of unemployment insurance",
        "the province: divisions that begin with 14",
        "统筹内 and 统筹外 (3.2.4.3); not what the pool is",
    ),
    (
        "who has a pension to transfer",
        "who continues (续保, or from within the pool) with 110; every such entry says that it is assumed",
        "存在省内企业养老保险关系转入办理的人员也会一并办理 (3.2.2.1); not how the hall knows",
    ),
    (
        "states of an entry after submission",
        "审核中, 通过, 退回, 不通过",
        "only 待提交 and 审核结果 (3.2.2.8, 3.2.2.9); figures 16 to 18 are not legible",
    ),
    (
        "the sheet title of 申领工亡人员待遇包",
        "申领工亡人员有关待遇（打包快办）申请表",
        "no sheet is printed (3.7.1)",
    ),
    (
        "the part 账户维护 of figure 45",
        "one section with 银行信息",
        "a heading over columns that cannot be told apart",
    ),
    (
        "在本单位工作年限(年)",
        "the caption of public forms",
        "figure 45 prints 本工作单位年限 (年); that is read, too",
    ),
)


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    yield GENERATED
    yield "# What is assumed"
    yield (
        "No public wire interface of the hall exists, and the manual is an OCR of screenshots. What nobody "
        "could confirm is declared as assumed, so that the bundles work, and can be replaced: code lists by "
        "an overlay, captions by `columns=`, the rest by one line of a declaration. Where an official "
        "template says otherwise, the official template wins."
    )
    declared = list(_declared())
    kinds = [kind for kind in KINDS.values() if kind.source.assumed]
    yield f"{len(declared)} declared facts and the reasons of {len(kinds)} problems are assumed."
    yield "## Bundles"
    yield table(("bundle", "what", "fact", "why"), ((*where, one.work) for *where, one in declared))
    yield "## The unit page"
    yield (
        f"《{TITLE}》: every field is required (3.2.2.5). Figure 10 is cut; the fields behind the cut are "
        "assumed."
    )
    yield table(("field", "mark"), ((one.caption, str(one.source)) for one in COLUMNS))
    yield "## What happens"
    yield table(("what", "taken as", "what the manual says"), _BEHAVIOUR)
    yield "## Code lists"
    lists = [code_list(key) for key in sorted(KEYS)]
    yield table(
        ("list", "key", "entries", "why"),
        (
            (one.title, f"[`{one.key}`](codes.md#{one.key})", str(len(one)), one.source.work)
            for one in lists
            if one.source.assumed
        ),
    )
    if divisions().source.assumed:
        yield f"The [divisions](codes.md#division) count as assumed as well: {divisions().source.work}."
    yield "## Limits and behaviour of the embedded hall and of the reader"
    yield table(("what", "value"), _limits())
    yield "## Problems whose reason is assumed"
    yield table(
        ("problem", "severity", "why"),
        ((problem(kind), str(kind.severity), kind.source.work) for kind in kinds),
    )
    yield "## What nobody could find"
    yield (
        "Any drop-down value of the hall except 01.居民身份证; the columns of the hire sheet; the official "
        "layouts of the printed forms; which items exclude each other: 3.2.2.1 says that some do (互斥) and "
        "prints none, so no bundle declares an exclusion, and an overlay adds one by `excludes = [key]`; "
        "that nobody is both a graduate and a flexible worker follows from the one column 接收类型, which "
        "excludes two answers of a person and not two items of a filing; which items ask for a commitment "
        "and its words; the format of 社会保险登记证号; Shanxi's deadline for 劳动用工备案; the hall's own "
        "wire protocol, which is a web page."
    )


def _declared() -> Iterator[tuple[str, str, str, Source]]:
    for bundle in sx.BUNDLES.values():
        found: list[tuple[str, str, Source]] = [("bundle", bundle.title, bundle.source)]
        for section in bundle.sections:
            found.append(("section", section.title, section.source))
            found += [("column", f"{section.title} · {one.caption}", one.source) for one in section.columns]
        found += [("field above the table", one.caption, one.source) for one in bundle.head]
        for item in bundle.items:
            found.append(("item", item.title, item.source))
            found += [("material", one.title, one.source) for one in (*item.materials, *item.first_materials)]
            found += [
                ("availability", f"{item.title}: {one.reason}", one.source) for one in item.availability
            ]
            if item.commitment:
                found.append(("commitment", item.commitment.title, item.commitment.source))
        for what, fact, source in dict.fromkeys(found):
            if source.assumed:
                yield bundle.title, what, fact, source


def _limits() -> Iterator[tuple[str, str]]:
    from sxbundle.hall import sessions
    from sxbundle.procedure.sign_in import FREE_TRIES, LONGEST_WAIT
    from sxbundle.schema import Material

    yield "largest material", f"{Material.MOST_BYTES // 1024 // 1024} MiB, as JPEG, PNG or PDF"
    yield "a session of the embedded hall lasts", f"{sessions.SESSION.seconds // 60} minutes"
    yield "wrong passwords in a row, from one address for one account, before one must wait", str(FREE_TRIES)
    yield "the longest wait after them", f"{LONGEST_WAIT.seconds // 60} minutes"
