"""Sends every mail below a folder to the daemon by smtplib, reads what became of it back by the API,
and holds it against what others read in the same octets: FILE.expected.json where there is one (from
stalwartlabs/mail-parser), else Python's own email package. Prints each difference that judged.tsv of
that folder does not explain, and each line of it that explains nothing.

    mail_corpus.py SMTP_PORT HTTP_PORT TOKEN_FILE FOLDER RECIPIENT
"""
import email, email.header, email.policy, html.parser, json, pathlib, re, smtplib, sys, unicodedata
import urllib.request

smtp_port, http_port, token_file, folder, recipient = sys.argv[1:]
folder = pathlib.Path(folder)
token = pathlib.Path(token_file).read_text().strip()


class Words(html.parser.HTMLParser):
    """What a person would read of HTML."""

    silent = {'script', 'style', 'title', 'head'}

    def __init__(self):
        super().__init__()
        self.inside, self.words = 0, []

    def handle_starttag(self, tag, attributes):
        self.inside += tag in self.silent and tag != 'head'

    def handle_endtag(self, tag):
        self.inside -= tag in self.silent and tag != 'head' and self.inside > 0

    def handle_data(self, data):
        if not self.inside:
            self.words.append(data)


def plain(text):
    """Blanks, controls and invisible marks are the reader's own affair."""
    text = unicodedata.normalize('NFC', text)
    text = ''.join(c if unicodedata.category(c) not in ('Cf', 'Cc') or c in '\n\t\r' else ''
                   for c in text)
    return re.sub(r'\s+', ' ', text).strip()


def text_of_html(markup):
    reader = Words()
    reader.feed(markup)
    reader.close()
    return plain(' '.join(reader.words))


def by_json(file):
    """The texts and the names of files that mail-parser found."""
    found = json.loads(file.read_text())
    texts = []
    for index in found['text_body']:
        (kind, value), = found['parts'][index]['body'].items()
        if kind == 'Text':
            texts.append(plain(value))
        elif kind == 'Html':
            texts.append(text_of_html(value))
    return [t for t in texts if t], []


def text_of(part):
    try:
        content = part.get_content()
    except (LookupError, UnicodeError, AttributeError):
        content = part.get_payload(decode=True) or b''
    return content.decode('utf-8', 'replace') if isinstance(content, bytes) else content


def by_python(octets):
    message = email.message_from_bytes(octets, policy=email.policy.default)
    body = message.get_body(('plain', 'html'))
    texts, names = [], []
    if body is not None:
        text = text_of(body)
        texts = [text_of_html(text) if body.get_content_type() == 'text/html' else plain(text)]
    for part in message.iter_attachments() if message.is_multipart() else []:
        if part.get_filename():
            names.append(plain(part.get_filename()))
    return [t for t in texts if t], names


def subject_of(octets):
    raw = email.message_from_bytes(octets, policy=email.policy.compat32)['subject']
    if raw is None:
        return ''
    try:
        return plain(str(email.header.make_header(email.header.decode_header(raw))))
    except (LookupError, UnicodeError, email.errors.HeaderParseError):
        return plain(str(raw))


def read_back(message):
    asked = urllib.request.Request(
        f'http://127.0.0.1:{http_port}/api/v1/messages/{message}?text=1',
        headers={'Authorization': 'Bearer ' + token})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)


def differences(file):
    octets = re.sub(rb'\r?\n', b'\r\n', file.read_bytes())
    try:
        with smtplib.SMTP('127.0.0.1', int(smtp_port), timeout=60) as server:
            server.ehlo('client.example')
            server.mail('monitor@hospital.example', ['BODY=8BITMIME'])
            code, words = server.rcpt(recipient)
            if code == 250:
                code, words = server.data(octets)
    except smtplib.SMTPException as failure:
        return [f'refused: {failure}']
    queued = re.search(rb'queued as (msg_\w+)', words)
    if code != 250 or not queued:
        return [f'refused: {code} {words.decode()}']
    page = read_back(queued[1].decode())
    text = plain(page.get('text', ''))
    expected = file.with_suffix('.expected.json')
    texts, names = by_json(expected) if expected.exists() else by_python(octets)
    found = []
    subject = subject_of(octets)
    if plain(page.get('subject', '')) != subject:
        found.append(f'subject: {page.get("subject", "")!r}, not {subject!r}')
    words = re.sub(r' <[a-z]+:[^<>]*>', '', text)  # a link of HTML is followed by where it leads
    found += [f'text: {text!r} lacks {wanted!r}' for wanted in texts
              if wanted not in text and wanted not in words]
    found += [f'file: {text!r} does not name {name!r}' for name in names if name not in text]
    return found


judged = {}
for line in (folder / 'judged.tsv').read_text().splitlines()[1:]:
    name, kinds, _, shows = line.split('\t')
    judged[name] = (set(kinds.split(',')), shows)

count = 0
for file in sorted(folder.rglob('*.eml')):
    count += 1
    name = str(file.relative_to(folder))
    kinds, shows = judged.pop(name, (set(), ''))
    found = differences(file)
    for difference in found:
        if difference.split(':')[0] not in kinds:
            print(f'{name}: {difference}')
        elif shows and shows not in difference:
            print(f'{name}: {difference} does not show {shows!r}')
    for kind in kinds - {difference.split(':')[0] for difference in found}:
        print(f'{name}: judged.tsv explains a difference of its {kind}, and there is none')
for name in judged:
    print(f'{name}: stands in judged.tsv, and is not there')
print(f'{count} mails')
