#pragma once
#include "store/model/id.h"
#include "store/vault.h"
#include <optional>
#include <string>
#include <string_view>

// The addresses by which mail comes back to us: who does not have one from us cannot make one.

namespace relay::engine {

/// `dl_….` and a keyed hash. Stands in the envelope sender, the envelope id and the Message-ID of a
/// mail, so that a report on it proves that it is about a mail of ours.
std::string report_mark(const store::Vault& vault, store::DeliveryId delivery);

/// Another one, for the address that answers go to: it is the delivery's, hence its page's and its
/// contact's.
std::string answer_mark(const store::Vault& vault, store::DeliveryId delivery);

enum class ReturnUse { Report, Answer };

/// What a local part, `bounce+MARK` or `reply+MARK`, says of itself. Nothing is proven yet.
struct ReturnAddress {
    ReturnUse use = ReturnUse::Report;
    std::string mark;
};

std::string local_part(ReturnUse use, std::string_view mark);
/// Empty: a local part of another kind. Case does not matter.
std::optional<ReturnAddress> read_local_part(std::string_view local);

/// The delivery that the mark was made for; empty: it is none of ours. Mail servers change case,
/// and envelope ids have '-' for '_'. Takes equally long whatever is wrong with the hash.
std::optional<store::DeliveryId> proven(const store::Vault& vault, ReturnUse use,
                                        std::string_view mark);

} // namespace relay::engine
