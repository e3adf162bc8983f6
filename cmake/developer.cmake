# What our own builds add and consumers never see: warnings as errors, sanitizers.
add_library(optout_warnings INTERFACE)
target_compile_options(optout_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wcast-qual -Wnon-virtual-dtor
  -Woverloaded-virtual -Wundef -Werror)
set(OPTOUT_WARNINGS optout_warnings)

if(OPTOUT_SANITIZE)
  add_compile_options(-fsanitize=${OPTOUT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${OPTOUT_SANITIZE})
endif()
