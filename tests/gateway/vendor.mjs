// A vendor's program: everything it knows of the gateway is its OpenAPI document.
const [base, user, password, on] = process.argv.slice(2);
const document = await (await fetch(`${base}/openapi`)).json();
let token = "";

async function call(name, { path = {}, query = {}, headers = {}, body } = {}) {
  for (const [template, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId !== name) continue;
      const url = new URL(base + template.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(path[key])));
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
      const sent = { ...headers };
      if (token) sent.Authorization = `Bearer ${token}`;
      const [media] = Object.keys(operation.requestBody?.content ?? {});
      if (media === "application/json") body = JSON.stringify(body);
      if (media && media !== "multipart/form-data") sent["Content-Type"] = media;
      const answer = await fetch(url, { method: method.toUpperCase(), headers: sent, body });
      if (!(String(answer.status) in operation.responses)) throw new Error(`${name}: ${answer.status}`);
      const type = answer.headers.get("content-type") ?? "";
      const content = type.includes("json") ? await answer.json() : await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${name}: ${content.error} ${content.code} ${content.detail}`);
      return content;
    }
  }
  throw new Error(`the document has no ${name}`);
}

token = (await call("sign_in", { body: { user, password } })).token;
const { bundles } = await call("catalog");
const bundle = bundles.find((one) => one.items.some((item) => item.title === "就业登记"));
const item = bundle.items.find((one) => one.title === "就业登记");
const query = { bundle: bundle.key, items: item.key, on };
const { row: schema } = await call("schema", { query });

// A form would ask for these; the schema says what each column is called and what it may hold.
const known = { 姓名: "测试甲", 证件号码: "11010519491231002X", 联系电话: "19900000000", 就业日期: on.replaceAll("-", "") };
const filled = {};
for (const [key, column] of Object.entries(schema.properties)) {
  if (column.title in known) filled[key] = known[column.title];
  else if (schema.required.includes(key)) filled[key] = column.oneOf ? column.oneOf[0].const : on.replaceAll("-", "");
  if (column.title === "证件类型") filled[key] = column.oneOf[0].const;
}
const selection = { bundle: bundle.key, items: [item.key], on };
const checked = await call("check", { body: { selection, rows: [filled] } });
const codes = checked.problems.map((one) => one.code);
const meanings = await Promise.all(codes.map(async (code) => (await call("explain", { path: { code } })).mend));
const opened = await call("open", {
  headers: { "Idempotency-Key": `"${encodeURIComponent("入职 甲")}"` },
  body: selection,
});
const form = new FormData();
form.append("licence", new Blob([new Uint8Array([1, 2, 3])]), "file");
let early = "";
try {
  await call("attach_many", { path: { filing: opened.filing }, body: form });
} catch (error) {
  early = error.message;
}
const ledger = await call("ledger", { path: { filing: opened.filing } });
await call("leave");
console.log(JSON.stringify({ checked, meanings, early, reference: ledger.reference, items: ledger.items }));
