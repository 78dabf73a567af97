// A browser's half of a push, by npm's http_ece and jsonwebtoken: node push_reader.js FILE
//
// FILE is JSON: the body in base64url, the device's private key and secret, and the Authorization
// field. Prints the payload, and the claims of the token once its signature was found good.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const ece = require('http_ece');
const jwt = require('jsonwebtoken');

const push = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const octets = (text) => Buffer.from(text, 'base64url');

const device = crypto.createECDH('prime256v1');
device.setPrivateKey(octets(push.private));
const payload = ece.decrypt(octets(push.body), {
  version: 'aes128gcm',
  privateKey: device,
  authSecret: octets(push.secret),
});
console.log(`${payload.length} ${payload.toString()}`);

const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(push.authorization);
const point = octets(key);
const pem = crypto.createPublicKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  },
});
const claims = jwt.verify(token, pem, {
  algorithms: ['ES256'],
  clockTimestamp: push.now,
  audience: push.audience,
});
console.log(JSON.stringify(claims));
