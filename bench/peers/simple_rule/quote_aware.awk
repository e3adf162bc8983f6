# The simple rule in awk, with an eye on quotes: they may hold commas and line ends.
#
#   LC_ALL=C mawk -f quote_aware.awk REQUESTS EXPORT > OUT
#
# SPDX-License-Identifier: Apache-2.0

# Makes the cells of a record that was cut into pieces at its quotes: every second piece stood between two.
function cut_cells(pieces,    i, k, m, n, text, plain) {
  n = 1
  text = ""
  for (i = 1; i <= pieces; ++i) {
    if (i % 2 == 0) {
      text = text piece[i]
    } else if (piece[i] == "") {
      if (i > 1 && i < pieces) text = text "\""
    } else {
      m = split(piece[i], plain, ",")
      text = text plain[1]
      for (k = 2; k <= m; ++k) {
        cell[n++] = text
        text = plain[k]
      }
    }
  }
  cell[n] = text
}

function email_of(text) {
  sub(/^[ \t]+/, "", text)
  sub(/[ \t]+$/, "", text)
  return tolower(text)
}

function phone_of(text) {
  gsub(/[^0-9]+/, "", text)
  sub(/^1+/, "", text)
  return text
}

{
  record = $0
  if (index(record, "\"")) {
    # A record ends where its quotes are even.
    while ((pieces = split(record, piece, /"/)) % 2 == 0 && (getline more) > 0) record = record "\n" more
    cut_cells(pieces)
  } else {
    split(record, cell, ",")
  }
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
