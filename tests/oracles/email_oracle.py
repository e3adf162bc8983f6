"""Our email rules beside email-validator, at its most generous: display names, quoted local parts, Unicode; no DNS.

Its list of special domains (.test, .invalid and the like) is emptied, since data in tests are invented. Theirs: the
normalized local part in NFC and full case folding, "@", the domain as A-labels. It knows no provider, so the rules for
tags and dots (data/tables/email_providers.tsv) are applied to its form as well. Agreement: this is our one form; or they
refuse and we give none. So two agreeing values are one mailbox for us if and only if they are for them, providers aside.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import unicodedata

import email_validator
import email_values
import oracle

email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


def read_providers():
    """domain -> (canonical domain at level standard, whether dots are ignored there, sign before a tag)"""
    with open(os.path.join(oracle.HERE, "../../data/tables/email_providers.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    columns = {name: at for at, name in enumerate(rows[0])}
    providers = {}
    for row in rows[1:]:
        domain, level = row[columns["domain"]], row[columns["alias_level"]]
        canonical = row[columns["canonical"]] if level == "standard" else domain
        sign = row[columns["tag_sep"]] if row[columns["tag_sep"]] == "+" else ""  # Yahoo's: at level aggressive
        providers[domain] = (canonical, canonical == "gmail.com", sign)
    return providers


PROVIDERS = read_providers()


def their_form(value):
    try:
        mailbox = email_validator.validate_email(value, check_deliverability=False, allow_quoted_local=True,
                                                 allow_display_name=True, strict=True)
    except email_validator.EmailNotValidError:
        return ""
    local = unicodedata.normalize("NFC", unicodedata.normalize("NFC", mailbox.local_part).casefold())
    domain, dots, sign = PROVIDERS.get(mailbox.ascii_domain, (mailbox.ascii_domain, False, ""))
    if sign:
        local = local.partition(sign)[0]
    if dots:
        local = local.replace(".", "")
    return f"{local}@{domain}" if local else ""


if __name__ == "__main__":
    oracle.main("email", email_values.values(), their_form, least=400)
