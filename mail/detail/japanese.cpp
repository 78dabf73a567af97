#include "mail/detail/japanese.h"

#include <array>
#include <utility>

namespace mail {
namespace {

enum class Letters { Ascii, Kana, Kanji, MoreKanji };

constexpr std::array escapes{
    std::pair{std::string_view("\x1b(B"), Letters::Ascii},
    std::pair{std::string_view("\x1b(J"), Letters::Ascii},
    std::pair{std::string_view("\x1b(I"), Letters::Kana},
    std::pair{std::string_view("\x1b$@"), Letters::Kanji},
    std::pair{std::string_view("\x1b$B"), Letters::Kanji},
    std::pair{std::string_view("\x1b$(D"), Letters::MoreKanji},
};

bool is_letter(char c)
{
    return c > 0x20 && c < 0x7F;
}

char raised(char c)
{
    return static_cast<char>(static_cast<unsigned char>(c) | 0x80u);
}

class EscapeReader {
public:
    explicit EscapeReader(std::string_view text) : rest_(text) {}

    std::string read()
    {
        while (!rest_.empty()) {
            if (!take_escape())
                take_letter();
        }
        return std::move(euc_);
    }

private:
    bool take_escape()
    {
        for (const auto& [escape, letters] : escapes) {
            if (!rest_.starts_with(escape))
                continue;
            letters_ = letters;
            rest_.remove_prefix(escape.size());
            return true;
        }
        return false;
    }

    void take_letter()
    {
        const bool is_double = letters_ == Letters::Kanji || letters_ == Letters::MoreKanji;
        const bool is_one = is_letter(rest_[0]);
        if (rest_[0] == '\n') // RFC 1468: a line ends in ASCII
            letters_ = Letters::Ascii;
        if (is_one && is_double && rest_.size() > 1 && is_letter(rest_[1])) {
            euc_ += letters_ == Letters::MoreKanji ? "\x8F" : "";
            euc_ += {raised(rest_[0]), raised(rest_[1])};
            rest_.remove_prefix(2);
            return;
        }
        if (is_one && letters_ == Letters::Kana)
            euc_ += {'\x8E', raised(rest_[0])};
        else
            euc_ += rest_[0];
        rest_.remove_prefix(1);
    }

    std::string_view rest_;
    Letters letters_ = Letters::Ascii;
    std::string euc_;
};

} // namespace

std::string euc_of_iso_2022_jp(std::string_view text)
{
    return EscapeReader(text).read();
}

} // namespace mail
