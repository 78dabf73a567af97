#pragma once
#include <string>
#include <string_view>

namespace relay::smpp {

/// How a message centre writes its ids in submit_sm_resp and in receipts.
enum class IdBase {
    AsIs,          ///< the same way
    RespHexDlrDec, ///< hexadecimal, then decimal: Vonage; Kannel calls it msg-id-type 0x01
    RespDecDlrHex
};

/// One form of an id for both, so that equal is equal: without leading zeros; where the bases
/// differ, hexadecimal in small letters. What is no number of its base stays as it is.
std::string response_id(std::string_view id, IdBase base);
std::string receipt_id(std::string_view id, IdBase base);

} // namespace relay::smpp
