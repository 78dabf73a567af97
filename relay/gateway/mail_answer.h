#pragma once
#include "mail/reply.h"
#include "mail/returned.h"
#include "relay/engine/house.h"
#include "store/connection.h"
#include "store/model/id.h"

namespace relay::gateway {

/// A person's answer by mail to the page of `delivery`, inside the caller's transaction. Who writes
/// is known by the address that they were given, so an answer from another mailbox counts, and the
/// ledger says so.
///
/// The verdict is a refusal with a sentence for the person where the page cannot be answered any
/// more: then nothing of it was kept.
mail::Verdict take_answer(store::Connection& connection, const engine::House& house,
                          store::DeliveryId delivery, const mail::Returned& returned);

} // namespace relay::gateway
