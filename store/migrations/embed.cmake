# Compiles the migrations into the store. A raw string holds each file, so a file must not contain
# the delimiter.
function(belfry_embed_migrations)
  set(text "#include \"store/migrator.h\"\n#include <array>\n\nnamespace store {\nnamespace {\n\n")
  foreach(engine sqlite postgresql)
    file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/store/migrations/${engine}/*.sql)
    list(SORT files)
    list(LENGTH files count)
    string(APPEND text "constexpr std::array<Migration, ${count}> ${engine}_migrations{{\n")
    foreach(file ${files})
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
      get_filename_component(name ${file} NAME_WE)
      string(REGEX MATCH "^[0-9]+" number ${name})
      string(REGEX REPLACE "^0+" "" number ${number})
      file(READ ${file} sql)
      string(APPEND text "    {${number}, \"${name}\", R\"migration(${sql})migration\"},\n")
    endforeach()
    string(APPEND text "}};\n\n")
  endforeach()
  string(APPEND text "} // namespace\n\n"
    "std::span<const Migration> migrations(Engine engine)\n{\n"
    "    if (engine == Engine::Sqlite)\n        return sqlite_migrations;\n"
    "    return postgresql_migrations;\n}\n\n} // namespace store\n")
  set(output ${PROJECT_BINARY_DIR}/store/migrations.cpp)
  file(GENERATE OUTPUT ${output} CONTENT "${text}")
  target_sources(store PRIVATE ${output})
endfunction()

belfry_embed_migrations()
