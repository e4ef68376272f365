# embed_texts(TARGET NAMESPACE FOLDER…): every *.toml of the folders becomes part of the library, as it is, without a
# compiler reading it (.incbin): NAMESPACE::embedded_texts() gives names and contents (declared in
# src/NAMESPACE/embedded.hpp).
function(embed_texts TARGET NAMESPACE FOLDER)
    set(texts "")
    foreach(folder ${FOLDER} ${ARGN})
        file(GLOB found CONFIGURE_DEPENDS ${folder}/*.toml)
        list(APPEND texts ${found})
    endforeach()
    list(SORT texts)
    set(assembly "")
    set(names "")
    set(list "")
    set(number 0)
    foreach(text ${texts})
        get_filename_component(name ${text} NAME)
        set(symbol "${NAMESPACE}_text_${number}")
        foreach(mark "" "_end")
            string(APPEND names "extern \"C\" __attribute__((visibility(\"hidden\"))) char const ${symbol}${mark}[];\n")
        endforeach()
        string(APPEND assembly
            "        \".globl ${symbol}\\n.hidden ${symbol}\\n${symbol}:\\n.incbin \\\"${text}\\\"\\n\"\n"
            "        \".globl ${symbol}_end\\n.hidden ${symbol}_end\\n${symbol}_end:\\n\"\n")
        string(APPEND list
            "        {\"${name}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    set(out ${CMAKE_BINARY_DIR}/made/${NAMESPACE}/texts.cpp)
    file(CONFIGURE OUTPUT ${out} @ONLY CONTENT
"// Made by cmake/embed_texts.cmake.
#include \"${NAMESPACE}/embedded.hpp\"

${names}
__asm__(\".pushsection .rodata\\n\"
${assembly}        \".popsection\\n\");

namespace ${NAMESPACE} {
std::vector<EmbeddedText> embedded_texts() {
    return {
${list}    };
}
}  // namespace ${NAMESPACE}
")
    set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${texts}")
    target_sources(${TARGET} PRIVATE ${out})
endfunction()
