# `cmake --build build/check --target check`: format, layers, tests.
get_property(test_targets DIRECTORY PROPERTY BUILDSYSTEM_TARGETS)
list(FILTER test_targets INCLUDE REGEX "_tests$")
add_custom_target(check
  COMMAND ${PROJECT_SOURCE_DIR}/packaging/format
  COMMAND ${PROJECT_SOURCE_DIR}/tests/layers.py
  COMMAND ${PROJECT_SOURCE_DIR}/tests/citations.py
  COMMAND ${CMAKE_CTEST_COMMAND} --output-on-failure -j 2
  DEPENDS ${test_targets}
  WORKING_DIRECTORY ${PROJECT_BINARY_DIR} USES_TERMINAL)
if(TARGET belfry)
  add_dependencies(check belfry)
endif()

add_test(NAME layers COMMAND ${PROJECT_SOURCE_DIR}/tests/layers.py)
add_test(NAME citations COMMAND ${PROJECT_SOURCE_DIR}/tests/citations.py)
