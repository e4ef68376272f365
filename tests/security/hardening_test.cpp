// The program's own armour (reliability.md S11), read from its file.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace {

constexpr char const* program = "build/tremplin";

std::string readelf(std::string const& what) {
    std::string const command = "readelf -W " + what + " " + program + " 2>/dev/null";
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const pipe(::popen(command.c_str(), "r"), ::pclose);
    std::string text;
    std::array<char, 4096> bytes{};
    while (pipe && std::fgets(bytes.data(), static_cast<int>(bytes.size()), pipe.get())) text += bytes.data();
    return text;
}

TEST(Hardening, the_program_is_built_to_resist) {
    if (!std::filesystem::exists(program)) GTEST_SKIP() << program << " is not built";
    std::string const head = readelf("-h");
    if (head.empty()) GTEST_SKIP() << "readelf is absent";
    EXPECT_NE(head.find("DYN"), std::string::npos) << "no fixed addresses";
    std::string const segments = readelf("-l");
    EXPECT_NE(segments.find("GNU_RELRO"), std::string::npos) << "tables of functions are read-only";
    std::size_t const stack = segments.find("GNU_STACK");
    ASSERT_NE(stack, std::string::npos);
    EXPECT_EQ(segments.substr(stack, segments.find('\n', stack) - stack).find("RWE"), std::string::npos)
        << "nothing on the stack is run";
    std::string const dynamic = readelf("-d");
    EXPECT_TRUE(dynamic.find("BIND_NOW") != std::string::npos || dynamic.find("NOW") != std::string::npos)
        << "bound at the start, then sealed";
    EXPECT_EQ(dynamic.find("RPATH"), std::string::npos);
    EXPECT_EQ(dynamic.find("RUNPATH"), std::string::npos) << "libraries come from the system only";
    EXPECT_NE(readelf("--dyn-syms").find("__stack_chk_fail"), std::string::npos)
        << "a smashed stack is noticed";
}

}  // namespace
