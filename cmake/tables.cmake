# data/tables/*.tsv -> <optout/tables/NAME.hpp>, by a small program that shares the lookup's hash.
set(OPTOUT_GENERATED_DIR ${PROJECT_BINARY_DIR}/generated)
add_executable(optout_compile_tables src/tables/compile_tables.cpp)
target_compile_features(optout_compile_tables PRIVATE cxx_std_20)
target_include_directories(optout_compile_tables PRIVATE include)

file(GLOB OPTOUT_TABLE_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/data/tables/*.tsv)
set(OPTOUT_TABLE_HEADERS)
foreach(source ${OPTOUT_TABLE_SOURCES})
  get_filename_component(name ${source} NAME_WE)
  set(header ${OPTOUT_GENERATED_DIR}/optout/tables/${name}.hpp)
  add_custom_command(OUTPUT ${header}
    COMMAND optout_compile_tables ${source} ${header}
    DEPENDS optout_compile_tables ${source} VERBATIM)
  list(APPEND OPTOUT_TABLE_HEADERS ${header})
endforeach()
add_custom_target(optout_tables DEPENDS ${OPTOUT_TABLE_HEADERS})
