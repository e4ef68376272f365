# Writes OUT: the room's migrations as C++ raw strings, in order of their number.
#   namespace ROOM { std::vector<db::Migration> migrations(); }
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(text "// Made by cmake/embed_migrations.cmake from src/${ROOM}/migrations.\n#include \"db/migration.hpp\"\n\nnamespace ${ROOM} {\nstd::vector<db::Migration> migrations();\nstd::vector<db::Migration> migrations() {\n    return {\n")
foreach(file ${files})
    get_filename_component(name ${file} NAME)
    file(READ ${file} sql)
    string(APPEND text "        {\"${ROOM}\", \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
string(APPEND text "    };\n}\n}  // namespace ${ROOM}\n")
file(WRITE ${OUT} "${text}")
