# A room is a folder under src/, a static library and a namespace of the same name (HOUSE.md).
#   room(NAME [FAST] [APART | LETTERS] ROOMS earlier rooms it uses  LIBS outside libraries)
# It takes every *.cpp of the folder, compiles pages/*.html and mails/*.txt (template compiler) and embeds
# migrations/*.sql. FAST compiles the room with -O2: those that every request crosses. Files are compiled several at a
# time, for headers cost more than what follows them (docs/decisions/0022); APART compiles each on its own.
set(TREMPLIN_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wno-unused-parameter -Wno-missing-field-initializers -Werror)

option(TREMPLIN_UNITY "compile several files of a room at a time" ON)
set(TREMPLIN_UNITY_FILES 8 CACHE STRING "how many files of a room are compiled at a time; 0: all")

# together(TARGET [LETTERS] FILES…): they are compiled several at a time, unless this build asked for each on its own.
# LETTERS, for large rooms: those whose names begin with the same letter, so that a new file moves no other one.
function(together TARGET)
    cmake_parse_arguments(T "LETTERS" "" "FILES" ${ARGN})
    if(TREMPLIN_UNITY)
        set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${TREMPLIN_UNITY_FILES})
        if(T_LETTERS)
            set_target_properties(${TARGET} PROPERTIES UNITY_BUILD_MODE GROUP)
            foreach(file ${T_FILES})
                get_filename_component(name ${file} NAME)
                string(SUBSTRING ${name} 0 1 letter)
                set_source_files_properties(${file} PROPERTIES UNITY_GROUP ${letter})
            endforeach()
        endif()
        # Said of neighbours, which share nothing: a local name that another file has at its top, what is private to a file.
        target_compile_options(${TARGET} PRIVATE -Wno-shadow -Wshadow=local -Wno-subobject-linkage)
    endif()
endfunction()

function(room NAME)
    cmake_parse_arguments(ROOM "FAST;APART;LETTERS" "" "ROOMS;LIBS" ${ARGN})
    set(folder ${CMAKE_SOURCE_DIR}/src/${NAME})
    set(made ${CMAKE_BINARY_DIR}/made/${NAME})
    file(GLOB own CONFIGURE_DEPENDS ${folder}/*.cpp)
    set(sources ${own})
    file(GLOB pages CONFIGURE_DEPENDS ${folder}/pages/*.html ${folder}/mails/*.txt)
    file(GLOB migrations CONFIGURE_DEPENDS ${folder}/migrations/*.sql)
    set(compiled)
    set(templates "// Made by cmake/rooms.cmake: every template of the room ${NAME}.\n")
    foreach(page ${pages})
        get_filename_component(stem ${page} NAME_WE)
        get_filename_component(kind ${page} DIRECTORY)
        get_filename_component(kind ${kind} NAME)
        set(out ${made}/${kind}_${stem}.cpp)
        add_custom_command(
            OUTPUT ${out} ${made}/${kind}_${stem}.hpp
            COMMAND template_compiler ${page} ${NAME} ${made}/${kind}_${stem}
            DEPENDS ${page} template_compiler
            COMMENT "template ${NAME}/${kind}/${stem}"
            VERBATIM)
        list(APPEND compiled ${out})
        string(APPEND templates "#include \"${kind}_${stem}.cpp\"\n")
    endforeach()
    if(compiled)
        # One translation unit for all templates of a room: they share their headers, which cost most of the compiling.
        file(CONFIGURE OUTPUT ${made}/templates.cpp CONTENT "${templates}" @ONLY)
        set_source_files_properties(${made}/templates.cpp PROPERTIES OBJECT_DEPENDS "${compiled}")
        list(APPEND sources ${made}/templates.cpp)
        set_source_files_properties(${compiled} PROPERTIES HEADER_FILE_ONLY ON)
        list(APPEND sources ${compiled})
    endif()
    if(migrations)
        set(out ${made}/migrations.cpp)
        add_custom_command(
            OUTPUT ${out}
            COMMAND ${CMAKE_COMMAND} -DROOM=${NAME} -DFOLDER=${folder}/migrations -DOUT=${out}
                    -P ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
            DEPENDS ${migrations} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
            VERBATIM)
        list(APPEND sources ${out})
    endif()
    add_library(${NAME} STATIC ${sources})
    target_include_directories(${NAME} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/made)
    target_compile_options(${NAME} PRIVATE ${TREMPLIN_WARNINGS})
    if(ROOM_FAST)
        target_compile_options(${NAME} PRIVATE -O2)
    endif()
    if(ROOM_LETTERS)
        together(${NAME} LETTERS FILES ${own})
    elseif(NOT ROOM_APART)
        together(${NAME})
    endif()
    target_compile_definitions(${NAME} PRIVATE TREMPLIN_VERSION="${PROJECT_VERSION}")
    target_link_libraries(${NAME} PUBLIC ${ROOM_ROOMS} ${ROOM_LIBS})
    set_property(GLOBAL APPEND PROPERTY TREMPLIN_ROOMS ${NAME})
endfunction()

# room_tests(NAME [APART] [ROOMS more rooms] [LIBS …]): tests/NAME/*.cpp become the executable tests/test_NAME.
function(room_tests NAME)
    cmake_parse_arguments(T "APART" "" "ROOMS;LIBS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${NAME}/*.cpp)
    if(NOT sources)
        return()
    endif()
    add_executable(test_${NAME} EXCLUDE_FROM_ALL ${sources})
    set_target_properties(test_${NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_include_directories(test_${NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    # Tests are run once and wait for the rooms they test: not optimising them halves their compiling.
    target_compile_options(test_${NAME} PRIVATE ${TREMPLIN_WARNINGS} -O0)
    target_link_libraries(test_${NAME} PRIVATE ${T_ROOMS} ${T_LIBS} GTest::gtest_main)
    if(NOT T_APART)
        together(test_${NAME})
    endif()
    set_property(GLOBAL APPEND PROPERTY TREMPLIN_TEST_TARGETS test_${NAME})
endfunction()
