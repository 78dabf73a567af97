// What npm's twilio writes for a turn of a call: twiml.js SAY WAIT LANGUAGE ACTION
const { twiml: { VoiceResponse } } = require('twilio');
const [say, wait, language, action] = process.argv.slice(2);
const response = new VoiceResponse();
if (wait === '0') {
  if (say) response.say({ language }, say);
  response.hangup();
} else {
  const gather = response.gather({
    input: 'dtmf', action, method: 'POST', numDigits: 1, finishOnKey: '', timeout: Number(wait),
    actionOnEmptyResult: true,
  });
  if (say) gather.say({ language }, say);
}
process.stdout.write(response.toString());
