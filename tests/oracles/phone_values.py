"""Phone cells as people and exports write them, a few of each way: numbers of North America, of every country that
libphonenumber has an example number for, and what is no number. Numbers are invented or such examples."""
# SPDX-License-Identifier: Apache-2.0
import phonenumbers
from oracle import Dice

AREAS = ("201", "212", "217", "303", "312", "404", "415", "503", "512", "617", "702", "775", "808", "907", "416", "604",
         "787", "800", "888", "877", "900", "500")
SEPARATED = ("({a}) {e}-{l}", "{a}-{e}-{l}", "{a}.{e}.{l}", "{a}{e}{l}", "{a} {e} {l}", "{a}/{e}-{l}", "[{a}] {e}-{l}",
             "{a}-{e}{l}", "({a}){e}-{l}", "{a}-{e}.{l}", "  {a}  {e}  {l} ", "({a}) {e} {l}", "({a})-{e}-{l}",
             "{a}{e}-{l}", "{a} - {e} - {l}")
WITH_COUNTRY = ("+1{a}{e}{l}", "1{a}{e}{l}", "+1 {a} {e} {l}", "1-{a}-{e}-{l}", "1.{a}.{e}.{l}", "1 {a} {e} {l}",
                "+1 ({a}) {e}-{l}", "+1-{a}-{e}-{l}", "1 ({a}) {e}.{l}", "+1.{a}.{e}.{l}", "011 1 {a} {e} {l}",
                "(1) {a} {e} {l}", "(+1) {a} {e}-{l}", "+ 1 {a} {e} {l}", "1/{a}/{e}-{l}", "0111{a}{e}{l}")
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
ODDLY_SEPARATED = ("{a}~{e}~{l}", "{a}_{e}_{l}", "{a}*{e}*{l}", "{a},{e},{l}", "{a}\\{e}\\{l}", "{a}--{e}--{l}")
SPACES = "\u00a0\u3000\u2003\u2009\u2007\u202f"
UNSEEN = "\u00ad\u2060\u200b\ufeff\u202d"
LABELS = ("Tel: ", "Phone: ", "Cell: ", "T: ", "mobile: ", "home: ", "(h) ", "ph ", "tel:", "Work ", "Main: ",
          "\u260e ")
EXTENSIONS = (" x", "x", " ext. ", " ext ", ", ext ", " #", " extension ", " Ext: ", " extn ", ";ext=", " X", " xtn ",
              ",,", " int ", "x.", " - ext ")
RFC3966 = ("tel:+1-{a}-{e}-{l}", "tel:{a}-{e}-{l};phone-context=+1", "tel:+1{a}{e}{l};isub=12",
           "tel:+1{a}{e}{l};ext=12", "tel:{e}-{l};phone-context=+1-{a}")
VANITY = ("1-800-FLOWERS", "1-800-GOFEDEX", "800-CALLNOW", "(888) GET-HELP", "1-877-KARSNOW", "1 800 PLUMBER",
          "+1 (866) NEW-ROOF", "888-LAWYERS", "1.800.DENTIST", "312-555-HOME", "800-GO-PAINT")
SPREADSHEET = ("{a}{e}{l}.0", "'{a}{e}{l}", '="{a}{e}{l}"', "1{a}{e}{l}.0", "{a}{e}{l}.00")
TWO = ("{a}-{e}-{l}; {a}-{e}-0199", "{a}-{e}-{l} or {a}-{e}-0199", "{a}-{e}-{l} / {a}-{e}-0199",
       "{a}-{e}-{l}, {a}-{e}-0199")
JUNK = ("N/A", "none", "unknown", "call me", "0", "-", "555-2671", "5552671", "000-000-0000", "0000000000",
        "111-111-1111", "999-999-9999", "123-456-7890", "1234567890", "012-345-6789", "115-555-2671", "415-055-2671",
        "415-155-2671", "+1 115 555 2671", "41555526", "415555267", "41555526711", "24155552671", "4155552671123456",
        "jane@example.com", "2026-07-14", "12 Oak St", "94107-1234", "415-55O-2671", "(   )   -    ", "x508", "+", "+1",
        "tel:", "911", "411", "***-***-2671", "415-XXX-2671", "do not call", "#N/A", "4.155552671E+09",
        "4155552671 4155552671")
AFTER_WORDS = ("{a}-{e}-{l} (cell)", "{a}-{e}-{l} home", "{a}-{e}-{l} Jane", "{a}-{e}-{l} *", "{a}-{e}-{l}.",
               "{a}-{e}-{l},", "call {a}-{e}-{l}", "{a}-{e}-{l} (ask for Jane)", "Jane {a}-{e}-{l}")
FOREIGN = ("{i}", "{e164}", "011 {digits}", "+{digits}", "011-{dashed}")
FOREIGN_BY_HAND = ("+44 (0)20 7031 3000", "+44 (0) 20 7031 3000", "0044 20 7031 3000", "011 44 (0)20 7031 3000",
                   "020 7031 3000", "+49 (0)30 901820", "+49 30/901820", "+33 (0)1 44 55 66 77", "+39 06 3600 4399",
                   "+52 1 55 5345 4000", "+52 55 5345 4000", "01152 55 5345 4000", "+7 495 123-45-67",
                   "8 495 123-45-67", "+86 10 8529 6666", "+61 (02) 9374 4000", "+44 20 7031 3000 ext. 12",
                   "+44-20-7031-3000 x 12", "+999 123 456 789", "+0 415 555 2671", "+44 1", "+44 20 7031 30001234567",
                   "+800 1234 5678", "+881 6 1234 5678", "+883 5100 1234 5678", "00 33 1 44 55 66 77",
                   "00 1 415 555 2671", "0061 2 9374 4000", "011 683 7012", "011 690 3101")


def values():
    d = Dice(1)

    def some(patterns, times, change=lambda text: text):
        for pattern in patterns:
            for _ in range(times):
                a, e = d.pick(AREAS), d.pick("23456789") + d.digits(2)
                yield change(pattern.format(a=a, e="555" if e.endswith("11") else e, l=d.digits(4)))

    def other_digits(text):
        zero = d.pick((0x660, 0x6F0, 0x966, 0xFF10))
        return "".join(chr(zero + int(c)) if c in "0123456789" else c for c in text)

    yield from some(SEPARATED, 12)
    yield from some(WITH_COUNTRY, 12)
    yield from some(ODDLY_SEPARATED, 2)
    for odd in DASHES:
        yield from some(("{a}-{e}-{l}",), 3, lambda text: text.replace("-", odd))
    for odd in SPACES:
        yield from some(("({a}) {e} {l}", "{a} {e} {l}"), 2, lambda text: text.replace(" ", odd))
    for odd in UNSEEN:
        yield from some((f"{odd}{{a}}{{e}}{odd}{{l}}",), 2)
    yield from some(("({a}) {e}-{l}", "+1{a}{e}{l}"), 6,
                    lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" for c in text))
    yield from some(("{a}-{e}-{l}", "({a}) {e}-{l}"), 10, other_digits)
    yield from some([label + "{a}-{e}-{l}" for label in LABELS], 3)
    yield from some(RFC3966, 4)
    for mark in EXTENSIONS:
        yield from some(["({a}) {e}-{l}" + mark, "{a}{e}{l}" + mark], 4, lambda text: text + d.digits(1 + d.below(5)))
    yield from some(["{a}-{e}-{l} x0012", "{a}-{e}-{l} x12/x34", "{a}-{e}-{l} ext.", "{a}-{e}-{l} - 503#"], 2)
    yield from VANITY
    yield from some(SPREADSHEET, 2)
    yield from some(TWO, 2)
    yield from some(AFTER_WORDS, 2)
    yield from JUNK
    for area in ("219", "335", "222", "999", "211", "370", "555", "710", "242", "876", "345"):  # some of nobody's
        yield f"{area}-555-0142"
        yield f"({area}) 926-8142"
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        example = phonenumbers.example_number(region)
        e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        shown = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        for pattern in (FOREIGN[0], d.pick(FOREIGN[1:])):
            yield pattern.format(i=shown, e164=e164, digits=shown[1:], dashed=shown[1:].replace(" ", "-"))
    yield from FOREIGN_BY_HAND
