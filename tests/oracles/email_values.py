"""Email cells as people and exports write them: plain, wrapped, tagged, quoted, international, and what is no address.
People are invented; domains are reserved ones or providers'."""
# SPDX-License-Identifier: Apache-2.0
import unicodedata
from oracle import Dice

GIVEN = ("jane", "john", "maria", "wei", "omar", "priya", "lars", "ann-marie", "d'arcy", "j", "mary_ann", "bob77")
SURNAME = ("doe", "smith", "nguyen", "o'brien", "delacruz", "patel", "van-dyke", "lee", "kowalski", "garcia_lopez")
LOCALS = ("{g}.{s}", "{g}{s}", "{g}_{s}", "{g}-{s}{n}", "{g}{n}", "{s}.{g}.{n}", "{g}%{s}", "{g}/{s}", "{n}{g}",
          "{g}={s}", "{g}!{n}", "#{g}", "{g}&{s}", "{g}*{n}", "{g}?{n}", "{g}^{s}", "{g}`{n}", "{g}|{s}", "{g}~{n}",
          "_{g}_")
DOMAINS = ("example.com", "example.org", "mail.example.net", "my-host.example", "a.b.c.d.example", "x1.example",
           "1-2.example", "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com",
           "me.com", "proton.me", "yahoo.com", "aol.com", "fastmail.com", "zoho.com", "yandex.ru", "comcast.net",
           "example.co.uk")
TAGS = ("+news", "+x", "+2024", "+a.b", "+a+b", "+")
IDN = ("bücher.example", "münchen.example", "faß.example", "例え.テスト", "παράδειγμα.example", "пример.рф",
       "mañana.example", "ñandú.example", "đại.example", "øre.example", "क.example", "xn--bcher-kva.example",
       "XN--MNCHEN-3YA.example", "straße.example", "ıstanbul.example", "İzmir.example", "日本。example", "bücher．example",
       "ΣΊΣΥΦΟΣ.example")
WORLD_LOCALS = ("josé", "JOSÉ", "müller", "Øystein", "анна", "李", "δοκιμή", "ünal.şahin", "maría.peña", "zoë",
                "naïve+x", "straße", "ᴊane", "jаne", "x²", "½", "ﬁona", "ǅ", "İ", "Σίσυφος", "jane😊", "ａnn")
WRAPPED = ("{e} ", " {e}", "  {e}\u3000", "\u00a0{e}", "\u200b{e}", "{e}\ufeff", "<{e}>", "Jane Doe <{e}>",
           '"Doe, Jane" <{e}>', "jane@example.com <{e}>", "Jane (work) <{e}>", "{e} (home)", "({e})", "[{e}]",
           "mailto:{e}", "MAILTO:{e}", "mailto:{e}?subject=hi", "Email: {e}", "{e},", "{e};", "{e}.", "'{e}'", '"{e}"',
           '="{e}"', "{e} <{e}>", "Jane Doe {e}", "{e} - work", "{e}; none", "Jane Doe <{e}", "J. Doe <{e}>",
           "O'Brien, Jane <{e}>", "=?utf-8?q?J?= <{e}>")
SPACED = ("jane @example.com", "jane@ example.com", "jane @ example.com", "jane doe@example.com", "jane@exam ple.com",
          "jane@example .com", "jane@example.com x", "jane.\u00addoe@example.com", "jane@exam\u00adple.com",
          "jane\u2060@example.com", "jane@example\uff0ecom", "jane\uff20example.com", "ｊａｎｅ@example.com",
          "jane\u2019s@example.com", "jane@my\u2013house.example", "jane\u2011doe@example.com",
          "jane\u00a0@example.com", "\u202ajane@example.com\u202c", "jane@\u200bexample.com", "jane\ufe6bexample.com")
QUOTED = ('"jane.doe"@example.com', '"jane doe"@example.com', '"ja\\ne"@example.com', '"jane@home"@example.com',
          '"a\\"b"@example.com', '"a\\\\b"@example.com', '""@example.com', '"jane"doe@example.com',
          '"jane"."doe"@example.com', '"jane@example.com', '"Jane+x"@outlook.com', '"jane.doe"@gmail.com',
          '"a,b"@example.com', '"a(b)c"@example.com', '"a;b"@example.com', '"jane."@example.com',
          '"jane..doe"@example.com', '" "@example.com', '"jos\u00e9"@example.com', '"jane\u00a0doe"@example.com',
          '"<jane>"@example.com', '"jane":doe@example.com')
BRACES = ("{jane}@example.com", "{jane@example.com", "jane}@example.com", "{jane}doe@example.com", "j{ane@example.com",
          "{jane@example.com}")
DOTS = ("jane..doe@example.com", ".jane@example.com", "jane.@example.com", "jane..doe@gmail.com", ".jane@gmail.com",
        "jane.@gmail.com", "jane@example..com", "jane@.example.com", "jane@example.com..", "jane@example.com.",
        ".@example.com", "..@gmail.com")
HOSTS = ("jane@localhost", "jane@com", "jane@example", "jane@127.0.0.1", "jane@[127.0.0.1]", "jane@[IPv6:::1]", "jane@-a.example",
         "jane@a-.example", "jane@a--b.example", "jane@ab--cd.example", "jane@a_b.example", "jane@exam$ple.com", "jane@example.com:25",
         "jane@example.com/path", "jane@example.c", "jane@example.123", "jane@1.2.3.example", "jane@example.test",
         "jane@example.invalid", "jane@example.local", "jane@xn--a.example", "jane@i❤.example", "jane@😊.example",
         "jane@" + "a" * 63 + ".example", "jane@" + "a" * 64 + ".example", "jane@" + ".".join(["abcdefghi"] * 24) + ".example",
         "jane@" + ".".join(["abcdefghi"] * 26) + ".example", "jane@exa!mple.com", "jane@exa+mple.com", "jane@example,com")
LONG = ("a" * 64 + "@example.com", "a" * 65 + "@example.com", "a" * 100 + "@example.com", "é" * 32 + "@example.com",
        "é" * 33 + "@example.com", "jane+" + "x" * 70 + "@gmail.com")
JUNK = ("N/A", "none", "null", "unknown", "-", "@", "a@", "@b.com", "@gmail.com", "+@gmail.com", "+x@gmail.com", "a@b",
        "a@@b.com", "a@b@c.com", "a@ba@z.com", "jane", "jane doe", "jane at example dot com", "jane[at]example.com",
        "415-555-2671", "12 Oak St", "http://example.com", "jane.example.com", "none@none.com", "na@na.com",
        "noemail@noemail.com", "unknown@unknown.com", "none@example.com", "noreply@example.com", "test@test.com",
        "jane@example.com, ann@example.com", "jane@example.com;ann@example.com", "jane@example.com ann@example.com",
        "jane@example.com/ann@example.com", "<jane@example.com>, <ann@example.com>", "jane(home)@example.com",
        "jane@(home)example.com", "<>", "<@example.com>", "jane@example.com@", "@jane@example.com",
        "jane\\@home@example.com", "jane,doe@example.com", "jane:doe@example.com", "jane;doe@example.com",
        "jane<doe@example.com", "jane[doe]@example.com", "#N/A", "jane@example.com\u0000", "\u0001jane@example.com")


def values():
    d = Dice(2)

    def mailbox(form="{g}.{s}", domain=None):
        local = form.format(g=d.pick(GIVEN), s=d.pick(SURNAME), n=d.below(2000))
        return local + "@" + (domain or d.pick(DOMAINS))

    def mixed_case(text):
        return "".join(c.upper() if d.below(2) else c for c in text)

    for form in LOCALS:
        for _ in range(8):
            yield mailbox(form)
        yield mixed_case(mailbox(form))
    for domain in DOMAINS:
        for tag in TAGS:
            local, _, _ = mailbox(d.pick(LOCALS[:6])).partition("@")
            yield f"{local}{tag}@{domain}"
        for _ in range(4):
            yield mixed_case(mailbox(d.pick(LOCALS[:6]), domain))
        yield mailbox("{g}.{s}", domain).upper()
        yield f"jane-{d.below(100)}@{domain}"
    for domain in IDN:
        for form in ("{g}", "{g}.{s}"):
            yield mailbox(form, domain)
            yield mailbox(form, unicodedata.normalize("NFD", domain))
        yield mailbox("{g}", domain.upper())
    for local in WORLD_LOCALS:
        for domain in ("example.com", d.pick(IDN[:6])):
            yield f"{local}@{domain}"
            yield unicodedata.normalize("NFD", local) + "@" + domain
    for way in WRAPPED:
        for _ in range(2):
            yield way.format(e=mailbox("{g}{n}", d.pick(DOMAINS[:7])))
    for group in (SPACED, QUOTED, BRACES, DOTS, HOSTS, LONG, JUNK):
        yield from group
