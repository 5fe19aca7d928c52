/* The quirks that need script: each is a function named by its switch. Plain pages load none of this. */
"use strict";

const on = new Set((document.body.dataset.quirks || "").split(" "));
const top_page = window === window.top;
const make = (tag, attributes = {}, text = "") => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};
const box = (text, buttons) => {
  const dialog = make("div", { class: "overlay", role: "alertdialog", "aria-label": text });
  dialog.append(make("p", {}, text));
  for (const [words, act] of buttons) {
    const button = make("button", { type: "button" }, words);
    button.addEventListener("click", () => { dialog.remove(); act(); });
    dialog.append(button);
  }
  document.body.append(dialog);
  return dialog;
};

const quirks = {
  /* Business pages open in an iframe within an iframe; the ones before stay, hidden. */
  "frames"() {
    if (!top_page) { document.body.classList.add("framed"); return; }
    document.addEventListener("click", (event) => {
      const link = event.target.closest('.menu a, main a[href^="/bundles/"], main a[href^="/filings/"]');
      if (!link || link.getAttribute("href") === "/home") return;
      event.preventDefault();
      const number = Number(sessionStorage.getItem("frames") || 0) + 1;
      sessionStorage.setItem("frames", number);
      document.querySelectorAll("iframe.layer").forEach((old) => old.classList.add("left-behind"));
      const address = "/frame?to=" + encodeURIComponent(link.getAttribute("href"));
      const name = "layui-layer-iframe" + number;
      document.querySelector("main").prepend(make("iframe", { class: "layer", name, src: address, title: link.textContent }));
    });
  },

  /* A question stands in front of the page's own. */
  "stacked-dialogs"() {
    const dialog = document.querySelector("main .dialog form");
    if (dialog) box("您将提交所选数据，是否继续？", [["是", () => {}], ["否", () => history.back()]]);
  },

  "native-confirm"() {
    document.addEventListener("submit", (event) => {
      const action = (event.submitter && event.submitter.getAttribute("formaction")) || event.target.getAttribute("action");
      if (!/^\/pending\/(confirm|withdraw)/.test(action)) return;
      if (event.target.closest(".dialog")) return;
      if (!window.confirm("确认办理所选数据？")) event.preventDefault();
    });
  },

  /* The upload leaves the page as it is; its button stays dead. */
  "dead-upload"() {
    const button = document.getElementById("uploadButton");
    if (!button) return;
    button.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      const answer = await fetch(button.form.action, { method: "POST", body: new FormData(button.form) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const list = page.getElementById("import-list");
      if (list) document.getElementById("import-list").replaceWith(list);
      const problem = page.querySelector("main .problems");
      box(problem ? problem.textContent.trim() : "上传文件成功，系统正在处理您提交的文件，【处理详情】列表可以查看处理进度。", [["确定", () => {}]]);
    });
  },

  /* The busy sign is gone long before the table comes. */
  "early-spinner"() {
    const spinner = make("div", { id: "spinner", role: "status" }, "正在加载……");
    document.body.append(spinner);
    setTimeout(() => spinner.remove(), 100);
    for (const scroller of document.querySelectorAll(".scroller")) {
      const held = [...scroller.childNodes];
      scroller.replaceChildren();
      setTimeout(() => { scroller.append(...held); if (on.has("virtual-rows")) virtual(scroller); }, 700);
    }
  },

  "virtual-rows"() {
    if (!on.has("early-spinner")) document.querySelectorAll(".scroller").forEach(virtual);
  },

  "blob-frame"() {
    const button = document.getElementById("print-declaration");
    if (!button) return;
    button.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await fetch(button.form.action, { method: "POST", body: new URLSearchParams(new FormData(button.form)) });
      const frame = make("iframe", { class: "layer", name: "pdf", title: "申报表" });
      frame.src = URL.createObjectURL(await answer.blob());
      button.form.after(frame);
    });
  },

  /* Dates are picked in a box that opens a moment after the click. */
  "readonly-dates"() {
    for (const input of document.querySelectorAll('input[type="date"]')) {
      input.type = "text";
      input.readOnly = true;
      input.addEventListener("click", () => setTimeout(() => pick(input), 50));
    }
  },

  "ignored-click"() {
    let ignored = false;
    document.addEventListener("click", (event) => {
      if (ignored || !event.target.closest("button, a")) return;
      ignored = true;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
  },
};

/* Only the rows in sight stand in the page; what is ticked out of sight is sent all the same. */
const SEEN = 6;
const virtual = (scroller) => {
  const body = scroller.querySelector("[data-rows]");
  if (!body) return;
  const rows = [...body.querySelectorAll("[data-row]")];
  if (rows.length <= SEEN) return;
  const height = rows[0].offsetHeight || 40;
  scroller.classList.add("virtual");
  const before = make(rows[0].tagName, { "aria-hidden": "true" });
  const after = before.cloneNode();
  const show = () => {
    const isEnd = scroller.scrollTop > 0 && scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1;
    const first = Math.min(isEnd ? rows.length : Math.floor(scroller.scrollTop / height), rows.length - SEEN);
    before.style.height = first * height + "px";
    after.style.height = (rows.length - SEEN - first) * height + "px";
    body.replaceChildren(before, ...rows.slice(first, first + SEEN), after);
  };
  scroller.addEventListener("scroll", show);
  show();
  const form = scroller.closest("form");
  if (form) form.addEventListener("formdata", (event) => {
    for (const row of rows) {
      if (row.isConnected) continue;
      for (const tick of row.querySelectorAll("input:checked")) event.formData.append(tick.name, tick.value);
    }
  });
};

const pick = (input) => {
  const shown = input.value ? new Date(input.value + "T12:00") : new Date();
  const dialog = make("div", { class: "overlay dates", role: "dialog", "aria-label": "选择日期" });
  const draw = () => {
    const [year, month] = [shown.getFullYear(), shown.getMonth()];
    const two = (number) => String(number).padStart(2, "0");
    dialog.replaceChildren(make("p", {}, `${year}年${month + 1}月`));
    const move = (words, months) => {
      const button = make("button", { type: "button", class: "small" }, words);
      button.addEventListener("click", () => { shown.setDate(1); shown.setMonth(month + months); draw(); });
      dialog.append(button);
    };
    move("上一月", -1);
    move("下一月", 1);
    const days = make("div", { class: "days" });
    for (let day = 1; day <= new Date(year, month + 1, 0).getDate(); day++) {
      const button = make("button", { type: "button", class: "small" }, String(day));
      button.addEventListener("click", () => { input.value = `${year}-${two(month + 1)}-${two(day)}`; dialog.remove(); });
      days.append(button);
    }
    dialog.append(days);
  };
  draw();
  document.body.append(dialog);
};

for (const [name, start] of Object.entries(quirks)) if (on.has(name)) start();
