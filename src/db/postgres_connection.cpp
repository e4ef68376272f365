#include "db/postgres_connection.hpp"

#include <poll.h>

#include <fmt/format.h>

#include <charconv>
#include <deque>
#include <memory>
#include <vector>

#include "base/crypto.hpp"

namespace db {
namespace {

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

class PostgresRow final : public Row {
  public:
    PostgresRow(PGresult const* result, int row) : result_(result), row_(row) {}

    bool is_null(int column) const override { return PQgetisnull(result_, row_, column) == 1; }
    std::int64_t integer(int column) const override {
        std::string_view const written = raw(column);
        if (written == "t") return 1;
        if (written == "f") return 0;
        std::int64_t number = 0;
        auto const [end, error] = std::from_chars(written.data(), written.data() + written.size(), number);
        base::check(error == std::errc{} && end == written.data() + written.size(),
                    "column is not an integer");
        return number;
    }
    std::string_view text(int column) const override { return raw(column); }
    std::string_view bytes(int column) const override {
        std::string_view written = raw(column);
        base::check(written.starts_with("\\x"), "column is not bytes");
        auto decoded = base::from_hex(written.substr(2));
        base::check(decoded.has_value(), "column is not bytes");
        decoded_.push_back(std::move(*decoded));
        return decoded_.back();
    }

  private:
    std::string_view raw(int column) const {
        base::check(!is_null(column), "a NULL read as a value");
        return {PQgetvalue(result_, row_, column),
                static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }
    PGresult const* result_;
    int row_;
    mutable std::deque<std::string> decoded_;  // views of its strings stay valid
};

/// The parameters as libpq wants them: text, but bytes in binary.
struct Parameters {
    explicit Parameters(std::span<Value const> given) {
        kept.reserve(given.size());
        for (Value const& value : given) add(value);
    }
    void add(Value const& value) {
        std::visit(
            [&](auto const& content) {
                using T = std::decay_t<decltype(content)>;
                if constexpr (std::is_same_v<T, std::nullptr_t>)
                    push(nullptr, 0, 0);
                else if constexpr (std::is_same_v<T, std::int64_t>)
                    push_kept(std::to_string(content));
                else if constexpr (std::is_same_v<T, std::string_view>)
                    push_kept(std::string(content));
                else
                    push(content.bytes.data() ? content.bytes.data() : "",
                         static_cast<int>(content.bytes.size()), 1);
            },
            value.content());
    }
    void push_kept(std::string text) {
        kept.push_back(std::move(text));
        push(kept.back().c_str(), static_cast<int>(kept.back().size()), 0);
    }
    void push(char const* value, int length, int format) {
        values.push_back(value);
        lengths.push_back(length);
        formats.push_back(format);
    }
    int count() const { return static_cast<int>(values.size()); }

    std::vector<std::string> kept;
    std::vector<char const*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
};

}  // namespace

PostgresConnection::PostgresConnection(std::string const& address) {
    handle_ = PQconnectdb(address.c_str());
    if (PQstatus(handle_) != CONNECTION_OK) {
        std::string const reason = PQerrorMessage(handle_);
        PQfinish(handle_);
        throw PostgresError("cannot reach PostgreSQL: " + reason, {});
    }
    // Without DETAIL: it repeats the values of the row, which may name a person, and ends in the log.
    PQsetErrorVerbosity(handle_, PQERRORS_TERSE);
    PQsetNoticeProcessor(
        handle_, [](void* self, char const*) { static_cast<PostgresConnection*>(self)->noticed_ = true; },
        this);
    script(
        "SET client_encoding = 'UTF8'; SET lock_timeout = '10s'; SET statement_timeout = '60s';"
        "SET idle_in_transaction_session_timeout = '300s'; SET client_min_messages = 'warning'");
}

bool PostgresConnection::is_quiet() const {
    pollfd unasked{PQsocket(handle_), POLLIN, 0};
    return is_usable() && ::poll(&unasked, 1, 0) == 0;
}

PostgresConnection::~PostgresConnection() {
    PQfinish(handle_);
}

void PostgresConnection::fail(PGresult const* result, std::string_view what) const {
    char const* const state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    std::string const message = result ? PQresultErrorMessage(result) : PQerrorMessage(handle_);
    throw PostgresError(
        fmt::format("PostgreSQL {}: {} [{}]", state ? state : "-", message, what.substr(0, 400)),
        state ? state : "");
}

std::string const& PostgresConnection::prepared(std::string_view sql, std::span<Value const> values) {
    if (auto const found = statements_.find(sql); found != statements_.end()) return found->second;
    if (statements_.size() >= prepared_max) {
        Answer const dropped(PQexec(handle_, "DEALLOCATE ALL"));
        if (PQresultStatus(dropped.get()) != PGRES_COMMAND_OK) fail(dropped.get(), "DEALLOCATE ALL");
        statements_.clear();
    }
    std::string name = fmt::format("s{}", statements_.size());
    Answer const answer(
        PQprepare(handle_, name.c_str(), std::string(sql).c_str(), static_cast<int>(values.size()), nullptr));
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) fail(answer.get(), sql);
    return statements_.emplace(std::string(sql), std::move(name)).first->second;
}

PGresult* PostgresConnection::execute(std::string_view sql, std::span<Value const> values) {
    std::string const& name = prepared(sql, values);
    Parameters const given(values);
    return PQexecPrepared(handle_, name.c_str(), given.count(), given.values.data(), given.lengths.data(),
                          given.formats.data(), 0);
}

void PostgresConnection::each(std::string_view sql, std::span<Value const> values, EachRow const& each) {
    Answer const answer(execute(sql, values));
    ExecStatusType const status = PQresultStatus(answer.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(answer.get(), sql);
    int const rows = PQntuples(answer.get());
    for (int row = 0; row < rows; ++row) each(PostgresRow(answer.get(), row));
}

void PostgresConnection::stream(std::string_view sql, std::span<Value const> values, EachRow const& each) {
    std::string const& name = prepared(sql, values);
    Parameters const given(values);
    if (PQsendQueryPrepared(handle_, name.c_str(), given.count(), given.values.data(), given.lengths.data(),
                            given.formats.data(), 0) != 1)
        fail(nullptr, sql);
    PQsetSingleRowMode(handle_);
    // Whatever `each` throws, the connection is read to the end so that it can be used again.
    struct Drain {
        PGconn* handle;
        ~Drain() {
            while (PGresult* rest = PQgetResult(handle)) PQclear(rest);
        }
    } const drain{handle_};
    while (PGresult* next = PQgetResult(handle_)) {
        Answer const answer(next);
        ExecStatusType const status = PQresultStatus(next);
        if (status == PGRES_SINGLE_TUPLE)
            each(PostgresRow(next, 0));
        else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            fail(next, sql);
    }
}

std::int64_t PostgresConnection::change(std::string_view sql, std::span<Value const> values) {
    Answer const answer(execute(sql, values));
    ExecStatusType const status = PQresultStatus(answer.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(answer.get(), sql);
    std::string_view const count = PQcmdTuples(answer.get());
    std::int64_t rows = 0;
    std::from_chars(count.data(), count.data() + count.size(), rows);
    return rows;
}

void PostgresConnection::script(std::string const& sql) {
    Answer const answer(PQexec(handle_, sql.c_str()));
    ExecStatusType const status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(answer.get(), sql);
}

bool PostgresConnection::commit_without_notice() {
    noticed_ = false;
    script("COMMIT");
    return !noticed_;
}

}  // namespace db
