#pragma once
#include "store/model/id.h"
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What a person meant who answers a page with a text from a phone, or a mail.

namespace relay::core {

/// A page that its contact may still answer.
struct OpenQuestion {
    store::PageId page;
    std::vector<std::string> choices; ///< as its contact read them, in order
    std::string host_code;            ///< see host_code_in(); empty: none
    bool is_answered = false;
};

/// Four digits that stand in a page's text for its answer ("4711 1"); the same for the same page.
std::string reply_code(store::PageId page);

/// The N of a text that ends in "Reply with N" (Amtelco's hosts, WCTP.md 3.10); empty: none.
std::string host_code_in(std::string_view text);

/// Words by which a person leaves, returns, or asks; compared whole and in any case
/// (S3.104-S3.107).
struct KeyWords {
    std::vector<std::string> stop{"stop",   "cancel",  "quit",   "unsubscribe", "end",
                                  "revoke", "opt out", "optout", "stopall"};
    std::vector<std::string> start{"start", "unstop"};
    std::vector<std::string> help{"help", "info"};
    std::vector<std::string> decline{
        "decline",    "declined",       "no",           "cannot",        "can't",
        "cant",       "can not",        "unable",       "not available", "unavailable",
        "not me",     "wrong person",   "wrong number", "busy",          "later",
        "not now",    "not coming",     "off duty",     "i'm driving",   "i am driving",
        "auto-reply", "automatic reply"};
    std::vector<std::string> done{"done", "closed", "finished"};
    bool operator==(const KeyWords&) const = default;
};

/// In lower case, without marks at its ends, one blank between words: how texts are compared.
std::string plain_words(std::string_view text);

/// Do a person's own words begin by saying so: "cannot, in surgery"? "No problem" does not.
bool begins_with_no(std::string_view text, const KeyWords& words);

/// Does a choice say that whoever takes it will not do it: "Cannot come"? Then the next of its
/// group is asked. "No" is that alone or before a mark: "No pulse" is another answer.
bool says_no(std::string_view text, const KeyWords& words);

/// The choice, from 1, that an answer means: its words in any case, "1", "1 ok", "1: its words".
/// Empty: none.
std::optional<int> choice_in(std::string_view text, const std::vector<std::string>& choices);
/// As choice_in(), by its words alone.
std::optional<int> choice_worded(std::string_view text, const std::vector<std::string>& choices);

/// A choice of the page, counted from 1.
struct ChoiceMeant {
    store::PageId page;
    int choice = 0;
    bool operator==(const ChoiceMeant&) const = default;
};
/// A number, of a page that has choices but none of that number.
struct NoSuchChoice {
    store::PageId page;
    std::size_t choices = 0; ///< how many it has
    bool operator==(const NoSuchChoice&) const = default;
};
/// An answer in words.
struct TextMeant {
    store::PageId page;
    std::string text;
    bool operator==(const TextMeant&) const = default;
};
/// Will not do it.
struct DeclineMeant {
    store::PageId page;
    bool operator==(const DeclineMeant&) const = default;
};
/// Took it, and is done.
struct DoneMeant {
    store::PageId page;
    bool operator==(const DoneMeant&) const = default;
};
/// Takes all that wait, as a text for many says it may.
struct AllMeant {
    std::vector<store::PageId> pages;
    bool operator==(const AllMeant&) const = default;
};
/// Several pages wait for an answer and it does not say which it is for.
struct PageNotNamed {
    bool operator==(const PageNotNamed&) const = default;
};
/// Nothing waits for an answer.
struct NothingAsked {
    bool operator==(const NothingAsked&) const = default;
};
struct LeaveAsked {
    bool operator==(const LeaveAsked&) const = default;
};
struct ReturnAsked {
    bool operator==(const ReturnAsked&) const = default;
};
struct HelpAsked {
    bool operator==(const HelpAsked&) const = default;
};

using ReplyMatch =
    std::variant<ChoiceMeant, NoSuchChoice, TextMeant, DeclineMeant, DoneMeant, AllMeant,
                 PageNotNamed, NothingAsked, LeaveAsked, ReturnAsked, HelpAsked>;

/// `questions` are one contact's, newest first.
///
/// A key word comes before everything. Then a page's code, then the host's "N ok". An answer that
/// names no page is for the only one that is open, else for the only one that has no answer yet;
/// otherwise it is nobody's: a wrong guess would answer somebody else's question.
ReplyMatch match_reply(std::string_view text, const std::vector<OpenQuestion>& questions,
                       const KeyWords& words);

} // namespace relay::core
