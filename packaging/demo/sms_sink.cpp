#include "packaging/demo/sms_sink.h"
#include <Poco/DateTimeFormatter.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Timestamp.h>
#include <sstream>
#include <stdexcept>

namespace demo {

namespace {

/// The fields of a JSON body, else the request as it came.
Poco::JSON::Object::Ptr fields_of(const relay::http::Request& request)
{
    try {
        const auto parsed = Poco::JSON::Parser().parse(request.body);
        if (parsed.type() == typeid(Poco::JSON::Object::Ptr))
            return parsed.extract<Poco::JSON::Object::Ptr>();
    } catch (const Poco::Exception&) {
        // not JSON: logged as text below
    }
    Poco::JSON::Object::Ptr fields(new Poco::JSON::Object);
    fields->set("method", request.method);
    fields->set("target", request.target);
    fields->set("body", request.body);
    return fields;
}

std::string one_line(const Poco::JSON::Object& object)
{
    std::ostringstream text;
    object.stringify(text, 0);
    return text.str();
}

} // namespace

SmsSink::SmsSink(const std::string& address, std::uint16_t port, const std::filesystem::path& log)
    : log_(log, std::ios::app),
      edge_({}, [this](auto request, auto respond) { respond(take(request)); })
{
    if (!log_)
        throw std::runtime_error("cannot write to " + log.string());
    relay::http::EdgeListener listener;
    listener.name = "sms";
    listener.address = address;
    listener.port = port;
    const auto listening = edge_.listen(listener);
    if (!listening)
        throw std::runtime_error(listening.error());
    edge_.start();
}

relay::http::Response SmsSink::take(const relay::http::Request& request)
{
    Poco::JSON::Object::Ptr fields = fields_of(request);
    const std::lock_guard lock(mutex_);
    const std::string id = "demo-" + std::to_string(++count_);
    fields->set("id", id);
    fields->set("at", Poco::DateTimeFormatter::format(Poco::Timestamp(), "%Y-%m-%dT%H:%M:%sZ"));
    log_ << one_line(*fields) << std::endl;
    if (!log_)
        return relay::http::respond(503, "application/json", "{\"message\":\"log is full\"}");
    return relay::http::respond(202, "application/json", "{\"id\":\"" + id + "\"}");
}

} // namespace demo
