#pragma once
#include "store/model/words.h"

namespace store {

enum class Priority { High, Normal, Low };

template <>
struct Words<Priority> {
    static constexpr std::array table{std::pair{Priority::High, "high"},
                                      std::pair{Priority::Normal, "normal"},
                                      std::pair{Priority::Low, "low"}};
};

} // namespace store
