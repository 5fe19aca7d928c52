"""Materials uploaded on the pages: one form for the unit's, one for each person's (3.2.2.7)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from attrs import define, evolve, field

from sxbundle import procedure
from sxbundle.clients.browser.clicking import give_files
from sxbundle.clients.browser.flow import FilePart, Value, deed_of, perform, reach
from sxbundle.clients.browser.problems import REFUSED, TOO_LARGE
from sxbundle.clients.browser.screen import Screen
from sxbundle.clients.browser.upload_names import material_digest, material_name
from sxbundle.errors import HallUnavailable, MaterialRefused, refusal
from sxbundle.procedure.entries import OPEN
from sxbundle.procedure.identity import PersonId
from sxbundle.procedure.materials import wanting_items
from sxbundle.procedure.model import Answer, Upload
from sxbundle.procedure.state import FilingState, Held
from sxbundle.procedure.upload_file import File
from sxbundle.schema import Level, Material

_LARGEST_OVER_CDP = 50 << 20
Deed = Callable[..., Awaitable[None]]


@define
class Attaching:
    """One call of `attach_many`.

    Attributes:
        screen: where.
        state: how the filing stands; changes with every form that is sent.
        deed: does a deed once; see `BrowserClient`.
        again: looks again when a page could not be loaded.
        standing: reads anew how the filing stands.
        attached: the browser is the clerk's own.
    """

    screen: Screen
    state: FilingState
    deed: Deed
    again: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]
    standing: Callable[[], Awaitable[FilingState]]
    attached: bool = False
    _addresses: dict[str, str] | None = field(default=None, init=False, repr=False)
    _shown: tuple[PersonId | None] | None = field(default=None, init=False, repr=False)

    async def attach(self, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """What `attach` would return or raise for each, in order."""
        procedure.check_pages(self.state.filing, staged=bool(self.state.entries))
        answers: dict[int, Answer] = {}
        for group in _groups(uploads):
            together = [uploads[at] for at in group]
            answers.update(zip(group, await self._send(together), strict=True))
        return tuple(answers[at] for at in range(len(uploads)))

    async def _send(self, uploads: list[Upload]) -> tuple[Answer, ...]:
        """The files of one form."""
        person = None if uploads[0].person is None else PersonId(uploads[0].person)
        state = await self._with_notes(person)
        files = procedure.received_all([upload.file for upload in uploads])
        answers, change = procedure.attach(state, uploads, files)
        if change.files:
            self._check_size([stored.file for stored in change.files])
            parts = {
                stored.material: FilePart(material_name(file.digest, file.content), file.content)
                for stored in change.files
                if (file := stored.file)
            }
            refused = await self._upload(person, parts)
            if refused:
                pairs = zip(uploads, answers, strict=True)
                return tuple(refused.get(upload.material, attached) for upload, attached in pairs)
        self.state = state.apply(change)
        return answers

    def _check_size(self, files: Sequence[File]) -> None:
        if self.attached and any(len(file.content) > _LARGEST_OVER_CDP for file in files):
            raise refusal(HallUnavailable, TOO_LARGE)

    async def _with_notes(self, person: PersonId | None) -> FilingState:
        """The state with the digests that the page of the person, or of the unit, shows beside its fields.

        A file that is there although its material is lacking is an old photo, or a colleague uploaded it
        between the two pages: both are read once more.
        """
        state = self.state
        if person is not None and not any(entry.state in OPEN for entry in state.of_person.get(person, ())):
            return state
        level = Level.UNIT if person is None else Level.PERSON
        materials = [material for material, _ in wanting_items(state).values() if material.level is level]
        shown = await self._digests(materials, person)
        if shown.keys() - state.held.keys():
            self.state = state = await self.standing()
            shown = await self._digests(materials, person)
        notes = {key: Held(digest, 0 if key in state.held else -1) for key, digest in shown.items()}
        held = {**state.held, **notes}
        evidence = {
            entry.key: {
                material.key: _of(held, material, entry.person) for material in state.wanted[entry.item]
            }
            for entry in state.entries
            if entry.state not in OPEN
        }
        return evolve(state, held=held, evidence=evidence)

    async def _open(self, person: PersonId | None) -> None:
        """Shows the form of the unit, or of a person: by the address of the link, or by clicking it."""
        self._shown = None
        reference = self.state.filing.reference
        where = {"filing": self.state.filing.id, "reference": reference}
        if person is None:
            await reach(self.screen, "materials", where)
        elif self.screen.entry_of("attachments").way:
            await reach(self.screen, "attachments", {**where, "person": person})
        elif address := (await self._links(where)).get(person):
            await self.screen.visit("attachments", address)
        else:
            await reach(self.screen, "pending", where)
            wanted = {"number": person, "batch": reference}
            await self.screen.press(await self.screen.control_of("people", "materials", wanted))
            await self.screen.expect("attachments")
        self._shown = (person,)

    async def _links(self, where: Mapping[str, str]) -> dict[str, str]:
        """Person to the address of the form, where the list has one; read once for everybody."""
        if self._addresses is None:
            await reach(self.screen, "pending", where)
            rows = await self.screen.rows("people", link="materials")
            self._addresses = {
                PersonId(row["number"]): row["link"]
                for row in rows
                if row["link"] and row.get("batch", where["reference"]) == where["reference"]
            }
        return self._addresses

    async def _digests(
        self, materials: Sequence[Material], person: PersonId | None
    ) -> dict[tuple[str, str], str]:
        """What the page says of each material that is there."""
        await self.again(partial(self._open, person))
        digests = [(material, await self._digest(material)) for material in materials]
        return {
            (material.key, str(person or "")): digest for material, digest in digests if digest is not None
        }

    async def _digest(self, material: Material) -> str | None:
        """The digest in what the page says of a material; empty for an unknown one, None for none there."""
        values = {"material": material.key, "title": material.title}
        text = await self.screen.text("note", values)
        if text is None:
            return None
        return material_digest(text) or (None if text.startswith(self._lacking_word) else "")

    @property
    def _lacking_word(self) -> str:
        fact = self.screen.entry.facts.get("lacking")
        return fact.yes[0] if fact is not None and fact.yes else "未上传"

    async def _upload(self, person: PersonId | None, parts: dict[str, FilePart]) -> dict[str, Answer]:
        """Sends the form, or each file where it goes off at once; what the hall refused, with its words."""
        name = "attach_unit" if person is None else "attach_person"
        if not any(step.upload for step in deed_of(self.screen, name).steps):
            return await self._send_parts(person, name, parts)
        refused: dict[str, Answer] = {}
        for key, part in parts.items():
            refused |= await self._send_parts(person, name, {key: part}, at_once=True)
        return refused

    async def _send_parts(
        self, person: PersonId | None, name: str, parts: dict[str, FilePart], *, at_once: bool = False
    ) -> dict[str, Answer]:
        screen = self.screen
        titles = {material.key: material.title for material, _ in wanting_items(self.state).values()}

        async def send() -> None:
            if self._shown != (person,) or not await screen.shows(screen.here):
                await self._open(person)
            self._shown = None
            values: dict[str, Value] = {}
            for key, part in parts.items():
                where = {"material": key, "title": titles[key]}
                if at_once:
                    values = {**where, "file": [part]}
                else:
                    located = await screen.anchor("file", where, required=True)
                    await give_files(screen.tab, located, [part.payload])
            await perform(screen, name, values, start=False)
            self._shown = (person,) if at_once else None

        async def sent() -> bool:
            await self._open(person)
            shown = [await self._note(key, titles[key]) for key in parts]
            return all(part.name in text for part, text in zip(parts.values(), shown, strict=True))

        await self.deed(send, sent)
        problems = await screen.problems()
        if problems:
            self._shown = None
        return {
            key: refusal(MaterialRefused, REFUSED, reason=line)
            for key in parts
            for line in problems
            if at_once or titles[key] in line
        }

    async def _note(self, key: str, title: str) -> str:
        return await self.screen.text("note", {"material": key, "title": title}) or ""


def _of(held: Mapping[tuple[str, str], Held], material: Material, person: str) -> str:
    known = held.get((material.key, "" if material.level is Level.UNIT else person))
    return "" if known is None else known.digest


def _groups(uploads: Sequence[Upload]) -> list[list[int]]:
    """Places of the uploads that one form can take: of one person, each material once."""
    groups: list[list[int]] = []
    latest: dict[str, list[int]] = {}
    for at, upload in enumerate(uploads):
        whose = str(PersonId(upload.person or ""))
        group = latest.get(whose)
        if group is None or any(uploads[other].material == upload.material for other in group):
            group = latest[whose] = []
            groups.append(group)
        group.append(at)
    return groups
