"""操作清单 as one HTML file that opens anywhere: no script, nothing from elsewhere."""

from html import escape

from sxbundle.clients.folder.checklist import Checklist, ChecklistStep, ChecklistTable

_STYLE = """
:root { --ink: #1d2b33; --soft: #5c6f7a; --line: #d5dee3; --teal: #1f6f78; --pale: #eef6f6;
  --warn: #fff4dc; }
* { box-sizing: border-box; }
body { font: 15px/1.65 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  color: var(--ink); margin: 0; background: #f3f6f7; }
main { max-width: 920px; margin: 24px auto; background: #fff; padding: 32px 40px;
  border: 1px solid var(--line); }
h1 { font-size: 22px; margin: 0 0 12px; color: var(--teal); }
dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: 4px 14px; margin: 0 0 20px;
  padding: 12px 16px; background: var(--pale); }
dt { color: var(--soft); } dd { margin: 0; }
.warn { background: var(--warn); border-left: 4px solid #d99a1b; padding: 8px 14px; margin: 8px 0; }
section { border-top: 1px solid var(--line); padding: 14px 0 10px; break-inside: avoid-page; }
h2 { font-size: 17px; margin: 0 0 6px; display: flex; align-items: center; gap: 10px; }
h2 b { display: inline-grid; place-items: center; width: 26px; height: 26px; border-radius: 50%;
  background: var(--teal); color: #fff; font-size: 14px; flex: none; }
h2 i { font-size: 13px; font-weight: 400; font-style: normal; color: var(--soft); margin-left: auto; }
.done p { margin-bottom: 0; }
.done h2 { color: var(--soft); } .done h2 b { background: #9db4b8; }
p { margin: 4px 0 4px 36px; color: var(--soft); }
ul { list-style: none; margin: 6px 0 6px 36px; padding: 0; }
li { padding-left: 24px; position: relative; overflow-wrap: anywhere; }
li::before { content: ""; position: absolute; left: 0; top: 5px; width: 13px; height: 13px;
  border: 1.5px solid var(--teal); border-radius: 2px; }
.done li::before { content: "✓"; font-size: 12px; line-height: 12px; color: var(--soft);
  border-color: #9db4b8; }
table { border-collapse: collapse; margin: 8px 0 8px 36px; width: calc(100% - 36px); font-size: 14px; }
th, td { border: 1px solid var(--line); padding: 4px 9px; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { background: var(--pale); font-weight: 600; white-space: nowrap; }
tr { break-inside: avoid; } thead { display: table-header-group; }
footer { border-top: 1px solid var(--line); margin-top: 12px; padding-top: 10px;
  color: var(--soft); font-size: 13px; }
@media (max-width: 640px) { main { padding: 18px; margin: 0; border: 0;
  } dl { grid-template-columns: max-content 1fr; }
  p, ul, table { margin-left: 0; } table { width: 100%; } }
@media print { body { background: #fff; font-size: 12px; } main { border: 0; margin: 0; max-width: none;
  padding: 0; } }
"""
FOOT = (
    "步骤和用语依据《打包快办单位网厅用户使用手册》；做完一项，请在方框内打勾。"
    "本清单由程序生成，情况变化后会重新生成。"
)


def to_html(checklist: Checklist) -> str:
    """The page."""
    facts = {
        "单位": checklist.unit,
        "统一社会信用代码": checklist.code,
        "申报编号": checklist.reference,
        "建立日期": checklist.day,
        "人数": f"{checklist.people} 人",
    }
    head = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    warnings = "".join(f'<div class="warn">{escape(warning)}</div>' for warning in checklist.warnings)
    parts = "".join(_part(at, part) for at, part in enumerate(checklist.parts, 1))
    title = escape(checklist.title)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{title}</h1><dl>{head}</dl>{warnings}{parts}<footer>{FOOT}</footer></main></body>\n</html>\n"
    )


def _part(at: int, part: ChecklistStep) -> str:
    words = "".join(f"<p>{escape(word)}</p>" for word in part.words)
    tasks = "".join(f"<li>{escape(task)}</li>" for task in part.tasks)
    tasks = f"<ul>{tasks}</ul>" if tasks else ""
    state = "<i>已完成</i>" if part.done else ""
    tables = "".join(map(_table, part.tables))
    kind = ' class="done"' if part.done else ""
    return (
        f"<section{kind}><h2><b>{at}</b>{escape(part.heading)}{state}</h2>{words}{tasks}{tables}</section>\n"
    )


def _table(table: ChecklistTable) -> str:
    head = "".join(
        f'<th style="width:{share}%">{escape(caption)}</th>'
        for caption, share in zip(table.captions, table.shares, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
