"""Our phone rules beside libphonenumber (the port that PyPI calls phonenumbers), region US.

Theirs: parse(value, "US"), if is_valid_number() holds, as E.164 with ";ext=digits" behind it. Agreement: this is our
one form; or there is none on either side. Equal forms on both sides make equal pairs on both sides, so two agreeing
values are one number for us if and only if they are for libphonenumber.
"""
# SPDX-License-Identifier: Apache-2.0
import oracle
import phone_values
import phonenumbers


def their_form(value):
    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    form = phonenumbers.format_number(
        phonenumbers.PhoneNumber(number.country_code, number.national_number,
                                 italian_leading_zero=number.italian_leading_zero,
                                 number_of_leading_zeros=number.number_of_leading_zeros),
        phonenumbers.PhoneNumberFormat.E164)
    return form + (f";ext={number.extension}" if number.extension else "")


if __name__ == "__main__":
    oracle.main("phone", phone_values.values(), their_form, least=900)
