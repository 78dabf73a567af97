#pragma once
#include "relay/service/config.h"
#include "relay/service/systemd.h"
#include "store/model/instant.h"
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace relay::service {

/// Why the daemon cannot start: a sentence for the operator.
class CannotStart : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct WiringSettings {
    std::vector<systemd::Inherited> sockets; ///< those not named by the configuration are closed
    std::optional<store::Instant> test_clock;
};

/// A door that is open, as "127.0.0.1:8080".
struct OpenDoor {
    std::string name; ///< "http", "https", "smtp"
    std::string address;
};

enum class Writing { Well, DiskFull, Ill };

/// The daemon: every room of the house and how they know each other. The only place that knows all
/// types.
///
/// Built it has opened the store, made its channels and opened its doors; start() lets people in.
class Wiring {
public:
    /// Throws CannotStart, or store::StoreError for what the store cannot do.
    Wiring(const Config& config, WiringSettings settings);
    ~Wiring(); ///< stop()
    Wiring(const Wiring&) = delete;
    Wiring& operator=(const Wiring&) = delete;

    void start();
    /// In order: the doors, with what is in hand answered; the channels, with what they send; the
    /// writer. A second call does nothing.
    void stop();

    std::vector<OpenDoor> doors() const;
    std::vector<std::string> channels() const; ///< "email (smtp)": word and provider

    /// Reads the certificate again; new connections get it. The error: why the old one stays.
    tl::expected<void, std::string> reload_certificate();

    /// Can the writer take new work now?
    Writing writing() const;

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace relay::service
