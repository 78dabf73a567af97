// A device that takes pushes by UnifiedPush from an XMPP server (XEP-less, gultsch.de's draft, as
// Prosody's mod_unified_push speaks it): node up_device.js PORT USER PASSWORD
//
// Prints the endpoint, the device's public key and its secret as JSON, then each push as it reads it.
'use strict';
const crypto = require('crypto');
const ece = require('http_ece');
const { client, xml } = require('@xmpp/client');
const [port, username, password] = process.argv.slice(2);

const space = 'http://gultsch.de/xmpp/drafts/unified-push';
const device = crypto.createECDH('prime256v1');
device.generateKeys();
const secret = crypto.randomBytes(16);
const name = (text) => crypto.createHash('sha256').update(text).digest('base64');

const xmpp = client({ service: `xmpp://127.0.0.1:${port}`, domain: 'localhost', username, password });

xmpp.iqCallee.set(space, 'push', (context) => {
  const body = Buffer.from(context.element.text(), 'base64');
  const read = ece.decrypt(body, { version: 'aes128gcm', privateKey: device, authSecret: secret });
  console.log(read.toString());
  return true;
});

xmpp.on('error', (error) => console.log(`failed: ${error}`));
xmpp.on('online', async () => {
  const answer = await xmpp.iqCaller.request(xml('iq', { type: 'set', to: 'localhost' },
    xml('register', { xmlns: space, application: name('belfry'), instance: name('one') })));
  console.log(JSON.stringify({
    endpoint: answer.getChild('registered', space).attrs.endpoint,
    p256dh: device.getPublicKey().toString('base64url'),
    auth: secret.toString('base64url'),
  }));
});
xmpp.start().catch((error) => console.log(`failed: ${error}`));
