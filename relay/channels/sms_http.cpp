#include "relay/channels/sms_http.h"
#include "relay/channels/call_plan.h"
#include "relay/channels/driver_reader.h"
#include "relay/channels/gateway_answer.h"
#include "relay/channels/gateway_poll.h"
#include "relay/channels/http_client.h"
#include "relay/channels/network.h"
#include "relay/channels/request_template.h"
#include "relay/channels/secret.h"
#include <algorithm>

namespace relay::channels {

namespace {

/// One class for SMS and IVR: what differs stands in the driver file.
class HttpGateway : public Channel, private Asker {
public:
    HttpGateway(const GatewaySettings& settings, GatewayDriver driver, SlotValues fixed,
                const HostedCalls& hosted)
        : settings_(settings), driver_(std::move(driver)), fixed_(std::move(fixed)),
          hosted_(hosted), client_(settings.http),
          poll_(driver_, client_, fixed_, settings.networks)
    {
        hosted_.rules.name = settings.name;
    }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* text = std::get_if<TextOut>(&outgoing.payload);
        const auto* call = std::get_if<CallOut>(&outgoing.payload);
        if (text == nullptr && call == nullptr)
            return Refused{Blame::Provider, "payload", "a gateway takes texts only"};
        if (outgoing.expires && *outgoing.expires <= outgoing.now)
            return outcome_of(ErrorClass::Expired, "expired", "its deadline passed before sending");
        return call != nullptr ? make_call(outgoing, *call)
                               : asked(values_of(outgoing, text->to, text->text.text()));
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.parallel; }
    Asker* asker() override { return settings_.polls && driver_.poll ? this : nullptr; }
    void close() override
    {
        if (hosted_.desk != nullptr)
            hosted_.desk->close();
    }

private:
    AskAnswer ask(const AskedPage& page) override
    {
        AskAnswer answer;
        if (driver_.poll->receipt)
            answer.news = poll_.fate(page, settings_.name);
        answer.pause = settings_.poll_interval;
        answer.is_final = !driver_.poll->receipt || !answer.news.empty();
        return answer;
    }
    std::optional<std::vector<IncomingText>> texts(store::Instant since) override
    {
        return poll_.texts(since, settings_.name);
    }
    std::optional<std::chrono::milliseconds> texts_interval() const override
    {
        return driver_.poll->texts ? std::optional(settings_.poll_interval) : std::nullopt;
    }

    bool hosts_calls() const
    {
        return driver_.callbacks && driver_.callbacks->call && hosted_.desk != nullptr;
    }

    Outcome asked(const SlotValues& values)
    {
        auto request = fill(driver_.request, values);
        request.networks = settings_.networks;
        const auto answer = client_.perform(request);
        if (!answer)
            return outcome_of(answer.error());
        return judge(driver_.answer, *answer, values.attempt_id, masked(values));
    }

    /// Whoever makes the call hears every word, so it gets none that only the contact's PIN would
    /// open.
    Outcome make_call(const Outgoing& outgoing, CallOut call)
    {
        call.sealed.reset();
        auto open = outgoing;
        open.payload = call;
        auto plan = plan_call(open, hosted_.rules, hosted_.ears != nullptr);
        if (!plan)
            return plan.error();
        const NumbersInUse::Hold hold(in_use_, plan->number);
        if (!hold.is_ours())
            return Busy{"in_call", "this number is being called", hosted_.rules.busy_gap};
        return hosts_calls() ? host_call(outgoing, std::move(*plan))
                             : asked(values_of(outgoing, plan->number, call.text.text()));
    }

    /// Blocks for the whole call.
    Outcome host_call(const Outgoing& outgoing, CallPlan plan)
    {
        using namespace std::chrono_literals;
        auto values = values_of(outgoing, plan.number, {});
        CallDesk::Seat seat(*hosted_.desk, std::move(plan), hosted_.ears,
                            fixed_.callback + "?call=");
        values.call = seat.name();
        values.ring_s = std::to_string(hosted_.rules.ring_timeout / 1s);
        const auto taken = asked(values);
        const auto* accepted = std::get_if<Accepted>(&taken);
        if (accepted == nullptr)
            return taken;
        // Its queue, and the news of a call that nobody took, take time too.
        const auto end =
            seat.stay(hosted_.rules.ring_timeout + 60s, hosted_.rules.answer_limit + 30s);
        return outcome_of(end, hosted_.rules, outgoing.attempt, accepted->reference);
    }

    SlotValues values_of(const Outgoing& outgoing, const std::string& to,
                         const std::string& text) const
    {
        SlotValues values = fixed_;
        values.to = to;
        values.text = driver_.max_chars ? cut_visibly(text, *driver_.max_chars) : text;
        values.delivery = outgoing.delivery.text();
        values.attempt_id = values.delivery + "." + std::to_string(outgoing.attempt);
        if (outgoing.expires) {
            using std::chrono::seconds;
            const auto left = std::chrono::ceil<seconds>(*outgoing.expires - outgoing.now);
            const std::int64_t most = driver_.max_validity.value_or(left.count());
            values.validity = std::min<std::int64_t>(left.count(), most);
        }
        return values;
    }

    static std::vector<std::string> masked(const SlotValues& values)
    {
        std::vector<std::string> words{values.text};
        for (const auto& [name, secret] : values.secrets)
            words.push_back(secret);
        return words;
    }

    GatewaySettings settings_;
    GatewayDriver driver_;
    SlotValues fixed_; ///< what is the same in every request
    HostedCalls hosted_;
    NumbersInUse in_use_;
    HttpClient client_;
    GatewayPoll poll_; ///< uses driver_ and client_
};

void add_names(const Template& pieces, Slot slot, std::vector<std::string>& names)
{
    for (const auto& piece : pieces)
        if (piece.slot == slot)
            names.push_back(piece.text);
}

void add_names(const Field& field, Slot slot, std::vector<std::string>& names)
{
    add_names(field.text, slot, names);
    for (const auto& [name, member] : field.members)
        add_names(member, slot, names);
}

std::vector<std::string> secrets_named(const GatewayDriver& driver)
{
    const auto& request = driver.request;
    std::vector<std::string> names;
    add_names(request.url, Slot::Secret, names);
    add_names(request.user, Slot::Secret, names);
    add_names(request.password, Slot::Secret, names);
    for (const auto& [name, pieces] : request.headers)
        add_names(pieces, Slot::Secret, names);
    add_names(request.fields, Slot::Secret, names);
    if (driver.poll && driver.poll->receipt)
        add_names(driver.poll->receipt->url, Slot::Secret, names);
    if (driver.poll && driver.poll->texts)
        add_names(driver.poll->texts->url, Slot::Secret, names);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

using Errors = std::vector<SettingsError>;

void read_secrets(const GatewaySettings& settings, const GatewayDriver& driver, SlotValues& values,
                  Errors& errors)
{
    auto named = secrets_named(driver);
    const bool is_called = driver.callbacks && !settings.callback_url.empty();
    const auto of_calls = driver.callbacks ? driver.callbacks->signature.secret : std::string();
    if (is_called && !of_calls.empty() && std::ranges::count(named, of_calls) == 0)
        named.push_back(of_calls);
    for (const auto& name : named)
        if (!settings.secrets.contains(name))
            errors.push_back(
                {"secrets." + name, "the driver needs this secret; give the file that holds it"});
    for (const auto& [name, file] : settings.secrets) {
        if (std::find(named.begin(), named.end(), name) == named.end() && name != of_calls) {
            errors.push_back({"secrets." + name, "the driver has no use for this secret"});
            continue;
        }
        const auto secret = read_secret(file);
        if (secret)
            values.secrets[name] = *secret;
        else
            errors.push_back({"secrets." + name, secret.error()});
    }
}

void take_params(const GatewaySettings& settings, const GatewayDriver& driver, SlotValues& values,
                 Errors& errors)
{
    values.params = driver.params;
    for (const auto& [name, value] : settings.params) {
        if (driver.params.contains(name))
            values.params[name] = value;
        else
            errors.push_back({"params." + name, "the driver has no param of this name"});
    }
}

/// What every request will be like: a request for nobody, so that a wrong URL shows at the start.
void check_request(const GatewaySettings& settings, const GatewayDriver& driver, SlotValues values,
                   Errors& errors)
{
    values.to = "+1";
    values.text = values.delivery = values.attempt_id = values.call = "x";
    if (const auto problem = url_problem(fill(driver.request, values).url))
        errors.push_back({"url", *problem});
    for (const auto& network : settings.networks)
        if (!Network::parse(network))
            errors.push_back({"networks", "'" + network + "' is no CIDR block such as 10.0.0.0/8"});
    if (settings.polls && !driver.poll)
        errors.push_back({"callbacks", "this driver does not say how its gateway is asked"});
    const bool hosts_calls = driver.callbacks && driver.callbacks->call;
    if (hosts_calls && settings.callback_url.empty())
        errors.push_back(
            {"callback_url", "the gateway asks us what to say: say how it reaches us"});
    if (settings.parallel < 1)
        errors.push_back({"parallel", "must be 1 or more"});
}

/// A driver with what its requests have in common.
struct ReadyDriver {
    GatewayDriver driver;
    SlotValues fixed;
};

tl::expected<ReadyDriver, Errors> ready(const GatewaySettings& settings)
{
    auto driver = read_driver(settings.driver);
    if (!driver)
        return tl::unexpected(driver.error());
    Errors errors;
    SlotValues fixed;
    fixed.base = settings.base_url.empty() ? driver->base_url : settings.base_url;
    while (fixed.base.ends_with('/'))
        fixed.base.pop_back();
    fixed.from = settings.from;
    fixed.callback = settings.callback_url;
    read_secrets(settings, *driver, fixed, errors);
    take_params(settings, *driver, fixed, errors);
    check_request(settings, *driver, fixed, errors);
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return ReadyDriver{std::move(*driver), std::move(fixed)};
}

/// A callback's last part is a secret: who knows it can answer pages.
std::string without_key(const std::string& url)
{
    const auto slash = url.rfind('/');
    return slash == std::string::npos ? url : url.substr(0, slash + 1) + "***";
}

} // namespace

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_http_gateway(const GatewaySettings& settings, const HostedCalls& hosted)
{
    auto made = ready(settings);
    if (!made)
        return tl::unexpected(std::move(made.error()));
    return std::make_unique<HttpGateway>(settings, std::move(made->driver), std::move(made->fixed),
                                         hosted);
}

tl::expected<HttpRequest, std::vector<SettingsError>>
preview_request(const GatewaySettings& settings, const std::string& to, const std::string& text)
{
    const auto made = ready(settings);
    if (!made)
        return tl::unexpected(made.error());
    auto values = made->fixed;
    values.to = to;
    values.text = made->driver.max_chars ? cut_visibly(text, *made->driver.max_chars) : text;
    values.delivery = store::DeliveryId{1}.text();
    values.attempt_id = values.delivery + ".1";
    values.call = "CALL";
    values.ring_s = "25";
    values.validity = 3600;
    values.callback = without_key(values.callback);
    for (auto& [name, secret] : values.secrets)
        secret = "***";
    return fill(made->driver.request, values);
}

} // namespace relay::channels
