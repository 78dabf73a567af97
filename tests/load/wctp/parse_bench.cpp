// How long it takes to read and validate a WCTP document, beside what libxml2 takes to parse the
// same one with its DTD. Both in one run, on one thread.
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <libxml/parser.h>
#include <libxml/valid.h>
#include <memory>
#include <string>

namespace {

constexpr auto folder = BELFRY_SOURCE_DIR "/tests/data/wctp/";
/// A submission with all attributes of 1.3.
constexpr auto sample = "corpus/syn-015-v1r3-submitrequest-all-attributes.xml";

struct FreeDocument {
    void operator()(xmlDocPtr document) const noexcept { xmlFreeDoc(document); }
};
struct FreeContext {
    void operator()(xmlValidCtxtPtr context) const noexcept { xmlFreeValidCtxt(context); }
};
struct FreeParser {
    void operator()(xmlParserCtxtPtr parser) const noexcept { xmlFreeParserCtxt(parser); }
};
using XmlDocument = std::unique_ptr<xmlDoc, FreeDocument>;

[[noreturn]] void give_up(const char* why)
{
    std::fprintf(stderr, "wctp bench: %s\n", why);
    std::exit(1);
}

std::string read(const std::string& name)
{
    std::ifstream file(folder + name, std::ios::binary);
    if (!file)
        give_up("the test data is not there");
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Without its DOCTYPE: libxml2 is given the DTD, nobody fetches one.
std::string document()
{
    auto bytes = read(sample);
    const auto begin = bytes.find("<!DOCTYPE");
    if (begin != std::string::npos)
        bytes.erase(begin, bytes.find('>', begin) - begin + 1);
    return bytes;
}

XmlDocument parsed(const std::string& bytes)
{
    return XmlDocument(xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR));
}

void belfry(benchmark::State& state, const wctp::ReadOptions& options)
{
    const auto bytes = document();
    for ([[maybe_unused]] const auto& step : state) {
        auto read = wctp::parse(bytes, options);
        if (!read)
            give_up("the document is refused");
        benchmark::DoNotOptimize(read);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void belfry_lenient(benchmark::State& state)
{
    belfry(state, {});
}

void belfry_strict(benchmark::State& state)
{
    belfry(state, {.strict = true});
}

void belfry_writes(benchmark::State& state)
{
    const auto read = wctp::parse(document());
    for ([[maybe_unused]] const auto& step : state)
        benchmark::DoNotOptimize(wctp::write(*read));
}

/// The DTD is read once, as a server would do it.
void libxml2_with_dtd(benchmark::State& state)
{
    const auto bytes = document();
    const auto file = std::string(folder) + "dtd/wctp-dtd-v1r3.dtd";
    const auto dtd = xmlParseDTD(nullptr, reinterpret_cast<const xmlChar*>(file.c_str()));
    if (dtd == nullptr)
        give_up("the DTD cannot be read");
    for ([[maybe_unused]] const auto& step : state) {
        const auto tree = parsed(bytes);
        const std::unique_ptr<xmlValidCtxt, FreeContext> context(xmlNewValidCtxt());
        if (!tree || xmlValidateDtd(context.get(), tree.get(), dtd) != 1)
            give_up("libxml2 refuses the document");
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
    xmlFreeDtd(dtd);
}

/// As its own validating parser does it: the DTD is read with each document.
void libxml2_validating(benchmark::State& state)
{
    const auto bare = document();
    const auto root = bare.find("<wctp-Operation");
    const auto bytes = bare.substr(0, root) + "<!DOCTYPE wctp-Operation SYSTEM \"" + folder +
                       "dtd/wctp-dtd-v1r3.dtd\">" + bare.substr(root);
    for ([[maybe_unused]] const auto& step : state) {
        const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlNewParserCtxt());
        const XmlDocument tree(xmlCtxtReadMemory(parser.get(), bytes.data(),
                                                 static_cast<int>(bytes.size()), nullptr, nullptr,
                                                 XML_PARSE_DTDLOAD | XML_PARSE_DTDVALID));
        if (!tree || parser->valid != 1)
            give_up("libxml2 refuses the document");
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bare.size()));
}

/// Without any validation, to see what that costs.
void libxml2_alone(benchmark::State& state)
{
    const auto bytes = document();
    for ([[maybe_unused]] const auto& step : state)
        benchmark::DoNotOptimize(parsed(bytes));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

BENCHMARK(belfry_lenient);
BENCHMARK(belfry_strict);
BENCHMARK(libxml2_validating);
BENCHMARK(libxml2_with_dtd);
BENCHMARK(libxml2_alone);
BENCHMARK(belfry_writes);

} // namespace

BENCHMARK_MAIN();
