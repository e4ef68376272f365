// RequestBody: where Beast's parser puts a body: text into memory, multipart into its reader. Included by
// io_thread.hpp only.
#pragma once

#include <algorithm>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "http/multipart.hpp"

namespace http {

struct RequestBody {
    struct value_type {
        std::string text;
        std::unique_ptr<MultipartReader> multipart;  // set before the first byte, or never
        int refused = 0;                             // by the multipart reader: the status to answer
    };

    class reader {
      public:
        template<bool is_request, class Fields>
        reader(boost::beast::http::header<is_request, Fields>& /*head*/, value_type& body) : body_(body) {}

        void init(boost::optional<std::uint64_t> const& length, boost::system::error_code& failure) {
            failure = {};
            // The length was held to a limit before; a promise alone costs no more than this.
            constexpr std::uint64_t believed_max = 1024 * 1024;
            if (length && !body_.multipart)
                body_.text.reserve(static_cast<std::size_t>(std::min(*length, believed_max)));
        }

        template<class Buffers>
        std::size_t put(Buffers const& buffers, boost::system::error_code& failure) {
            failure = {};
            std::size_t taken = 0;
            for (auto const buffer : boost::beast::buffers_range_ref(buffers)) {
                std::string_view const bytes(static_cast<char const*>(buffer.data()), buffer.size());
                if (!body_.multipart)
                    body_.text += bytes;
                else if (body_.refused == 0)
                    body_.refused = body_.multipart->feed(bytes);
                taken += bytes.size();
            }
            if (body_.refused != 0) failure = boost::beast::http::error::bad_value;
            return taken;
        }

        void finish(boost::system::error_code& failure) {
            failure = {};
            if (body_.multipart && body_.refused == 0) body_.refused = body_.multipart->finish();
            if (body_.refused != 0) failure = boost::beast::http::error::bad_value;
        }

      private:
        value_type& body_;
    };
};

}  // namespace http
