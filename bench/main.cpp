// tremplin_bench DATABASE_OF_A_DEMONSTRATION [SECTION…]: prints the figures that docs and notes quote. See
// bench/README.md.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "bench/sections.hpp"
#include "bench/table.hpp"

int main(int argc, char** argv) {
    // In the order in which they run: supports fills what exports then reads.
    std::vector<std::pair<std::string, void (*)(app::Program&)>> const sections{
        {"pages", bench::pages},       {"handlers", bench::handlers}, {"supports", bench::supports},
        {"near", bench::near},         {"searches", bench::searches}, {"followers", bench::followers},
        {"sign-ins", bench::sign_ins}, {"exports", bench::exports},   {"uploads", bench::uploads}};
    std::vector<std::string> const wanted(argv + std::min(argc, 2), argv + argc);
    bool const is_known = std::all_of(wanted.begin(), wanted.end(), [&](std::string const& name) {
        return std::any_of(sections.begin(), sections.end(),
                           [&](auto const& one) { return one.first == name; });
    });
    if (argc < 2 || !is_known) {
        fmt::print(stderr,
                   "usage: tremplin_bench FILE.db [SECTION…]   (made by: tremplin demo; it is copied, not "
                   "changed)\nsections:");
        for (auto const& one : sections) fmt::print(stderr, " {}", one.first);
        fmt::print(stderr, "\n");
        return 2;
    }
    try {
        std::filesystem::path const folder = std::filesystem::temp_directory_path() / "tremplin-bench";
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        std::filesystem::copy_file(argv[1], folder / "bench.db");
        app::Config config;
        config.database = (folder / "bench.db").string();
        config.data = (folder / "data").string();
        config.demo = true;
        base::SystemClock clock;
        base::SystemRandom random;
        if (auto const whole = app::complete(config); !whole.ok())
            throw std::runtime_error(whole.refusal().message);
        {
            app::Program program(config, base::World{clock, random});
            bench::row("resident memory of a program that has just started", bench::resident_mib(), "MiB", 0,
                       {}, "<= 50 MiB");
            bench::row("of it held by this process alone, not mapped from files", bench::private_mib(),
                       "MiB");
            for (auto const& [name, run] : sections)
                if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end())
                    run(program);
        }
        std::filesystem::remove_all(folder);
    } catch (std::exception const& fault) {
        fmt::print(stderr, "tremplin_bench: {}\n", fault.what());
        return 1;
    }
    return 0;
}
