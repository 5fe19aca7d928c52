"""材料上传: what a file is, whom it stands for, and what it may replace (3.2.2.7)."""

from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from attrs import field, frozen
from sqlalchemy import select

from sxbundle.bundles.shared import DECLARATION_PHOTO
from sxbundle.errors import MaterialRefused, NotFound, refusal
from sxbundle.hall.bulk_sql import insert_many
from sxbundle.hall.clock import stamp
from sxbundle.hall.context import Work
from sxbundle.hall.entries import OPEN, Line, anybody, lines_of, of_people
from sxbundle.hall.filings import Filing
from sxbundle.hall.status import Standing, pages_done, stand
from sxbundle.hall.tables import contents, entries, evidence, materials
from sxbundle.hall.unit_record import reopen
from sxbundle.masking import Personal, mask
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import Answer, Attached, PersonId, State, Upload
from sxbundle.procedure.upload_file import File
from sxbundle.schema import Level, Material
from sxbundle.source import assumed, manual

NOT_WANTED = ProblemKind(
    "hall.material-not-wanted",
    Severity.ERROR,
    "本次申报不需要这种材料。需要的有：{titles}。",
    "No ticked item that covers anybody concerned wants the material.",
    "Upload only what `Ledger.lacking` and `Entry.lacking` name.",
    manual("3.2.2.7"),
)
WHOSE = ProblemKind(
    "hall.material-whose",
    Severity.ERROR,
    "“{title}”是{level}，请{mend}。",
    "A person's material without the person, or a unit's material with one.",
    "Give `person` exactly for the materials of people.",
    manual("3.2.2.7"),
)
NO_PERSON = ProblemKind(
    "hall.no-person",
    Severity.ERROR,
    "本次申报中没有此人，请核对证件号码，或先导入含有此人的报盘。",
    "The filing holds no such person.",
    "Check the certificate number against the ledger.",
    manual("3.2.2.7"),
)
SETTLED = ProblemKind(
    "hall.material-settled",
    Severity.ERROR,
    "“{title}”所对应的人员均已提交，不能再更换；如需更正，请待审核退回后再上传。",
    "Everything that the material stands for was submitted.",
    "Wait for the review; after a return it can be replaced.",
    assumed("what was submitted is not changed by an upload"),
)
OLD_PHOTO = ProblemKind(
    "hall.old-photo",
    Severity.ERROR,
    "这是人员变动之前那份申报表的照片，请重新打印、加盖印章、拍照后上传。",
    "The photo of the stamped declaration is that of an earlier print, on which other people stood.",
    "Print again, have it stamped, photograph it.",
    manual("3.2.2.6"),
)


_FILES = 4000
_BYTES = 32 * 2**20
"""What is kept in one transaction."""
_NOBODY: frozenset[str] = frozenset()


@frozen
class Place:
    """Where a file belongs.

    Attributes:
        material: which material.
        person: whose; "" for the unit's.
        waiting: the people for whom it can still be replaced.
        returned: the entries that want it and were returned.
    """

    material: Material
    person: str = field(repr=False)
    waiting: Set[str] = field(repr=False)
    returned: tuple[Line, ...]


def parts(uploads: Sequence[Upload]) -> Iterator[tuple[Upload, ...]]:
    """The files as they are kept together: of bounded size, each place once, a unit's material by itself."""
    some: dict[tuple[str, PersonId | None], Upload] = {}
    size, alone = 0, False
    for one in uploads:
        key, more = (one.material, one.person), _size(one)
        alone |= one.person is None
        if some and (alone or key in some or len(some) == _FILES or size + more > _BYTES):
            yield tuple(some.values())
            some, size, alone = {}, 0, one.person is None
        some[key] = one
        size += more
    if some:
        yield tuple(some.values())


def _size(upload: Upload) -> int:
    """Bytes; none of what is no file, which is refused when it is read."""
    if isinstance(upload.file, bytes):
        return len(upload.file)
    try:
        return Path(upload.file).stat().st_size
    except (OSError, ValueError):  # whoever reads it tells
        return 0


def attach(
    work: Work, filing: Filing, uploads: Sequence[Upload], files: Sequence[File | MaterialRefused]
) -> tuple[Answer, ...]:
    """Keeps the files of one of `parts`, as they were received; the same content twice is one.

    Raises:
        StepRefused: the pages before the upload are not done.
    """
    people = [one.person for one in uploads if one.person is not None]
    standing = stand(work, filing, sheet=False, people=people)
    pages_done(filing, bool(standing.lines) or anybody(work, filing))
    wanting = _wanting(standing)
    before = _submitted_with(work, filing, people, [one for one in files if isinstance(one, File)])
    answers: list[Answer] = []
    kept: list[tuple[Place, File, bool]] = []
    for upload, file in zip(uploads, files, strict=True):
        try:
            at = _place(work, standing, wanting, upload)
            if isinstance(file, MaterialRefused):
                raise file
            submitted = before.get((at.material.key, file.digest), frozenset())
            answer, changes = _judge(standing, at, file, submitted & {at.person} if at.person else submitted)
        except (MaterialRefused, NotFound) as refused:
            answers.append(refused)
        else:
            answers.append(answer)
            if changes:
                kept.append((at, file, answer.new))
    _keep(work, filing, kept)
    return tuple(answers)


Wanting = Mapping[str, tuple[Material, Set[str]]]
"""Material key to the material and the items that want it."""


def _wanting(standing: Standing) -> Wanting:
    found: dict[str, tuple[Material, set[str]]] = {}
    for item, some in standing.wanted.items():
        for one in some:
            found.setdefault(one.key, (one, set()))[1].add(item)
    return found


def _place(work: Work, standing: Standing, wanting: Wanting, upload: Upload) -> Place:
    """Whether and for whom the material is wanted.

    Raises:
        MaterialRefused: not wanted, or the person is missing or superfluous.
        NotFound: no such person.
    """
    filing, person = standing.filing, upload.person
    if upload.material not in wanting:
        raise _not_wanted(filing, wanting)
    material, items = wanting[upload.material]
    if (material.level is Level.PERSON) != (person is not None):
        raise _whose(filing, material)
    if person is None:
        return _unit_place(work, filing, wanting, material, items)
    lines = standing.of_person.get(person)
    if lines is None:
        raise refusal(NotFound, NO_PERSON, reference=filing.reference)
    concerned = [line for line in lines if line.item in items]
    if not concerned:
        raise _not_wanted(filing, wanting)
    states = [line.state for line in concerned]
    waiting = frozenset((person,)) if State.PENDING in states or State.RETURNED in states else _NOBODY
    returned = [one for one in concerned if one.state is State.RETURNED] if State.RETURNED in states else ()
    return Place(material, person, waiting, tuple(returned))


def _unit_place(work: Work, filing: Filing, wanting: Wanting, material: Material, items: Set[str]) -> Place:
    """A unit's material concerns everybody, so the database is asked who waits, and not for all entries."""
    mine = entries.c.filing == filing.id, entries.c.item.in_(sorted(items))
    still = entries.c.state.in_(map(str, OPEN))
    waiting = set(work.conn.execute(select(entries.c.person).where(*mine, still).distinct()).scalars())
    if not waiting and work.conn.execute(select(entries.c.item).where(*mine).limit(1)).first() is None:
        raise _not_wanted(filing, wanting)
    returned = [one for one in lines_of(work, filing, state=State.RETURNED) if one.item in items]
    return Place(material, "", waiting, tuple(returned))


def _not_wanted(filing: Filing, wanting: Wanting) -> MaterialRefused:
    titles = "、".join(one.title for one, _ in wanting.values()) or "无"
    return refusal(MaterialRefused, NOT_WANTED, reference=filing.reference, titles=titles)


def _judge(standing: Standing, at: Place, file: File, submitted: Set[str]) -> tuple[Attached, bool]:
    """What the upload of a file comes to, and whether it has to be kept.

    Raises:
        MaterialRefused: an old photo of the declaration, or everybody concerned was submitted.
    """
    filing, key = standing.filing, at.material.key
    digest, version = standing.held.get((key, at.person), (None, None))
    same, current = digest == file.digest, version == filing.version
    if same and key == DECLARATION_PHOTO.key and not current:
        raise refusal(MaterialRefused, OLD_PHOTO, reference=filing.reference)
    if not at.waiting:
        if not same and not submitted:
            raise refusal(MaterialRefused, SETTLED, reference=filing.reference, title=at.material.title)
        return Attached(key, file.digest, False, len(submitted)), False
    return Attached(key, file.digest, not same, len(at.waiting | submitted)), not (same and current)


def _submitted_with(
    work: Work, filing: Filing, people: Sequence[str], files: Sequence[File]
) -> dict[tuple[str, str], Set[str]]:
    """Material and digest to the people who were submitted with that very content."""
    digests = {one.digest for one in files}
    asked = select(evidence.c.material, evidence.c.digest, evidence.c.person)
    asked = asked.where(evidence.c.filing == filing.id, evidence.c.digest.in_(digests))
    found: dict[tuple[str, str], set[str]] = {}
    for rows in of_people(work, asked, evidence.c.person, people or None):
        for material, digest, person in rows:
            found.setdefault((material, digest), set()).add(person)
    return dict(found)


def _keep(work: Work, filing: Filing, kept: Sequence[tuple[Place, File, bool]]) -> None:
    """Writes files, where they belong, and what is new of them into the trail."""
    conn, at = work.conn, stamp(work.now)
    insert_many(
        conn,
        contents,
        ("digest", "media", "content"),
        sorted((one.digest, one.media, one.content) for _, one, _ in kept),
        known="DO NOTHING",
    )
    insert_many(
        conn,
        materials,
        ("filing", "material", "person", "digest", "version", "at"),
        sorted(
            (filing.id, place.material.key, place.person, one.digest, filing.version, at)
            for place, one, _ in kept
        ),
        known="(filing, material, person) DO UPDATE SET "
        "digest = excluded.digest, version = excluded.version, at = excluded.at",
    )
    new = [(place, one) for place, one, is_new in kept if is_new]
    reopen(work, filing, [(place.material.key, place.returned) for place, _ in new])
    work.note_each(
        "attach",
        filing.id,
        [
            {
                "material": place.material.key,
                "digest": one.digest,
                "person": mask(place.person, Personal.CERTIFICATE),
            }
            for place, one in new
        ],
    )


def _whose(filing: Filing, material: Material) -> MaterialRefused:
    personal = material.level is Level.PERSON
    return refusal(
        MaterialRefused,
        WHOSE,
        reference=filing.reference,
        title=material.title,
        level="个人材料" if personal else "单位材料",
        mend="指明是谁的" if personal else "作为单位材料上传，不要指明个人",
    )


KINDS = (NOT_WANTED, WHOSE, NO_PERSON, SETTLED, OLD_PHOTO)
