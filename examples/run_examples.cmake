# Runs the examples in a fresh folder and holds what they print against what they must.
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})

function(expect pattern)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${FOLDER}
    OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE code)
  if(NOT code EQUAL 0 OR NOT out MATCHES "${pattern}")
    message(FATAL_ERROR "${ARGN}\nexit ${code}, expected output like '${pattern}', got:\n${out}${err}")
  endif()
endfunction()

expect("" ${TOOL} keygen -o my.key)
expect("3 requests, 3 keys, 1 without a key" ${BUILD_A_LIST} my.key people.optout)
expect("suppressed by request R-1" ${LOOKUP_ONE} my.key people.optout JaneDoe@Gmail.com)
expect("not suppressed" ${LOOKUP_ONE} my.key people.optout jane.doe@example.com)
expect("row 0 goes\nrow 1 goes\nrow 2 goes\nrow 0 matched by email, request R-1\nrow 1 matched by email, request R-9"
  ${OWN_ROWS} my.key people.optout)
file(WRITE ${FOLDER}/export.csv
  "id,first_name,last_name,email,phone\n1,Jane,Doe,janedoe@gmail.com,\n2,Sam,Poe,sam@example.com,(212) 555-0148\n")
expect("2 rows in, 1 out" ${SCRUB_A_CSV} my.key people.optout export.csv clean.csv)
file(READ ${FOLDER}/clean.csv clean)
if(NOT clean STREQUAL "id,first_name,last_name,email,phone\n2,Sam,Poe,sam@example.com,(212) 555-0148\n")
  message(FATAL_ERROR "clean.csv is not the export without Jane:\n${clean}")
endif()
