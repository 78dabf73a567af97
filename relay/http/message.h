#pragma once
#include "relay/net/peer_certificate.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relay::http {

/// Header fields in the order of arrival. Names compare without case.
class Headers {
public:
    using Field = std::pair<std::string, std::string>;

    Headers() = default;
    Headers(std::initializer_list<Field> fields) : fields_(fields) {}

    void add(std::string name, std::string value)
    {
        fields_.emplace_back(std::move(name), std::move(value));
    }

    /// The first field of that name. The view lives as long as the field.
    std::optional<std::string_view> find(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }
    const std::vector<Field>& fields() const noexcept { return fields_; }

    bool operator==(const Headers&) const = default;

private:
    std::vector<Field> fields_;
};

enum class Version { Http10, Http11 };

/// One whole, well-formed request.
struct Request {
    std::string method; ///< GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS
    std::string target; ///< as sent
    std::string path;   ///< decoded once; begins with '/'; no dot segments, no control characters;
                        ///< "*" for OPTIONS *
    std::string query;  ///< as sent, without '?'; parse_query() reads it
    Version version = Version::Http11;
    Headers headers;
    std::string host; ///< lower case, without port; empty for HTTP/1.0 without Host
    std::string body;

    std::string peer_address; ///< numeric, without port
    std::string listener;     ///< name of the door it came in by
    bool tls = false;
    /// What the client proved with; null: nothing that counts.
    std::shared_ptr<const net::PeerCertificate> certificate;
    std::string id; ///< of this request, for log lines; unique in this process
};

struct Response {
    int status = 200;
    Headers headers; ///< without Content-Length, Transfer-Encoding, Connection and Date: ours
    std::string body;
    bool close = false; ///< end the connection after this answer

    bool operator==(const Response&) const = default;
};

/// An answer with a body of that media type.
Response respond(int status, std::string content_type, std::string body);

/// "Not Found"; "Unknown" for a status that has no name here.
std::string_view reason_phrase(int status);

/// Header names, schemes and hosts compare like this: ASCII letters without case.
bool equal_ignoring_case(std::string_view a, std::string_view b);

} // namespace relay::http
