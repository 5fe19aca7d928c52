"""How an entry stands, and what to do next, in the words that a clerk reads (图16)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sxbundle.procedure.entries import EntryRow
from sxbundle.procedure.model import PersonId, Prompt, Receipt, State
from sxbundle.procedure.record import FilingRecord
from sxbundle.procedure.return_reason import UNIT_PAGE, materials_of
from sxbundle.schema import Material

_UNIT_PAGE = "《用人单位劳动用工基本情况备案表》"
_FOR_GOOD = "如仍需办理，请另开申报。"


def mends_of(filing: FilingRecord, entry: EntryRow, wanted: Iterable[Material]) -> tuple[str, ...]:
    """Keys of the materials (and the unit page) of which new content mends a returned entry.

    None: only another row does.
    """
    if entry.state is not State.RETURNED:
        return ()
    keys = tuple(entry.about.split()) or materials_of(filing.plan, entry.reason)
    own = [material.key for material in wanted]
    if filing.items[entry.item].unit_page:
        own.append(UNIT_PAGE)
    return tuple(key for key in own if key in keys)


def in_words(filing: FilingRecord, entry: EntryRow, lacking: Sequence[str], mends: Sequence[str]) -> str:
    """How the entry stands and what it waits for, in one sentence."""
    state = entry.state
    match state:
        case State.PENDING:
            return f"{state.label}，{_waits_for(filing, lacking)}。{_assumption(filing, entry)}"
        case State.SUBMITTED:
            return f"{state.label}，等待审核。{_assumption(filing, entry)}"
        case State.RETURNED:
            reason = entry.reason.rstrip("。")
            if mends:
                return (
                    f"{state.label}：{reason}。请重新提供：{_titles(filing, mends)}，或修改该行后重新导入。"
                )
            return f"{state.label}：{reason}。请修改该行后重新导入。"
        case State.REJECTED:
            return f"{state.label}：{entry.reason.rstrip('。')}。{_FOR_GOOD}"
        case State.WITHDRAWN:
            return f"{state.label}，{_FOR_GOOD}"
    return f"{state.label}。"


def prompts(
    filing: FilingRecord,
    sentences: Iterable[tuple[EntryRow, str]],
    receipts: Mapping[tuple[str, str], Receipt],
) -> Iterator[Prompt]:
    """For each person what became of each item, in words."""
    of_person: dict[str, list[tuple[EntryRow, str]]] = {}
    for entry, sentence in sentences:
        of_person.setdefault(entry.person, []).append((entry, sentence))
    titles = {key: item.title for key, item in filing.items.items()}
    for person, entries in of_person.items():
        by_sentence: dict[str, list[str]] = {}
        for entry, sentence in entries:
            by_sentence.setdefault(sentence, []).append(titles[entry.item])
        yield Prompt(
            PersonId.stored(person),
            "".join(f"{'、'.join(items)}：{sentence}" for sentence, items in by_sentence.items()),
            tuple(receipts[entry.key].number for entry, _ in entries if entry.key in receipts),
        )


def _waits_for(filing: FilingRecord, lacking: Sequence[str]) -> str:
    if filing.wants_unit_record:
        return f"请先填写{_UNIT_PAGE}"
    if filing.wants_print:
        return "请先打印增减申报表，加盖单位印章后拍照上传"
    return f"还缺：{_titles(filing, lacking)}" if lacking else "材料已齐，可以提交"


def _assumption(filing: FilingRecord, entry: EntryRow) -> str:
    """What the hall assumed when it made the entry."""
    condition = filing.items[entry.item].condition
    return "" if condition is None else condition.assumption


def _titles(filing: FilingRecord, keys: Iterable[str]) -> str:
    plan = filing.plan
    titles = {material.key: material.title for material in (*plan.materials, *plan.first_materials)}
    return "、".join(titles.get(key, _UNIT_PAGE if key == UNIT_PAGE else key) for key in keys)
