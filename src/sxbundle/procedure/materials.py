"""材料上传: which entries a file affects, and which file it may replace (3.2.2.7)."""

from collections.abc import Iterator, Mapping, Sequence, Set

from attrs import field, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.errors import MaterialRefused, NotFound, refusal
from sxbundle.masking import Personal, mask
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.change import Note, StepChange, StoredFile
from sxbundle.procedure.entries import OPEN, EntryRow
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.ledger import State
from sxbundle.procedure.model import Answer, Attached, Upload
from sxbundle.procedure.return_reason import mended
from sxbundle.procedure.state import NO_PERSON, FilingState, check_pages
from sxbundle.procedure.unit_record import reopened
from sxbundle.procedure.upload_file import File, size_of
from sxbundle.schema import Level, Material
from sxbundle.source import assumed, manual

NOT_WANTED = ProblemKind(
    "hall.material-not-wanted",
    Severity.ERROR,
    (
        "本次申报不需要这种材料。需要的有：{titles}。",
        "The filing does not want this material. It wants: 「{titles}」.",
    ),
    ("没有一个勾选的事项需要这种材料。", "No ticked item that covers anybody concerned wants the material."),
    (
        "只上传 `Ledger.lacking` 和 `Entry.lacking` 列出的材料。",
        "Upload only what `Ledger.lacking` and `Entry.lacking` name.",
    ),
    manual("3.2.2.7"),
)
WRONG_OWNER = ProblemKind(
    "hall.material-whose",
    Severity.ERROR,
    ("“{title}”是{level}，请{mend}。", "「{title}」 is {level}: {mend}."),
    (
        "个人材料没有写明人员，或单位材料写了人员。",
        "A person's material without the person, or a unit's material with one.",
    ),
    ("只对个人材料给出 `person`。", "Give `person` exactly for the materials of people."),
    manual("3.2.2.7"),
)
SETTLED = ProblemKind(
    "hall.material-settled",
    Severity.ERROR,
    (
        "“{title}”所对应的人员均已提交，不能再更换；如需更正，请待审核退回后再上传。",
        "Everybody for whom 「{title}」 stands was submitted; it cannot be replaced. To correct it, "
        "upload again after a return.",
    ),
    ("这份材料所对应的人员均已提交。", "Everything that the material stands for was submitted."),
    ("等待审核；退回后可以更换。", "Wait for the review; after a return it can be replaced."),
    assumed("what was submitted is not changed by an upload"),
)
OLD_PHOTO = ProblemKind(
    "hall.old-photo",
    Severity.ERROR,
    (
        "这是人员变动之前那份申报表的照片，请重新打印、加盖印章、拍照后上传。",
        "This is the photo of a declaration printed before the people changed. Print it again, have it "
        "stamped and upload its photo.",
    ),
    (
        "照片是以前打印的申报表，人员与现在不同。",
        "The photo of the stamped declaration is that of an earlier print, on which other people stood.",
    ),
    ("重新打印、盖章、拍照。", "Print again, have it stamped, photograph it."),
    assumed("手册 3.2.2.6 说打印本次提交的申报表，未写网厅如何对待人员变动前的照片"),
)


_FILES = 4000
_BYTES = 32 * 2**20
"""Limits of the files that one transaction keeps."""


@frozen
class AffectedEntries:
    """The entries that a file of a material affects.

    Attributes:
        known: at least one entry wants the material.
        open: the people for whom it can still be replaced.
        returned: the entries that want it and were returned.
    """

    known: bool
    open: Set[str] = field(repr=False)
    returned: tuple[EntryRow, ...]


def affected_by(entries: Sequence[EntryRow], items: Set[str]) -> AffectedEntries:
    """Those of the entries that a material of these items affects."""
    wanting = [entry for entry in entries if entry.item in items]
    return AffectedEntries(
        bool(wanting),
        frozenset(entry.person for entry in wanting if entry.state in OPEN),
        tuple(entry for entry in wanting if entry.state is State.RETURNED),
    )


def parts(uploads: Sequence[Upload]) -> Iterator[tuple[Upload, ...]]:
    """Splits the files into bounded parts without duplicates; a unit material is a part by itself."""
    part: dict[tuple[str, PersonId | None], Upload] = {}
    size, alone = 0, False
    for upload in uploads:
        person = None if upload.person is None else PersonId(upload.person)
        key, more = (upload.material, person), size_of(upload.file)
        alone |= upload.person is None
        if part and (alone or key in part or len(part) == _FILES or size + more > _BYTES):
            yield tuple(part.values())
            part, size, alone = {}, 0, upload.person is None
        part[key] = upload
        size += more
    if part:
        yield tuple(part.values())


def wanting_items(state: FilingState) -> Mapping[str, tuple[Material, Set[str]]]:
    """Material key to the material and the items that want it."""
    wanting: dict[str, tuple[Material, set[str]]] = {}
    for item, materials in state.wanted.items():
        for material in materials:
            wanting.setdefault(material.key, (material, set()))[1].add(item)
    return dict(wanting)


def attach(
    state: FilingState,
    uploads: Sequence[Upload],
    files: Sequence[File | MaterialRefused],
    *,
    by_unit: Mapping[str, AffectedEntries] | None = None,
    submitted_with: Mapping[tuple[str, str], Set[str]] | None = None,
    staged: bool = False,
) -> tuple[tuple[Answer, ...], StepChange]:
    """Takes the files of one of `parts`; the same content twice is one.

    A hall that keeps filings in a database gives the entries of the uploads' people alone, and says
    of the rest what the rule must know.

    Args:
        state: how the filing stands.
        uploads: what belongs where.
        files: what each holds, or why it cannot be taken; see `upload_file.received`.
        by_unit: unit material to the entries that it affects; computed from the state when None.
        submitted_with: see `FilingState.submitted_with`; taken from the evidence when None.
        staged: somebody is staged, though the state holds no entry.

    Returns:
        For each upload what `attach` would return or raise.

    Raises:
        StepRefused: the pages before the upload are not done.
    """
    filing = state.filing
    check_pages(filing, staged=staged or bool(state.entries))
    wanting = wanting_items(state)
    before = state.submitted_with() if submitted_with is None else submitted_with
    answers: list[Answer] = []
    stored: list[StoredFile] = []
    reopen: dict[tuple[str, str], EntryRow] = {}
    for upload, file in zip(uploads, files, strict=True):
        person = str(PersonId(upload.person or ""))
        try:
            material, affected = _place(state, wanting, upload, by_unit)
            if isinstance(file, MaterialRefused):
                raise file
            submitted = before.get((material.key, file.digest), frozenset())
            if upload.person is not None:
                submitted = submitted & {person}
            answer, is_kept = _answer(state, material, person, affected, file, submitted)
        except (MaterialRefused, NotFound) as refused:
            answers.append(refused)
            continue
        answers.append(answer)
        if is_kept:
            stored.append(StoredFile(material.key, person, file, answer.new))
        if is_kept and answer.new:
            reopen.update(
                (entry.key, reopened(entry))
                for entry in affected.returned
                if mended(filing.plan, entry.about.split(), entry.reason, material.key)
            )
    return tuple(answers), StepChange(
        filing,
        changed=tuple(reopen.values()),
        fields=("state",),
        files=tuple(stored),
        notes=tuple(
            Note(
                "attach",
                {
                    "material": stored_file.material,
                    "digest": stored_file.file.digest,
                    "person": mask(stored_file.person, Personal.CERTIFICATE),
                },
            )
            for stored_file in stored
            if stored_file.new
        ),
    )


def attach_one(
    state: FilingState, upload: Upload, file: File | MaterialRefused
) -> tuple[Attached, StepChange]:
    """Takes one file; see `attach`.

    Raises:
        StepRefused: the pages before the upload are not done.
        MaterialRefused, NotFound: the file is not taken.
    """
    (answer,), change = attach(state, [upload], [file])
    return kept(answer), change


def kept(answer: Answer) -> Attached:
    """The answer of one upload, for a client that uploads one at a time.

    Raises:
        MaterialRefused, NotFound: when that is the answer.
    """
    if isinstance(answer, Attached):
        return answer
    raise answer


def placed(state: FilingState, material: str, person: str | None) -> Material:
    """The material, as the filing declares it.

    Raises:
        MaterialRefused: it is not wanted, or the person is missing or superfluous.
        NotFound: no such person.
    """
    owner = None if person is None else PersonId(person)
    return _place(state, wanting_items(state), Upload(material, b"", owner), None)[0]


def _place(
    state: FilingState,
    wanting: Mapping[str, tuple[Material, Set[str]]],
    upload: Upload,
    by_unit: Mapping[str, AffectedEntries] | None,
) -> tuple[Material, AffectedEntries]:
    """The material, and the entries that the file affects.

    Raises:
        MaterialRefused: not wanted, or the person is missing or superfluous.
        NotFound: no such person.
    """
    filing = state.filing
    person = None if upload.person is None else PersonId(upload.person)
    if upload.material not in wanting:
        raise _not_wanted(state, wanting)
    material, items = wanting[upload.material]
    if (material.level is Level.PERSON) != (person is not None):
        raise _wrong_owner(state, material)
    if person is None:
        affected = affected_by(state.entries, items) if by_unit is None else by_unit[material.key]
    elif person in state.of_person:
        affected = affected_by(state.of_person[person], items)
    else:
        raise refusal(NotFound, NO_PERSON, reference=filing.reference)
    if not affected.known:
        raise _not_wanted(state, wanting)
    return material, affected


def _answer(
    state: FilingState,
    material: Material,
    person: str,
    affected: AffectedEntries,
    file: File,
    submitted: Set[str],
) -> tuple[Attached, bool]:
    """The answer to the upload of a file, and whether the file must be stored.

    Raises:
        MaterialRefused: an old photo of the declaration, or everybody concerned was submitted.
    """
    filing, key, held = state.filing, material.key, state.held.get((material.key, person))
    same = held is not None and held.digest == file.digest
    current = held is not None and held.version == filing.version
    if same and material.proves_declaration and not current:
        raise refusal(MaterialRefused, OLD_PHOTO, reference=filing.reference)
    if not affected.open:
        if not same and not submitted:
            raise refusal(MaterialRefused, SETTLED, reference=filing.reference, title=material.title)
        return Attached(key, file.digest, False, len(submitted)), False
    return Attached(key, file.digest, not same, len(affected.open | submitted)), not (same and current)


def _not_wanted(state: FilingState, wanting: Mapping[str, tuple[Material, Set[str]]]) -> MaterialRefused:
    titles = "、".join(material.title for material, _ in wanting.values()) or "无"
    return refusal(MaterialRefused, NOT_WANTED, reference=state.filing.reference, titles=titles)


def _wrong_owner(state: FilingState, material: Material) -> MaterialRefused:
    personal = material.level is Level.PERSON
    return refusal(
        MaterialRefused,
        WRONG_OWNER,
        reference=state.filing.reference,
        title=material.title,
        level=Bilingual("个人材料", "a material of a person")
        if personal
        else Bilingual("单位材料", "a material of the unit"),
        mend=Bilingual("指明是谁的", "say whose it is")
        if personal
        else Bilingual("作为单位材料上传，不要指明个人", "upload it for the unit, without naming a person"),
    )


KINDS = (NOT_WANTED, WRONG_OWNER, SETTLED, OLD_PHOTO)
