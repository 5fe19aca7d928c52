"""How an entry stands, and what to do next, in the words that a clerk reads (图16)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sxbundle.bilingual import NOTHING_SAID, Bilingual, joined
from sxbundle.procedure.entries import EntryRow
from sxbundle.procedure.filing_record import FilingRecord
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import Prompt, Receipt, State
from sxbundle.procedure.return_reason import UNIT_PAGE, materials_of
from sxbundle.schema import Material

_UNIT_PAGE = "《用人单位劳动用工基本情况备案表》"
_FOR_GOOD = Bilingual("如仍需办理，请另开申报。", "To file it again, open another filing.")
_ASK_STAGE = Bilingual("请修改该行后重新导入。", "Mend the row and stage it again.")
_PRINT = Bilingual(
    "请先打印增减申报表，加盖单位印章后拍照上传",
    "print the change declaration, have it stamped and upload its photo first",
)


def mends_of(filing: FilingRecord, entry: EntryRow, materials: Iterable[Material]) -> tuple[str, ...]:
    """Keys of the materials (and the unit page) of which new content mends a returned entry.

    None: only another row does.
    """
    if entry.state is not State.RETURNED:
        return ()
    keys = tuple(entry.about.split()) or materials_of(filing.plan, entry.reason)
    own = [material.key for material in materials]
    if filing.items[entry.item].unit_page:
        own.append(UNIT_PAGE)
    return tuple(key for key in own if key in keys)


def in_words(
    filing: FilingRecord, entry: EntryRow, lacking: Sequence[str], mends: Sequence[str]
) -> Bilingual:
    """How the entry stands and what it waits for, in one sentence."""
    reason = entry.reason.rstrip("。")
    match entry.state:
        case State.PENDING:
            waits_for = _waits_for(filing, lacking)
            return Bilingual(
                "待提交，{waits_for}。{assumption}",
                "Pending: {waits_for}. {assumption}",
                waits_for=waits_for,
                assumption=_assumption(filing, entry),
            )
        case State.SUBMITTED:
            return Bilingual(
                "已提交，等待审核。{assumption}",
                "Submitted; the office reviews it. {assumption}",
                assumption=_assumption(filing, entry),
            )
        case State.RETURNED:
            mend = _ASK_STAGE
            if mends:
                mend = Bilingual(
                    "请重新提供：{titles}，或修改该行后重新导入。",
                    "Give 「{titles}」 again, or mend the row and stage it again.",
                    titles=_titles(filing, mends),
                )
            return Bilingual(
                "退回修改：{reason}。{mend}", "Returned: 「{reason}」. {mend}", reason=reason, mend=mend
            )
        case State.REJECTED:
            return Bilingual(
                "审核不通过：{reason}。{then}",
                "Rejected: 「{reason}」. {then}",
                reason=reason,
                then=_FOR_GOOD,
            )
        case State.WITHDRAWN:
            return Bilingual("已撤回，{then}", "Withdrawn. {then}", then=_FOR_GOOD)
    return Bilingual("审核通过。", "Approved.")


def prompts(
    filing: FilingRecord,
    sentences: Iterable[tuple[EntryRow, Bilingual]],
    receipts: Mapping[tuple[str, str], Receipt],
) -> Iterator[Prompt]:
    """For each person what became of each item, in words."""
    of_person: dict[str, list[tuple[EntryRow, Bilingual]]] = {}
    for entry, sentence in sentences:
        of_person.setdefault(entry.person, []).append((entry, sentence))
    titles = {key: item.title for key, item in filing.items.items()}
    # Thousands stand alike: by identity, because a sentence is told apart by its words in both languages.
    worded: dict[tuple[object, ...], Bilingual] = {}
    for person, entries in of_person.items():
        alike = tuple([part for entry, sentence in entries for part in (entry.item, id(sentence))])
        if alike not in worded:
            by_sentence: dict[Bilingual, list[str]] = {}
            for entry, sentence in entries:
                by_sentence.setdefault(sentence, []).append(titles[entry.item])
            about = (_about(items, sentence) for sentence, items in by_sentence.items())
            worded[alike] = joined(about, "", " ")
        granted = [receipts.get((person, entry.item)) for entry, _ in entries]
        numbers = tuple([receipt.number for receipt in granted if receipt is not None])
        yield Prompt(PersonId.stored(person), worded[alike], numbers)


def _about(items: Sequence[str], sentence: Bilingual) -> Bilingual:
    return Bilingual(
        "{items}：{sentence}", "「{items}」: {sentence}", items="、".join(items), sentence=sentence
    )


def _waits_for(filing: FilingRecord, lacking: Sequence[str]) -> Bilingual:
    if filing.wants_unit_record:
        return Bilingual("请先填写{page}", "fill the unit page 「{page}」 first", page=_UNIT_PAGE)
    if filing.wants_print:
        return _PRINT
    if lacking:
        return Bilingual("还缺：{titles}", "it lacks 「{titles}」", titles=_titles(filing, lacking))
    return Bilingual("材料已齐，可以提交", "all materials are there, it can be submitted")


def _assumption(filing: FilingRecord, entry: EntryRow) -> Bilingual:
    """What the hall assumed when it made the entry."""
    condition = filing.items[entry.item].condition
    return NOTHING_SAID if condition is None else condition.assumption


def _titles(filing: FilingRecord, keys: Iterable[str]) -> str:
    plan = filing.plan
    titles = {material.key: material.title for material in plan.all_materials}
    return "、".join(titles.get(key, _UNIT_PAGE if key == UNIT_PAGE else key) for key in keys)
