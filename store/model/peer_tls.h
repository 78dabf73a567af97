#pragma once
#include "store/model/words.h"
#include <string>

namespace store {

/// The oldest version of TLS that a peer is called with.
enum class TlsVersion { V1_0, V1_1, V1_2, V1_3 };

template <>
struct Words<TlsVersion> {
    static constexpr std::array table{
        std::pair{TlsVersion::V1_0, "1.0"}, std::pair{TlsVersion::V1_1, "1.1"},
        std::pair{TlsVersion::V1_2, "1.2"}, std::pair{TlsVersion::V1_3, "1.3"}};
};

/// How one peer is called over TLS. The default is how everybody is. The files are PEM and lie on
/// each node.
struct PeerTls {
    TlsVersion minimum = TlsVersion::V1_2;
    std::string ciphers;          ///< OpenSSL's list for TLS up to 1.2; empty: the library's
    std::string ca_file;          ///< by whom it may be signed; empty: as everybody
    std::string pin;              ///< "sha256//" and its public key's digest in base64; empty: any
    std::string certificate_file; ///< what we show it; empty: nothing
    std::string key_file;         ///< of certificate_file
    bool operator==(const PeerTls&) const = default;
};

/// Does it allow what is not safe any more? Only where the operator says so.
inline bool is_weak(const PeerTls& tls)
{
    return tls.minimum < TlsVersion::V1_2 || !tls.ciphers.empty();
}

} // namespace store
