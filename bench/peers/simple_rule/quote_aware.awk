# The simple rule in awk, with an eye on quotes: a quote may hold commas and line ends.
#
#   LC_ALL=C mawk -f quote_aware.awk REQUESTS EXPORT > OUT
#
# SPDX-License-Identifier: Apache-2.0

# Splits a record into cell[1..n]: at the commas, unless there are quotes; returns n.
function split_record(record,    parts, i, n, text, open) {
  if (!index(record, "\"")) return split(record, cell, ",")
  parts = split(record, part, ",")
  n = 0
  open = 0
  for (i = 1; i <= parts; ++i) {
    text = open ? text "," part[i] : part[i]
    if (gsub(/"/, "\"", part[i]) % 2) open = !open
    if (open) continue
    if (substr(text, 1, 1) == "\"") {
      text = substr(text, 2, length(text) - 2)
      gsub(/""/, "\"", text)
    }
    cell[++n] = text
  }
  return n
}

function email_of(text) {
  gsub(/^[ \t]+|[ \t]+$/, "", text)
  return tolower(text)
}

function phone_of(text) {
  gsub(/[^0-9]/, "", text)
  sub(/^1+/, "", text)
  return text
}

{
  record = $0
  # A record ends where its quotes are even.
  if (index(record, "\"")) {
    while (gsub(/"/, "\"", record) % 2 && (getline more) > 0) record = record "\n" more
  }
  split_record(record)
}

# A header: which columns matter.
FNR == 1 {
  ++files
  for (i in cell) at[cell[i]] = i
  if (files == 2) print record
  next
}

files == 1 {
  email = email_of(cell[at["email"]])
  phone = phone_of(cell[at["phone"]])
  if (index(email, "@")) emails[email]
  if (length(phone) == 10 && phone != "0000000000") phones[phone]
  next
}

!(email_of(cell[at["email1"]]) in emails) && !(email_of(cell[at["email2"]]) in emails) &&
!(phone_of(cell[at["phone1"]]) in phones) && !(phone_of(cell[at["phone2"]]) in phones) {
  print record
}
