"""Our address rules beside usaddress-scourgify: usaddress' parser with the tables of USPS Publication 28.

Theirs: the parts that scourgify's own steps (clean, parse, abbreviate) give for the line, built into our form
zip|number|directional|street|suffix|directional|unit. Where scourgify refuses by design (boxes, routes), the parts are
those of usaddress alone. What scourgify leaves as it is written and docs/normalization.md folds goes through the slow and
obvious twin below: case, accents and blanks in the street's name, ordinals in words, St, Mt and Ft, highways in their
long form, the class of a unit, house numbers, ZIP+4. Agreement: this is our one form; or neither side has one: no ZIP
code, or neither a house number nor a box.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import unicodedata

import address_values
import oracle
import usaddress
from scourgify import exceptions, normalize
from scourgify.cleaning import pre_clean_addr_str

LONG = {"hwy": "highway", "rte": "route", "rt": "route", "rd": "road", "co": "county", "cnty": "county", "st": "state",
        "i": "interstate", "ave": "avenue", "sr": "stateroute", "cr": "countyroad", "ft": "fort", "mt": "mount"}
OPENING = {"st": "saint", "mt": "mount", "ft": "fort"}
UNITS = {"": "unit", "#": "unit", "apt": "unit", "ste": "unit", "rm": "unit", "unit": "unit"}


def read_ordinals():
    with open(os.path.join(oracle.HERE, "../../data/tables/number_words.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    ordinals = {row[0].lower(): int(row[1]) for row in rows[1:] if row[2] == "ordinal"}
    tens = {row[0].lower(): int(row[1]) for row in rows[1:] if row[2] == "cardinal" and int(row[1]) >= 20}
    ones = {word: value for word, value in ordinals.items() if value < 10}
    ordinals.update({f"{ten} {one}": high + low for ten, high in tens.items() for one, low in ones.items()})
    return ordinals


ORDINALS = read_ordinals()


def folded(text):
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(c if c.isalnum() or c in "-/# " else "" for c in text).split())


def ordinal(number):
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def street_name(text, has_suffix):
    text = folded(text)
    if has_suffix and text in ORDINALS:
        text = ordinal(ORDINALS[text])
    words = text.replace("-", " ").split(" ")
    return "".join(OPENING.get(word, word) if len(words) > 1 else word for word in words)


def highway(text):
    return "".join(LONG.get(word, word) for word in folded(text).replace("-", " ").split())


def house_number(parts):
    text = folded(" ".join(parts.get("AddressNumber" + end, "") for end in ("Prefix", "", "Suffix")))
    text = re.sub(r"^0+(?=\d)", "", re.sub(r"^(\d+)[ -](?=\d/\d$)", r"\1 ", text))
    return re.sub(r"^(\d+)[ -]?([a-z])$", r"\1\2", text)


def unit_id(text):
    text = folded(text).replace("#", "").strip()
    return re.sub(r"(?<=\d)[- ](?=[a-z]$)|(?<=^[a-z])[- ](?=\d)", "", re.sub(r"^0+(?=\d)", "", text))


def unit(parts):
    found = []
    for kind in ("Subaddress", "Occupancy"):
        name, identifier = folded(parts.get(kind + "Type", "")), unit_id(parts.get(kind + "Identifier", ""))
        name = normalize.OCCUPANCY_TYPE_ABBREVIATIONS.get(name.upper(), name).lower()
        if name or identifier:
            found.append(f"{UNITS.get(name, name)} {identifier}".strip())
    return " ".join(found)


def box(parts):
    """The form of a box, or of one on a route, from ZIP code on."""
    group = " ".join(folded(parts.get("USPSBoxGroup" + end, "")) for end in ("Type", "ID")).strip()
    if "SubaddressType" in parts:  # PSC, CMR
        group = folded(parts["SubaddressType"] + " " + parts.get("SubaddressIdentifier", ""))
    group = re.sub(r"^(rural route|rfd|rt|route) ", "rr ", re.sub(r" 0+(?=\d)", " ", group))
    group = re.sub(r"^(hcr|star route|highway contract) ", "hc ", group)
    return f"{unit_id(parts.get('USPSBoxID', ''))}||{group or 'po box'}|||"


def their_parts(value):
    line = pre_clean_addr_str(value)
    try:
        return normalize.normalize_address_components(normalize.parse_address_string(line))
    except exceptions.AmbiguousAddressError:
        try:
            parts = usaddress.tag(line)[0]
        except usaddress.RepeatedLabelError:
            return {}
        return parts if "USPSBoxID" in parts else {}
    except (usaddress.RepeatedLabelError, exceptions.AddressNormalizationError):
        return {}


def their_form(value):
    parts = their_parts(value)
    zip5 = re.sub(r"[^0-9]", "", parts.get("ZipCode", ""))[:5]
    if len(zip5) < 5:
        return ""
    if "USPSBoxID" in parts:
        return f"{zip5}|{box(parts)}"
    number = house_number(parts)
    suffix = folded(parts.get("StreetNamePostType", ""))
    name = highway(" ".join(parts.get("StreetNamePre" + what, "") for what in ("Modifier", "Type")))
    name += street_name(parts.get("StreetName", ""), suffix != "")
    if not number or not name:
        return ""
    before, after = (folded(parts.get(f"StreetName{where}Directional", "")) for where in ("Pre", "Post"))
    return f"{zip5}|{number}|{before}|{name}|{suffix}|{after}|{unit(parts)}"


if __name__ == "__main__":
    oracle.main("address", address_values.values(), their_form, least=600)
