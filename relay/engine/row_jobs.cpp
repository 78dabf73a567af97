#include "relay/engine/row_jobs.h"
#include "store/error.h"

namespace relay::engine {

Trouble trouble_of(const std::exception_ptr& failure)
{
    if (!failure)
        return Trouble::None;
    try {
        std::rethrow_exception(failure);
    } catch (const store::StoreUnavailable&) {
        throw;
    } catch (const store::Busy&) {
        return Trouble::Others;
    } catch (const store::Conflict&) {
        return Trouble::Others;
    } catch (...) {
        return Trouble::Own;
    }
}

std::string what_of(const std::exception_ptr& failure)
{
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& trouble) {
        return trouble.what();
    } catch (...) {
        return "something that is no exception";
    }
}

} // namespace relay::engine
