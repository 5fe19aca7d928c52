"""A ledger as a notebook shows it: masked, items by their titles."""

from sxbundle.html_view import html_table
from sxbundle.masking import Personal, mask
from sxbundle.procedure.model import Ledger, State


def ledger_html(ledger: Ledger) -> str:
    """The entries as a table."""
    titles, redactor = item_titles(ledger.bundle), ledger.redactor
    counts = "，".join(f"{state.label} {n} 项" for state in State if (n := ledger.count(state)))
    rows = (
        (
            entry.row,
            mask(entry.name, Personal.NAME),
            mask(entry.person, Personal.CERTIFICATE),
            titles.get(entry.item, entry.item),
            entry.state.label,
            "" if entry.at is None else f"{entry.at:%Y-%m-%d %H:%M}",
            entry.receipt,
            redactor.sentence(entry.text),
        )
        for entry in ledger.entries
    )
    headings = ("行", "姓名", "证件号码", "事项", "状态", "时间", "回执", "情况")
    summary = f"申报“{ledger.reference}”：{counts or '尚未导入'}。"
    return html_table(summary, headings, rows, len(ledger.entries))


def item_titles(bundle: str) -> dict[str, str]:
    """Item key to title, of a bundle that is ours or of an installed package; empty for another one."""
    from sxbundle.catalog import CATALOG  # brings the declarations, which a ledger does without

    known = CATALOG.with_installed().bundles.get(bundle)
    return {} if known is None else {item.key: item.title for item in known.items}
