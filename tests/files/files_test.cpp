// What is taken, under which name and type; what is kept stays whole; what nobody needs goes.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <thread>

#include "base/crypto.hpp"
#include "files/archives.hpp"
#include "files/download.hpp"
#include "files/file_name.hpp"
#include "files/intake.hpp"
#include "files/office.hpp"
#include "files/room.hpp"
#include "files/stored_file_rows.hpp"
#include "files/virus_check.hpp"
#include "http/answer.hpp"
#include "journal/journal.hpp"
#include "support/site.hpp"

using files::FileType;
using files_test::Entries;

namespace files {
std::vector<db::Migration> migrations();
}

ON_BOTH_ENGINES(StoredFiles);

namespace {

constexpr std::string_view png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde";
std::string const pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
constexpr std::size_t png_bytes = 33;

struct Desk {
    support::TemporaryFolder folder;
    files::Store store{folder.file("files")};
    Desk() { std::filesystem::create_directories(store.folder()); }

    http::UploadedFile uploaded(std::string const& name, std::string const& content) const {
        std::string const path = folder.file("upload");
        std::ofstream(path, std::ios::binary) << content;
        return {"f", name, path, content.size(), base::hex(base::as_bytes(base::sha256(content))), nullptr};
    }
    http::UploadedFile archive(std::string const& name, Entries const& entries) const {
        std::string const path = folder.file("upload.zip");
        files_test::make_archive(path, entries);
        return {"f", name, path, std::filesystem::file_size(path), files::sha256_of_file(path), nullptr};
    }
    std::string taken_as(http::UploadedFile const& file, std::string const& clamd = {}) const {
        auto const taken = files::take_in(store, clamd, file);
        return taken.ok() ? std::string(files::name_of(taken->file.type))
                          : "refused: " + taken.refusal().message;
    }
    bool takes(http::UploadedFile const& file) const { return files::take_in(store, {}, file).ok(); }
};

/// A clamd that gives one answer to everybody.
class FakeClamd {
  public:
    explicit FakeClamd(std::string path, std::string reply)
        : path_(std::move(path)), reply_(std::move(reply)) {
        socket_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::strncpy(name.sun_path, path_.c_str(), sizeof name.sun_path - 1);
        ::bind(socket_, reinterpret_cast<sockaddr*>(&name), sizeof name);
        ::listen(socket_, 8);
        thread_ = std::thread([this] { serve(); });
    }
    ~FakeClamd() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
        ::unlink(path_.c_str());
    }
    std::string received;

  private:
    void serve() {
        for (;;) {
            int const peer = ::accept(socket_, nullptr, nullptr);
            if (peer < 0) return;
            std::string all;
            char piece[4096];
            while (!all.ends_with(std::string(4, '\0')) || all.size() < 15) {
                auto const got = ::read(peer, piece, sizeof piece);
                if (got <= 0) break;
                all.append(piece, static_cast<std::size_t>(got));
            }
            received = all;
            [[maybe_unused]] auto const sent = ::write(peer, reply_.data(), reply_.size());
            ::close(peer);
        }
    }
    std::string path_;
    std::string reply_;
    int socket_ = -1;
    std::thread thread_;
};

struct StoredFixture {
    explicit StoredFixture(db::Engine engine)
        : site(engine, [](web::Services const& services) {
              return std::vector<web::Room>{{.name = "journal", .migrations = journal::migrations()},
                                            files::room(services)};
          }) {}
    files::StoredFile keep(std::string const& content, std::string const& holder,
                           files::CheckState check = files::CheckState::unchecked) {
        auto const taken =
            files::take_in(files::store_of(*site.services), {}, desk.uploaded("a.txt", content));
        files::StoredFile file = taken->file;
        file.check = check;
        return *site.database->write([&](db::Tx& tx) -> base::Result<files::StoredFile> {
            return files::use(tx, site.clock.now(), file, holder);
        });
    }
    void release(files::StoredFile const& file, std::string const& holder) {
        (void)site.database->write([&](db::Tx& tx) -> base::Result<base::Done> {
            files::release(tx, file.id, holder);
            return base::Done{};
        });
    }
    bool is_on_disk(files::StoredFile const& file) {
        return std::filesystem::exists(files::store_of(*site.services).path_of(file.sha256));
    }
    void sweep_all() {
        for (int i = 0; i < 16; ++i) files::keep_house(*site.services);
    }
    void age_on_disk(files::StoredFile const& file) {
        std::filesystem::last_write_time(
            files::store_of(*site.services).path_of(file.sha256),
            std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 900));
    }
    std::vector<std::string> problems() {
        return files::room(*site.services).problems(*site.database->snapshot());
    }
    support::Site site;
    Desk desk;
};

}  // namespace

TEST(FileTypes, what_the_list_names_is_taken_by_its_content) {
    Desk desk;
    EXPECT_EQ(desk.taken_as(desk.uploaded("Plan.PDF", pdf)), "pdf");
    EXPECT_EQ(desk.taken_as(desk.uploaded("a.png", std::string(png.data(), png_bytes))), "png");
    EXPECT_EQ(desk.taken_as(desk.uploaded("a.csv", "commune;habitants\nLocronan;800\n")), "csv");
    EXPECT_EQ(desk.taken_as(desk.uploaded("a.txt", "Bonjour, c’est l’été.\n")), "txt");
    EXPECT_EQ(desk.taken_as(desk.uploaded("a.txt", "1")), "txt");
    EXPECT_EQ(desk.taken_as(desk.archive("a.odt", files_test::odt())), "odt");
    EXPECT_EQ(desk.taken_as(desk.archive("a.docx", files_test::docx())), "docx");
    EXPECT_EQ(desk.taken_as(desk.archive("a.xlsx", files_test::docx("spreadsheetml.sheet.main+xml"))),
              "xlsx");
}

TEST(FileTypes, content_and_extension_must_agree) {
    Desk desk;
    EXPECT_FALSE(desk.takes(desk.uploaded("a.png", pdf)));
    EXPECT_FALSE(desk.takes(desk.uploaded("a.jpg", std::string(png.data(), png_bytes))));
    EXPECT_FALSE(desk.takes(desk.uploaded("a.pdf", "<html><script>alert(1)</script></html>")));
    EXPECT_FALSE(desk.takes(desk.uploaded("a.txt", "<!DOCTYPE html><html><script>alert(1)</script></html>")));
    EXPECT_FALSE(desk.takes(desk.uploaded("a.txt", "#!/bin/sh\nrm -rf /\n")));
    EXPECT_FALSE(desk.takes(desk.uploaded("a.csv", std::string("a;b\0c\n", 6))));
    EXPECT_FALSE(desk.takes(desk.uploaded("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")));
    EXPECT_FALSE(desk.takes(desk.uploaded("a.txt", "<?xml version=\"1.0\"?><svg onload=\"x\"/>")));
    EXPECT_FALSE(desk.takes(desk.uploaded("a.html", "bonjour")));
    EXPECT_FALSE(desk.takes(desk.uploaded("facture.pdf.exe", pdf)));
    EXPECT_FALSE(desk.takes(desk.uploaded("pdf", pdf)));
    EXPECT_FALSE(desk.takes(desk.uploaded("vide.txt", "")));
    EXPECT_FALSE(desk.takes(desk.archive("a.docx", files_test::odt())));
    EXPECT_FALSE(desk.takes(desk.archive("a.odt", {{"readme.txt", "x"}}))) << "a plain zip";
    EXPECT_TRUE(std::filesystem::is_empty(desk.store.folder())) << "nothing refused is kept";
}

TEST(FileTypes, office_files_with_macros_or_that_unpack_too_far_are_refused) {
    Desk desk;
    Entries macros = files_test::docx();
    macros.emplace_back("word/vbaProject.bin", "x");
    EXPECT_FALSE(desk.takes(desk.archive("a.docx", macros)));
    EXPECT_FALSE(desk.takes(desk.archive("a.docx", {{"[Content_Types].xml",
                                                     "application/vnd.ms-word.document.macroEnabled.main+xml "
                                                     "wordprocessingml.document.main+xml"}})));
    Entries basic = files_test::odt();
    basic.emplace_back("Basic/Standard/Module1.xml", "x");
    EXPECT_FALSE(desk.takes(desk.archive("a.odt", basic)));
    Entries bomb = files_test::odt();
    bomb.emplace_back("Pictures/a.png", std::string(files::office_unpacked_bytes_max + 1, '\0'));
    EXPECT_FALSE(desk.takes(desk.archive("a.odt", bomb))) << "100 kB that unpack to 100 MB";
    Entries many = files_test::odt();
    for (int i = 0; i < files::office_entries_max; ++i) many.emplace_back("e" + std::to_string(i), "");
    EXPECT_FALSE(desk.takes(desk.archive("a.odt", many)));
    Entries leaves = files_test::odt();
    leaves.emplace_back("../../etc/passwd", "x");
    EXPECT_FALSE(desk.takes(desk.archive("a.odt", leaves)));
    // Cut in the middle.
    auto const whole = desk.archive("a.odt", files_test::odt());
    std::filesystem::resize_file(whole.path, whole.size / 2);
    EXPECT_FALSE(desk.takes(whole));
}

TEST(FileNames, a_name_is_shown_harmless_or_refused) {
    EXPECT_EQ(*files::shown_name("<svg onload=alert(1)>.pdf"), "<svg onload=alert(1)>.pdf")
        << "text, escaped by pages";
    EXPECT_EQ(*files::shown_name("  plan   de la\tcommune.pdf "), "plan de la commune.pdf");
    for (char const* name :
         {"rapport\xe2\x80\xae"
          "fdp.exe",
          "a\xe2\x81\xa6.pdf", "../a.pdf", "a/b.pdf", "..\\a.pdf", "", " ", "..", "\xff.pdf"})
        EXPECT_FALSE(files::shown_name(name).ok()) << name;
    std::string const longest = *files::shown_name(std::string(300, 'e') + ".pdf");
    EXPECT_LE(base::length_in_characters(longest), files::shown_name_characters_max);
    EXPECT_TRUE(longest.ends_with(".pdf"));
    std::string const header = files::attachment_disposition("L’été \"2026\"\r\nSet-Cookie: x.pdf");
    EXPECT_EQ(header.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(header,
              "attachment; filename=\"l-ete--2026---set-cookie--x.pdf\"; "
              "filename*=UTF-8''L%E2%80%99%C3%A9t%C3%A9%20%222026%22%0D%0ASet-Cookie%3A%20x.pdf");
    EXPECT_EQ(files::french_size(10'000'000), "10\u00a0Mo");
    EXPECT_EQ(files::french_size(1'249'000), "1,2\u00a0Mo");
    EXPECT_EQ(files::french_size(340'400), "340\u00a0ko");
}

TEST(Downloads, a_file_is_for_saving_only_and_a_thousand_ranges_cost_nothing) {
    Desk desk;
    auto const taken = files::take_in(desk.store, {}, desk.uploaded("a.txt", "0123456789"));
    http::Request request;
    request.method = http::Method::get;
    auto const response = files::download(request, desk.store, taken->file, "a.txt", files::Audience::some);
    std::string headers;
    for (auto const& [name, value] : response.headers) headers += name + ": " + value + "\n";
    EXPECT_NE(headers.find("Content-Disposition: attachment;"), std::string::npos);
    EXPECT_NE(headers.find("sandbox"), std::string::npos);
    EXPECT_NE(headers.find("private, no-store"), std::string::npos);
    std::string ranges = "bytes=0-1";
    for (int i = 0; i < 1000; ++i) ranges += ",0-1";
    request.headers.add("range", ranges);
    auto const whole = http::prepared(
        files::download(request, desk.store, taken->file, "a", files::Audience::some), request);
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.file_end - whole.file_begin, 10u);
    http::Request part;
    part.method = http::Method::get;
    part.headers.add("range", "bytes=2-4");
    auto const some =
        http::prepared(files::download(part, desk.store, taken->file, "a", files::Audience::some), part);
    EXPECT_EQ(some.status, 206);
    EXPECT_EQ(some.file_end - some.file_begin, 3u);
    // No name from outside becomes a path.
    for (char const* key : {"../../etc/passwd", "", "abc", "/etc/passwd"})
        EXPECT_THROW((void)desk.store.path_of(key), std::exception) << key;
}

TEST(VirusChecks, what_the_antivirus_finds_is_not_taken_and_no_answer_is_waited_for) {
    Desk desk;
    std::string const address = desk.folder.file("clamd.ctl");
    auto const file = desk.uploaded("a.txt", "content");
    EXPECT_EQ(files::take_in(desk.store, address, file)->file.check, files::CheckState::waiting)
        << "nobody there";
    {
        FakeClamd clean(address, std::string("stream: OK\0", 11));
        EXPECT_EQ(files::take_in(desk.store, address, file)->file.check, files::CheckState::clean);
        EXPECT_TRUE(clean.received.starts_with(std::string("zINSTREAM\0\0\0\0\x07", 14) + "content"));
    }
    {
        FakeClamd finds(address, std::string("stream: Eicar-Test-Signature FOUND\0", 35));
        EXPECT_FALSE(files::take_in(desk.store, address, desk.uploaded("b.txt", "virus")).ok());
    }
    FakeClamd breaks(address, std::string("INSTREAM size limit exceeded. ERROR\0", 36));
    EXPECT_EQ(files::virus_check(address, file.path), files::Verdict::unavailable);
}

TEST_P(StoredFiles, the_same_content_is_kept_once_and_goes_when_nobody_needs_it) {
    StoredFixture f(GetParam());
    auto const first = f.keep("same", "contribution_attachment:1");
    auto const second = f.keep("same", "contribution_attachment:2");
    EXPECT_EQ(first.id, second.id);
    f.release(first, "contribution_attachment:1");
    f.site.clock.set(f.site.clock.now() + base::Duration::days(900));
    f.age_on_disk(first);
    f.sweep_all();
    EXPECT_TRUE(f.is_on_disk(first)) << "somebody needs it still";
    f.release(first, "contribution_attachment:2");
    f.sweep_all();
    EXPECT_FALSE(f.is_on_disk(first));
    EXPECT_FALSE(files::stored_file(*f.site.database->snapshot(), first.id));
}

TEST_P(StoredFiles, what_was_kept_lately_is_not_swept_though_no_row_names_it_yet) {
    StoredFixture f(GetParam());
    auto const taken =
        files::take_in(files::store_of(*f.site.services), {}, f.desk.uploaded("a.txt", "fresh"));
    f.site.clock.set(base::Instant{std::int64_t{std::time(nullptr)} * 1'000'000});
    f.sweep_all();
    EXPECT_TRUE(f.is_on_disk(taken->file));
}

TEST_P(StoredFiles, verify_finds_a_content_that_is_missing_or_another) {
    StoredFixture f(GetParam());
    auto const missing = f.keep("missing", "a:1");
    auto const changed = f.keep("changed", "a:2");
    f.keep("whole", "a:3");
    EXPECT_TRUE(f.problems().empty());
    files::Store const store = files::store_of(*f.site.services);
    std::filesystem::remove(store.path_of(missing.sha256));
    std::ofstream(store.path_of(changed.sha256)) << "other";
    EXPECT_EQ(f.problems().size(), 2u);
}

TEST_P(StoredFiles, a_file_that_waits_is_checked_again_until_the_antivirus_answers) {
    StoredFixture f(GetParam());
    auto const file = f.keep("later", "a:1", files::CheckState::waiting);
    EXPECT_THROW(
        (void)files::download({}, files::store_of(*f.site.services), file, "a", files::Audience::some),
        std::exception);
    f.site.services->clamd = f.desk.folder.file("clamd.ctl");
    auto const room = files::room(*f.site.services);
    ASSERT_EQ(room.jobs.size(), 1u);
    std::string const payload = std::to_string(file.id.value);
    EXPECT_THROW(room.jobs[0].second(payload), std::exception) << "comes back";
    FakeClamd finds(f.site.services->clamd, std::string("stream: X FOUND\0", 16));
    room.jobs[0].second(payload);
    EXPECT_EQ(files::stored_file(*f.site.database->snapshot(), file.id)->check, files::CheckState::refused);
}
