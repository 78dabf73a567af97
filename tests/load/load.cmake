# The load maker of packaging/bench; built only when asked for.
file(GLOB load_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/load/*.cpp)
add_executable(belfry-load EXCLUDE_FROM_ALL ${load_sources})
target_link_libraries(belfry-load PRIVATE Threads::Threads CLI11::CLI11)

# belfry-wctp-bench: the reader beside libxml2; built only when asked for.
find_package(benchmark QUIET)
if(benchmark_FOUND)
  add_executable(belfry-wctp-bench EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/load/wctp/parse_bench.cpp)
  target_link_libraries(belfry-wctp-bench PRIVATE wctp benchmark::benchmark PkgConfig::LIBXML2)
  target_compile_definitions(belfry-wctp-bench PRIVATE BELFRY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
endif()
