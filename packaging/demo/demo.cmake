# The world outside of the quickstart's relay; never part of the package.
add_executable(belfry-demo
  packaging/demo/main.cpp packaging/demo/maildir.cpp packaging/demo/mail_sink.cpp
  packaging/demo/sms_sink.cpp)
target_link_libraries(belfry-demo PRIVATE mail relay_net Poco::JSON CLI11::CLI11)
