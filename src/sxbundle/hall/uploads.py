"""材料上传: what a file is, whom it stands for, and what it may replace (3.2.2.7)."""

import hashlib
from os import PathLike

from attrs import evolve, field, frozen
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from sxbundle.bundles.shared import DECLARATION_PHOTO
from sxbundle.clients.values import Attached
from sxbundle.errors import FileRefused, MaterialRefused, NotFound
from sxbundle.guard import DEFAULT, check_material
from sxbundle.guard.opened import opened
from sxbundle.hall.clock import stamp
from sxbundle.hall.filings import Filing
from sxbundle.hall.refusal import refusal
from sxbundle.hall.standing import OPEN, Line, Standing, stand
from sxbundle.hall.tables import contents, evidence, materials
from sxbundle.hall.unit_page import reopen
from sxbundle.hall.work import Work
from sxbundle.masking import Personal, mask
from sxbundle.problem import ProblemKind, Severity
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


@frozen
class File:
    """A file that the hall takes."""

    content: bytes = field(repr=False)
    media: str
    digest: str


@frozen
class Place:
    """Where a file belongs, found before the file itself is looked at.

    Attributes:
        standing: how the filing stands.
        material: which material.
        person: whose; "" for the unit's.
        wanting: the entries that want it.
    """

    standing: Standing
    material: Material
    person: str = field(repr=False)
    wanting: tuple[Line, ...]


def receive(file: bytes | str | PathLike[str]) -> File:
    """Reads and decodes the file to its end; done outside of any transaction.

    Raises:
        MaterialRefused: not a JPEG, PNG or PDF that opens, too large, unreadable.
    """
    try:
        with opened(file, evolve(DEFAULT, file_bytes=Material.MOST_BYTES)) as stream:
            content = stream.read()
        kind = check_material(content, most_bytes=Material.MOST_BYTES)
    except FileRefused as error:
        raise MaterialRefused(str(error), code=error.code) from error
    return File(content, kind.value, hashlib.sha256(content).hexdigest())


def place(work: Work, filing: Filing, key: str, person: str | None) -> Place:
    """Whether and for whom the material is wanted.

    Raises:
        StepRefused: the pages before the upload are not done.
        MaterialRefused: not wanted, or the person is missing or superfluous.
        NotFound: no such person.
    """
    standing = stand(work, filing, person=person)
    if not standing.lines:  # nobody of that number, or nobody at all
        standing = stand(work, filing)
    standing.pages_done()
    wanted = {one.key: one for item in filing.plan.items for one in standing.wanted(item)}
    material = wanted.get(key)
    titles = "、".join(one.title for one in wanted.values()) or "无"
    if material is None:
        raise refusal(MaterialRefused, NOT_WANTED, reference=filing.reference, titles=titles)
    if (material.level is Level.PERSON) != (person is not None):
        raise _whose(filing, material)
    if person is not None and all(line.person != person for line in standing.lines):
        raise refusal(NotFound, NO_PERSON, reference=filing.reference)
    items = {item.key for item in filing.plan.items if material in standing.wanted(item)}
    wanting = tuple(line for line in standing.lines if line.item in items and person in (None, line.person))
    if not wanting:
        raise refusal(MaterialRefused, NOT_WANTED, reference=filing.reference, titles=titles)
    return Place(standing, material, person or "", wanting)


def attach(work: Work, filing: Filing, at: Place, file: File) -> Attached:
    """Keeps the file; the same content twice is one."""
    key, person = at.material.key, at.person
    waiting = [line for line in at.wanting if line.state in OPEN]
    held = at.standing.held.get((key, person))
    same = held is not None and held[0] == file.digest
    if same and key == DECLARATION_PHOTO.key and held is not None and held[1] != filing.version:
        raise refusal(MaterialRefused, OLD_PHOTO, reference=filing.reference)
    submitted = _submitted_with(work, filing, at, file)
    if not waiting:
        if not same and not submitted:
            raise refusal(MaterialRefused, SETTLED, reference=filing.reference, title=at.material.title)
        return Attached(key, file.digest, False, len(submitted))
    if not same or (held is not None and held[1] != filing.version):
        _keep(work, filing, at, file)
    if not same:
        reopen(work, filing, sorted({line.item for line in at.wanting}), person or None)
        whose = mask(person, Personal.CERTIFICATE)
        work.note("attach", filing.id, material=key, digest=file.digest, person=whose)
    people = {line.person for line in waiting} | submitted
    return Attached(key, file.digest, not same, len(people))


def _submitted_with(work: Work, filing: Filing, at: Place, file: File) -> set[str]:
    """Who was submitted with that very content."""
    whose = [evidence.c.person == at.person] if at.person else []
    found = work.conn.execute(
        select(evidence.c.person).where(
            evidence.c.filing == filing.id,
            evidence.c.material == at.material.key,
            evidence.c.digest == file.digest,
            *whose,
        )
    )
    return set(found.scalars())


def _keep(work: Work, filing: Filing, at: Place, file: File) -> None:
    dialect = postgresql if work.conn.dialect.name == "postgresql" else sqlite
    content = dialect.insert(contents).values(digest=file.digest, media=file.media, content=file.content)
    work.conn.execute(content.on_conflict_do_nothing())
    key = {"filing": filing.id, "material": at.material.key, "person": at.person}
    work.conn.execute(delete(materials).where(*(materials.c[name] == value for name, value in key.items())))
    work.conn.execute(
        insert(materials).values(**key, digest=file.digest, version=filing.version, at=stamp(work.now))
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
