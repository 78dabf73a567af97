// A gateway that answers, falls silent or hangs up as it is told, by npm's mockttp:
// node ill_gateway.js PORT RULES
//
// RULES is JSON: a list of {at, does: "silent" | "reset" | "closed"} or {at, status, headers, body}.
// A request to /AT or below meets that fate. Prints a line for each request.
'use strict';
const net = require('net');
const mockttp = require('mockttp');

// mockttp takes no address; nobody outside is to reach it.
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function onLoopback(port, ...more) {
  return listen.call(this, port, '127.0.0.1', ...more);
};

const gateway = mockttp.getLocal();
const fates = {
  silent: (rule) => rule.thenTimeout(),
  reset: (rule) => rule.thenResetConnection(),
  closed: (rule) => rule.thenCloseConnection(),
};

async function run(port, rules) {
  await gateway.start(port);
  await gateway.on('request-initiated', ({ method, path }) => console.log(`${method} ${path}`));
  for (const { at, does, status, headers, body } of rules) {
    const rule = gateway.forAnyRequest().matching(({ path }) => path.split('/')[1] === at).always();
    await (does ? fates[does](rule) : rule.thenReply(status, body, headers));
  }
  console.log('listening');
}
run(Number(process.argv[2]), JSON.parse(process.argv[3]));
