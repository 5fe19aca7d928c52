"""申报.toml: the head of a filing, readable for people; the program finds the filing by it."""

import tomllib
from datetime import datetime
from typing import Any

from sxbundle.clients.folder.account import quoted
from sxbundle.clients.folder.filing_document import Plain


def head_text(filing: Plain) -> bytes:
    """The content of the file."""
    items, vouched = (", ".join(map(quoted, filing[name])) for name in ("items", "vouched"))
    lines = [
        "# 这份申报是什么。由程序写入，请不要修改；文件夹可以改名、移动，程序按这里的内容找到它。",
        f'"申报编号" = {quoted(filing["reference"])}',
        f'"打包事项" = {quoted(filing["bundle"])}',
        f'"事项" = [{items}]',
        f'"自行担保" = [{vouched}]',
        f'"建立时间" = {quoted(filing["opened"])}',
        f'"序号" = {filing["number"]}',
        f'"编号" = {quoted(filing["id"])}',
    ]
    for registration in filing["registrations"]:
        lines += ["", '[["参保信息"]]']
        lines += [f'"{label}" = {quoted(registration[name])}' for label, name in _REGISTRATION.items()]
    return "\n".join([*lines, ""]).encode()


_REGISTRATION = {"险种": "system", "单位编号": "number", "名称": "name"}


def head_of(data: bytes) -> Plain:
    """The head that the file holds.

    Raises:
        ValueError: it holds none.
    """
    try:
        record = tomllib.loads(data.decode("utf-8-sig"))
        head = {
            "reference": record["申报编号"],
            "bundle": record["打包事项"],
            "items": list(record["事项"]),
            "vouched": list(record["自行担保"]),
            "opened": record["建立时间"],
            "number": record["序号"],
            "id": record["编号"],
            "registrations": [
                {name: registration[label] for label, name in _REGISTRATION.items()}
                for registration in record.get("参保信息", [])
            ],
        }
        datetime.fromisoformat(head["opened"])
        texts: list[Any] = [head["reference"], head["bundle"], head["id"], *head["items"], *head["vouched"]]
        if not all(isinstance(text, str) for text in texts) or not isinstance(head["number"], int):
            raise ValueError("not text")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a head") from error
    return head
