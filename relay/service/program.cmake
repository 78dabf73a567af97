# The program itself: everything else is in the rooms' libraries.
set_source_files_properties(relay/service/version.cpp PROPERTIES
  COMPILE_DEFINITIONS BELFRY_VERSION="${PROJECT_VERSION}")
add_executable(belfry ${PROJECT_SOURCE_DIR}/relay/service/main.cpp)
target_link_libraries(belfry PRIVATE relay_service)
