#include "files/room.hpp"

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>

#include "base/text.hpp"
#include "files/stored_file_rows.hpp"
#include "files/virus_check.hpp"

namespace files {

std::vector<db::Migration> migrations();

namespace {

constexpr base::Duration unused_kept = base::Duration::days(1);
constexpr int forgotten_a_pass = 500;
constexpr int folders = 256;
constexpr int folders_a_pass = 16;
constexpr std::size_t problems_max = 100;

/// Asks the antivirus again; throws while it cannot answer, so that the job comes back.
void check_again(web::Services const& services, std::string const& payload) {
    base::Id<StoredFile> const id(base::parse_int(payload).value_or(0));
    auto const file = stored_file(*services.database.snapshot(), id);
    if (!file || file->check != CheckState::waiting) return;
    CheckState state = CheckState::unchecked;  // the antivirus was taken out of the settings meanwhile
    if (!services.clamd.empty()) {
        Verdict const verdict = virus_check(services.clamd, store_of(services).path_of(file->sha256));
        if (verdict == Verdict::unavailable) throw std::runtime_error("the antivirus does not answer");
        state = verdict == Verdict::clean ? CheckState::clean : CheckState::refused;
    }
    auto const saved = services.database.write([&](db::Tx& tx) -> base::Result<base::Done> {
        save_check(tx, id, state);
        tx.announce_change();  // pages show it from now on
        return base::Done{};
    });
    if (!saved.ok()) throw std::runtime_error(saved.refusal().message);
}

/// Rows whose content is not there, or is another.
std::vector<std::string> problems_in(Store const& store, db::Reader const& reader) {
    std::vector<std::string> found;
    each_stored_file(reader, [&](StoredFile const& file) {
        if (found.size() >= problems_max) return;
        std::string const hash = sha256_of_file(store.path_of(file.sha256));
        if (hash.empty())
            found.push_back(fmt::format("Fichier {} ({}) : absent du dossier {}.", file.id.value, file.sha256,
                                        store.folder()));
        else if (hash != file.sha256)
            found.push_back(fmt::format("Fichier {} ({}) : son contenu a changé, son empreinte est {}.",
                                        file.id.value, file.sha256, hash));
    });
    return found;
}

}  // namespace

void keep_house(web::Services const& services) {
    base::Instant const before = services.world.clock.now() - unused_kept;
    auto const forgotten = services.database.write([&](db::Tx& tx) -> base::Result<base::Done> {
        forget_unused(tx, before, forgotten_a_pass);
        return base::Done{};
    });
    if (!forgotten.ok()) throw base::Fault(forgotten.refusal().message);
    static std::atomic<int> next{0};
    Store const store = store_of(services);
    auto const reader = services.database.snapshot();
    for (int i = 0; i < folders_a_pass; ++i)
        store.sweep(next++ % folders, before,
                    [&](std::string const& sha256) { return is_known_content(*reader, sha256); });
}

web::Room room(web::Services const& services) {
    web::Room room{.name = "files", .migrations = migrations()};
    room.jobs.emplace_back(check_job,
                           [&services](std::string const& payload) { check_again(services, payload); });
    room.problems = [&services](db::Reader const& reader) { return problems_in(store_of(services), reader); };
    return room;
}

}  // namespace files
