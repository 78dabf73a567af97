# The world outside of the quickstart's relay; never part of the package. The scenario tests use its
# mailbox and its SMS gateway too.
add_library(demo_parts STATIC packaging/demo/maildir.cpp packaging/demo/mail_sink.cpp
  packaging/demo/sms_sink.cpp)
target_link_libraries(demo_parts PUBLIC relay_intake Poco::JSON)
add_executable(belfry-demo packaging/demo/main.cpp)
target_link_libraries(belfry-demo PRIVATE demo_parts CLI11::CLI11)
