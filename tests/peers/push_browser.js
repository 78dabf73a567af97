// A device with our service worker: node push_browser.js BASE FILE
//
// FILE is JSON: a push's body in base64url and the device's private key and secret. Opens the push
// as a browser does, by npm's http_ece, and hands it to the service worker in Chromium, since no push
// service can be reached. Prints the notification that it shows.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const ece = require('http_ece');
const puppeteer = require('puppeteer-core');
const [base, file] = process.argv.slice(2);

function opened() {
  const push = JSON.parse(fs.readFileSync(file, 'utf8'));
  const octets = (text) => Buffer.from(text, 'base64url');
  const device = crypto.createECDH('prime256v1');
  device.setPrivateKey(octets(push.private));
  return ece.decrypt(octets(push.body), {
    version: 'aes128gcm', privateKey: device, authSecret: octets(push.secret),
  }).toString();
}

async function main() {
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await browser.defaultBrowserContext().overridePermissions(base, ['notifications']);
    const page = await browser.newPage();
    await page.setBypassCSP(true); // no page of the inbox is at hand that may register it
    await page.goto(`${base}/healthz`);
    const protocol = await page.createCDPSession();
    const registered = new Promise((resolve) => {
      protocol.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations.length > 0) resolve(registrations[0].registrationId);
      });
    });
    await protocol.send('ServiceWorker.enable');
    await page.evaluate(async () => {
      const made = await navigator.serviceWorker.register('/inbox/sw.js', { scope: '/inbox/' });
      const worker = made.installing || made.waiting || made.active;
      await new Promise((resolve) => {
        if (worker.state === 'activated') resolve();
        worker.addEventListener('statechange', () => worker.state === 'activated' && resolve());
      });
    });
    // Asked there, since Chromium soon forgets what no desktop has put on a screen.
    const worker = await (await browser.waitForTarget((each) => each.type() === 'service_worker'))
      .worker();
    await worker.evaluate(() => {
      const show = self.registration.showNotification.bind(self.registration);
      const ask = self.fetch.bind(self);
      self.shown = new Promise((resolve, reject) => {
        self.registration.showNotification = (title, options) => show(title, options).then(
          () => resolve(`${title} / ${options.body} / ${options.requireInteraction === true}`), reject);
      });
      self.told = new Promise((resolve) => {
        self.fetch = (...request) => ask(...request).finally(resolve);
      });
    });
    await protocol.send('ServiceWorker.deliverPushMessage', {
      origin: base, registrationId: await registered, data: opened(),
    });
    const shown = await worker.evaluate(() => self.shown);
    if (JSON.parse(opened()).receipt) await worker.evaluate(() => self.told.then(() => true));
    console.log(shown);
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.log(`failed: ${error.stack}`);
  process.exitCode = 1;
});
