// tremplin_bench DATABASE_OF_A_DEMONSTRATION: prints the figures that docs and notes quote. See
// bench/README.md.
#include <fmt/format.h>

#include <filesystem>

#include "bench/sections.hpp"
#include "bench/table.hpp"

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr,
                   "usage: tremplin_bench FILE.db   (made by: tremplin demo; it is copied, not changed)\n");
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
            bench::pages(program);
            bench::supports(program);
            bench::searches(program);
            bench::exports(program);
        }
        std::filesystem::remove_all(folder);
    } catch (std::exception const& fault) {
        fmt::print(stderr, "tremplin_bench: {}\n", fault.what());
        return 1;
    }
    return 0;
}
