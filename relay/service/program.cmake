# The program itself: everything else is in the rooms' libraries.
set_source_files_properties(relay/service/version.cpp PROPERTIES
  COMPILE_DEFINITIONS BELFRY_VERSION="${PROJECT_VERSION}")
add_executable(belfry ${PROJECT_SOURCE_DIR}/relay/service/main.cpp)
target_link_libraries(belfry PRIVATE relay_service)
# What hands over mails of programs on this machine.
add_executable(belfry-sendmail ${PROJECT_SOURCE_DIR}/relay/sendmail/main.cpp)
target_link_libraries(belfry-sendmail PRIVATE relay_sendmail)
