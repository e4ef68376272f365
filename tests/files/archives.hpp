// Office files made for the tests: zip archives with the entries given.
#pragma once

#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "base/check.hpp"

namespace files_test {

using Entries = std::vector<std::pair<std::string, std::string>>;

inline void make_archive(std::string const& path, Entries const& entries) {
    int failure = 0;
    zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &failure);
    base::check(archive != nullptr, "a test archive opens");
    for (auto const& [name, content] : entries) {
        zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
        auto const index = zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
        base::check(index >= 0, "a test archive takes entries");
        if (name == "mimetype")
            zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    base::check(zip_close(archive) == 0, "a test archive is written");
}

inline Entries odt() {
    return {{"mimetype", "application/vnd.oasis.opendocument.text"},
            {"content.xml", "<office:document-content/>"}};
}
inline Entries docx(std::string const& type = "wordprocessingml.document.main+xml") {
    return {{"[Content_Types].xml",
             "<Types><Override ContentType=\"application/vnd.openxmlformats-officedocument." + type +
                 "\"/></Types>"},
            {"word/document.xml", "<w:document/>"}};
}

}  // namespace files_test
