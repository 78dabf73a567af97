// A small message centre on loopback, spoken by npm's smpp: node smsc.js PORT
//
// Prints each text as it reads it. Answers submit_sm with an id in hexadecimal, then sends a receipt
// with its id in decimal and, to whoever wrote "say LETTERS", a text of these letters.
'use strict';
const smpp = require('smpp');

let id = 0xbeef;

function receipt(session, pdu, number) {
  session.deliver_sm({
    esm_class: 4,
    source_addr: pdu.destination_addr,
    destination_addr: pdu.source_addr,
    short_message: `id:${number} sub:001 dlvrd:001 submit date:2611261200 done date:2611261201 ` +
      'stat:DELIVRD err:000 text:-',
    receipted_message_id: String(number),
    message_state: 2,
  }, (answer) => console.log(`receipt answered ${answer.command_status}`));
}

function say(session, pdu, text) {
  session.deliver_sm({
    source_addr_ton: 1,
    source_addr: pdu.destination_addr,
    destination_addr: pdu.source_addr,
    short_message: text,
  }, (answer) => console.log(`text answered ${answer.command_status}`));
}

const server = smpp.createServer({}, (session) => {
  session.on('error', () => {});
  session.on('bind_transceiver', (pdu) => session.send(pdu.response({ system_id: 'smsc.js' })));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on('submit_sm', (pdu) => {
    const { message, udh } = pdu.short_message;
    const text = pdu.message_payload ? pdu.message_payload.message : message;
    console.log(JSON.stringify({ text, udh: udh ? udh.map((part) => part.toString('hex')) : [],
      to: pdu.destination_addr, coding: pdu.data_coding, validity: pdu.validity_period,
      reference: pdu.user_message_reference, sar: pdu.sar_segment_seqnum }));
    const number = id++;
    session.send(pdu.response({ message_id: number.toString(16).toUpperCase() }));
    receipt(session, pdu, number);
    if (typeof text === 'string' && text.startsWith('say ')) say(session, pdu, text.slice(4));
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
