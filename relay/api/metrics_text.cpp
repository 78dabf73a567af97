#include "relay/api/metrics_text.h"
#include "store/delivery_repository.h"
#include "store/error.h"
#include <optional>

namespace relay::api {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

std::string label_value(std::string_view text)
{
    std::string escaped;
    for (const char c : text)
        escaped += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string(1, c);
    return escaped;
}

/// The lines of one metric after another.
class Page {
public:
    void begin(std::string_view name, std::string_view type, std::string_view help)
    {
        name_ = "belfry_" + std::string(name);
        text_ += "# HELP " + name_ + " " + std::string(help) + "\n# TYPE " + name_ + " " +
                 std::string(type) + "\n";
    }
    template <class Number>
    void sample(const Labels& labels, Number number, std::string_view suffix = "")
    {
        text_ += name_ + std::string(suffix);
        char before = '{';
        for (const auto& [name, value] : labels) {
            text_ += before + std::string(name) + "=\"" + label_value(value) + "\"";
            before = ',';
        }
        text_ += (labels.empty() ? " " : "} ") + std::to_string(number) + "\n";
    }
    template <class Number>
    void one(std::string_view name, std::string_view type, std::string_view help, Number number)
    {
        begin(name, type, help);
        sample({}, number);
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::string name_;
};

std::string seconds(std::int64_t ms)
{
    auto text = std::to_string(static_cast<double>(ms) / 1000.0);
    text.erase(text.find_last_not_of('0') + 1);
    return text.ends_with('.') ? text + "0" : text;
}

void write_doors(Page& page, engine::Metrics& metrics)
{
    page.begin("messages_accepted_total", "counter", "Messages taken, by door.");
    for (const auto& [door, name] : store::Words<store::Door>::table)
        page.sample({{"door", name}}, metrics.accepted(door).load());
    page.begin("submissions_refused_total", "counter", "Submissions refused, by door.");
    for (const auto& [door, name] : store::Words<store::Door>::table)
        page.sample({{"door", name}}, metrics.refused(door).load());
    page.one("duplicates_total", "counter", "Messages that had been accepted before.",
             metrics.duplicates().load());
}

void write_attempts(Page& page, engine::Metrics& metrics)
{
    page.begin("attempts_total", "counter", "Attempts, by channel and what the gateway said.");
    for (const auto& [channel, name] : store::Words<store::Channel>::table) {
        for (const auto& [state, outcome] : store::Words<store::AttemptState>::table) {
            const auto count = metrics.attempts(channel, state).load();
            if (count > 0)
                page.sample({{"channel", name}, {"outcome", outcome}}, count);
        }
    }
    page.one("escalation_steps_total", "counter", "Rungs of escalations that were paged.",
             metrics.escalated().load());
    page.one("escalations_exhausted_total", "counter", "Escalations that nobody answered.",
             metrics.exhausted().load());
    page.one("fail_reports_lost_total", "counter",
             "Fail reports that no mail server took: nobody knows that nobody answered.",
             metrics.fail_reports_lost().load());
    page.one("notices_total", "counter", "Notices to originators.", metrics.notices().load());
    page.one("replies_total", "counter", "Replies of contacts.", metrics.replies().load());
}

void write_lateness(Page& page, engine::Metrics& metrics)
{
    page.begin("dispatch_lateness_seconds", "histogram",
               "From the due instant of a delivery to the call of its channel.");
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < metrics.dispatch().size(); ++i) {
        count += metrics.dispatch()[i].load();
        const bool is_last = i == engine::Metrics::dispatch_bounds_ms.size();
        page.sample({{"le", is_last ? "+Inf" : seconds(engine::Metrics::dispatch_bounds_ms[i])}},
                    count, "_bucket");
    }
    page.sample({}, static_cast<double>(metrics.dispatch_sum_ms()) / 1000.0, "_sum");
    page.sample({}, count, "_count");
}

void write_writer(Page& page, const store::GroupCommit& writer)
{
    const auto counts = writer.counts();
    page.one("writer_commits_total", "counter", "Transactions committed.", counts.commits);
    page.one("writer_jobs_total", "counter", "Jobs in them.", counts.jobs);
    page.one("writer_failed_jobs_total", "counter", "Jobs undone.", counts.failed_jobs);
    page.one("writer_failed_commits_total", "counter", "Transactions that failed.",
             counts.failed_commits);
    page.one("writer_waiting", "gauge", "Jobs that wait.", counts.waiting);
    page.one("writer_ill", "gauge", "1 while the last commit failed.", writer.is_ill() ? 1 : 0);
}

std::optional<std::vector<store::DeliveryRepository::Count>> open_counts(store::Database& database)
{
    try {
        const auto reader = database.reader();
        return store::DeliveryRepository(*reader).open_counts();
    } catch (const store::StoreError&) {
        return std::nullopt;
    }
}

void write_open(Page& page, store::Database& database)
{
    const auto counts = open_counts(database);
    page.one("store_readable", "gauge", "0 while the store cannot be read.", counts ? 1 : 0);
    if (!counts)
        return;
    page.begin("deliveries_open", "gauge", "Deliveries that are not at an end.");
    for (const auto& count : *counts)
        page.sample({{"state", store::word(count.state)}, {"channel", store::word(count.channel)}},
                    count.deliveries);
}

void write_health(Page& page, const engine::Metrics& metrics)
{
    page.begin("channel_ill", "gauge", "1 while the channel's gateway counts as ill.");
    for (const auto& [channel, word] : store::Words<store::Channel>::table)
        page.sample({{"channel", word}}, metrics.is_ill(channel) ? 1 : 0);
    page.one("wctp_poll_ill", "gauge", "1 while the WCTP gateway that we poll gives nothing.",
             metrics.is_poll_ill() ? 1 : 0);
    page.one("mailbox_ill", "gauge",
             "1 while the mailbox that reports and answers come to cannot be read.",
             metrics.is_mailbox_ill() ? 1 : 0);
}

void write_connections(Page& page, const ApiSettings& settings)
{
    if (!settings.connections)
        return;
    const auto doors = settings.connections();
    const auto write = [&](std::string_view name, std::string_view type, std::string_view help,
                           std::uint64_t ConnectionCounts::*count) {
        page.begin(name, type, help);
        for (const auto& door : doors)
            page.sample({{"listener", door.listener}}, door.*count);
    };
    write("connections_open", "gauge", "Connections now.", &ConnectionCounts::open);
    write("connections_accepted_total", "counter", "Connections taken.",
          &ConnectionCounts::accepted);
    write("connections_refused_total", "counter", "Connections over a limit.",
          &ConnectionCounts::refused);
}

} // namespace

std::string metrics_text(const engine::House& house, const ApiSettings& settings)
{
    Page page;
    page.begin("build", "gauge", "1; which program this is.");
    page.sample({{"version", settings.version}}, 1);
    write_doors(page, house.metrics);
    write_attempts(page, house.metrics);
    write_lateness(page, house.metrics);
    write_writer(page, house.writer);
    write_health(page, house.metrics);
    write_open(page, house.database);
    write_connections(page, settings);
    return page.take();
}

} // namespace relay::api
