# The load maker of packaging/bench; built only when asked for.
file(GLOB load_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/load/*.cpp)
add_executable(belfry-load EXCLUDE_FROM_ALL ${load_sources})
target_link_libraries(belfry-load PRIVATE Threads::Threads CLI11::CLI11)
