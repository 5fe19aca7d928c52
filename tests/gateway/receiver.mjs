// A vendor's receiver of webhooks: names of headers, body and signature are read from the OpenAPI document.
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [path, secret] = process.argv.slice(2);
const document = JSON.parse(readFileSync(path, "utf8"));
const { parameters, requestBody } = document.webhooks.change.post;
const { $ref } = requestBody.content["application/json"].schema;
const schema = $ref.split("/").slice(1).reduce((place, part) => place[part], document);

function verified(headers, body) {
  const [id, timestamp, signatures] = parameters.map(({ name }) => headers[name.toLowerCase()]);
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const digest = createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const right = Buffer.from(`v1,${digest}`);
  return signatures.split(" ").some((text) => {
    const given = Buffer.from(text);
    return given.length === right.length && timingSafeEqual(given, right);
  });
}

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const good = verified(request.headers, body);
  response.writeHead(good ? 204 : 401).end();
  const change = JSON.parse(body);
  const lacking = schema.required.filter((name) => !(name in change));
  const unknown = Object.keys(change).filter((name) => !(name in schema.properties));
  console.log(JSON.stringify({ good, lacking, unknown, change }));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
