"""DROP's rules of standardization and hashing once more, sharing nothing with optout: Python's unicodedata and hashlib."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import re
import unicodedata

GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψωάέίήύόώϊΐϋΰ",
                 "a v g d e z i th i k l m n x o p r s s t y f ch ps o a e i i y o o i i y y".split()))
CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяєіїґў",
                    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya e i i g u".split()))
LATIN = dict(zip("ßæœøðþłđħŋıĳŀ", "ss ae oe o d th l d h n i ij l".split()))
LETTERS = {letter: "" if latin == "-" else latin for letter, latin in (GREEK | CYRILLIC | LATIN).items()}
PIECES = (list("abcXYZ019 '-.,") + list(LETTERS) + list("ÉÑÖÅŠřžàĞİŞΆΏЙЁЇ") + ["José", "Müller", "김", "정", "山田", "é", "و", "ש"])


def hash_of(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() if text else ""


def name(text):
    text = unicodedata.normalize("NFC", text).lower()
    text = "".join(LETTERS.get(c, c) for c in text)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return "".join(c for c in text if unicodedata.category(c)[0] == "L" or c.isdigit())


def email(text):
    return "".join(text.split()).lower()


def phone(text):
    return re.sub("[^0-9]", "", text)[-10:]


def zip_code(text):
    return re.sub("[^0-9a-z]", "", text.split("-")[0].lower()).lstrip("0")[:5]


def ndz(first, last, born, code):
    """`born` is YYYYMMDD already."""
    parts = [hash_of(name(first)), hash_of(name(last)), hash_of(born), hash_of(zip_code(code))]
    return hash_of("".join(parts)) if all(parts) else ""
