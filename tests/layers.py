#!/usr/bin/env python3
"""Who may include whom, who may see protected text, and what may not be written at all.

The link graph cannot see these rules, since all headers are reachable from the root. Prints every
breach as "file:line: what is wrong" and exits with 1; prints nothing when all is well.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Room: the rooms whose headers it may include besides its own. "*" is every room.
ROOMS = {
    "wctp": [],
    "mail": [],
    "store/model": [],
    "store": ["store/model"],
    "relay/core": ["store/model"],
    "relay/net": [],
    "relay/http": ["relay/net"],
    "relay/smpp": [],
    "relay/snpp": [],
    "relay/voice": ["store/model"],
    "relay/program": [],
    "relay/push": [],
    "relay/smime": ["store/model"],
    "relay/origin": [],
    "relay/sendmail": ["mail", "relay/channels"],
    "relay/phone": ["relay/voice", "relay/program"],
    "relay/channels": ["relay/core", "relay/smpp", "relay/snpp", "relay/voice", "relay/program",
                       "relay/push", "relay/smime", "store/model", "wctp", "mail"],
    "relay/engine": ["relay/core", "relay/channels", "store", "store/model", "wctp", "mail"],
    "relay/directory": ["relay/core", "store", "store/model"],
    "relay/intake": ["relay/core", "relay/net", "relay/http", "relay/origin", "relay/snpp", "store", "store/model",
                     "wctp", "mail"],
    "relay/gateway": ["relay/core", "relay/channels", "relay/engine", "relay/intake", "relay/http",
                      "store", "store/model", "mail", "wctp"],
    "relay/inbox": ["relay/core", "relay/http", "relay/intake", "store", "store/model"],
    "relay/api": ["relay/core", "relay/http", "relay/intake", "relay/inbox", "relay/push",
                  "relay/directory", "relay/smime",
                  "store", "store/model"],
    "relay/service": ["*"],
}
# Doors, API and inbox know the engine by these headers only, and never call a channel.
ENGINE_DOORS = {"relay/engine/mailbox.h", "relay/engine/clock.h", "relay/engine/metrics.h",
                "relay/engine/house.h", "relay/engine/draft.h", "relay/engine/commit.h",
                "relay/engine/pin_check.h", "relay/engine/answered.h",
                "relay/engine/export_files.h", "relay/engine/code_check.h",
                "relay/engine/notice_event.h", "relay/engine/page_mark.h"}
ENGINE_CALLERS = {"relay/intake", "relay/inbox", "relay/api"}
# What these rooms may say something with.
LOG = "relay/service/log.h"
SPEAKERS = ENGINE_CALLERS | {"relay/engine", "relay/directory", "relay/gateway"}

# Room: the headers of others' libraries that it may include. Rooms not named here are free.
LIBRARIES = {
    "wctp": r"expat\.h|tl/.*",
    "mail": r"gmime/.*|glib.*|libxml/.*|tl/.*|arpa/inet\.h|iconv\.h|idn2\.h|openssl/.*",
    "store/model": r"arpa/inet\.h",
    "relay/core": r"tl/.*",
    "relay/smpp": r"tl/.*",
    "relay/push": r"openssl/.*",
    "relay/smime": r"openssl/.*|tl/.*",
    "relay/snpp": r"tl/.*",
    "relay/voice": r"Poco/(JSON/.*|UTF8Encoding\.h)",
}
# Expensive or dangerous headers: the only files that may include them.
GUARDED = {
    r"yaml-cpp/": r"relay/service/yaml_tree\.cpp|relay/channels/(driver_reader|driver_yaml|callback_rules_reader|poll_rules_reader)\.(cpp|h)",
    r"curl/": r"relay/channels/.*|relay/service/command/.*|tests/.*",
    r"gmime/": r"mail/.*|tests/mail/.*",
    r"Poco/Data/": r"store/.*|tests/.*",
    r"rem?/": r"relay/phone/re\.h",
    r"spawn\.h": r"relay/program/.*|tests/.*",
}
# Protected text may be read by: what releases it, what seals it, and what shows it to its
# recipient or gives it back to its originator.
REVEAL = re.compile(r"store/model/protected_text\.h|relay/core/content_policy\.cpp|"
                    r"store/(message|message_file|reply|page|notice|gateway)_repository\.cpp|"
                    r"relay/(api|inbox)/\w*(inbox|message|page)\w*\.cpp|"
                    r"relay/engine/(notice_text|notice_document|export_files)\.cpp|relay/(intake|gateway)/\w+\.cpp|"
                    r"relay/voice/call_script\.cpp|relay/channels/sealed_mail\.cpp|tests/.*")

# Tests start servers of their own.
PROGRAMS = "nothing here may start a program or write without a bound"
BANNED = [
    (r"\b(?:HTTPServer|HTTPRequestHandler|MailMessage|MultipartReader|DOMParser)\b",
     "POCO's own is not safe on input"),
    (r"(?:\bstd::|::\s*|(?<![\w.>:]))(?:system|popen|execl\w*|execv\w*|strcpy|strcat|sprintf|gets)\s*\(",
     PROGRAMS),
    (r"#include <regex>", "std::regex recurses without a bound"),
    (r"\bstd::format\b|\bstd::expected\b", "the compiler does not have it yet"),
    (r"\.detach\(\)", "every thread is joined"),
    (r"\bGTEST_SKIP\(\)\s*;", "a skipped test prints its reason"),
    (r"\b(?:TODO|FIXME|XXX|HACK)\b", "an issue says so, the tree does not"),
    (r"/work/", "a path of one machine"),
]
IN_CORE = [
    (r"_clock\b|\btime\(|<thread>|<mutex>|<random>|<fstream>|<iostream>|\brand\(",
     "the core knows no time, chance, thread or file"),
    (r"^\s*default:", "a new enumerator must break the build"),
]
MOST_LINES = 400


def room_of(path):
    found = [room for room in ROOMS if path.startswith(room + "/")]
    return max(found, key=len, default=None)


def include_breach(path, header, quoted):
    room = room_of(path)
    for start, allowed in GUARDED.items():
        if re.match(start, header) and not re.fullmatch(allowed, path):
            return f"may not include <{header}>"
    if room is None or ROOMS[room] == ["*"]:
        return None
    if not quoted:
        library = "/" in header or header.endswith(".h")
        system = re.match(r"(sys|arpa|netinet|net)/|\w+\.h$", header) and room not in LIBRARIES
        if room in LIBRARIES and library and not system and not re.fullmatch(LIBRARIES[room], header):
            return f"{room} may not include <{header}>"
        return None
    other = room_of(header)
    if other in (room, None) or other in ROOMS[room]:
        return None
    if (room in ENGINE_CALLERS and header in ENGINE_DOORS) or (room in SPEAKERS and header == LOG):
        return None
    return f"{room} may not know {header}"


def breaches(path, text):
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        yield 1, f"{len(lines)} lines, over {MOST_LINES}: it is two files"
    if path.endswith(".h") and "#pragma once" not in text:
        yield 1, "a header begins with #pragma once"
    rules = BANNED + (IN_CORE if path.startswith("relay/core/") else [])
    for number, line in enumerate(lines, 1):
        include = re.match(r'\s*#include ([<"])([^>"]+)', line)
        if include:
            wrong = include_breach(path, include[2], include[1] == '"')
            if wrong:
                yield number, wrong
        if "reveal()" in line and not REVEAL.fullmatch(path):
            yield number, "reveal(): this file may not see protected text"
        for pattern, reason in rules:
            if re.search(pattern, line) and not (reason == PROGRAMS and path.startswith("tests/")):
                yield number, f"{line.strip()[:60]}: {reason}"


def main():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard",
                             "*.h", "*.cpp"], cwd=ROOT, capture_output=True, text=True, check=True)
    count = 0
    for path in sorted(listed.stdout.split()):
        if (ROOT / path).exists():
            for number, wrong in breaches(path, (ROOT / path).read_text()):
                print(f"{path}:{number}: {wrong}")
                count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
