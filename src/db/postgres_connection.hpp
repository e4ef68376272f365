// One PostgreSQL connection over libpq: prepared statements by text, errors with their SQLSTATE.
#pragma once

#include <libpq-fe.h>

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "db/database.hpp"

namespace db {

/// An error that the server answered; `state` is its SQLSTATE ("40001"), empty when the connection was lost.
class PostgresError : public DatabaseError {
  public:
    PostgresError(std::string const& what, std::string sqlstate)
        : DatabaseError(what), state(std::move(sqlstate)) {}
    /// Worth running the whole transaction again: serialization failure, deadlock, lost or restarting server.
    bool is_transient() const {
        return state.empty() || state == "40001" || state == "40P01" || state == "57P01" ||
               state == "57P02" || state == "57P03" || state.starts_with("08");
    }
    std::string state;
};

class PostgresConnection {
  public:
    explicit PostgresConnection(std::string const& address);
    ~PostgresConnection();
    PostgresConnection(PostgresConnection const&) = delete;
    PostgresConnection& operator=(PostgresConnection const&) = delete;

    void each(std::string_view sql, std::span<Value const> values, EachRow const& each);
    void stream(std::string_view sql, std::span<Value const> values, EachRow const& each);
    std::int64_t change(std::string_view sql, std::span<Value const> values);
    void script(std::string const& sql);
    bool is_usable() const { return PQstatus(handle_) == CONNECTION_OK; }
    /// Usable, and the server has said nothing unasked: on an idle connection that is its farewell.
    bool is_quiet() const;
    bool in_transaction() const { return PQtransactionStatus(handle_) != PQTRANS_IDLE; }
    /// COMMIT, and whether the server said anything beside "done": a notice means that durability is unknown
    /// (reliability.md §3.4).
    bool commit_without_notice();
    PGconn* handle() const { return handle_; }

  private:
    std::string const& prepared(std::string_view sql, std::span<Value const> values);
    PGresult* execute(std::string_view sql, std::span<Value const> values);
    [[noreturn]] void fail(PGresult const* result, std::string_view what) const;

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    PGconn* handle_ = nullptr;
    bool noticed_ = false;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> statements_;
};

}  // namespace db
