#include "relay/channels/callback.h"
#include "relay/channels/callback_signature.h"
#include "relay/channels/code_table.h"
#include "relay/channels/driver_reader.h"
#include "relay/channels/json_value.h"
#include "relay/channels/peer_text.h"
#include "relay/channels/secret.h"
#include <algorithm>

namespace relay::channels {
namespace {

constexpr std::size_t max_reference = 128;
constexpr std::size_t max_code = 64;
constexpr std::size_t max_text = 4000;

/// A request's values, each kind parsed at its first use.
class Values {
public:
    explicit Values(const CallbackRequest& request) : request_(request)
    {
        const auto at = request.url.find('?');
        if (at != std::string::npos)
            query_ = form_fields(std::string_view(request.url).substr(at + 1));
    }

    std::optional<std::string> at(const CallbackField& field)
    {
        if (!field.is_given())
            return std::nullopt;
        switch (field.place) {
        case CallbackField::Place::Query:
            return in(query_, field.name);
        case CallbackField::Place::Form:
            if (!form_)
                form_ = form_fields(request_.body);
            return in(*form_, field.name);
        case CallbackField::Place::Json:
            if (!json_)
                json_ = parse_json(request_.body);
            return scalar_at(*json_, field.name);
        }
        std::abort(); // a value that is no enumerator
    }

    bool are(const OnlyWhen& wanted)
    {
        return std::ranges::all_of(wanted, [this](const auto& condition) {
            const auto value = at(condition.first);
            return value && std::ranges::count(condition.second, *value) > 0;
        });
    }

private:
    static std::optional<std::string> in(const FormFields& fields, const std::string& name)
    {
        const auto found = std::ranges::find(fields, name, &FormFields::value_type::first);
        return found == fields.end() ? std::nullopt : std::optional(found->second);
    }

    const CallbackRequest& request_;
    FormFields query_;
    std::optional<FormFields> form_;
    std::optional<Poco::Dynamic::Var> json_;
};

std::optional<Receipt> receipt_in(const ReceiptRules& rules, const CodeTable& codes, Values& values)
{
    if (!values.are(rules.only))
        return std::nullopt;
    const auto state = values.at(rules.state);
    const auto delivery = store::DeliveryId::parse(values.at(rules.delivery).value_or(""));
    const auto reference = values.at(rules.reference);
    if (!state || (!delivery && !reference))
        return std::nullopt;
    Receipt receipt;
    receipt.reference = tidy(reference.value_or(""), max_reference);
    receipt.delivery = delivery.value_or(store::DeliveryId{});
    receipt.code = tidy(values.at(rules.code).value_or(""), max_code);
    receipt.detail = tidy(*state, max_code);
    const auto known = rules.states.find(*state);
    const auto fate = known == rules.states.end() ? store::Fate::Underway : known->second;
    if (fate == store::Fate::Arrived)
        receipt.state = Arrived{};
    else if (fate == store::Fate::Lost)
        receipt.state = Lost{codes.blame(receipt.code)};
    return receipt;
}

std::optional<IncomingText> text_in(const TextRules& rules, Values& values)
{
    if (!values.are(rules.only))
        return std::nullopt;
    const auto from = values.at(rules.from);
    const auto text = values.at(rules.text);
    if (!from || !text)
        return std::nullopt;
    return IncomingText{{},
                        tidy(values.at(rules.id).value_or(""), max_reference),
                        phone_text(*from),
                        phone_text(values.at(rules.to).value_or("")),
                        text->substr(0, max_text)};
}

/// Who answered counts where the gateway asks for the first words only.
std::optional<CallNews> call_in(const HostedCallRules& rules, Values& values)
{
    const auto call = values.at(rules.call);
    const auto state = values.at(rules.state);
    if (!call || !state)
        return std::nullopt;
    CallNews news;
    news.call = *call;
    if (const auto ended = rules.ended.find(*state); ended != rules.ended.end()) {
        news.kind = CallNews::Kind::Ended;
        news.code = ended->second;
        const auto code = values.at(rules.code).value_or("");
        const bool is_status = code.size() == 3 && code >= "400" && code <= "699";
        if (is_status && ended->second != 0)
            news.code = std::stoi(code);
        return news;
    }
    if (std::ranges::count(rules.talking, *state) == 0)
        return news;
    const auto keys = values.at(rules.keys);
    const auto who = values.at(rules.machine).value_or("");
    const bool is_machine = !keys && std::ranges::count(rules.machines, who) > 0;
    news.kind = is_machine ? CallNews::Kind::Machine : CallNews::Kind::Turn;
    news.keys = keys.value_or("").substr(0, 1);
    if (news.keys.find_first_not_of("0123456789*#") != std::string::npos)
        news.keys.clear();
    return news;
}

} // namespace

CallbackReader::CallbackReader(std::string provider, CallbackRules rules,
                               std::map<std::string, std::string> secrets,
                               std::map<std::string, ErrorClass> code_errors,
                               std::vector<std::pair<std::string, ErrorClass>> text_errors)
    : provider_(std::move(provider)), rules_(std::move(rules)), secrets_(std::move(secrets)),
      code_errors_(std::move(code_errors)), text_errors_(std::move(text_errors))
{
}

tl::expected<Called, CallbackRefusal> CallbackReader::read(const CallbackRequest& request) const
{
    const auto secret = secrets_.find(rules_.signature.secret);
    if (!is_signed(rules_.signature, secret == secrets_.end() ? std::string() : secret->second,
                   request))
        return tl::unexpected(CallbackRefusal::NotSigned);
    Values values(request);
    const CodeTable codes{code_errors_, text_errors_};
    if (rules_.receipt) {
        if (auto receipt = receipt_in(*rules_.receipt, codes, values)) {
            receipt->provider = provider_;
            return Called(std::move(*receipt));
        }
    }
    if (rules_.text) {
        if (auto text = text_in(*rules_.text, values)) {
            text->provider = provider_;
            return Called(std::move(*text));
        }
    }
    if (rules_.call) {
        if (auto news = call_in(*rules_.call, values))
            return Called(std::move(*news));
    }
    // Where conditions tell the kinds apart, what fits none is a kind that is not for us.
    const bool tells_kinds_apart = (rules_.receipt && !rules_.receipt->only.empty()) ||
                                   (rules_.text && !rules_.text->only.empty());
    if (tells_kinds_apart)
        return Called(OfNoInterest{});
    return tl::unexpected(CallbackRefusal::NotUnderstood);
}

tl::expected<std::unique_ptr<CallbackReader>, std::vector<SettingsError>>
make_callback_reader(const GatewaySettings& settings)
{
    auto driver = read_driver(settings.driver);
    if (!driver)
        return tl::unexpected(driver.error());
    if (!driver->callbacks)
        return nullptr;
    std::map<std::string, std::string> secrets;
    const auto& name = driver->callbacks->signature.secret;
    const auto file = settings.secrets.find(name);
    if (!name.empty() && file == settings.secrets.end())
        return tl::unexpected(std::vector<SettingsError>{
            {"secrets." + name,
             "the driver needs this secret to know the gateway's calls; give the file that holds "
             "it"}});
    if (!name.empty()) {
        const auto secret = read_secret(file->second);
        if (!secret)
            return tl::unexpected(std::vector<SettingsError>{{"secrets." + name, secret.error()}});
        secrets[name] = *secret;
    }
    return std::make_unique<CallbackReader>(settings.name, std::move(*driver->callbacks),
                                            std::move(secrets), driver->answer.code_errors,
                                            driver->answer.text_errors);
}

} // namespace relay::channels
