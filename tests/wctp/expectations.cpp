#include "tests/wctp/expectations.h"
#include "tests/wctp/corpus.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"

namespace wctp_test {
namespace {

/// A query that names neither sender nor recipient is about no message.
bool names_nobody(const std::string& document)
{
    const auto read = wctp::parse_body("", document);
    const auto* query = read ? std::get_if<wctp::ClientQuery>(&read->operation) : nullptr;
    return query != nullptr && query->recipient_id.empty();
}

template <class Submission>
Named named_by(const Submission& asked)
{
    return {asked.originator.sender_id, {asked.recipient.recipient_id}};
}

} // namespace

std::string Expectation::document() const
{
    return data_file("corpus/" + file);
}

std::vector<Expectation> expectations(bool strict)
{
    const std::size_t element = strict ? 3 : 1;
    std::vector<Expectation> all;
    for (const auto& row : table("expected.tsv")) {
        Expectation one{row.at(0), {}};
        const bool is_about_nothing = !strict && names_nobody(one.document());
        one.verdict = row.at(element) + " " + (is_about_nothing ? "504" : row.at(element + 1));
        all.push_back(std::move(one));
    }
    return all;
}

std::string verdict_of(std::string_view answer)
{
    const auto read = wctp::parse(answer);
    if (!read)
        return "no WCTP: " + std::string(answer);
    const auto element = name(kind(read->operation)).substr(std::string_view("wctp-").size());
    const auto said = wctp::outcome(*read);
    const int code =
        said ? std::visit([](const auto& one) { return number(one.code); }, *said) : 200;
    return std::string(element) + " " + std::to_string(code);
}

Named named_in(const wctp::Operation& operation)
{
    if (const auto* one = std::get_if<wctp::SubmitRequest>(&operation))
        return named_by(*one);
    if (const auto* one = std::get_if<wctp::SubmitClientMessage>(&operation))
        return named_by(*one);
    if (const auto* one = std::get_if<wctp::LookupSubscriber>(&operation))
        return named_by(*one);
    if (const auto* one = std::get_if<wctp::DeviceLocation>(&operation))
        return named_by(*one);
    if (const auto* one = std::get_if<wctp::ClientQuery>(&operation))
        return {one->sender_id, {one->recipient_id}};
    if (const auto* one = std::get_if<wctp::PollForMessages>(&operation))
        return {one->poller_id, {}};
    if (const auto* one = std::get_if<wctp::SendMsgMulti>(&operation)) {
        Named all{one->originator.sender_id, {}};
        for (const auto& recipient : one->recipients)
            all.recipients.push_back(recipient.recipient_id);
        return all;
    }
    return {};
}

} // namespace wctp_test
