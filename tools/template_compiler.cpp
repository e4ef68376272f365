// template_compiler INPUT ROOM OUTSTEM: compiles src/ROOM/pages/NAME.html or src/ROOM/mails/NAME.txt into
// OUTSTEM.hpp and OUTSTEM.cpp. The language is described in src/html/README.md.
// A template that is refused is named as "file:line: message" and ends the program with 1.
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "template_source.hpp"
#include "template_writer.hpp"

namespace {

std::string content_of(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot be read");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (file.bad()) throw std::runtime_error("cannot be read");
    return text;
}

void save(std::string const& path, std::string const& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path);
}

templates::Template template_at(std::filesystem::path const& input, std::string const& room) {
    std::string const name = input.stem().string();
    for (char const c : name) {
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') {
            throw std::runtime_error("the file's name becomes a function: letters, digits and _ only");
        }
    }
    bool const is_mail = input.extension() == ".txt";
    if (!is_mail && input.extension() != ".html")
        throw std::runtime_error("a template is a .html page or a .txt mail");
    return {is_mail ? templates::Kind::mail : templates::Kind::page, room, name, input.string()};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: template_compiler INPUT ROOM OUTSTEM\n";
        return 2;
    }
    std::string const input = argv[1];
    std::string const stem = argv[3];
    try {
        templates::Template const what = template_at(input, argv[2]);
        std::string const header_name = std::filesystem::path(stem).filename().string() + ".hpp";
        templates::GeneratedCode const code = generated_from(what, content_of(input), header_name);
        std::filesystem::path const folder = std::filesystem::path(stem).parent_path();
        if (!folder.empty()) std::filesystem::create_directories(folder);
        save(stem + ".hpp", code.header);
        save(stem + ".cpp", code.source);
    } catch (templates::TemplateError const& error) {
        std::cerr << input << ':' << error.line() << ": " << error.what() << '\n';
        return 1;
    } catch (std::exception const& error) {
        std::cerr << input << ":1: " << error.what() << '\n';
        return 1;
    }
}
