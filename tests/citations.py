#!/usr/bin/env python3
"""Does docs/wctp.md say what the code says of WCTP?

Each place of the standard that code cites, each element of the grammar's tables and each quirk with
the sender that it names stands there; each of the 88 checks has a test that carries its number.
Prints every breach and exits with 1; prints nothing when all is well.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHECKS = 88


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".h"):
                yield path.relative_to(ROOT), path.read_text()


def section(text, title):
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", text, re.S | re.M)
    return found[1] if found else ""


def uncited(statement):
    """Places that code cites and the statement does not have."""
    for path, text in sources("wctp", "relay"):
        for number, line in enumerate(text.splitlines(), 1):
            place = re.search(r"// WCTP \d\.\d ([\w-]+)", line)
            if place and not re.search(rf"\b{place[1]}\b", statement):
                yield f"{path}:{number}: docs/wctp.md does not have {place[1]}"


def unknown_quirks(quirks):
    """Quirk comments that name nobody whom the statement knows, and quirks that it does not list."""
    known = {"Perl", "Yukon", "Vocera", "WCTPlib", "OpenNotification", "Mission Control", "php-wctp",
             "Arch", "myairmail.com", ".NET"}
    absent = [name for name in known if name not in quirks]
    yield from (f"docs/wctp.md: Quirks no longer names {name}" for name in sorted(absent))
    for path, text in sources("wctp", "relay"):
        if "wctp" not in str(path):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            said = re.search(r"// ?quirk: (.*)", line)
            if said and not any(name in said[1] for name in known):
                yield f"{path}:{number}: a quirk of nobody that docs/wctp.md names"
    names = re.findall(r'return "([\w-]+)";', (ROOT / "wctp/quirks.cpp").read_text())
    for name in names:
        if not re.search(rf"\b{name}\b", quirks):
            yield f"wctp/quirks.cpp: docs/wctp.md does not have the quirk {name}"


def unlisted_elements(statement):
    """Elements of the tables that the statement does not have; IHE's inner ones go by their prefix."""
    for path, text in sources("wctp/detail"):
        if not path.name.startswith("grammar"):
            continue
        for element in sorted(set(re.findall(r'"(wctp-\w+)"', text))):
            listed = re.search(rf"\b{element}\b", statement)
            if not listed and not element.startswith("wctp-IHEPCDACM"):
                yield f"{path}: docs/wctp.md does not have {element}"


def missing_checks():
    tested = set()
    for _, text in sources("tests"):
        for numbers in re.findall(r"// WCTP checks? ([\d, ]+)", text):
            tested.update(int(number) for number in re.findall(r"\d+", numbers))
    for number in range(1, CHECKS + 1):
        if number not in tested:
            yield f"tests: no test carries 'WCTP check {number}'"


def main():
    statement = (ROOT / "docs/wctp.md").read_text()
    breaches = [*uncited(statement), *unknown_quirks(section(statement, "Quirks")),
                *unlisted_elements(statement), *missing_checks()]
    print("\n".join(breaches), end="\n" if breaches else "")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
