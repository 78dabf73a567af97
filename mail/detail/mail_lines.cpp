#include "mail/detail/mail_lines.h"

#include "mail/clean_text.h"
#include "mail/detail/ascii.h"

#include <algorithm>
#include <array>

namespace mail {
namespace {

template <std::size_t N>
using Words = std::array<std::string_view, N>;

// What clients write above a quote: "On Monday, 5 May, Paging <...> wrote:".
constexpr Words<13> said_words{"wrote",    "writes",  "schrieb",  "schreibt",   "écrit",
                               "escribi",  "scritto", "schreef",  "geschreven", "skrev",
                               "escreveu", "napisa",  "kirjoitti"};
constexpr Words<9> when_words{"On ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "Den ", "W dniu "};
// What begins the header of a mail that is quoted without marks, and what else stands in it.
constexpr Words<11> from_words{"From:", "Von:",  "De:", "De :",       "Da:",      "Van:",
                               "Fra:",  "Från:", "Od:", "Lähettäjä:", "Absender:"};
constexpr Words<49> other_words{
    "Sent:",          "Date:",     "To:",        "Subject:",    "Cc:",
    "Gesendet:",      "Datum:",    "An:",        "Betreff:",    "Envoyé:",
    "Envoyé :",       "Date :",    "À:",         "À :",         "Objet:",
    "Objet :",        "Cc :",      "Enviado:",   "Enviado el:", "Enviado em:",
    "Fecha:",         "Para:",     "Asunto:",    "Assunto:",    "Inviato:",
    "Data:",          "A:",        "Oggetto:",   "Verzonden:",  "Aan:",
    "Onderwerp:",     "Skickat:",  "Till:",      "Ämne:",       "Sendt:",
    "Til:",           "Emne:",     "Dato:",      "Wysłano:",    "Do:",
    "Temat:",         "Odesláno:", "Komu:",      "Předmět:",    "Lähetetty:",
    "Vastaanottaja:", "Aihe:",     "Empfänger:", "Kopie:"};
constexpr Words<13> subject_words{
    "Subject:",   "Betreff:", "Objet:", "Objet :", "Asunto:",  "Assunto:", "Oggetto:",
    "Onderwerp:", "Ämne:",    "Emne:",  "Temat:",  "Předmět:", "Aihe:"};
constexpr Words<14> quote_rules{
    "Original Message",        "Original Appointment",   "Ursprüngliche Nachricht",
    "URSPRÜNGLICHE NACHRICHT", "Originalnachricht",      "Message d'origine",
    "Message d’origine",       "Message original",       "Mensaje original",
    "Messaggio originale",     "Oorspronkelijk bericht", "Mensagem original",
    "Ursprungligt meddelande", "Oprindelig meddelelse"};
constexpr Words<11> forward_words{"forwarded message",
                                  "weitergeleitete",
                                  "message transf",
                                  "mensaje reenviado",
                                  "messaggio inoltrato",
                                  "doorgestuurd bericht",
                                  "mensagem encaminhada",
                                  "vidarebefordrat",
                                  "videresendt",
                                  "videresend",
                                  "przekazan"};
// What programs write below each mail. "Gesendet von Monitor 12" is text.
constexpr Words<29> program_words{"Sent from my ",
                                  "Sent from Outlook",
                                  "Sent from Yahoo ",
                                  "Sent from Mail for ",
                                  "Get Outlook for ",
                                  "Get BlueMail for ",
                                  "Gesendet von mein",
                                  "Gesendet von Mail ",
                                  "Gesendet von Outlook",
                                  "Gesendet von Yahoo ",
                                  "Gesendet mit der ",
                                  "Holen Sie sich Outlook",
                                  "Envoyé de mon ",
                                  "Envoyé depuis ",
                                  "Envoyé à partir de Outlook",
                                  "Télécharger Outlook",
                                  "Obtenez Outlook pour ",
                                  "Verstuurd vanaf mijn",
                                  "Verzonden vanaf mijn",
                                  "Outlook voor iOS downloaden",
                                  "Outlook voor Android downloaden",
                                  "Inviato da iP",
                                  "Inviato dal mio ",
                                  "Ottieni Outlook per ",
                                  "Enviado desde mi",
                                  "Enviado do meu ",
                                  "Skickat från min",
                                  "Sendt fra min",
                                  "Wysłane z "};
constexpr Words<5> our_notes{"[attachment: ", "[calendar", "[encrypted message", "[signed message",
                             "[the mail was too long"};
// What gateways write above, and what must stand in it where a person might begin so, too.
constexpr Words<15> banner_words{"[EXTERN",
                                 "[CAUTION",
                                 "[WARNING",
                                 "EXTERNAL",
                                 "EXTERN:",
                                 "EXTERNE E-MAIL",
                                 "CAUTION",
                                 "WARNING",
                                 "ACHTUNG",
                                 "VORSICHT",
                                 "ATTENTION",
                                 "LET OP",
                                 "This email originated",
                                 "This message originated",
                                 "Diese E-Mail "};
constexpr Words<10> warned_of{"mail",   "outside",  "[extern",  "external:",  "extern:",
                              "sender", "Absender", "afzender", "expéditeur", "extérieur"};
constexpr Words<12> warnings{"click",     "attachment", "klicken",  "Anhänge",
                             "Anhang",    "cliquez",    "jointe",   "bijlage",
                             "recognize", "recognise",  "Absender", "expéditeur"};
constexpr Words<36> greetings{"good morning",
                              "good afternoon",
                              "good evening",
                              "guten morgen",
                              "guten tag",
                              "guten abend",
                              "sehr geehrter",
                              "sehr geehrte",
                              "liebe",
                              "lieber",
                              "hello",
                              "hallo",
                              "hi",
                              "hey",
                              "dear",
                              "moin",
                              "servus",
                              "grüezi",
                              "grüß gott",
                              "bonjour",
                              "bonsoir",
                              "salut",
                              "cher",
                              "chère",
                              "goedemorgen",
                              "goedemiddag",
                              "goedenavond",
                              "goedendag",
                              "beste",
                              "dag",
                              "hej",
                              "hei",
                              "ciao",
                              "buongiorno",
                              "hola",
                              "olá"};
// What is never a name, however it is written.
constexpr Words<14> answer_words{"yes", "no",  "ok", "okay", "ja",     "nein",  "nee",
                                 "oui", "non", "sí", "si",   "coming", "komme", "busy"};
constexpr Words<16> addressed{
    "all",         "team", "there", "everyone", "everybody", "colleagues", "zusammen", "allerseits",
    "miteinander", "an",   "alle",  "à",        "tous",      "allemaal",   "tutti",    "todos"};

template <std::size_t N>
bool begins_with_any(std::string_view line, const Words<N>& words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return ascii::starts_with(line, word); });
}

template <std::size_t N>
bool contains_any(std::string_view line, const Words<N>& words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return ascii::contains(line, word); });
}

bool is_mark(std::string_view line)
{
    return line.starts_with('>') || line.starts_with('|');
}

bool says_who(std::string_view line)
{
    return line.ends_with(':') && contains_any(line, said_words);
}

bool has_year(std::string_view line)
{
    const auto at = line.find("20");
    return at != line.npos && at + 3 < line.size() && ascii::is_digit(line[at + 2]) &&
           ascii::is_digit(line[at + 3]);
}

/// quirk: HCL Notes writes "Paging ---05.05.2026 10:00:12---Subject of the mail".
bool is_of_notes(std::string_view line)
{
    const auto first = line.find(" ---");
    if (first == std::string_view::npos || first + 4 >= line.size())
        return false;
    const auto rest = line.substr(first + 4);
    return ascii::is_digit(rest.front()) && rest.find("---") != std::string_view::npos;
}

/// What stands between the dashes of a rule with words.
std::string_view words_of_rule(std::string_view line)
{
    if (!line.starts_with("---") && !line.starts_with("___"))
        return {};
    const auto from = line.find_first_not_of("-_ ");
    if (from == std::string_view::npos)
        return {};
    return line.substr(from, line.find_last_not_of("-_ ") + 1 - from);
}

/// Programs that know bold write "*From:* ...".
std::string_view without_stars(std::string_view line)
{
    return line.substr(std::min(line.find_first_not_of('*'), line.size()));
}

/// What follows the words of a greeting; empty: it is none, or nothing follows.
std::string_view behind_greeting(std::string_view line, bool& is_one)
{
    for (const auto word : greetings) {
        const auto rest = line.substr(std::min(word.size(), line.size()));
        is_one = ascii::starts_with(line, word) &&
                 (rest.empty() || std::string_view(" ,!.").find(rest.front()) != rest.npos);
        if (is_one)
            return rest;
    }
    return {};
}

bool addresses_somebody(std::string_view word)
{
    word = word.substr(0, word.find_last_not_of(",!.") + 1);
    if (std::any_of(answer_words.begin(), answer_words.end(),
                    [&](auto answer) { return ascii::same(answer, word); }))
        return false;
    const bool is_name =
        word.empty() || ascii::is_8bit(word.front()) ||
        (ascii::is_letter(word.front()) && ascii::lower(word.front()) != word.front());
    return is_name || std::any_of(addressed.begin(), addressed.end(),
                                  [&](auto known) { return ascii::same(known, word); });
}

} // namespace

Lines lines_of(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const auto line = ascii::cut_before(text, '\n');
        lines.push_back(is_signature_mark(line) ? line : trimmed_text(line));
    }
    return lines;
}

std::size_t next_at(const Lines& lines, std::size_t at)
{
    while (++at < lines.size() && lines[at].empty())
        ;
    return std::min(at, lines.size());
}

std::string_view next_line(const Lines& lines, std::size_t at)
{
    const auto next = next_at(lines, at);
    return next < lines.size() ? lines[next] : std::string_view();
}

bool is_signature_mark(std::string_view line)
{
    return line == "-- ";
}

bool is_of_a_program(std::string_view line)
{
    return begins_with_any(line, program_words) ||
           (ascii::starts_with(line, "Von meinem") && line.ends_with("gesendet")) ||
           (ascii::starts_with(line, "Outlook für ") && line.ends_with("beziehen"));
}

bool is_note_of_ours(std::string_view line)
{
    return line.ends_with(" more attachments]") ||
           (line.ends_with(']') && begins_with_any(line, our_notes));
}

bool is_banner(std::string_view line)
{
    return begins_with_any(without_stars(line), banner_words) && contains_any(line, warned_of);
}

bool continues_banner(std::string_view line)
{
    return contains_any(line, warnings);
}

bool is_greeting(std::string_view line)
{
    constexpr std::size_t most_words = 4;
    bool is_one = false;
    auto rest = behind_greeting(line, is_one);
    // "Hallo, Komme" is an answer.
    if (!is_one || (rest.size() > 1 && rest.front() != ' '))
        return false;
    const bool ends = line.ends_with(',');
    std::size_t words = 0;
    for (rest = ascii::trimmed(rest); !rest.empty(); rest = ascii::trimmed(rest)) {
        if (++words > most_words || (!ends && !addresses_somebody(ascii::cut_before(rest, ' '))))
            return false;
        if (ends)
            ascii::cut_before(rest, ' ');
    }
    return true;
}

std::string_view without_greeting(std::string_view line)
{
    bool is_one = false;
    auto rest = behind_greeting(line, is_one);
    rest.remove_prefix(std::min(rest.find_first_not_of(" ,!."), rest.size()));
    return is_one && !rest.empty() ? rest : line;
}

bool is_rule(std::string_view line)
{
    return line.size() >= 5 && line.find_first_not_of("-_") == std::string_view::npos;
}

std::size_t attribution_at(const Lines& lines, std::size_t at)
{
    constexpr std::size_t most_lines = 3;
    bool names_somebody = false;
    if (is_of_notes(lines[at]))
        return 1;
    for (std::size_t more = 0; more < most_lines && at + more < lines.size(); ++more) {
        const auto line = lines[at + more];
        const bool begins = begins_with_any(line, when_words);
        // "On my way" above "On Monday ... wrote:" is an answer, and no part of that.
        if (line.empty() || is_mark(line) || (more > 0 && begins))
            return 0;
        if (says_who(line))
            return more + 1;
        names_somebody = names_somebody || line.find('@') != line.npos || has_year(line);
        if (names_somebody && line.ends_with(':') && (begins || more > 0 || line.ends_with(">:")) &&
            is_mark(next_line(lines, at + more)))
            return more + 1;
        if (!begins && more == 0)
            return 0;
    }
    return 0;
}

bool is_quote_rule(std::string_view line)
{
    const auto words = words_of_rule(line);
    return std::any_of(quote_rules.begin(), quote_rules.end(),
                       [&](auto known) { return ascii::same(known, words); });
}

bool is_forward_rule(std::string_view line)
{
    const bool is_apples = line.ends_with(':') && (ascii::starts_with(line, "Begin forwarded ") ||
                                                   ascii::starts_with(line, "Anfang der weiterg"));
    return is_apples || contains_any(words_of_rule(line), forward_words);
}

bool is_quoted_header(const Lines& lines, std::size_t at, std::size_t others)
{
    constexpr std::size_t most_lines = 5;
    if (at >= lines.size() || !begins_with_any(without_stars(lines[at]), from_words))
        return false;
    std::size_t found = 0;
    for (auto next = at + 1; next <= at + most_lines && next < lines.size(); ++next)
        found += begins_with_any(without_stars(lines[next]), other_words) ? 1 : 0;
    return found >= others;
}

bool is_mail_header(const Lines& lines, std::size_t at)
{
    constexpr std::size_t most_lines = 5;
    if (!is_quoted_header(lines, at, 2) || lines[at].find('@') == std::string_view::npos)
        return false;
    const auto from = lines.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = lines.end() - from > static_cast<std::ptrdiff_t>(most_lines)
                         ? from + most_lines + 1
                         : lines.end();
    return std::any_of(from, end, [](std::string_view line) {
        return begins_with_any(without_stars(line), subject_words);
    });
}

} // namespace mail
