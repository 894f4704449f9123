// node-soap (https://github.com/vpulim/node-soap) as a server: warehouse.js CONTRACTS serves all three WSDLs on a free port.
const fs = require('fs'), http = require('http'), path = require('path');
const soap = require(path.join(process.env.NODE_MODULES, 'soap'));
const contracts = process.argv[2];

const article = (no, tags, bins) => ({
  attributes: { rev: 7 }, No: no, Price: '1234567890123456789.0123456789', Stock: 3, Listed: '2024-02-29',
  Changed: '2026-01-05T08:30:00.125+01:00', Active: true, Note: null, Tag: tags, Bin: bins,
});

const warehouse = {
  GetArticle: ({ No }) => {
    if (No === 'none')
      throw { Fault: { faultcode: 'soap:Client', faultstring: 'There is no such article.', detail: { NoSuchArticle: { No, Known: 2 } } } };
    const n = Number(No);
    return { Article: article(No, Array.from({ length: n }, (_, i) => `t${i}`), Array.from({ length: n }, (_, i) => ({ Shelf: `S${i} <&>`, Count: i }))) };
  },
  StoreArticle: ({ Article }) => ({ Article }),
};

const rpc = {
  Add: ({ left, right }) => ({ sum: String(Number(left.$value ?? left) + Number(right.$value ?? right)) }),
  Store: ({ article }) => ({ article }),
  List: ({ count }) => ({ articles: { Article: Array.from({ length: Number(count.$value ?? count) }, (_, i) => ({ No: `a${i}`, Price: '0.10', Note: 'n' })) } }),
};

const server = http.createServer((_, response) => response.writeHead(404).end());
const options = { customDeserializer: { decimal: text => text, dateTime: text => text, date: text => text } };
const serve = (url, service, file) =>
  soap.listen(server, { path: url, services: service, xml: fs.readFileSync(path.join(contracts, file), 'utf8'), ...options });
server.listen(0, '127.0.0.1', () => {
  serve('/document', { Warehouse: { Warehouse: warehouse } }, 'warehouse.wsdl');
  serve('/rpc-literal', { Rpc: { Rpc: rpc } }, 'rpc-literal.wsdl');
  console.log(`http://127.0.0.1:${server.address().port}`);
});
// Whoever started this holds its input open.
process.stdin.on('end', () => process.exit()).resume();
