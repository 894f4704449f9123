// node gateway.js PORT WSDL ADDRESS: JSON in, GetOrder called by node-soap, its answer as JSON out. One process, as npm's
// soap is used: the client is made once, its connections stay open.
'use strict';
const http = require('node:http');
const axios = require('axios');
const soap = require('soap');

const [port, wsdl, address] = process.argv.slice(2);
const request = axios.create({ httpAgent: new http.Agent({ keepAlive: true }), proxy: false });

soap.createClientAsync(wsdl, { endpoint: address, request }).then((client) => {
  const server = http.createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', async () => {
      try {
        const [answer] = await client.GetOrderAsync(JSON.parse(Buffer.concat(chunks)));
        send(outgoing, 200, answer);
      } catch (error) {
        send(outgoing, 502, { title: error.message });
      }
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(Number(port), '127.0.0.1');
});

function send(outgoing, status, content) {
  const json = Buffer.from(JSON.stringify(content));
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': json.length });
  outgoing.end(json);
}
