#include <fmt/format.h>

#include <filesystem>

#include "bench/sections.hpp"
#include "bench/table.hpp"
#include "consultation/campaign_rows.hpp"
#include "consultation/exports.hpp"

namespace bench {

void exports(app::Program& program) {
    title("Export: everything public of the campaign that holds the most supports");
    auto const snapshot = program.database().snapshot();
    base::Instant const now = program.services().world.clock.now();
    std::optional<consultation::Campaign> campaign;
    for (consultation::Campaign const& one : consultation::campaigns(*snapshot))
        if (one.is_open(consultation::PhaseKind::support, now)) campaign = one;
    std::string const folder = program.config().data + "/export";
    std::filesystem::create_directories(folder);
    double const before = resident_mib();
    double const wall = wall_seconds();
    auto const written = consultation::export_campaign(
        *snapshot, *campaign, {"Tremplin", "bench", "http://localhost", now, true}, folder);
    if (!written.ok()) throw std::runtime_error(written.refusal().message);
    std::uintmax_t bytes = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) bytes += entry.file_size();
    row("seconds", wall_seconds() - wall, "s");
    row("written", static_cast<double>(bytes) / 1e6, "MB");
    row("resident memory grew by", resident_mib() - before, "MiB", 0, {}, "constant");
}

}  // namespace bench
