#include "tests/wctp/random_documents.h"

// What each version can say, against the tables of the library: from the published DTDs.

namespace wctp_test {

using namespace wctp;

namespace {

/// What a version has no words for is left out.
struct Said {
    Version version;

    bool is_ihe() const { return version == Version::IheV1 || version == Version::IheV2; }
    bool has_choice_pairs() const { return version != Version::V1r0 && version != Version::V1r1; }

    void payload(Payload& payload) const
    {
        auto* choices = std::get_if<MultipleChoice>(&payload);
        if (choices == nullptr)
            return;
        choices->alert.clear(); // no grammar has it in a wctp-MCR: it is never written
        if (!is_ihe())
            choices->images.clear();
        for (auto& choice : choices->choices) {
            if (!has_choice_pairs())
                choice.reply = choice.send; // a wctp-Choice is all there is
        }
    }
    void of_choice(bool& flag) const { flag = flag && has_choice_pairs(); } // MCRMessageReply

    void operator()(SubmitRequest& one) const { payload(one.payload); }
    void operator()(SubmitClientMessage& one) const { payload(one.payload); }
    void operator()(SendMsgMulti& one) const { payload(one.payload); }
    void operator()(StatusInfo& one) const { one.alert.clear(); } // written by IheV2, never read
    void operator()(MessageReply& one) const
    {
        one.alert.clear(); // as of a StatusInfo
        payload(one.payload);
        of_choice(one.of_choice);
    }
    void operator()(ClientMessageReply& one) const
    {
        payload(one.payload);
        of_choice(one.of_choice);
    }
    void operator()(ClientQueryResponse& one) const
    {
        if (auto* some = std::get_if<std::vector<ClientMessage>>(&one.outcome)) {
            for (auto& message : *some)
                std::visit(*this, message);
        }
    }
    void operator()(PollResponse& one) const
    {
        if (auto* some = std::get_if<std::vector<PolledMessage>>(&one.outcome)) {
            for (auto& message : *some)
                std::visit(*this, message.operation);
        }
    }
    void operator()(VersionQuery& one) const { lists(one); }
    void operator()(VersionResponse& one) const { lists(one); }
    template <class Versions>
    void lists(Versions& one) const
    {
        one.list_dtds = one.list_dtds && version == Version::V1r1;
        one.list_configuration = one.list_configuration && version == Version::V1r1;
    }

    // Every version says all of these.
    void operator()(SubmitClientResponse&) const {}
    void operator()(ClientQuery&) const {}
    void operator()(Confirmation&) const {}
    void operator()(ClientStatusInfo&) const {}
    void operator()(PollForMessages&) const {}
    void operator()(SendMsgMultiResponse&) const {}
    void operator()(LookupSubscriber&) const {}
    void operator()(LookupResponse&) const {}
    void operator()(DeviceLocation&) const {}
    void operator()(DeviceLocationResponse&) const {}
    void operator()(ReturnToService&) const {}
};

} // namespace

Operation as_said_in(Version version, Operation operation)
{
    std::visit(Said{version}, operation);
    return operation;
}

bool has(Version version, const Operation& operation)
{
    switch (kind(operation)) {
    case Kind::VersionQuery:
    case Kind::VersionResponse:
        return version != Version::V1r0;
    case Kind::SendMsgMulti:
    case Kind::SendMsgMultiResponse:
    case Kind::ReturnToService:
        return version != Version::V1r0 && version != Version::V1r1;
    case Kind::DeviceLocation:
    case Kind::DeviceLocationResponse:
        return version == Version::V1r3 || version == Version::IheV1 || version == Version::IheV2;
    default:
        break;
    }
    const auto* poll = std::get_if<PollResponse>(&operation);
    return version != Version::V1r0 || poll == nullptr ||
           !std::holds_alternative<Failure>(poll->outcome);
}

} // namespace wctp_test
