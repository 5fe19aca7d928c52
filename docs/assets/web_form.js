// A form for one row, made from the JSON Schema of a selection alone: no item, column or code is named here.
(() => {
  const SENTENCES = {
    zh: { required: "必填", choice: "请从列表中选择", form: "格式不对", beside: "填了同一部分的其他列，这一列也要填" },
    en: { required: "required", choice: "choose from the list", form: "not in this form", beside: "required with what is filled beside it" },
  };
  const typeOf = (value) => (Number.isInteger(value) ? "integer" : typeof value);

  /** Why a value does not follow the schema of its column; "" when it does. */
  function wrong(column, value) {
    if (column.enum && !column.enum.includes(value)) return "choice";
    if (column.oneOf) return column.oneOf.some((entry) => entry.const === value) ? "" : "choice";
    const types = [column.type ?? typeOf(value)].flat();
    if (!types.includes(typeOf(value)) && !(types.includes("number") && typeof value === "number")) return "form";
    if (typeof value === "number") {
      return value < (column.minimum ?? -Infinity) || value > (column.maximum ?? Infinity) ? "form" : "";
    }
    const length = [...value].length; // characters, as the schema counts them
    if (length < (column.minLength ?? 0) || length > (column.maxLength ?? Infinity)) return "form";
    return column.pattern && !new RegExp(column.pattern, "u").test(value) ? "form" : "";
  }

  /** Column key to what is wrong with a row: `required`, `beside`, `choice` or `form`. An empty cell has no key. */
  function problems(schema, row) {
    const wrongs = Object.create(null);
    for (const [key, value] of Object.entries(row)) {
      const column = Object.hasOwn(schema.properties ?? {}, key) && schema.properties[key];
      const reason = column ? wrong(column, value) : schema.additionalProperties === false ? "form" : "";
      if (reason) wrongs[key] ??= reason;
    }
    for (const key of schema.required ?? []) if (!Object.hasOwn(row, key)) wrongs[key] ??= "required";
    for (const [key, others] of Object.entries(schema.dependentRequired ?? {})) {
      if (Object.hasOwn(row, key)) for (const other of others) if (!Object.hasOwn(row, other)) wrongs[other] ??= "beside";
    }
    for (const condition of schema.allOf ?? []) {
      const met = Object.keys(problems(condition.if, row)).length === 0;
      const part = met ? condition.then : condition.else;
      if (part) Object.assign(wrongs, { ...problems(part, row), ...wrongs });
    }
    return wrongs;
  }

  /** What stands in a form's fields as a row: blanks are left out, numbers are numbers. */
  function rowOf(schema, entries) {
    const row = {};
    for (const [key, typed] of entries) {
      const text = typed.trim();
      const column = schema.properties[key];
      const isNumber = [column?.type].flat().some((type) => type === "integer" || type === "number");
      if (text) row[key] = isNumber && new RegExp(column.pattern, "u").test(text) ? Number(text) : text;
    }
    return row;
  }

  const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /** The fields as HTML, a group for each section of the sheet. */
  function html(schema) {
    const groups = new Map();
    for (const [key, column] of Object.entries(schema.properties)) {
      const name = escaped(key);
      const mark = schema.required.includes(key) ? " *" : "";
      const options = (column.oneOf ?? []).map((entry) => `<option value="${escaped(entry.const)}">${escaped(entry.title)}</option>`);
      const field = column.oneOf
        ? `<select id="${name}" name="${name}"><option value=""></option>${options.join("")}</select>`
        : `<input id="${name}" name="${name}" autocomplete="off" aria-describedby="${name}?">`;
      const label = `<label for="${name}">${escaped(column.title)}${mark}</label>`;
      const hint = `<small id="${name}?">${escaped(column.description ?? "")}</small>`;
      const section = column["x-section"] ?? "";
      groups.set(section, (groups.get(section) ?? "") + `<p>${label}${field}${hint}<output for="${name}"></output></p>`);
    }
    return [...groups].map(([title, fields]) => `<fieldset><legend>${escaped(title)}</legend>${fields}</fieldset>`).join("");
  }

  /** Fills a form element, checks it at each change, and hands each right row that is sent to `send`. */
  function mount(form, schema, send, lang = "zh") {
    form.insertAdjacentHTML("afterbegin", html(schema));
    const row = () => rowOf(schema, [...new FormData(form)]);
    const show = (all) => {
      const wrongs = problems(schema, row());
      for (const key of Object.keys(schema.properties)) {
        const field = form.elements[key];
        const text = wrongs[key] && (all || field.value.trim() || wrongs[key] === "beside") ? SENTENCES[lang][wrongs[key]] : "";
        field.parentElement.querySelector("output").value = text;
        field.setAttribute("aria-invalid", String(text !== ""));
      }
      return Object.keys(wrongs);
    };
    form.addEventListener("change", () => show(false));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [first] = show(true);
      if (first) form.elements[first]?.focus();
      else send(row());
    });
  }

  globalThis.sxForm = { html, mount, problems, rowOf };
})();
