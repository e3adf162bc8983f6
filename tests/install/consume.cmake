# Builds and runs the consumer beside this file.
#   cmake -D WAY=package|folder -D BUILD=<our build> -D SOURCE=<our source> -D SCRATCH=<dir>
#         -D CXX=<compiler> -D VERSION=<ours> -P consume.cmake
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\nended with ${status}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
if(WAY STREQUAL "package")
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/prefix)
  foreach(file bin/optout share/man/man1/optout.1 share/bash-completion/completions/optout
      share/zsh/site-functions/_optout share/fish/vendor_completions.d/optout.fish
      share/doc/optout/LICENSE include/optout/optout.hpp include/optout/tables/states.hpp)
    if(NOT EXISTS ${SCRATCH}/prefix/${file})
      message(FATAL_ERROR "not installed: ${file}")
    endif()
  endforeach()
  set(way -DCMAKE_PREFIX_PATH=${SCRATCH}/prefix)
else()
  set(way -DOPTOUT_FOLDER=${SOURCE})
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${SCRATCH}/build -G Ninja
  -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_BUILD_TYPE=Debug ${way})
run(${CMAKE_COMMAND} --build ${SCRATCH}/build --target consumer)
run(${SCRATCH}/build/consumer)
if(NOT output STREQUAL "optout ${VERSION}\n")
  message(FATAL_ERROR "the consumer said '${output}'")
endif()
