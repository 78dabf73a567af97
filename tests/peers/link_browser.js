// A person with a browser and a one-time link: node link_browser.js LINK PIN FOLDER
//
// Opens the link at 320 pixels, gives the PIN, presses the second choice, and comes back in another
// browser. Prints what each page says; pictures go into FOLDER. Fails when a page is wider than the
// window, runs a script, or has a field or button without a name.
'use strict';
const puppeteer = require('puppeteer-core');
const [link, pin, folder] = process.argv.slice(2);

async function look(page, name) {
  const seen = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth > window.innerWidth,
    scripts: document.scripts.length,
    text: document.body.innerText.replace(/\s+/g, ' '),
    nameless: [...document.querySelectorAll('input:not([type=hidden]),textarea,button')].filter(
      (each) => !(each.labels && each.labels.length) && !each.textContent.trim()).length,
    small: [...document.querySelectorAll('button')].filter(
      (each) => each.getBoundingClientRect().height < 44).length,
    language: document.documentElement.lang,
  }));
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  console.log(`${name}: ${seen.text}`);
  if (seen.wide || seen.scripts || seen.nameless || seen.small || !seen.language) {
    throw new Error(`${name} is not as it should be: ${JSON.stringify(seen)}`);
  }
}

async function press(page, selector) {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

async function main() {
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 320, height: 640 });
    await page.goto(link);
    await look(page, 'form');
    await page.type('#pin', pin);
    await press(page, 'button');
    await look(page, 'message');
    await press(page, 'button[value="2"], form:nth-of-type(2) button');
    await look(page, 'answered');
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.screenshot({ path: `${folder}/dark.png`, fullPage: true });
    const other = await (await browser.createBrowserContext()).newPage();
    await other.setViewport({ width: 320, height: 640 });
    await other.goto(link);
    await look(other, 'elsewhere');
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.log(`failed: ${error.stack}`);
  process.exitCode = 1;
});
