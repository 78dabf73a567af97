#include "relay/core/content_policy.h"
#include "relay/core/file_policy.h"
#include "relay/core/reply_match.h"
#include "store/model/picture.h"
#include <algorithm>

namespace relay::core {

/// The one maker of released text.
struct Release {
    static ReleasedText make(std::string text) { return ReleasedText(std::move(text)); }
};

namespace {

std::string with_choices(const store::Message& message)
{
    std::string text = message.body.reveal();
    if (auto files = kept_lines(message.files); !files.empty()) {
        files.pop_back(); // the last line's end
        text += (text.empty() ? "" : "\n") + files;
    }
    for (std::size_t i = 0; i < message.choices.size(); ++i)
        text += "\n" + std::to_string(i + 1) + " = " + message.choices[i].send;
    return text;
}

std::string mail_hint(const store::Message& message)
{
    return std::string("\n\nTo answer, reply to this mail with ") +
           (message.choices.empty() ? "OK or a few words" : "the number of your choice") +
           " in its first line.";
}

Released stub(const store::Message& message, const StubWords& words, const std::string& mark)
{
    const bool urgent = message.priority == store::Priority::High;
    const std::string what = urgent ? "urgent message" : "message";
    std::string text = words.site + ": you have a new " + what + ".";
    if (!words.inbox_url.empty())
        text += " Read it at " + words.inbox_url;
    return {Release::make(mark + words.site + ": new " + what), Release::make(std::move(text)),
            false};
}

std::string spoken_text(const store::Message& message)
{
    const auto& subject = message.subject.reveal();
    return (subject.empty() ? std::string() : subject + ". ") + message.body.reveal();
}

/// A field goes on in lines that begin with a blank.
std::string without_subject(std::string_view header)
{
    std::string rest;
    bool is_subject = false;
    while (!header.empty()) {
        const auto line = header.substr(0, std::min(header.find('\n'), header.size() - 1) + 1);
        if (line.front() != ' ' && line.front() != '\t')
            is_subject = line.starts_with("Subject:");
        if (!is_subject)
            rest += line;
        header.remove_prefix(line.size());
    }
    return rest;
}

} // namespace

bool may_leave_in_full(const store::Contact& contact)
{
    return !contact.secure && contact.acknowledgement.has_value();
}

store::Contact as_reached_at(const store::Contact& contact, const store::ContactDetail& detail,
                             bool needs_proof)
{
    auto reached = contact;
    reached.secure = contact.secure || (needs_proof && !detail.verified);
    return reached;
}

std::string failover_mark(std::string_view group)
{
    return group.empty() ? std::string() : "FO: " + std::string(group) + " ";
}

std::string passed_on_mark(std::string_view named)
{
    return "For " + std::string(named) + ": ";
}

Released release(const store::Message& message, const store::Contact& contact,
                 const StubWords& words, std::string_view given_mark)
{
    const std::string mark(given_mark);
    if (!may_leave_in_full(contact))
        return stub(message, words, mark);
    const auto& subject = message.subject.reveal();
    const bool no_subject = subject.empty() && mark.empty();
    return {Release::make(no_subject ? words.site + ": new message" : mark + subject),
            Release::make(with_choices(message)), true, !no_subject};
}

MailDecision mail_form(const store::Contact& contact, MailProtection protection, store::Instant now)
{
    if (may_leave_in_full(contact))
        return {MailForm::Whole, "the contact's acknowledgement is on record"};
    if (protection == MailProtection::Stub)
        return {MailForm::Stub, "mail is not encrypted here"};
    if (!contact.certificate)
        return {MailForm::Stub, "the contact has no certificate"};
    if (contact.certificate->expires <= now)
        return {MailForm::Stub, "the contact's certificate has expired"};
    return {MailForm::Sealed, "encrypted for the contact's certificate"};
}

store::ProtectedText sealed_mail(const store::Message& message, std::string_view mark,
                                 bool is_answerable)
{
    const auto subject = std::string(mark) + message.subject.reveal();
    return store::ProtectedText(
        (subject.empty() ? std::string() : subject + "\n\n") + with_choices(message) +
        (is_answerable && message.allow_response ? mail_hint(message) : ""));
}

ReleasedCall release_call(const store::Message& message, const store::Contact& contact,
                          const StubWords& words)
{
    if (!may_leave_in_full(contact))
        return {release(message, contact, words).text, {}, false};
    ReleasedCall call;
    call.text = Release::make(spoken_text(message));
    call.full = true;
    for (const auto& choice : message.choices)
        call.choices.push_back(Release::make(choice.send));
    return call;
}

SealedWords sealed_words(const store::Message& message)
{
    SealedWords words;
    words.text = store::ProtectedText(spoken_text(message));
    for (const auto& choice : message.choices)
        words.choices.emplace_back(choice.send);
    return words;
}

ReleasedText as_one_text(const Released& released)
{
    if (!released.full || !released.has_subject)
        return released.text;
    const auto& subject = released.subject.text();
    return Release::make(released.text.empty() ? subject : subject + "\n" + released.text.text());
}

ReleasedText with_answer_hint(const ReleasedText& text, const store::Message& message,
                              store::PageId page, bool is_full)
{
    if (!message.allow_response || (is_full && !host_code_in(message.body.reveal()).empty()))
        return text; // the host has said how to answer
    const auto code = reply_code(page);
    return Release::make(text.text() + "\nReply " + code +
                         (message.choices.empty() ? " OK" : " and the number"));
}

ReleasedText with_repeat_mark(const ReleasedText& text, std::size_t unclear_tries)
{
    if (unclear_tries == 0)
        return text;
    return Release::make("(" + std::to_string(unclear_tries + 1) + ") " + text.text());
}

ReleasedText with_mail_hint(const ReleasedText& text, const store::Message& message)
{
    if (!message.allow_response)
        return text;
    return Release::make(text.text() + mail_hint(message));
}

ReleasedText release_bundle(const std::vector<store::PageId>& pages, const StubWords& words,
                            bool is_answerable)
{
    constexpr std::size_t most_codes = 5;
    auto text = words.site + ": " + std::to_string(pages.size()) + " messages wait for you.";
    if (!words.inbox_url.empty())
        text += " Open " + words.inbox_url + ".";
    if (!is_answerable)
        return Release::make(std::move(text));
    text += "\nReply ALL OK, or a code and OK:";
    for (std::size_t at = 0; at < std::min(pages.size(), most_codes); ++at)
        text += " " + reply_code(pages[at]);
    if (pages.size() > most_codes)
        text += " ...";
    return Release::make(std::move(text));
}

ReleasedText release_status(std::string text)
{
    return Release::make(std::move(text));
}

ReleasedText release_original(const store::Message& message, bool include_original,
                              bool all_released)
{
    if (!include_original)
        return {};
    if (!all_released)
        return Release::make("The text is withheld: it may only be read in the secure inbox.");
    const auto& subject = message.subject.reveal();
    return Release::make((subject.empty() ? std::string() : subject + "\n\n") +
                         message.body.reveal());
}

ReleasedReturn release_return(const store::Message& message, bool has_failed, bool all_released)
{
    const auto& header = message.mail_header.reveal();
    if (message.report.returned == store::ReturnedPart::Unsaid || header.empty())
        return {};
    ReleasedReturn released{Release::make(all_released ? header : without_subject(header)), {}};
    const bool is_whole = message.report.returned == store::ReturnedPart::Full && has_failed;
    if (is_whole && all_released && !message.body.empty())
        released.text = Release::make(message.body.reveal());
    return released;
}

ReleasedText release_export(const store::Contact& contact, const store::ProtectedText& file)
{
    return may_leave_in_full(contact) ? Release::make(file.reveal()) : ReleasedText();
}

std::vector<ReleasedFile> release_files(const store::Contact& contact,
                                        const std::vector<store::MessageFile>& files)
{
    constexpr std::size_t most = 20;
    std::vector<ReleasedFile> released;
    if (!may_leave_in_full(contact))
        return released;
    for (std::size_t at = 0; at < std::min(files.size(), most); ++at) {
        auto line = kept_lines({files[at]});
        line.pop_back(); // its end
        const auto* format = store::picture_format_of_type(files[at].type);
        if (format == nullptr)
            released.push_back({Release::make(std::move(line)), {}, {}});
        else
            released.push_back({Release::make(std::move(line)), std::string(format->word),
                                Release::make(files[at].content.reveal())});
    }
    if (files.size() > most)
        released.push_back(
            {Release::make("[and " + std::to_string(files.size() - most) + " more]"), {}, {}});
    return released;
}

ReleasedText release_reply(const store::Reply& reply)
{
    return Release::make(reply.text.reveal());
}

} // namespace relay::core
