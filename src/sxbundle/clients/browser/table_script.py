"""Reads a table in the page: header and rows as texts, also of rows that stand in it only while in sight."""

READ_TABLE = """
async (table, {head, row, cell, link, words}) => {
  const text = (element) => (element.textContent || "").trim();
  const leads = (e) => e.href && e.href.startsWith("http") && !e.getAttribute("href").startsWith("#");
  const fits = (e) => leads(e) && text(e).includes(words);
  const links = (r) => (link ? [...r.querySelectorAll(link)].filter(fits) : []);
  const cells = (r) => [...r.querySelectorAll(cell)].map(text);
  const address = (all) => (all.length === 1 ? all[0].href : "");
  const rows = () => [...table.querySelectorAll(row)].filter((r) => r.querySelector(cell)); // no spacers
  const data = () => rows().map((r) => [...cells(r), address(links(r))]);
  let box = table;
  const flows = (e) => /auto|scroll/.test(getComputedStyle(e).overflowY);
  const scrolls = (e) => e.scrollHeight > e.clientHeight + 4 && flows(e);
  while (box && !scrolls(box)) box = box.parentElement;
  const heads = [...table.querySelectorAll(head)].map(text);
  if (!box || box === document.documentElement || box === document.body) return {head: heads, rows: data()};
  const start = box.scrollTop;
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const pass = async () => {
    const seen = [];
    box.scrollTop = 0;
    for (;;) {
      await painted();
      const now = data().map((cells) => JSON.stringify(cells));
      let overlap = Math.min(seen.length, now.length);
      const differs = (one, at) => one !== seen[seen.length - overlap + at];
      while (overlap && now.slice(0, overlap).some(differs)) overlap--;
      seen.push(...now.slice(overlap));
      const before = box.scrollTop;
      box.scrollTop += Math.max(30, Math.floor(box.clientHeight / 3));
      if (box.scrollTop === before) return seen;
    }
  };
  let seen = await pass();
  // A page that is still building its table moves it meanwhile: two passes must tell the same.
  for (let again = 0; again < 5; again++) {
    const next = await pass();
    if (next.join() === seen.join()) break;
    seen = next;
  }
  box.scrollTop = start;
  await painted();
  return {head: heads, rows: seen.map((one) => JSON.parse(one))};
}
"""

FIND_ROW = """
async (table, {row, cell, wanted}) => {
  const text = (element) => (element.textContent || "").trim();
  const find = () => [...table.querySelectorAll(row)].findIndex((r) => {
    const cells = r.querySelectorAll(cell);
    const same = (at, value) => text(cells[at]).toUpperCase() === value.toUpperCase();
    return wanted.every(([at, value]) => cells.length > at && same(at, value));
  });
  let place = find(), box = table;
  if (place >= 0) return place;
  const flows = (e) => /auto|scroll/.test(getComputedStyle(e).overflowY);
  const scrolls = (e) => e.scrollHeight > e.clientHeight + 4 && flows(e);
  while (box && !scrolls(box)) box = box.parentElement;
  if (!box || box === document.documentElement || box === document.body) return -1;
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  box.scrollTop = 0;
  for (;;) {
    await painted();
    place = find();
    if (place >= 0) return place;
    const before = box.scrollTop;
    box.scrollTop += Math.max(30, Math.floor(box.clientHeight / 3));
    if (box.scrollTop === before) return -1;
  }
}
"""
"""The place of the row whose cells hold the wanted texts; scrolls to it; -1 when there is none."""
