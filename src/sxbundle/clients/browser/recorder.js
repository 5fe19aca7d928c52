/* Describes what is clicked to the recorder: where it is and how it can be found again, never what is typed. */
(() => {
  if (window.top !== window && !document.body) return;
  const words = (e) => (e.getAttribute("aria-label") || e.innerText || e.value || "").trim().replace(/\s+/g, " ");
  const label = (e) => (e.getAttribute("aria-label") || (e.labels && e.labels[0] && e.labels[0].innerText) || "").replace(/[\s*＊:：]+$/, "").trim();
  const count = (all, test) => [...all].filter(test).length;
  const css = (selector) => document.querySelectorAll(selector).length;
  const describe = (event) => {
    const selector = "a, button, input, select, textarea, [role=button], [role=link], label";
    let element = event.target.closest(selector);
    if (element && element.tagName === "LABEL") element = element.control || element;
    if (!element) return;
    const tag = element.tagName.toLowerCase();
    const table = element.closest("table");
    const heads = table ? [...table.querySelectorAll("th")].map((head) => head.innerText.trim()) : [];
    const page = { path: location.pathname + location.search, title: document.title };
    if (table && heads.length && element.closest("td")) {
      const own = (e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("").trim();
      const text = own(element);
      const name = table.getAttribute("aria-label") || (table.caption ? table.caption.innerText.trim() : "");
      const type = tag === "input" ? `input[type=${element.type}]` : tag;
      // Words that stand in several rows are the page's own; others may be a person's name.
      const repeated = text && count(table.querySelectorAll(tag), (e) => own(e) === text) > 1;
      const control = repeated ? `${tag}:has-text('${text}')` : type;
      window.sxbundleRecord(JSON.stringify({ ...page, table: name, heads, control }));
      return;
    }
    const by = [];
    const field = ["input", "select", "textarea"].includes(tag) && !["submit", "button"].includes(element.type);
    if (field) {
      const own = label(element);
      if (own && count(document.querySelectorAll("input, select, textarea"), (e) => label(e).includes(own)) === 1) by.push(`label=${own}`);
    } else {
      const role = tag === "a" ? "link" : "button";
      const all = document.querySelectorAll(role === "link" ? "a[href], [role=link]" : "button, input[type=submit], [role=button]");
      const own = words(element);
      if (own && count(all, (e) => words(e) === own) === 1) by.push(`${role}=${own}`);
      if (element.title && count(document.querySelectorAll("[title]"), (e) => e.title === element.title) === 1) by.push(`title=${element.title}`);
    }
    if (element.id && css(`#${CSS.escape(element.id)}`) === 1) by.push(`css=#${CSS.escape(element.id)}`);
    const named = element.name ? `${tag}[name='${element.name}']` : "";
    if (named && css(named) === 1) by.push(`css=${named}`);
    window.sxbundleRecord(JSON.stringify({ ...page, by, key: element.name || element.id || "" }));
  };
  document.addEventListener("click", describe, true);
  document.addEventListener("focusin", (event) => { if (event.target.matches("input, select, textarea")) describe(event); }, true);
})();
