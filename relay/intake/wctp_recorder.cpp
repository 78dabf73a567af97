#include "relay/intake/wctp_recorder.h"
#include "relay/service/log.h"
#include "store/wctp_transaction_repository.h"

namespace relay::intake {

store::WctpRequest recordable(const http::Request& request)
{
    store::WctpRequest made{.peer = request.peer_address,
                            .method = request.method,
                            .path = request.path,
                            .query = request.query,
                            .content_type =
                                std::string(request.headers.find("Content-Type").value_or("")),
                            .body = request.body};
    if (request.certificate) {
        made.certificate = request.certificate->fingerprint;
        made.certificate_names = request.certificate->names;
    }
    return made;
}

http::Request replayable(const store::WctpRequest& request)
{
    http::Request made;
    made.method = request.method;
    made.path = request.path;
    made.query = request.query;
    made.body = request.body;
    made.peer_address = request.peer;
    if (!request.content_type.empty())
        made.headers.add("Content-Type", request.content_type);
    if (!request.certificate.empty())
        made.certificate = std::make_shared<const net::PeerCertificate>(
            net::PeerCertificate{request.certificate_names, request.certificate});
    return made;
}

void WctpRecorder::keep(const store::Source& source, const http::Request& request,
                        const std::vector<std::string>& decision) const
{
    store::WctpTransaction transaction;
    transaction.at = house_.now();
    transaction.id = house_.ids.next(transaction.at);
    transaction.source = source.id;
    transaction.request = recordable(request);
    transaction.decision = decision;
    store::WriteJob job;
    job.kind = store::WriteJob::Kind::Lazy;
    const bool prunes = is_time_to_prune(transaction.request.body.size());
    job.work = [&vault = house_.vault, limits = limits_, prunes,
                transaction = std::move(transaction)](store::Connection& connection) {
        store::WctpTransactionRepository kept(connection, vault);
        kept.insert(transaction);
        if (prunes)
            kept.prune(transaction.at - limits.retention, limits.bytes);
    };
    job.done = [id = source.id](const std::exception_ptr& failure) {
        if (failure)
            service::log::room("wctp").warning("an exchange could not be recorded",
                                               {{"source", id}});
    };
    house_.writer.submit(std::move(job));
}

bool WctpRecorder::is_time_to_prune(std::size_t bytes) const
{
    constexpr std::int64_t parts = 10;
    const auto added = added_ += static_cast<std::int64_t>(bytes);
    if (added < limits_.bytes / parts)
        return false;
    added_ = 0;
    return true;
}

void WctpRecorder::prune() const
{
    added_ = 0;
    house_.writer.run([&](store::Connection& connection) {
        store::WctpTransactionRepository(connection, house_.vault)
            .prune(house_.now() - limits_.retention, limits_.bytes);
    });
}

} // namespace relay::intake
