#include "relay/smpp/status.h"

namespace relay::smpp {

Fault fault_of(std::uint32_t code)
{
    if (code >= 0x400 && code <= 0x4FF)
        return Fault::Vendor;
    if (code >= 0xC0 && code <= 0xC4)
        return Fault::BadRequest;
    switch (code) {
    case 0x58: // ESME_RTHROTTLED
    case 0x14: // ESME_RMSGQFUL
        return Fault::Throttled;
    case 0x0D: // ESME_RBINDFAIL
    case 0x0E: // ESME_RINVPASWD
    case 0x0F: // ESME_RINVSYSID
        return Fault::Credentials;
    case 0x0A: // ESME_RINVSRCADR
    case 0x48: // ESME_RINVSRCTON
    case 0x49: // ESME_RINVSRCNPI
    case 0x15: // ESME_RINVSERTYP
    case 0x53: // ESME_RINVSYSTYP
        return Fault::SenderConfig;
    case 0x0B: // ESME_RINVDSTADR
    case 0x50: // ESME_RINVDSTTON
    case 0x51: // ESME_RINVDSTNPI
    case 0x33: // ESME_RINVNUMDESTS
        return Fault::BadAddress;
    case 0x01:  // ESME_RINVMSGLEN
    case 0x02:  // ESME_RINVCMDLEN
    case 0x03:  // ESME_RINVCMDID
    case 0x43:  // ESME_RINVESMCLASS
    case 0x61:  // ESME_RINVSCHED
    case 0x62:  // ESME_RINVEXPIRY
    case 0x104: // ESME_RINVDCS
        return Fault::BadRequest;
    case 0x45: // ESME_RSUBMITFAIL
    case 0x65: // ESME_RX_P_APPN
    case 0x66: // ESME_RX_R_APPN
        return Fault::Declined;
    case 0x04: // ESME_RINVBNDSTS
    case 0x05: // ESME_RALYBND
        return Fault::Rebind;
    default: // 0x08, 0x64, 0xFE, 0xFF, and what nobody has told us about
        return Fault::ProviderFault;
    }
}

std::string status_text(std::uint32_t code)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "0x";
    for (int shift = 28; shift >= 0; shift -= 4)
        text += digits[code >> shift & 15];
    return text;
}

} // namespace relay::smpp
