#pragma once
#include "wctp/operation.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <string>
#include <string_view>
#include <tl/expected.hpp>

// WCTP over HTTP, without HTTP: whoever owns the socket hands in three fields and sends what
// comes back.

namespace wctp {

/// Every WCTP document goes out with this type.
inline constexpr std::string_view document_content_type = "text/xml; charset=utf-8";

struct HttpRequest {
    std::string_view method;
    std::string_view content_type; ///< empty: none. Only its charset counts, peers name any type
    std::string_view body;
};

/// What to send. Every WCTP answer has status 200, refusals too: clients look no further else.
struct HttpAnswer {
    int status = 200;
    std::string content_type{document_content_type};
    std::string allow{}; ///< not empty: send an Allow header with this
    std::string body{};
    friend bool operator==(const HttpAnswer&, const HttpAnswer&) = default;
};

struct HttpRefusal {
    HttpAnswer answer;
    ParseFailure why; ///< for the log
};

/// The request in an HTTP request, or the answer that refuses it: 405 for other methods than POST
/// and GET, Failure 300 for GET and for answers posted as requests, else what parse() says.
tl::expected<Document, HttpRefusal> receive(const HttpRequest& request,
                                            const ReadOptions& options = {});

/// `document` as an HTTP answer.
HttpAnswer http_answer(const Document& document, const WriteOptions& options = {});

/// The document in a body that may be form-encoded or have a "name=" in front; what receive() and
/// nobody else needs, unless a peer answers like that.
tl::expected<Document, ParseFailure>
parse_body(std::string_view content_type, std::string_view body, const ReadOptions& options = {});

} // namespace wctp
