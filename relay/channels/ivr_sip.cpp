#include "relay/channels/ivr_sip.h"
#include "relay/channels/call_plan.h"
#include "relay/channels/call_run.h"
#include "relay/channels/error_class.h"
#include "relay/channels/secret.h"
#include "relay/voice/number.h"
#include <algorithm>

namespace relay::channels {

namespace {

using namespace std::chrono_literals;
using Errors = std::vector<SettingsError>;

class IvrSip : public Channel {
public:
    IvrSip(const IvrSipSettings& settings, VoiceChildSettings child, CallEars* ears)
        : settings_(settings), ears_(ears), child_(std::move(child))
    {
    }

    Outcome send(const Outgoing& outgoing) override
    {
        auto planned = plan_call(outgoing, settings_, ears_ != nullptr);
        if (!planned)
            return planned.error();
        constexpr auto patience = 10s;
        if (const auto trouble = child_.trouble(VoiceChild::Clock::now() + patience))
            return outcome_of_trouble(*trouble);
        const NumbersInUse::Hold hold(in_use_, planned->number);
        if (!hold.is_ours())
            return Busy{"in_call", "this number is being called", settings_.busy_gap};
        const auto name = planned->name;
        const auto end = CallRun(std::move(*planned), child_, ears_).run();
        return outcome_of(end, settings_, outgoing.attempt, name);
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.max_calls; }

private:
    static Outcome outcome_of_trouble(const voice::news::Trouble& trouble)
    {
        const bool is_refused = trouble.code == 401 || trouble.code == 403 || trouble.code == 407;
        const auto kind = is_refused ? ErrorClass::Credentials : ErrorClass::NotSent;
        const auto code = trouble.code == 0 ? "voice" : "sip " + std::to_string(trouble.code);
        return outcome_of(kind, code, "no calls can be made: " + trouble.detail);
    }

    IvrSipSettings settings_;
    CallEars* ears_;
    NumbersInUse in_use_;
    VoiceChild child_;
};

void check_numbers(const IvrSipSettings& settings, Errors& errors)
{
    if (const auto problem = voice::format_problem(settings.number_format))
        errors.push_back({"number_format", *problem});
    if (settings.number_format.find("{national}") != std::string::npos && settings.country.empty())
        errors.push_back({"country", "number_format has {national}: give the country code"});
    if (settings.first_rtp_port + 2 * settings.max_calls > settings.last_rtp_port + 1)
        errors.push_back({"last_rtp_port", "each call needs two ports; leave room for max_calls"});
}

bool is_sip_address(const std::string& text)
{
    const auto is_bad = [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' ||
               c == ',' || c == 0x7f;
    };
    return text.starts_with("sip:") && text.size() > 4 && std::ranges::none_of(text, is_bad);
}

void check_addresses(const IvrSipSettings& settings, Errors& errors)
{
    if (!is_sip_address(settings.proxy))
        errors.push_back({"proxy", "must be an address such as sip:pbx.hospital.example"});
    if (!is_sip_address(settings.from) || settings.from.find('@') == std::string::npos)
        errors.push_back({"from", "must be an address such as sip:relay@hospital.example"});
    if (settings.from_name.find_first_of("\"\\\r\n") != std::string::npos)
        errors.push_back({"from_name", "must hold no quotes, backslashes or line ends"});
    if (settings.speech.empty() || !settings.speech[0].starts_with('/'))
        errors.push_back({"speech", "must begin with the path of a program"});
}

voice::TrunkSettings trunk_of(const IvrSipSettings& settings, const std::string& password)
{
    voice::TrunkSettings trunk;
    trunk.proxy = settings.proxy;
    trunk.from = settings.from;
    trunk.from_name = settings.from_name;
    trunk.user = settings.user;
    trunk.password = password;
    trunk.registers = settings.registers;
    trunk.local = settings.local;
    trunk.local_port = settings.local_port;
    trunk.first_rtp_port = settings.first_rtp_port;
    trunk.last_rtp_port = settings.last_rtp_port;
    trunk.speech = settings.speech;
    return trunk;
}

} // namespace

std::vector<SettingsError> settings_problems(const IvrSipSettings& settings)
{
    Errors errors;
    check_addresses(settings, errors);
    check_numbers(settings, errors);
    return errors;
}

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_ivr_sip(const IvrSipSettings& settings, CallEars* ears)
{
    Errors errors = settings_problems(settings);
    std::string password;
    if (!settings.user.empty()) {
        if (auto secret = read_secret(settings.password_file))
            password = std::move(*secret);
        else
            errors.push_back({"auth.password_file", secret.error()});
    }
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    const auto program = settings.program.empty() ? "/proc/self/exe" : settings.program.string();
    return std::make_unique<IvrSip>(
        settings, VoiceChildSettings{{program, "voice"}, trunk_of(settings, password)}, ears);
}

} // namespace relay::channels
