"""Reads mails with Python's own email package, as strictly as it can, and prints what is wrong with
them; then how many of each kind there were: mail_reader.py FOLDER"""
import collections, email, email.policy, email.utils, pathlib, re, sys

kinds = collections.Counter()
ids = set()


def wrong(octets):
    message = email.message_from_bytes(octets, policy=email.policy.default)
    for part in message.walk():
        yield from (f'{part.get_content_type()}: {defect!r}' for defect in part.defects)
        yield from (f'{name}: {defect!r}' for name, value in part.items() for defect in value.defects)
    for name in ('Date', 'From', 'To', 'Subject', 'Message-ID', 'MIME-Version', 'Auto-Submitted'):
        if len(message.get_all(name, [])) != 1:
            yield f'{name} stands there {len(message.get_all(name, []))} times'
    if message['Message-ID'] in ids:
        yield f'a second mail has {message["Message-ID"]}'
    ids.add(message['Message-ID'])
    if email.utils.parsedate_to_datetime(str(message['Date'])).utcoffset() is None:
        yield 'the date has no zone'
    if not message['To'].addresses or not message['From'].addresses:
        yield 'nobody is named'
    if max(map(len, octets.split(b'\r\n'))) > 998:
        yield 'a line is too long'
    if any(octet > 126 or octet < 32 and octet not in b'\t\r\n' for octet in octets):
        yield 'it is not 7-bit'
    for part in message.walk():
        if part.get_content_maintype() == 'text':
            part.get_content().encode('utf-8')  # throws where it cannot be decoded


def kind(octets):
    message = email.message_from_bytes(octets, policy=email.policy.default)
    parts = [part.get_content_type() for part in message.walk()]
    return ' '.join(parts)


for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    octets = file.read_bytes()
    # Of the mailbox, not of the mail; and its line ends are those of the machine.
    octets = re.sub(rb'\A(?:(?:Return-Path|Delivered-To): [^\r\n]*\r?\n)+', b'', octets)
    octets = octets.replace(b'\n', b'\r\n')
    for problem in wrong(octets):
        print(f'{file.name}: {problem}')
    kinds[kind(octets)] += 1
for name, count in sorted(kinds.items()):
    print(f'{name}: {"some" if count else "none"}')
