"""Streams many files of one multipart body to the client, part by part; each file gets an answer."""

from typing import Any
from urllib.parse import unquote

from litestar import Request
from litestar.concurrency import sync_to_thread
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from sxbundle.clients import capabilities
from sxbundle.clients.contract import Client
from sxbundle.clients.http.messages import FileAnswer, FileAnswers
from sxbundle.clients.http.operations import ATTACH_MANY
from sxbundle.errors import MaterialRefused, refusal
from sxbundle.gateway.error_handlers import BadRequest, TooLarge
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.model import Upload
from sxbundle.schema import Material
from sxbundle.workbook.open_file import mebibytes
from sxbundle.workbook.problems import TOO_LARGE

_BYTES_AT_ONCE = 16 << 20
_MOST_FILES = 10_000
_HEAD_BYTES = 4096


async def attach_parts(request: Request[Any, Any, Any], client: Client, filing: FilingId) -> FileAnswers:
    """Attaches each part of the body.

    At most 16 MiB and one file of the body are in memory. What was attached before the body breaks off
    stays attached; sending everything again does no harm.

    Raises:
        BadRequest: no such body.
        TooLarge: a body of more than the operation takes, or of too many files.
    """
    reader = _PartReader(request.headers.get("content-type", ""))
    answers: list[FileAnswer] = []

    async def attach() -> None:
        uploads = reader.take()
        if not uploads:
            return
        attached = await sync_to_thread(capabilities.attach_many, client, filing, uploads)
        answers.extend(map(FileAnswer.of, attached))

    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > ATTACH_MANY.most_bytes:
            raise TooLarge(ATTACH_MANY.most_bytes)
        reader.feed(chunk)
        if reader.size >= _BYTES_AT_ONCE:
            await attach()
    reader.end()
    await attach()
    if not answers and not reader.refused:
        await sync_to_thread(client.ledger, filing)  # no file: still refuses a filing of another unit
    for place, error in sorted(reader.refused.items()):
        answers.insert(place, FileAnswer.of(error))
    return FileAnswers(tuple(answers))


class _PartReader:
    """Parses a body into files.

    Attributes:
        size: bytes of the files that wait.
        refused: place of a file to why it is not even read to its end.
    """

    def __init__(self, content_type: str) -> None:
        _, options = parse_options_header(content_type)
        try:
            self._parser = PushMultipartParser(
                options.get("boundary", ""),
                max_header_size=_HEAD_BYTES,
                max_segment_count=_MOST_FILES,
                strict=True,
            )
        except MultipartError:
            raise BadRequest("multipart/form-data") from None
        self._waiting: list[Upload] = []
        self._name: tuple[str, PersonId | None] = ("", None)
        self._content = bytearray()
        self._place = 0
        self.size = 0
        self.refused: dict[int, MaterialRefused] = {}

    def feed(self, chunk: bytes) -> None:
        """Takes one more piece of the body."""
        if not chunk:
            return  # which would be the end
        try:
            for event in self._parser.parse(chunk):
                match event:
                    case None:
                        self._end_part()
                    case bytes() | bytearray():
                        self._add(event)
                    case segment:
                        self._name = _material_and_person(segment.name or "")
        except ParserLimitReached:
            raise TooLarge(ATTACH_MANY.most_bytes) from None
        except MultipartError:
            raise BadRequest("multipart/form-data") from None

    def end(self) -> None:
        """Says that nothing more comes."""
        try:
            self._parser.close()
        except MultipartError:
            raise BadRequest("multipart/form-data") from None

    def take(self) -> list[Upload]:
        """The files that wait."""
        uploads, self._waiting, self.size = self._waiting, [], 0
        return uploads

    def _add(self, content: bytes | bytearray) -> None:
        if self._place in self.refused:
            return
        self._content += content
        if len(self._content) > Material.MOST_BYTES:
            most = mebibytes(Material.MOST_BYTES)
            self.refused[self._place] = refusal(
                MaterialRefused, TOO_LARGE, size=mebibytes(len(self._content)), most=most
            )
            self._content.clear()

    def _end_part(self) -> None:
        if self._place not in self.refused:
            material, person = self._name
            self._waiting.append(Upload(material, bytes(self._content), person))
            self.size += len(self._content)
        self._content.clear()
        self._place += 1


def _material_and_person(name: str) -> tuple[str, PersonId | None]:
    material, separator, person = name.partition("/")
    try:
        names = [unquote(part, errors="strict") for part in (material, person)]
        "".join(names).encode()
    except UnicodeError:
        raise BadRequest("multipart/form-data") from None
    return names[0], person_id(names[1]) if separator else None


def person_id(text: str) -> PersonId:
    """A certificate number from outside.

    Raises:
        BadRequest: control characters, which no database takes.
    """
    if any(character < " " for character in text):
        raise BadRequest("people")
    return PersonId(text)
