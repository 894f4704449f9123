"use strict";

// Everything shown comes from the hub's own documents, and goes into the page as text, never as markup.
const state = { token: "", documents: [], operations: [] };
// What of an answer's headers a caller goes on with.
const told = ["ETag", "Location", "Link", "Retry-After"];
const methods = ["get", "head", "post", "put", "patch", "delete"];
const at = id => document.getElementById(id);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

async function read(path) {
  const headers = state.token ? { Authorization: `Bearer ${state.token}` } : {};
  const response = await fetch(path, { headers, cache: "no-store", credentials: "omit" });
  return { role: response.headers.get("X-Hub-Role"), contract: response.ok ? await response.json() : null };
}

async function load() {
  const { role, contract: routes } = await read("/hub/openapi.json");
  const systems = state.token && role ? (await read("/hub/openapi.json?systems")).contract : null;
  state.documents = [routes, systems].filter(Boolean);
  state.operations = state.documents.flatMap(collect);
  at("version").textContent = routes ? `contract ${routes.info.version}` : "";
  at("who").textContent = !state.token ? ""
    : !role ? "No token of this hub's, or revoked or expired."
    : systems ? "All routes and systems." : "The routes of this token.";
  at("who").className = state.token && !role ? "bad" : "quiet";
  list();
  show();
}

function collect(source) {
  const server = (source.servers?.[0]?.url ?? "/").replace(/\/$/, "");
  return Object.entries(source.paths).flatMap(([path, item]) => methods.filter(method => item[method]).map(method => ({
    source, server, path, method, id: item[method].operationId, ...item[method],
  })));
}

function list() {
  const wanted = at("search").value.trim().toLowerCase();
  const groups = new Map();
  for (const operation of state.operations) {
    if (!`${operation.method} ${operation.path} ${operation.summary}`.toLowerCase().includes(wanted)) continue;
    const tag = operation.tags[0];
    groups.set(tag, [...groups.get(tag) ?? [], operation]);
  }
  const selected = decodeURIComponent(location.hash.slice(1));
  at("list").replaceChildren(...[...groups].flatMap(([tag, operations]) => [
    element("h3", {}, tag),
    ...operations.map(operation => element(
      "a", { href: `#${encodeURIComponent(operation.id)}`, "aria-current": operation.id === selected && "page", title: operation.summary },
      badge(operation.method), element("span", {}, operation.tags[0].startsWith("system ") ? operation.summary : operation.path))),
  ]));
  if (groups.size === 0)
    at("list").append(element("p", { class: "quiet" }, wanted ? "Nothing found." : "No route is told to everybody; use a token."));
}

const badge = method => element("span", { class: `method ${method}` }, method);

function show() {
  const selected = decodeURIComponent(location.hash.slice(1));
  const operation = state.operations.find(o => o.id === selected) ?? state.operations[0];
  at("main").replaceChildren(...operation ? page(operation) : [element("p", { class: "quiet" }, "There is nothing to show yet: enter a token above.")]);
}

function page(operation) {
  const owner = operation.source.tags.find(t => t.name === operation.tags[0])?.description ?? "";
  const body = bodyOf(operation);
  return [
    element("h2", {}, badge(operation.method), element("span", { class: "path" }, operation.path)),
    element("p", {}, element("strong", {}, operation.summary)),
    ...(operation.description ?? "").split("\n\n").filter(Boolean).map(text => element("p", {}, text)),
    element("p", { class: "quiet" }, [...operation["x-hub-routes"] ?? [operation.id], owner, access(operation)].filter(Boolean).join(" · ")),
    ...operation.parameters.length ? [element("h3", {}, "Parameters"), parameters(operation)] : [],
    ...body ? [element("h3", {}, operation.requestBody.required ? "Request, required" : "Request"), ...described(operation.source, body)] : [],
    element("h3", {}, "Answers"),
    ...Object.entries(operation.responses).flatMap(([status, response]) => answer(operation.source, status, response)),
    element("h3", {}, "Try it"),
    tryIt(operation, body),
  ];
}

const access = operation => operation.security?.length ? "takes a token" : "no token of the hub's";
const bodyOf = operation => operation.requestBody?.content?.["application/json"]?.schema;

function parameters(operation) {
  return element("table", {},
    element("thead", {}, element("tr", {}, ...["Name", "In", "Type", ""].map(title => element("th", {}, title)))),
    element("tbody", {}, ...operation.parameters.map(p => element("tr", {},
      element("td", { class: "mono" }, p.name, p.required ? element("span", { class: "must" }, " *") : null),
      element("td", {}, p.in),
      element("td", {}, typeOf(operation.source, p.schema)),
      element("td", { class: "quiet" }, p.description ?? "")))));
}

function answer(source, status, response) {
  const schema = Object.values(response.content ?? {})[0]?.schema;
  const title = element("p", {}, element("strong", { class: status < "400" ? "good" : "bad" }, status), ` ${response.description}`);
  if (schema && status === "default")
    return [title, element("details", {}, element("summary", { class: "quiet" }, "What a failure tells"), fields(source, schema, 0))];
  return schema && status < "300" ? [title, ...described(source, schema)] : [title];
}

function described(source, schema) {
  return [
    fields(source, schema, 0),
    element("details", {}, element("summary", { class: "quiet" }, "Example"), element("pre", {}, JSON.stringify(example(source, schema), null, 2))),
  ];
}

function resolve(source, schema) {
  for (let hops = 0; schema?.$ref && hops < 10; hops++)
    schema = source.components.schemas[schema.$ref.split("/").pop()];
  return schema ?? {};
}

function typeOf(source, given) {
  const schema = resolve(source, given);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map(v => JSON.stringify(v)).join(" | ");
  if (schema.properties || schema.allOf) return "object";
  if (schema.anyOf) return [...new Set(schema.anyOf.map(s => typeOf(source, s)))].join(" or ");
  const type = [schema.type ?? "any"].flat().join(" or ");
  const facets = [
    schema.format, schema.pattern && `/${schema.pattern}/`, range(schema, "minimum", "maximum", ""),
    range(schema, "minLength", "maxLength", " characters"), range(schema, "minItems", "maxItems", " entries"),
    "default" in schema ? `default ${JSON.stringify(schema.default)}` : null,
  ].filter(Boolean);
  const items = type === "array" && schema.items ? ` of ${typeOf(source, schema.items)}` : "";
  return type + items + (facets.length ? ` (${facets.join(", ")})` : "");
}

function range(schema, least, most, what) {
  if (schema[least] === undefined && schema[most] === undefined) return null;
  return `${schema[least] ?? ""}…${schema[most] ?? ""}${what}`;
}

function fields(source, given, depth) {
  const schema = resolve(source, given);
  const within = schema.type === "array" ? resolve(source, schema.items ?? {}) : schema;
  const parts = [within, ...(within.allOf ?? []), ...(within.anyOf ?? [])].map(part => resolve(source, part));
  const shown = element("div", { class: "fields" });
  if (within.description) shown.append(element("div", { class: "quiet" }, within.description));
  for (const part of parts) {
    for (const [name, property] of Object.entries(part.properties ?? {})) {
      const label = [
        element("span", { class: "name" }, name), part.required?.includes(name) ? element("span", { class: "must" }, " *") : null,
        element("span", { class: "type" }, typeOf(source, property)),
      ];
      shown.append(nested(source, property)
        ? unfolded(label, () => fields(source, property, depth + 1), depth < 1)
        : element("div", { class: "field" }, ...label));
    }
  }
  if (!shown.hasChildNodes()) shown.append(element("span", { class: "type" }, typeOf(source, schema)));
  return shown;
}

// A type may hold itself, so what is within is only made when somebody looks.
function unfolded(label, make, open) {
  const details = element("details", { class: "field", open }, element("summary", {}, ...label));
  const fill = () => { if (details.open && details.children.length === 1) details.append(make()); };
  details.addEventListener("toggle", fill);
  fill();
  return details;
}

function nested(source, given) {
  const schema = resolve(source, given);
  const within = schema.type === "array" ? resolve(source, schema.items ?? {}) : schema;
  return [within, ...(within.anyOf ?? []), ...(within.allOf ?? [])].some(part => resolve(source, part).properties);
}

function example(source, given, depth = 0, name = "text") {
  const schema = resolve(source, given);
  if (schema.examples?.length) return schema.examples[0];
  if ("const" in schema) return schema.const;
  if ("default" in schema) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf && !schema.properties) return example(source, schema.anyOf[0], depth, name);
  if (schema.allOf && !schema.properties) return Object.assign({}, ...schema.allOf.map(part => example(source, part, depth, name)));
  switch ([schema.type].flat()[0]) {
    case "array": return depth > 4 ? [] : [example(source, schema.items ?? {}, depth + 1, name)];
    case "boolean": return true;
    case "integer": case "number": return Math.max(Number(schema.minimum ?? 1), 1);
    case "string": return text(schema, name);
    case "object": return Object.fromEntries(Object.entries(schema.properties ?? {})
      .filter(([name]) => !others(schema).has(name))
      .filter(([name]) => depth < 3 || schema.required?.includes(name)).filter(() => depth < 6)
      .map(([inner, property]) => [inner, example(source, property, depth + 1, inner)]));
    default: return null;
  }
}

// Members of which one excludes the other: those that an example with the first of each choice leaves out.
function others(schema) {
  const left = new Set();
  for (const [first, ...rest] of [schema, ...(schema.allOf ?? [])].flatMap(s => [s.oneOf, s.anyOf]).filter(Boolean)) {
    const taken = named(first);
    for (const name of rest.flatMap(named)) if (!taken.includes(name)) left.add(name);
    for (const name of others(first)) left.add(name);
  }
  return left;
}

const named = schema => Array.isArray(schema) ? schema.flatMap(named)
  : Object.entries(schema).flatMap(([word, value]) => word === "required" ? value : named(value));

// A text that says what belongs there: its own name, in words.
function text(schema, name) {
  switch (schema.format) {
    case "date": return "2026-01-31";
    case "date-time": return "2026-01-31T12:00:00Z";
    case "uuid": return "00000000-0000-4000-8000-000000000000";
    case "byte": return "";
  }
  const prefix = /^\^([A-Za-z0-9-]+)$/.exec(schema.pattern ?? "");
  return prefix ? `${prefix[1]}1` : words(name).padEnd(schema.minLength ?? 0, "x").slice(0, schema.maxLength ?? 40);
}

const words = name => name.replace(/[^A-Za-z0-9]+/g, " ").replace(/([a-z0-9])([A-Z])/g, "$1 $2").trim().toLowerCase() || "text";

function tryIt(operation, body) {
  const inputs = operation.parameters.map(p => ({
    parameter: p,
    input: element("input", {
      autocomplete: "off", spellcheck: "false", required: p.required, placeholder: typeOf(operation.source, p.schema),
    }),
  }));
  const written = body ? element("textarea", { spellcheck: "false", "aria-label": "Body" }) : null;
  if (written) written.value = JSON.stringify(example(operation.source, body, 0), null, 2);
  const call = element("pre", {});
  const language = element("select", { "aria-label": "Language of the call" },
    ...Object.keys(languages).map(name => element("option", { value: name }, name)));
  const copied = element("span", { class: "quiet", role: "status" });
  const copy = element("button", { type: "button", onclick: async () => { copied.textContent = await copyText(call) ? "Copied." : "Selected; copy it with Ctrl+C."; } }, "Copy");
  const result = element("div", { role: "status" });
  const send = element("button", { type: "submit", class: "send" }, "Send");
  const update = () => {
    copied.textContent = "";
    call.textContent = languages[language.value](operation, request(operation, inputs, written));
  };
  const form = element("form", {
    class: "try", oninput: update, onsubmit: event => { event.preventDefault(); run(operation, request(operation, inputs, written), send, result); },
  },
  ...inputs.map(({ parameter, input }) => element("label", {},
    element("span", { class: "mono" }, parameter.name, parameter.required ? element("span", { class: "must" }, " *") : null), input)),
  written, element("div", { class: "bar" }, send, element("span", { class: "quiet" }, "Sent from this page, to this hub.")),
  element("div", { class: "bar" }, language, copy, copied), call, result);
  update();
  return form;
}

function request(operation, inputs, written) {
  let path = operation.path;
  const [query, headers] = [new URLSearchParams(), {}];
  for (const { parameter, input } of inputs) {
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (input.value === "") continue;
    else if (parameter.in === "query") query.append(parameter.name, input.value);
    else headers[parameter.name] = input.value;
  }
  if (written) headers["Content-Type"] = "application/json";
  const target = operation.server + path + (query.size ? `?${query}` : "");
  return { target, method: operation.method.toUpperCase(), headers, body: written?.value };
}

// A token never stands in what people copy: the shell has it.
function curlOf(operation, { target, method, headers, body }) {
  const quote = value => `'${value.replaceAll("'", "'\\''")}'`;
  const lines = [`curl -X ${method} ${quote(new URL(target, location.origin).href)}`];
  if (operation.security?.length) lines.push('-H "Authorization: Bearer $HUB_TOKEN"');
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quote(`${name}: ${value}`)}`);
  if (body) lines.push(`-d ${quote(body.replace(/\s*\n\s*/g, " "))}`);
  return lines.join(" \\\n  ");
}

function javaScriptOf(operation, { target, method, headers, body }) {
  const all = operation.security?.length ? { Authorization: "Bearer …", ...headers } : headers;
  const options = [`method: ${JSON.stringify(method)}`];
  if (Object.keys(all).length) options.push(`headers: ${JSON.stringify(all)}`);
  if (body) options.push(`body: ${JSON.stringify(body.replace(/\s*\n\s*/g, " "))}`);
  return `const response = await fetch(${JSON.stringify(new URL(target, location.origin).href)}, {\n  ${options.join(",\n  ")},\n});\nconsole.log(response.status, await response.text());`;
}

function powerShellOf(operation, { target, method, headers, body }) {
  const quote = value => `'${value.replaceAll("'", "''")}'`;
  const lines = [`Invoke-WebRequest -Method ${method} -Uri ${quote(new URL(target, location.origin).href)}`];
  const all = Object.entries(headers).filter(([name]) => name !== "Content-Type").map(([name, value]) => `${quote(name)} = ${quote(value)}`);
  if (operation.security?.length) all.unshift('Authorization = "Bearer $env:HUB_TOKEN"');
  if (all.length) lines.push(`-Headers @{ ${all.join("; ")} }`);
  if (body) lines.push(`-ContentType 'application/json' -Body ${quote(body.replace(/\s*\n\s*/g, " "))}`);
  return lines.join(" `\n  ");
}

const languages = { curl: curlOf, JavaScript: javaScriptOf, PowerShell: powerShellOf };

// Only pages from this machine or by https may write to the clipboard; elsewhere the text is selected.
async function copyText(node) {
  try {
    await navigator.clipboard.writeText(node.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(node);
    return false;
  }
}

async function run(operation, { target, method, headers, body }, send, result) {
  if (new URL(target, location.origin).origin !== location.origin) {
    result.replaceChildren(element("p", { class: "bad" }, "The public API is at a port of its own, which this page may not ask: use the line below the button."));
    return;
  }
  send.disabled = true;
  const began = performance.now();
  try {
    const own = operation.security?.length && state.token ? { Authorization: `Bearer ${state.token}` } : {};
    const response = await fetch(target, { method, headers: { ...headers, ...own }, body, credentials: "omit", redirect: "manual", cache: "no-store" });
    const answered = await response.text();
    result.replaceChildren(
      element("p", {}, element("strong", { class: response.ok ? "good" : "bad" }, `${response.status} ${response.statusText}`),
        element("span", { class: "quiet" }, ` ${Math.round(performance.now() - began)} ms · ${response.headers.get("X-Hub-Side") ?? ""} ${response.headers.get("X-Hub-Request-Id") ?? ""}`)),
      ...told.map(name => [name, response.headers.get(name)]).filter(([, value]) => value)
        .map(([name, value]) => element("p", { class: "mono" }, `${name}: ${value}`)),
      ...answered ? [element("pre", {}, pretty(answered))] : []);
  } catch (error) {
    result.replaceChildren(element("p", { class: "bad" }, `No answer: ${error.message}`));
  } finally {
    send.disabled = false;
  }
}

// Numbers keep all their digits, so the text is only laid out anew where parsing loses nothing.
function pretty(given) {
  try {
    return /\d{16}|\d\.\d*0\b|[eE][+-]?\d/.test(given) ? given : JSON.stringify(JSON.parse(given), null, 2);
  } catch {
    return given;
  }
}

at("use").addEventListener("click", () => { state.token = at("token").value.trim(); at("token").value = ""; load(); });
at("token").addEventListener("keydown", event => { if (event.key === "Enter") at("use").click(); });
at("search").addEventListener("input", list);
addEventListener("hashchange", () => { list(); show(); at("main").focus(); });
load();
