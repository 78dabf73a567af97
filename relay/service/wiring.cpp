#include "relay/service/wiring.h"
#include "relay/engine/scheduler.h"
#include "relay/gateway/gateway_door.h"
#include "relay/gateway/listener.h"
#include "relay/gateway/mail_door.h"
#include "relay/gateway/page_poller.h"
#include "relay/gateway/wctp_chores.h"
#include "relay/inbox/link_door.h"
#include "relay/inbox/service_worker.h"
#include "relay/intake/observation.h"
#include "relay/intake/smtp_listener.h"
#include "relay/intake/snpp_listener.h"
#include "relay/intake/source_guard.h"
#include "relay/intake/submission.h"
#include "relay/intake/wctp_handler.h"
#include "relay/service/dial_check.h"
#include "relay/service/gateways.h"
#include "relay/service/listening.h"
#include "relay/service/log.h"
#include "relay/service/pushes.h"
#include "relay/service/rules.h"
#include "relay/service/setup_page.h"
#include "relay/service/source_setup.h"
#include "relay/service/test_clock.h"
#include "relay/service/ways_out.h"
#include "relay/service/wiring_parts.h"
#include "relay/service/zone_files.h"
#include <set>

namespace relay::service {

/// Members stand in the order in which they are built; each knows only those above it.
class Wiring::Inside {
public:
    Inside(const Config& config, WiringSettings settings)
        : config_(config), lock_(lock(config_)), store_(store_with_token(config_)),
          trace_token_(store_->vault.keyed_hash("mail trace", config_.site.name).substr(0, 16)),
          clock_(clock_of(settings)), node_(begin_node(config_, store_->database)),
          ids_(node_.node.number, node_.highest_id),
          writer_(store_->database, writer_settings(config_)),
          directory_(store_->vault), house_{store_->database, writer_,  directory_,
                                            store_->vault,    ids_,     *clock_,
                                            mailbox_,         metrics_, rules(),
                                            node_.node.fence},
          door_(house_, submission_rules(config_)), observation_(house_), guard_(house_),
          links_(house_, observation_), listener_(house_, config_.words),
          gateways_(listener_, calls_, *clock_), responses_(peer_responses(config_, listener_)),
          scheduler_(house_, {node_.node, config_.engine.lease, leave_at_once}),
          poller_(house_, listener_, &listener_),
          peer_poller_(peer_poller(config_, house_, listener_)),
          api_(house_, door_, observation_, guard_,
               api_settings(config_, *store_, [this] { return connections(); })),
          recorder_(house_, recorder_limits(config_)),
          wctp_(house_, door_, guard_, wctp_rules(config_), responses_.get(),
                [this](const auto& source, const auto& request, const auto& decision) {
                    recorder_.keep(source, request, decision);
                }),
          chores_(house_, wctp_push(config_), config_.channels.wctp_push.http.total_timeout,
                  recorder_),
          setup_(house_, config_), edge_(edge_options(config_),
                                         [this](http::Request request, http::Responder respond) {
                                             route(std::move(request), std::move(respond));
                                         }),
          returns_(config_.channels.email
                       ? std::make_unique<gateway::MailDoor>(house_, config_.channels.email->domain)
                       : nullptr),
          smtp_(house_, door_, guard_, mail_rules(config_, trace_token_), returns_.get()),
          snpp_(house_, door_, guard_, snpp_rules(config_)),
          listening_(config_, std::move(settings.sockets))
    {
        if (settings.test_clock)
            test_clock_.emplace(static_cast<engine::ManualClock&>(*clock_), mailbox_, scheduler_);
        directory_.refresh_if_changed(*store_->database.reader());
        check_last_resort();
        check_sources();
        add_channels();
        open_doors(settings.test_clock.has_value());
    }

    void start()
    {
        scheduler_.start();
        poller_.start();
        if (peer_poller_)
            peer_poller_->start();
        chores_.start();
        edge_.start();
        if (has_smtp())
            smtp_.start();
        if (has_snpp())
            snpp_.start();
        if (mailbox_reader_)
            mailbox_reader_->start();
        is_started_ = true;
    }

    void stop()
    {
        if (!is_started_)
            return;
        is_started_ = false;
        edge_.stop();
        if (has_smtp())
            smtp_.stop();
        if (has_snpp())
            snpp_.stop();
        poller_.stop();
        if (peer_poller_)
            peer_poller_->stop();
        chores_.stop();
        if (mailbox_reader_)
            mailbox_reader_->stop();
        scheduler_.stop();
        writer_.stop();
        end_node(node_.node, store_->database);
    }

    std::vector<OpenDoor> doors() const
    {
        std::vector<OpenDoor> doors;
        for (const auto& door : listening_.http())
            doors.push_back({door.name, address_text(door, edge_.port(door.name))});
        for (const auto& door : listening_.smtp())
            doors.push_back({door.name, address_text(door, smtp_.port(door.name))});
        for (const auto& door : listening_.snpp())
            doors.push_back({door.name, address_text(door, snpp_.port(door.name))});
        return doors;
    }

    const std::vector<std::string>& channels() const { return channels_; }

    tl::expected<void, std::string> reload_certificate()
    {
        auto context = listening_.load_certificate();
        if (!context)
            return tl::unexpected(context.error());
        auto web_context = listening_.load_web_certificate();
        if (!web_context)
            return tl::unexpected(web_context.error());
        if (!*context)
            return {};
        for (const auto& door : listening_.http()) {
            if (door.tls)
                edge_.replace_tls(door.name, **web_context);
        }
        for (const auto& door : listening_.smtp()) {
            if (door.tls)
                smtp_.replace_tls(door.name, **context);
        }
        return {};
    }

    Writing writing() const
    {
        const auto free = store_->database.free_bytes();
        if (free && *free < config_.store.reserve_bytes)
            return Writing::DiskFull;
        return writer_.is_ill() ? Writing::Ill : Writing::Well;
    }

private:
    engine::Rules rules()
    {
        const auto called = with_callbacks(config_, store_->vault);
        auto gateways = calling_gateways(called, store_->vault);
        if (!gateways)
            throw CannotStart(gateways.error());
        calling_ = std::move(*gateways);
        auto rules = engine_rules(config_, text_bringers(called));
        rules.zones = std::make_shared<core::TimeZones>(read_zone_files(zone_folder));
        if (rules.zones->size() == 1)
            log::room("service").warning("there is no zone database, so every schedule and all "
                                         "quiet hours are in UTC or unknown; install tzdata",
                                         {{"folder", zone_folder}});
        return rules;
    }

    void check_last_resort() const
    {
        const auto& name = config_.intake.last_resort;
        if (!name.empty() && !directory_.current()->find(name))
            log::room("service").warning(
                "nobody has the address intake.last_resort: what reaches nobody is refused",
                {{"last_resort", name}});
    }

    void check_sources() const
    {
        for (const auto& source : directory_.current()->parts().sources) {
            for (const auto& caution : cautions(source, config_))
                log::room("wctp").warning(caution, {{"source", source.name}});
        }
        tell_manners(config_, *directory_.current());
        tell_never_called(config_, *directory_.current());
    }

    bool has_smtp() const { return !listening_.smtp().empty(); }
    bool has_snpp() const { return !listening_.snpp().empty(); }

    std::vector<api::ConnectionCounts> connections() const
    {
        std::vector<api::ConnectionCounts> all{counts("http", edge_.connections())};
        if (has_smtp())
            all.push_back(counts("smtp", smtp_.connections()));
        if (has_snpp())
            all.push_back(counts("snpp", snpp_.connections()));
        return all;
    }

    void add_channels()
    {
        for (auto& gateway : calling_)
            gateways_.add(gateway.key, gateway.address, std::move(gateway.reader));
        auto ways = ways_out(with_callbacks(config_, store_->vault), trace_token_, listener_,
                             &listener_, &calls_);
        if (!ways)
            throw CannotStart(ways.error());
        if (auto push = push_channel(config_, *store_, writer_))
            ways->push_back({store::Channel::Push, std::move(push)});
        for (auto& way : *ways) {
            channels_.push_back(std::string(store::word(way.channel)) + " (" +
                                std::string(way.sends_by->provider()) + ")");
            if (auto* asker = way.sends_by->asker())
                poller_.add(way.channel, *asker);
            scheduler_.add(way.channel, std::move(way.sends_by), config_.limits.of(way.channel));
        }
        auto reader = mailbox_reader(config_, returns_.get(), metrics_);
        if (!reader)
            throw CannotStart(reader.error());
        mailbox_reader_ = std::move(*reader);
    }

    void open_doors(bool has_test_clock)
    {
        auto opened = listening_.prepare();
        if (!opened)
            throw CannotStart(opened.error());
        for (const auto& door : listening_.http()) {
            if (has_test_clock && !is_loopback(door.host))
                throw CannotStart("--test-clock is for loopback listeners only, not " + door.host);
            http::EdgeListener listener;
            listener.name = door.name;
            listener.address = door.host;
            listener.port = door.port;
            listener.descriptor = door.descriptor;
            listener.tls = door.tls;
            if (auto open = edge_.listen(std::move(listener)); !open)
                throw CannotStart(open.error());
        }
        for (const auto& door : listening_.smtp()) {
            intake::SmtpDoor listener{.name = door.name,
                                      .address = door.host,
                                      .port = door.port,
                                      .descriptor = door.descriptor,
                                      .tls = door.tls,
                                      .begins_in_tls = door.begins_in_tls,
                                      .is_lmtp = door.is_lmtp};
            if (auto open = smtp_.listen(std::move(listener)); !open)
                throw CannotStart(open.error());
        }
        for (const auto& door : listening_.snpp()) {
            intake::SnppDoor listener{door.name, door.host, door.port, door.descriptor};
            if (auto open = snpp_.listen(std::move(listener)); !open)
                throw CannotStart(open.error());
        }
    }

    void route(http::Request request, http::Responder respond)
    {
        if (test_clock_) {
            if (const auto answer = test_clock_->answer(request))
                return respond(*answer);
        }
        if (intake::is_wctp_path(config_.http.wctp_path, request.path))
            return wctp_.handle(std::move(request), std::move(respond));
        if (gateway::GatewayDoor::is_for_it(request.path))
            return respond(gateways_.answer(request));
        if (inbox::LinkDoor::is_for_it(request.path))
            return respond(links_.answer(request));
        if (request.path == inbox::service_worker_path && request.method == "GET")
            return respond(inbox::service_worker());
        if (SetupPage::is_for_it(request.path))
            return respond(setup_.answer(request));
        api_.handle(std::move(request), respond);
    }

    const Config config_;
    std::optional<DataLock> lock_;
    std::unique_ptr<OpenStore> store_;
    const std::string trace_token_;
    std::unique_ptr<engine::Clock> clock_;
    engine::Mailbox mailbox_;
    engine::Metrics metrics_;
    NodeAtWork node_;
    store::IdGenerator ids_;
    store::GroupCommit writer_;
    store::DirectoryCache directory_;
    std::vector<CallingGateway> calling_; ///< without their readers once the door has them
    engine::House house_;
    intake::SubmissionDoor door_;
    intake::Observation observation_;
    intake::SourceGuard guard_;
    inbox::LinkDoor links_;
    gateway::Listener listener_;
    channels::CallDesk calls_;
    gateway::GatewayDoor gateways_;
    std::unique_ptr<gateway::PeerResponses> responses_; ///< null: no such peer
    engine::Scheduler scheduler_;
    gateway::PagePoller poller_;                       ///< asks channels that the scheduler has
    std::unique_ptr<gateway::PeerPoller> peer_poller_; ///< null: no gateway keeps news for us
    std::optional<TestClock> test_clock_;
    api::Api api_;
    intake::WctpRecorder recorder_;
    intake::WctpHandler wctp_;
    gateway::WctpChores chores_;
    SetupPage setup_;
    http::Edge edge_;
    std::unique_ptr<gateway::MailDoor> returns_; ///< null: we write no mail
    intake::SmtpListener smtp_;
    intake::SnppListener snpp_;
    std::unique_ptr<channels::MailboxReader> mailbox_reader_; ///< null: none is configured
    Listening listening_;
    std::vector<std::string> channels_;
    bool is_started_ = false;
};

Wiring::Wiring(const Config& config, WiringSettings settings)
    : inside_(std::make_unique<Inside>(config, std::move(settings)))
{
}

Wiring::~Wiring()
{
    try {
        stop();
    } catch (const std::exception& trouble) {
        log::room("service").error("not stopped in order", {{"why", trouble.what()}});
    }
}

void Wiring::start()
{
    inside_->start();
}

void Wiring::stop()
{
    inside_->stop();
}

std::vector<OpenDoor> Wiring::doors() const
{
    return inside_->doors();
}

std::vector<std::string> Wiring::channels() const
{
    return inside_->channels();
}

tl::expected<void, std::string> Wiring::reload_certificate()
{
    return inside_->reload_certificate();
}

Writing Wiring::writing() const
{
    return inside_->writing();
}

} // namespace relay::service
