#include "relay/channels/smpp.h"
#include "relay/channels/error_class.h"
#include "relay/channels/secret.h"
#include "relay/channels/smpp_hearing.h"
#include "relay/channels/smpp_link.h"
#include "relay/smpp/submission.h"
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <random>

namespace relay::channels {

namespace {

using Errors = std::vector<SettingsError>;

int urgency_of(store::Priority priority)
{
    switch (priority) {
    case store::Priority::High:
        return 2;
    case store::Priority::Normal:
        return 1;
    case store::Priority::Low:
        return 0;
    }
    std::abort(); // a value that is no enumerator
}

smpp::Address source_of(const SmppSettings& settings)
{
    auto source = smpp::source_address(settings.from);
    source.ton = settings.from_ton.value_or(source.ton);
    source.npi = settings.from_npi.value_or(source.npi);
    return source;
}

smpp::SessionRules rules_of(const SmppSettings& settings, const std::string& password,
                            smpp::BindMode mode)
{
    smpp::SessionRules rules;
    rules.bind.system_id = settings.system_id;
    rules.bind.password = password;
    rules.bind.system_type = settings.system_type;
    rules.mode = mode;
    rules.window = settings.window;
    rules.texts_per_second = settings.texts_per_second;
    rules.bind_timeout = settings.connect_timeout;
    rules.response_timeout = settings.response_timeout;
    rules.enquire_link = settings.enquire_link;
    rules.reconnect_least = settings.reconnect_least;
    rules.reconnect_most = settings.reconnect_most;
    rules.throttle_pause = settings.throttle_pause;
    return rules;
}

class Smpp : public Channel {
public:
    Smpp(const SmppSettings& settings, const std::string& password, Ears& ears, SmppNews news)
        : settings_(settings), source_(source_of(settings)), hearing_(settings, ears)
    {
        using smpp::BindMode;
        const bool is_pair = settings.bind == SmppBind::Pair;
        sender_ =
            make_link(password, is_pair ? BindMode::Transmitter : BindMode::Transceiver, news);
        if (is_pair)
            receiver_ = make_link(password, BindMode::Receiver, news);
    }

    ~Smpp() override { end(); }
    void close() override { end(); }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* text = std::get_if<TextOut>(&outgoing.payload);
        if (text == nullptr)
            return Refused{Blame::Provider, "payload", "a message centre takes texts only"};
        if (outgoing.expires && *outgoing.expires <= outgoing.now)
            return outcome_of(ErrorClass::Expired, "expired", "its deadline passed before sending");
        auto to = smpp::destination_address(text->to);
        if (!to)
            return outcome_of(ErrorClass::BadAddress, "address", "the number is not E.164");
        if (!sender_)
            return outcome_of(ErrorClass::NotSent, "not sent", "the channel is closed");
        to->ton = settings_.to_ton;
        to->npi = settings_.to_npi;
        smpp::Submission submission{source_, *to, text->text.text(), {}, ++reference_};
        if (outgoing.expires)
            submission.left = *outgoing.expires - outgoing.now;
        const auto answers = sender_->carry(smpp::submissions(submission, settings_.text),
                                            urgency_of(outgoing.priority));
        return outcome_of(answers, settings_.message_ids, outgoing.attempt);
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.parallel; }

private:
    void end()
    {
        hearing_.stop(); // it speaks to the links
        sender_.reset();
        receiver_.reset();
    }

    std::unique_ptr<SmppLink> make_link(const std::string& password, smpp::BindMode mode,
                                        const SmppNews& news)
    {
        return std::make_unique<SmppLink>(
            settings_, rules_of(settings_, password, mode),
            [this](SmppLink& link, Ticket ticket, smpp::ShortMessage message) {
                hearing_.take(link, ticket, std::move(message));
            },
            news);
    }

    const SmppSettings settings_;
    const smpp::Address source_;
    /// Of texts in parts. Begins anywhere: phones may still hold parts of before we were started.
    std::atomic<std::uint16_t> reference_{static_cast<std::uint16_t>(std::random_device{}())};
    SmppHearing hearing_; ///< outlives the links, which call it
    std::unique_ptr<SmppLink> sender_;
    std::unique_ptr<SmppLink> receiver_; ///< empty: the sender receives
};

bool is_plain(const std::string& text, std::size_t most)
{
    return text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_host(const std::string& text)
{
    return !text.empty() && is_plain(text, 255) && text.find_first_of("/@?#\\") == text.npos;
}

void check_server(const SmppSettings& settings, Errors& errors)
{
    if (!is_host(settings.host))
        errors.push_back({"host", "must be the name or address of the message centre"});
    if (settings.port < 1 || settings.port > 65535)
        errors.push_back({"port", "must be a number from 1 to 65535"});
    if (!settings.ca_file.empty() && !std::ifstream(settings.ca_file))
        errors.push_back({"ca_file", "cannot read " + settings.ca_file.string()});
    const std::pair<const char*, std::chrono::milliseconds> patience[] = {
        {"connect_timeout", settings.connect_timeout},
        {"response_timeout", settings.response_timeout},
        {"enquire_link", settings.enquire_link},
        {"reconnect_least", settings.reconnect_least}};
    for (const auto& [key, time] : patience)
        if (time.count() < 1)
            errors.push_back({key, "must be longer than nothing"});
}

void check_sending(const SmppSettings& settings, Errors& errors)
{
    const bool is_number = smpp::source_address(settings.from).ton != 5;
    if (!is_plain(settings.from, 20) || (!is_number && settings.from.size() > 11))
        errors.push_back({"from", "must be a number, or a name of at most 11 characters"});
    if (settings.text.max_parts < 1 || settings.text.max_parts > 255)
        errors.push_back({"max_parts", "must be a number from 1 to 255"});
    if (settings.window < 1)
        errors.push_back({"window", "must be 1 or more"});
    if (settings.texts_per_second < 0)
        errors.push_back({"rate", "must not be negative"});
    if (settings.parallel < 1)
        errors.push_back({"parallel", "must be 1 or more"});
}

/// The password; empty where there is none. SMPP 3.4 5.2.1 to 5.2.3
std::string check_login(const SmppSettings& settings, Errors& errors)
{
    if (settings.system_id.empty() || !is_plain(settings.system_id, 15))
        errors.push_back({"system_id", "must have 1 to 15 characters, none of them a blank"});
    if (!is_plain(settings.system_type, 12))
        errors.push_back({"system_type", "must have at most 12 characters, none of them a blank"});
    if (settings.password_file.empty())
        return {};
    const auto password = read_secret(settings.password_file);
    if (!password)
        errors.push_back({"password_file", password.error()});
    else if (password->size() > 8)
        errors.push_back({"password_file", "the password has more than the 8 characters of SMPP"});
    return password.value_or("");
}

} // namespace

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_smpp(const SmppSettings& settings, Ears& ears, SmppNews news)
{
    Errors errors;
    check_server(settings, errors);
    check_sending(settings, errors);
    const auto password = check_login(settings, errors);
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return std::make_unique<Smpp>(settings, password, ears, std::move(news));
}

} // namespace relay::channels
