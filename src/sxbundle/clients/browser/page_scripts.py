"""Scripts that read a page: find what a map's locators name, read a table whole.

Playwright's engine, sent anew to every page, costs more than the page. These find what it would find, or
answer `null` where they cannot be sure. What is clicked, filled and ticked is found by Playwright itself.
"""

_SQUEEZED = r'const squeezed = (text) => text.replace(/[\u200b\u00ad]/g, "").trim().replace(/\s+/g, " ");'

_FIND = (
    _SQUEEZED
    + r"""
const bare = (text) => text.replace(/\s+/g, "");
const unsure = () => { throw "unsure"; };
const fits = ({value, pattern}) => (text) => (pattern ? new RegExp(value).test(text) : text === value);
const every = (selector) => [...document.querySelectorAll(selector)];
const SILENT = ["SCRIPT", "NOSCRIPT", "STYLE"];
const texts = new Map();
const full = (e) => {
  if (SILENT.includes(e.nodeName) || document.head.contains(e)) return "";
  if (e.nodeName === "INPUT" && ["submit", "button", "reset"].includes(e.type)) return e.value;
  if (!texts.has(e)) {
    const part = (n) => (n.nodeType === 3 ? n.nodeValue : n.nodeType === 1 ? full(n) : "");
    texts.set(e, [...e.childNodes].map(part).join(""));
  }
  return texts.get(e);
};
const references = (e) => (e.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean)
  .map((id) => document.getElementById(id)).filter(Boolean);
const shown = (e) => e.checkVisibility({visibilityProperty: true});
const hidden = (e) => !shown(e) || e.closest("[aria-hidden=true]");
const seen = (e, box = e.getBoundingClientRect()) => shown(e) && box.width > 0 && box.height > 0;
const ROLES = {
  button: "button, input:is([type=button], [type=submit], [type=reset], [type=image], [type=file])",
  link: "a[href], area[href]", heading: "h1, h2, h3, h4, h5, h6", table: "table",
};
const KNOTTY = "input, select, textarea, svg, object, slot, [aria-owns], [aria-labelledby], [role], [title]";
const content = (e) => {
  if (SILENT.includes(e.nodeName) || e.nodeName === "TEMPLATE" || hidden(e)) return "";
  const label = e.getAttribute("aria-label");
  if (label && label.trim()) return label;
  if (e.nodeName === "IMG") return e.alt || e.title;
  for (const side of ["::before", "::after"])
    if (!["none", "normal", '""'].includes(getComputedStyle(e, side).content)) unsure();
  const part = (n) => {
    if (n.nodeType !== 1) return n.nodeType === 3 ? n.nodeValue : "";
    return getComputedStyle(n).display === "inline" && n.nodeName !== "BR" ? content(n) : ` ${content(n)} `;
  };
  return [...e.childNodes].map(part).join("");
};
const name = (e, role) => {
  const label = e.getAttribute("aria-label");
  const named = references(e);
  if (named.length || e.querySelector(KNOTTY) || (e.nodeName === "BUTTON" && e.labels.length)) unsure();
  if (label && label.trim()) return squeezed(label);
  if (e.nodeName === "INPUT") {
    if (!["submit", "button", "reset"].includes(e.type) || !e.value.trim()) unsure();
    return squeezed(e.value);
  }
  if (e.nodeName === "AREA") unsure();
  if (e.nodeName === "TABLE" && e.caption) return squeezed(content(e.caption));
  if (e.nodeName === "TABLE" && e.summary) unsure();
  return (role !== "table" && squeezed(content(e))) || squeezed(e.title || "");
};
const words = (e) => {
  const near = e.querySelectorAll("[aria-label], [title], [alt], [value]");
  const inside = [e, ...near, ...references(e), ...(e.labels || [])];
  const attributes = ["aria-label", "title", "alt", "value", "summary"];
  const said = (i) => [i.textContent, ...attributes.map((a) => i.getAttribute(a) || "")];
  return bare(inside.flatMap(said).join(" "));
};
const kinds = {
  css: ({value, words, visible}) => {
    const has = (e) => !words || squeezed(full(e)).toLowerCase().includes(words);
    return every(value).filter((e) => has(e) && (!visible || seen(e)));
  },
  title: (query) => every("[title]").filter((e) => fits(query)(e.getAttribute("title"))),
  text: (query) => {
    const match = query.pattern ? (e) => fits(query)(full(e)) : (e) => fits(query)(squeezed(full(e)));
    const whole = document.body.textContent + every("input").map((e) => e.value);
    if (!query.pattern && !bare(whole).includes(bare(query.value))) return [];
    return every("*").filter((e) => match(e) && ![...e.children].some(match));
  },
  label: (query) => {
    const wanted = query.value.toLowerCase();
    const holds = (text) => squeezed(text).toLowerCase().includes(wanted);
    const match = query.pattern ? fits(query) : holds;
    const labels = (e) => {
      if (references(e).length) return references(e).map(full);
      const label = e.getAttribute("aria-label");
      if (label && label.trim()) return [label];
      return [...(e.labels || [])].map(full);
    };
    return every("[aria-label], [aria-labelledby], button, input, meter, output, progress, select, textarea")
      .filter((e) => labels(e).some(match));
  },
  role: (query) => {
    const implied = every(ROLES[query.role]).filter((e) => !(e.getAttribute("role") || "").trim());
    const first = (e) => e.getAttribute("role").trim().toLowerCase().split(/\s+/)[0];
    const said = every("[role]").filter((e) => first(e) === query.role);
    if (every("[role~=none], [role~=presentation]").some((e) => e.matches(ROLES[query.role]))) unsure();
    const candidates = every("*").filter((e) => implied.includes(e) || said.includes(e));
    const silent = (e) => e.nodeName === "INPUT" && !e.value;
    const perhaps = (e) => query.pattern || silent(e) || words(e).includes(bare(query.value));
    return candidates.filter((e) => perhaps(e) && !hidden(e) && fits(query)(name(e, query.role)));
  },
};
const find = (query) => {
  try { return query && !deep ? kinds[query.kind](query) : null; } catch (error) { return null; }
};
const narrow = (all) => {
  const several = all.length > 1 ? all.filter((e) => seen(e)) : [];
  return several.length ? several : all;
};
const deep = every("*").some((e) => e.shadowRoot);
"""
)
COUNT = f"""(queries) => {{ {_FIND}
  return queries.map((query) => {{
    const all = find(query);
    const shows = all && all.filter((e) => seen(e)).length;
    return all && [shows || all.length, all.length, shows];
  }}); }}"""
"""How often each is shown, or there when it is shown nowhere; is there; is shown; null: cannot tell."""


def on_each(script: str) -> str:
    """What a script, `(element, value) => ...`, says of so many elements; null when they are not sure."""
    return f"""async ([query, value, most]) => {{ {_FIND}
      const each = find(query);
      const all = each && (most > 1 ? each : narrow(each));
      return all && Promise.all(all.slice(0, most).map((element) => ({script})(element, value))); }}"""


WORDS = (
    _SQUEEZED
    + r"""
  const unsaid = (n) => /^(SCRIPT|STYLE)$/.test(n.nodeName) || getComputedStyle(n).display === "none";
  const said = (n) => n.nodeType === 3 ? n.data : n.nodeType !== 1 || unsaid(n) ? "" :
    n.type === "text" ? n.value : n.type === "select-one" ? n.selectedOptions[0]?.text : inside(n);
  const inside = (e) => [...e.childNodes].map(said).join("");
  const trim = (t) => t.trim().replace(/\s*\n\s*/g, " ");
  const text = (e, tidy = squeezed) => {
    const short = tidy(inside(e)), [, begin] = short.match(/(.+?)(…|\.\.\.)$/) || [];
    const full = begin && [e, ...e.querySelectorAll("[title]")].find((n) => n.title.trim().startsWith(begin));
    return full ? tidy(full.title) : short;
  };
"""
)
"""What an element says: without what is hidden in it; whole, where only its `title` says it whole."""

_TABLE = (
    WORDS
    + r"""
  const all = (selector) => [...table.querySelectorAll(selector)];
  const up = (e, r = e.parentElement.closest(row)) => (r !== table && table.contains(r) ? r : null);
  const own = (r) => [...r.querySelectorAll(cell)].filter((c) => up(c) === r);
  const isRow = (r) => !up(r) && r.querySelector(cell); // no spacer, none of a table in a cell
  const wide = (c) => c.colSpan > 1;
  const spread = (lines) => { // each cell in every place over which it spans
    const grid = lines.map(() => []);
    lines.forEach((line, y) => line.forEach((c) => {
      let x = 0;
      while (grid[y][x]) x++;
      for (let i = 0; i < (c.rowSpan || 1) && y + i < grid.length; i++)
        for (let j = 0; j < (c.colSpan || 1); j++) grid[y + i][x + j] = c;
    }));
    return grid;
  };
  const heads = () => {
    const found = all(head).filter((h) => !up(h) || !up(up(h)));
    if (!found.some((h) => wide(h) || h.rowSpan > 1)) return found;
    const by = (of, all) => [...new Set(all.map(of))].map((one) => all.filter((h) => of(h) === one));
    const lines = (all) => spread(by((h) => h.parentElement, all)).pop();
    return by((h) => h.closest("table"), found).flatMap(lines);
  };
  const shows = (c) => c.getClientRects().length;
  const part = (r, other) => (r.parentElement.contains(other) ? r : part(r.parentElement, other));
  const first = (a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
  const inner = (c, r) => r.contains(c.parentElement.closest(cell));
  const outer = (r) => [...r.querySelectorAll(cell)].filter((c) => !inner(c, r));
  const whole = (rows) => { // with the cells of columns that stand apart from it, under heads of their own
    const [every, [one]] = [all(row), rows];
    const headed = (side) => heads().some((h) => part(side[0], one).contains(h));
    const sides = beside.map(all).filter((side) => one && side.length === every.length && headed(side));
    const joined = (r, at = every.indexOf(r)) => [r, ...sides.map((side) => side[at])].sort(first);
    const cells = (r) => joined(r).flatMap((p) => (p === r ? own(r) : outer(p)));
    return rows.map(sides.length ? cells : own);
  };
  const odd = [];
  const captions = () => heads().map((h) => text(h));
  const data = (names = captions()) => { // rows with their cells, one for each head
    const [last, rows] = [names.findLastIndex(Boolean), all(row).filter(isRow)];
    const fits = (cells) => last < cells.length && cells.length <= names.length;
    return spread(whole(rows)).flatMap((cells, at) => {
      const fit = [cells, cells.filter(shows)].find(fits);
      const said = (fit || cells).map((c) => text(c, trim));
      if (cells.some(wide) || (last && cells.length === 1) || !said.some(squeezed)) return []; // “暂无数据”
      if (!fit) odd.push(cells.length, names.length);
      return [[rows[at], said]];
    });
  };
"""
)
HEADS = "(table, {head, row, cell, beside}) => {" + _TABLE + "return captions(); }"

_SCROLLING = """
  const flows = (e) => /auto|scroll/.test(getComputedStyle(e).overflowY);
  const scrolls = (e) => e.scrollHeight > e.clientHeight + 4 && flows(e);
  let box = table.querySelector(row) || table;
  while (box && !scrolls(box)) box = box.parentElement;
  if (box === document.documentElement || box === document.body) box = null;
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const move = (e, top) => e.scrollTo({top, behavior: "instant"});
  const further = () => {
    const before = box.scrollTop;
    move(box, before + Math.max(30, Math.floor(box.clientHeight / 3)));
    return box.scrollTop !== before;
  };
"""

READ_TABLE = (
    "async (table, {head, row, cell, beside, link, words, grows}) => {"
    + _TABLE
    + _SCROLLING
    + """
  const leads = (e) => e.href && e.href.startsWith("http") && !e.getAttribute("href").startsWith("#");
  const fits = (e) => leads(e) && text(e).includes(words);
  const links = (r) => (link ? [...r.querySelectorAll(link)].filter(fits) : []);
  const address = (all) => (all.length === 1 ? all[0].href : "");
  const read = () => data().map(([r, cells]) => JSON.stringify([...cells, address(links(r))]));
  const answer = (rows) => ({head: captions(), odd, rows: rows.map((one) => JSON.parse(one))});
  const rest = () => new Promise((done) => setTimeout(done, 300)); // more than a page waits after a scroll
  const page = document.scrollingElement;
  if (!box) {
    const [rows, start] = [read(), page.scrollTop];
    if (page.scrollHeight <= page.clientHeight) return answer(rows);
    move(page, page.scrollHeight); // a list may grow, or show other rows, when the whole page is scrolled
    await painted();
    if (grows) await rest();
    const [below] = [read(), move(page, start)];
    if (rows.every((one, at) => one === below[at])) return answer(below);
    box = page;
  }
  const start = box.scrollTop;
  const pass = async () => {
    const seen = [];
    move(box, 0);
    do {
      await painted();
      const now = read();
      let overlap = Math.min(seen.length, now.length);
      const differs = (one, at) => one !== seen[seen.length - overlap + at];
      while (overlap && now.slice(0, overlap).some(differs)) overlap--;
      seen.push(...now.slice(overlap));
    } while (further());
    return seen;
  };
  let seen = await pass();
  await rest();
  // A page that is still building its table moves it meanwhile: two passes must tell the same.
  for (let again = 0; again < 5; again++) {
    const next = await pass();
    if (next.join() === seen.join()) break;
    seen = next;
  }
  move(box, start);
  await painted();
  return answer(seen);
}
"""
)

FIND_ROW = (
    "async (table, {head, row, cell, beside, wanted}) => {"
    + _TABLE
    + _SCROLLING
    + """
  const find = () => {
    const same = (said, value) => said.toUpperCase() === value.toUpperCase();
    const fits = (cells) => ([at, value, exact]) => same((exact ? trim : squeezed)(cells[at] || ""), value);
    const found = data().find(([, cells]) => wanted.every(fits(cells)));
    return found ? all(row).indexOf(found[0]) : -1;
  };
  let place = find();
  if (place < 0 && box) {
    move(box, 0);
    do {
      await painted();
      place = find();
    } while (place < 0 && further());
  }
  const topOf = (r) => r.getBoundingClientRect().top;
  for (let again = 0; place >= 0 && again < 9; again++) {
    const [one, before] = [all(row)[place], topOf(all(row)[place])];
    one.scrollIntoView({block: "nearest", behavior: "instant"});
    if (topOf(one) === before) break; // it is in sight
    await painted(); // what comes into sight may move it
    place = find();
  }
  return place;
}
"""
)
"""The place of the row whose cells hold the wanted texts; scrolls to it; -1 when there is none."""
