#pragma once
#include "relay/channels/callback_rules.h"
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/// A driver file of etc/channels.d as values: how one kind of gateway is asked and how its answer
/// is read. Data only; request_template.h fills it in and gateway_answer.h judges by it.
namespace relay::channels {

/// What stands between braces in a template.
enum class Slot {
    Words,       ///< no placeholder: `text` as it stands
    Base,        ///< {base}: base_url of the settings
    To,          ///< {to}: the number, E.164
    ToDigits,    ///< {to.digits}: without its plus sign
    From,        ///< {from}
    Text,        ///< {text}
    Delivery,    ///< {delivery}: the same on every try
    AttemptId,   ///< {attempt_id}: another on every try
    Reference,   ///< {reference}: the gateway's handle of a text that it is asked about
    Since,       ///< {since}: the instant from which on texts are asked for
    Callback,    ///< {callback}: where the gateway is to call back; nothing when it cannot
    Call,        ///< {call}: our name for a call that asks us what to say
    RingS,       ///< {ring_s}: seconds that a phone may ring
    ValidityS,   ///< {validity_s}: seconds left; nothing when the message does not expire
    ValidityMin, ///< {validity_min}: whole minutes left, 1 at least
    ValidityMs,  ///< {validity_ms}
    Secret,      ///< {secret:NAME}; `text` is NAME
    Param        ///< {param:NAME}; `text` is NAME
};

struct Piece {
    Slot slot = Slot::Words;
    std::string text;
    bool operator==(const Piece&) const = default;
};

using Template = std::vector<Piece>;

/// The error says which brace is wrong. There is no way to write a brace itself.
tl::expected<Template, std::string> parse_template(std::string_view text);

/// One value of a request's body.
struct Field {
    enum class Kind {
        Text,   ///< a string, from `text`
        Plain,  ///< JSON only: number, true, false or null, from `plain`
        Object, ///< JSON only: `members`
        List    ///< JSON only: `members`, without their names
    };
    Kind kind = Kind::Text;
    Template text;
    std::string plain;
    std::vector<std::pair<std::string, Field>> members;
};

enum class BodyType { Query, Form, Json };

struct RequestTemplate {
    std::string method = "POST";
    Template url;
    std::vector<std::pair<std::string, Template>> headers;
    Template user; ///< basic authentication; empty: none
    Template password;
    BodyType type = BodyType::Json;
    Field fields{Field::Kind::Object, {}, {}, {}};
};

/// How an answer is read. Pointers are JSON pointers (RFC 6901).
struct AnswerRules {
    std::vector<int> accepted_status{200, 201, 202};
    std::vector<std::string> accepted_text; ///< beginnings of the body; empty: any body
    std::vector<std::string> degraded_text; ///< of those: it has the text and cannot send it now
    std::map<std::string, std::vector<std::string>> accepted_json; ///< pointer -> values
    std::string reference; ///< pointer to the gateway's handle; empty: {attempt_id} is the handle
    /// A long text's further parts, each with an answer of its own.
    struct Parts {
        std::string list;      ///< of all parts, the first one too; empty: it tells of one only
        std::string reference; ///< from each of them
        std::string state;
        std::vector<std::string> accepted; ///< states of a part that it took
    };
    Parts parts;
    std::string code;   ///< pointer to the gateway's error code; empty: none
    std::string detail; ///< pointer to its error text; empty: a short text/plain body
    std::map<int, ErrorClass> status_errors;
    std::map<std::string, ErrorClass> code_errors;
    std::vector<std::pair<std::string, ErrorClass>> text_errors; ///< beginnings of the body
};

/// How a gateway that cannot call us is asked. Pointers are JSON pointers (RFC 6901).
struct PollRules {
    struct Receipt {
        Template url;
        std::string state;
        std::string code;                          ///< may be empty
        std::map<std::string, store::Fate> states; ///< the gateway's words; others are Underway
    };
    struct Texts {
        Template url;
        std::string list; ///< of the texts; the others count from each of them
        std::string next; ///< of the next page's address, at the same host; may be empty
        std::vector<std::pair<std::string, std::vector<std::string>>> only; ///< all must fit
        std::string id;
        std::string from;
        std::string to; ///< may be empty
        std::string text;
    };
    std::optional<Receipt> receipt;
    std::optional<Texts> texts;
};

struct GatewayDriver {
    std::string name;
    std::string base_url;                      ///< used when the settings give none
    std::map<std::string, std::string> params; ///< every {param:NAME} with its default
    std::optional<std::size_t> max_chars;      ///< a longer text is cut, visibly
    std::optional<std::int64_t> max_validity;  ///< seconds; more is not asked for
    RequestTemplate request;
    AnswerRules answer;
    std::optional<CallbackRules> callbacks; ///< empty: it does not call back
    std::optional<PollRules> poll;          ///< empty: it cannot be asked
};

} // namespace relay::channels
