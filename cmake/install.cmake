# What a user gets: headers, the compiled library, the tool, and a package for find_package(optout).
include(CMakePackageConfigHelpers)
set(OPTOUT_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/optout)

install(TARGETS optout optout_io optout_drop EXPORT optout)
install(TARGETS optout_cli)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/optout ${OPTOUT_GENERATED_DIR}/optout
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")

install(EXPORT optout NAMESPACE optout:: FILE optout-targets.cmake DESTINATION ${OPTOUT_CMAKE_DIR})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/optoutConfig.cmake.in
  ${PROJECT_BINARY_DIR}/optoutConfig.cmake INSTALL_DESTINATION ${OPTOUT_CMAKE_DIR})
# Before 1.0 a new minor version may break its users.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/optoutConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/optoutConfig.cmake ${PROJECT_BINARY_DIR}/optoutConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/deps.cmake DESTINATION ${OPTOUT_CMAKE_DIR})

install(FILES ${PROJECT_SOURCE_DIR}/docs/optout.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_SOURCE_DIR}/completions/optout.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME optout)
install(FILES ${PROJECT_SOURCE_DIR}/completions/_optout DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${PROJECT_SOURCE_DIR}/completions/optout.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
