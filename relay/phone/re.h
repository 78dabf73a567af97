#pragma once
// libre and librem, C libraries whose headers need others first. The HAVE_ words change the layout
// of struct sa and must be those that Debian builds the libraries with.
#define HAVE_INET6 1
#define HAVE_INTTYPES_H 1
#define HAVE_STDBOOL_H 1
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <sys/socket.h>
extern "C" {
#include <re/re.h>
#include <rem/rem.h>
}

namespace relay::phone {

/// Objects of libre are counted; this is one reference.
struct Unreferenced {
    void operator()(void* object) const { mem_deref(object); }
};
template <class T>
using Reference = std::unique_ptr<T, Unreferenced>;

} // namespace relay::phone
