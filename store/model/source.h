#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/peer_tls.h"
#include "store/model/priority.h"
#include "store/model/words.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

/// The door a message came by.
enum class Door { Wctp, Smtp, Snpp, Api, Cli };

template <>
struct Words<Door> {
    static constexpr std::array table{std::pair{Door::Wctp, "wctp"}, std::pair{Door::Smtp, "smtp"},
                                      std::pair{Door::Snpp, "snpp"}, std::pair{Door::Api, "api"},
                                      std::pair{Door::Cli, "cli"}};
};

/// What Source::code_hash is made for: the purpose given to Vault::keyed_hash() and matches().
inline constexpr std::string_view security_code_purpose = "wctp security code";

/// How a WCTP source is told what became of its messages.
enum class ReplyMode {
    Push, ///< to its callback; without one it can only ask
    Poll, ///< it fetches them
    Both  ///< whichever comes first
};

template <>
struct Words<ReplyMode> {
    static constexpr std::array table{std::pair{ReplyMode::Push, "push"},
                                      std::pair{ReplyMode::Poll, "poll"},
                                      std::pair{ReplyMode::Both, "both"}};
};

/// How much of what is set for a source (code, networks, path token, client certificate) a request
/// must show.
enum class Proof { All, Any };

template <>
struct Words<Proof> {
    static constexpr std::array table{std::pair{Proof::All, "all"}, std::pair{Proof::Any, "any"}};
};

/// How a wctp-LookupSubscriber is answered.
enum class LookupReply {
    Direct, ///< by wctp-LookupResponse
    Confirm ///< by wctp-Confirmation; the response is pushed, or waits until the source polls
};

template <>
struct Words<LookupReply> {
    static constexpr std::array table{std::pair{LookupReply::Direct, "direct"},
                                      std::pair{LookupReply::Confirm, "confirm"}};
};

/// The DOCTYPE of what we answer.
enum class Doctype {
    None,
    Echo,     ///< the request's, if it had one
    Standard, ///< the name of the version's DTD
    Local     ///< the address of that DTD at our own door
};

template <>
struct Words<Doctype> {
    static constexpr std::array table{
        std::pair{Doctype::None, "none"}, std::pair{Doctype::Echo, "echo"},
        std::pair{Doctype::Standard, "standard"}, std::pair{Doctype::Local, "local"}};
};

/// How we speak with one WCTP source.
struct WctpPolicy {
    ReplyMode reply_mode = ReplyMode::Push;
    Proof proof = Proof::All;
    std::string path_token_hash; ///< keyed hash of what stands behind the WCTP path; empty: nothing
    bool repair_bytes = false;   ///< mend bytes that are no XML
    LookupReply lookup_reply = LookupReply::Direct;
    Doctype doctype = Doctype::None;
    int busy_code = 0;            ///< 605 or 606; 0: the house's
    int max_text = 0;             ///< characters; 0: the house's
    int max_recipients = 0;       ///< of one wctp-SendMsgMulti; 0: the house's
    bool address_tags = false;    ///< OH, ON, OL in the address's query are the priority
    bool subject_line = false;    ///< a first line "Subject: ..." is the subject
    std::string recipient_domain; ///< NAME@this is NAME; empty: none is
    std::optional<Millis> duplicate_window{}; ///< empty: the house's
    PeerTls callback_tls{};                   ///< how Source::callback_url is called
    bool record = false; ///< keep what it sends and what was decided, to be replayed
    bool shadow = false; ///< decide and answer as ever, and page nobody
    bool operator==(const WctpPolicy&) const = default;
};

/// What becomes of the files that come with a message.
enum class Attachments {
    Name, ///< the text names them
    Keep  ///< those that the policy allows are kept, encrypted, and read in the inbox
};

template <>
struct Words<Attachments> {
    static constexpr std::array table{std::pair{Attachments::Name, "name"},
                                      std::pair{Attachments::Keep, "keep"}};
};

/// Which of a source's files are kept. What is not is named in the text, with the reason; a message
/// is never refused because of a file.
struct FilePolicy {
    std::optional<Attachments> attachments{}; ///< empty: of WCTP pictures are kept, of mail named
    int most_files = 10;                      ///< of one message
    int most_bytes = 5 * 1024 * 1024;         ///< of one file
    int most_total_bytes = 8 * 1024 * 1024;   ///< of all that one message keeps
    /// Media types, "image/*" too; empty: core::usual_file_types(). Programs are never kept.
    std::vector<std::string> types{};
    bool operator==(const FilePolicy&) const = default;
};

/// What WctpPolicy::path_token_hash is made for.
inline constexpr std::string_view path_token_purpose = "wctp path token";

/// A system that may hand us messages.
struct Source {
    SourceId id;
    std::string name; ///< unique
    Door door = Door::Wctp;
    PrincipalId principal;
    bool enabled = true;
    std::string sender_id; ///< WCTP senderID (folded to lower case), unique among WCTP sources;
                           ///< SNPP and SMTP login, empty: known by `networks` alone
    std::string code_hash; ///< keyed hash of the securityCode; empty: no code asked
    std::vector<std::string> networks; ///< CIDR; empty: any address
    std::vector<std::string> senders;  ///< SMTP envelope senders: "a@b", "*@b" or "*"; empty: none
    std::string callback_url; ///< where StatusInfo and MessageReply are pushed; empty: query only
    std::vector<std::string> callback_networks; ///< CIDR the callback host may resolve to
    /// What its client certificate must say: a name (common name, or a DNS, mail or URI name), in
    /// lower case, or "sha256:" and the certificate's digest in hex. Empty: none is asked for.
    std::string tls_client_name;
    bool strict = false;      ///< WCTP by the letter of the DTD
    int rate_per_second = 10; ///< submissions; the bucket holds `burst`
    int burst = 100;
    std::optional<Priority> priority; ///< of all it submits, whatever it says; empty: as it says
    bool subject_tags = false;        ///< SMTP: "[HIGH]" before the subject is the mail's priority
    WctpPolicy wctp{};
    FilePolicy files{};
    std::string scram{}; ///< SMTP: what SCRAM checks a login with (mail/scram.h); stored encrypted
    Millis status_digest{0}; ///< SMTP: status mails to one address of that time are one; 0: each
                             ///< goes by itself
    std::int64_t version = 1;
    bool operator==(const Source&) const = default;
};

enum class Scope { Admin, Submit, Inbox, Metrics };

template <>
struct Words<Scope> {
    static constexpr std::array table{
        std::pair{Scope::Admin, "admin"}, std::pair{Scope::Submit, "submit"},
        std::pair{Scope::Inbox, "inbox"}, std::pair{Scope::Metrics, "metrics"}};
};

/// A bearer token. The text is shown once, when it is made; only its hash is stored.
struct Token {
    TokenId id;
    std::string name;
    Scope scope = Scope::Submit;
    std::string hash;  ///< SHA-256 of the token, hex
    SourceId source;   ///< Admin, Submit: messages it submits come from this source
    ContactId contact; ///< Inbox: whose
    std::int64_t created_ms = 0;
    std::int64_t expires_ms = 0; ///< 0: never
    bool operator==(const Token&) const = default;
};

} // namespace store
