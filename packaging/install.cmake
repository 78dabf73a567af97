include(packaging/demo/demo.cmake)
