#pragma once
// What an IMAP server says (RFC 3501), and the little that is said to it: enough to look into a
// mailbox, fetch a mail and file it away. No socket.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// One untagged response without its "* ". Literals stand in `literals`, in order, and as "{}" in
/// `text`.
struct ImapLine {
    std::string text;
    std::vector<std::string> literals;
    friend bool operator==(const ImapLine&, const ImapLine&) = default;
};

/// A tagged completion with what came before it.
struct ImapReply {
    bool is_ok = false;
    std::string text; ///< behind the tag: "OK done", "NO [TRYCREATE] ..."
    std::vector<ImapLine> untagged;
};

/// Bytes in, replies out. Not thread-safe.
class ImapReader {
public:
    explicit ImapReader(std::size_t most_bytes = 12 * 1024 * 1024) : most_bytes_(most_bytes) {}

    void take(std::string_view bytes);

    /// The completion of the command with this tag; empty: it is not all there yet.
    std::optional<ImapReply> reply_to(std::string_view tag);

    /// True once the server waits for more ("+ ..."); asking takes it.
    bool takes_continuation();
    /// True once the server said that the mailbox has so many mails, be it in the middle of a reply
    /// to something else, until it is forgotten.
    bool heard_of_mail() const noexcept { return heard_of_mail_; }
    void forget_mail() noexcept { heard_of_mail_ = false; }

    /// The server said BYE, or what is no IMAP, or more than fits: close the connection.
    bool is_broken() const noexcept { return is_broken_; }

private:
    std::optional<ImapLine> next_line();
    void keep(ImapLine line);

    std::size_t most_bytes_;
    std::string input_;
    std::vector<ImapLine> untagged_;
    std::vector<ImapLine> tagged_; ///< with their tags
    bool has_continuation_ = false;
    bool heard_of_mail_ = false;
    bool is_broken_ = false;
};

/// The folder as it was selected.
struct ImapFolder {
    std::uint32_t validity = 0; ///< uids mean the same as long as it is the same
};

/// Empty: it is no reply to SELECT.
std::optional<ImapFolder> imap_folder(const ImapReply& reply);
/// Of UID SEARCH, in rising order.
std::vector<std::uint32_t> imap_uids(const ImapReply& reply);
/// The mail in a reply to UID FETCH ... BODY.PEEK[]; empty: it is not there (any more).
std::optional<std::string> imap_message(const ImapReply& reply, std::uint32_t uid);
/// RFC822.SIZE in a reply to UID FETCH.
std::optional<std::size_t> imap_size(const ImapReply& reply, std::uint32_t uid);
/// Is this among the words of a reply to CAPABILITY?
bool imap_offers(const ImapReply& reply, std::string_view capability);

/// A quoted string. Empty: it has a character that cannot stand in one.
std::optional<std::string> imap_quoted(std::string_view text);

} // namespace mail
