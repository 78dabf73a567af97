// Answers a page as a mail program does: node answer_mail.js PORT FROM TO MESSAGE_ID TEXT [html]
// Prints what the server says at the end.
const nodemailer = require('nodemailer');
const [port, from, to, messageId, text, form] = process.argv.slice(2);
const quote = 'Paging: you have a new message.\n1 = Coming\n2 = Cannot';
const said = 'On Thu, 26 Nov 2026 at 12:00, Paging <paging@hospital.example> wrote:';
const mail = {
  from, to, subject: 'Re: new message', inReplyTo: messageId, references: messageId,
  envelope: { from, to },
};
if (form !== 'html')
  mail.text = `${text}\n\n${said}\n${quote.split('\n').map((line) => '> ' + line).join('\n')}\n`;
mail.html = `<div dir="ltr">${text}</div><br><div class="gmail_quote"><div>${said}<br></div>` +
  `<blockquote>${quote.replace(/\n/g, '<br>')}</blockquote></div>`;
nodemailer.createTransport({ host: '127.0.0.1', port: Number(port), secure: false, ignoreTLS: true })
  .sendMail(mail)
  .then((info) => console.log(info.response), (error) => console.log(error.response || error.message));
