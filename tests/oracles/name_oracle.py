"""Our name rules beside nameparser's HumanName, as it comes.

Theirs: first, middle, last and the generation among the suffixes, each folded as docs/normalization.md has it, by the
slow and obvious twin below; titles, degrees, nicknames and maiden names are left out on both sides. Without a given name
or without a surname there is no form. Agreement: their form is one of ours, since a name that can be read in several ways
has a form for each here; or neither side gives one.
"""
# SPDX-License-Identifier: Apache-2.0
import re
import unicodedata

import name_values
import nameparser
import oracle

LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
GENERATIONS = {"jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr", "i": "i", "ii": "ii",
               "2nd": "ii", "iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv", "v": "v", "5th": "v"}


def folded(text):
    """`text` without accents, case, apostrophes, hyphens and blanks."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(LETTERS.get(c, c) for c in text)
    text = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in text if c.isalnum()))


def surname(text):
    """St is Saint at the start of a surname, and one spelling of it."""
    return folded(re.sub(r"^saint[ -]+", "st ", text.strip(), flags=re.IGNORECASE))


def their_form(value):
    name = nameparser.HumanName(value)
    given, last = folded(name.first), surname(name.last)
    if not given or not last:
        return ""
    generations = [GENERATIONS[folded(word)] for word in re.split(r"[ ,]+", name.suffix) if folded(word) in GENERATIONS]
    return "|".join([given, folded(name.middle), last, generations[0] if generations else ""])


if __name__ == "__main__":
    oracle.main("name", name_values.values(), their_form, least=700,
                agree=lambda ours, theirs: theirs in ours if theirs else not ours)
