#pragma once
#include "relay/intake/wctp_handler.h"
#include "relay/intake/wctp_poll.h"
#include "relay/intake/wctp_query.h"
#include "relay/intake/wctp_submission.h"
#include "wctp/http_binding.h"
#include <memory>
#include <optional>

namespace relay::intake {

/// What is the same for all requests; all of it outlives them.
struct WctpRoom {
    const engine::House& house;
    const SubmissionDoor& door;
    SourceGuard& guard;
    const WctpRules& rules;
    WctpResponses* responses; ///< null: there is no gateway that says anything
    ClientQueries& queries;
    PollQueue& polls;
    const DecisionEar& decided; ///< may be empty
};

/// What was read, and what had to be done for it.
struct WctpRead {
    std::shared_ptr<const wctp::Document> document;
    /// Its bytes had to be mended. Why they were no XML; a source whose policy does not have them
    /// mended is told so.
    std::optional<wctp::ParseFailure> mended{};
};

/// One request and its answer. Its answer may come after it is gone.
class WctpTurn {
public:
    WctpTurn(const WctpRoom& room, const http::Request& request, const WctpAnswer& respond,
             WctpRead read)
        : room_(room), request_(request), respond_(respond), document_(read.document),
          mended_(std::move(read.mended)), people_(room.house.people())
    {
    }

    void take();
    void refuse(wctp::Code code, const std::string& detail = {});
    void refuse_busy(); ///< the store cannot answer

    void operator()(const wctp::SubmitRequest& asked);
    void operator()(const wctp::SubmitClientMessage& asked);
    void operator()(const wctp::SendMsgMulti& asked);
    void operator()(const wctp::ClientQuery& asked);
    void operator()(const wctp::PollForMessages& asked);
    void operator()(const wctp::VersionQuery& asked);
    void operator()(const wctp::LookupSubscriber& asked);
    void operator()(const wctp::DeviceLocation& asked);
    void operator()(const wctp::ReturnToService& asked);
    void operator()(const wctp::StatusInfo& status) { respond_to(status); }
    void operator()(const wctp::MessageReply& reply) { respond_to(reply); }
    // Answers, which receive() has refused already.
    void operator()(const wctp::SubmitClientResponse&) { refuse_operation(); }
    void operator()(const wctp::ClientQueryResponse&) { refuse_operation(); }
    void operator()(const wctp::Confirmation&) { refuse_operation(); }
    void operator()(const wctp::VersionResponse&) { refuse_operation(); }
    void operator()(const wctp::PollResponse&) { refuse_operation(); }
    void operator()(const wctp::SendMsgMultiResponse&) { refuse_operation(); }
    void operator()(const wctp::LookupResponse&) { refuse_operation(); }
    void operator()(const wctp::DeviceLocationResponse&) { refuse_operation(); }

private:
    void refuse_operation() { refuse(wctp::Code::OperationNotSupported); }
    void refuse(NotLetIn why);
    void answer(const wctp::Document& document) const;
    void note_refusal(wctp::Code code) const;
    void record(wctp::Code code, const std::vector<std::string>& lines = {}) const;
    bool is_shadow() const;
    void note_shadow(const Decided& decided) const;
    void rehearse(const Decided& decided, bool is_transient, wctp::Code code) const;
    template <class Response>
    void respond_to(const Response& response);

    const store::Source* let_in(const wctp::Originator& originator, bool is_transient = false);
    bool is_taken_as_read(const store::Source* source);
    bool may_submit(const store::Source& source, wctp::Priority priority);
    wctp::Code success(wctp::Code code) const;
    void submit(const WctpSubmission& asked);
    void hand_over(Decided decided, const store::Source& source, bool is_transient,
                   wctp::Code success);
    void confirm_lookup(const wctp::LookupSubscriber& asked, const store::Source& source, int most);
    void multi(const wctp::SendMsgMulti& asked, const store::Source& source, std::size_t most);

    const WctpRoom& room_;
    const http::Request& request_;
    const WctpAnswer& respond_;
    std::shared_ptr<const wctp::Document> document_;
    std::optional<wctp::ParseFailure> mended_;
    std::shared_ptr<const store::Directory> people_;
    const store::Source* source_ = nullptr; ///< null: it has not shown that it is one
    std::string doctype_;                   ///< of the answer; empty: none
};

// What both halves of a turn, and whoever has read nothing, say.
http::Response response_of(const wctp::HttpAnswer& answer);
wctp::HttpRequest asked_by(const http::Request& request);

/// What stands behind WCTP's path; empty: nothing.
std::string_view path_token_in(std::string_view path, std::string_view asked);

} // namespace relay::intake
