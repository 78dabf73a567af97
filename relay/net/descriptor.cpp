#include "relay/net/descriptor.h"
#include <unistd.h>

namespace relay::net {

Descriptor::~Descriptor()
{
    if (number_ >= 0) {
        ::close(number_);
    }
}

} // namespace relay::net
