# What a package holds: binary, /etc/belfry, units, manual. packaging/deb builds it.
include(packaging/demo/demo.cmake)
if(NOT TARGET belfry)
  return()
endif()

set(made ${PROJECT_BINARY_DIR}/packaging)
file(MAKE_DIRECTORY ${made})
function(belfry_compress source name)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${source})
  execute_process(COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/${source} OUTPUT_FILE ${made}/${name}
    COMMAND_ERROR_IS_FATAL ANY)
endfunction()
belfry_compress(CHANGELOG.md changelog.gz)
belfry_compress(packaging/man/belfry.1 belfry.1.gz)
belfry_compress(packaging/man/belfry-sendmail.1 belfry-sendmail.1.gz)

install(TARGETS belfry belfry-sendmail RUNTIME DESTINATION usr/bin)
install(PROGRAMS packaging/first-start DESTINATION usr/lib/belfry)
install(FILES etc/belfry.yaml DESTINATION etc/belfry)
install(FILES etc/channels.d/kannel.yaml etc/channels.d/json.yaml DESTINATION etc/belfry/channels.d)
install(FILES packaging/systemd/belfry.service packaging/systemd/belfry-http.socket
  packaging/systemd/belfry-https.socket packaging/systemd/belfry-smtp.socket
  DESTINATION lib/systemd/system)
install(FILES packaging/systemd/belfry.sysusers DESTINATION usr/lib/sysusers.d RENAME belfry.conf)
install(FILES ${made}/belfry.1.gz ${made}/belfry-sendmail.1.gz DESTINATION usr/share/man/man1)
install(FILES ${made}/changelog.gz packaging/debian/copyright DESTINATION usr/share/doc/belfry)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME belfry)
set(CPACK_PACKAGE_VENDOR Belfry)
set(CPACK_PACKAGE_CONTACT "The Belfry authors <belfry@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The version of libexpat1 is what hostile XML needs; the libraries' own names do not say it.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libexpat1 (>= 2.5.0-1+deb12u5), openssl, tzdata, \
systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql, espeak-ng")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "WCTP and email notification relay for hospital paging
 Takes pages by WCTP and mail, finds who is meant, delivers them to a secure
 inbox and by mail, SMS or call, escalates while nobody reads them, and tells
 the sender what became of them.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/packaging/debian/conffiles ${PROJECT_SOURCE_DIR}/packaging/debian/postinst
  ${PROJECT_SOURCE_DIR}/packaging/debian/prerm ${PROJECT_SOURCE_DIR}/packaging/debian/postrm)
include(CPack)
