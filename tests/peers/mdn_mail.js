// Says that a page was displayed, as a mail program does (RFC 8098), with nodemailer's own MIME
// writer: node mdn_mail.js PORT FROM TO MESSAGE_ID DISPOSITION
// Prints what the server says at the end.
const nodemailer = require('nodemailer');
const MimeNode = require('nodemailer/lib/mime-node');
const [port, from, to, messageId, disposition] = process.argv.slice(2);
const root = new MimeNode('multipart/report; report-type=disposition-notification');
root.setHeader({ from, to, subject: 'Read: new message', 'in-reply-to': messageId });
root.createChild('text/plain').setContent('The message was displayed.\n');
root.createChild('message/disposition-notification').setContent(
  `Reporting-UA: ward-pc; nodemailer\r\nFinal-Recipient: rfc822;${from}\r\n` +
  `Original-Message-ID: ${messageId}\r\n` +
  `Disposition: manual-action/MDN-sent-manually; ${disposition}\r\n`);
root.createChild('text/rfc822-headers').setContent(`Message-ID: ${messageId}\r\n`);
root.build((failure, raw) => {
  if (failure)
    throw failure;
  nodemailer.createTransport({ host: '127.0.0.1', port: Number(port), secure: false, ignoreTLS: true })
    .sendMail({ envelope: { from: '', to }, raw })
    .then((info) => console.log(info.response), (error) => console.log(error.response || error.message));
});
