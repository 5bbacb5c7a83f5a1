using System.Globalization;
using Patchbay.Observation;
using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Everything a word or number means: what the glossary knows, and what only the program does: its exit codes and its services' ports.</summary>
static class Meanings
{
    // Shells show a program that a signal ended as 128 and the signal's number.
    const int ShellSignalBase = 128;

    public static IReadOnlyList<Meaning> Of(ExplainQuery query, Glossary glossary)
    {
        var explanation = Explanation.Of(query, glossary);
        var meanings = explanation.Entries.Where(static entry => entry.Group is not (GlossaryGroup.Errors or GlossaryGroup.Signals)).Select(Meaning.Of).ToList();
        if (explanation.Port is { } port)
        {
            meanings.Add(Port(port, explanation.Uses, query.Number is null ? query.Text : null));
        }

        meanings.AddRange(explanation.Entries.Where(static entry => entry.Group is GlossaryGroup.Errors or GlossaryGroup.Signals).Select(Meaning.Of));
        if (query is { Number: { } errno, Kind: ExplainKind.Any or ExplainKind.Errno } && explanation.Entries.All(static entry => entry.Group != GlossaryGroup.Errors) && LibraryWords(errno) is { } words)
        {
            meanings.Add(new Meaning("errno", $"errno {errno}", $"{words}; sockets seldom return it", $"errno {errno}") { Number = errno });
        }

        if (query is { Number: { } number, Kind: ExplainKind.Any or ExplainKind.Exit })
        {
            meanings.AddRange(Exit(number, glossary));
        }

        return meanings;
    }

    static Meaning Port(int port, IReadOnlyList<PortUse> uses, string? name)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        var known = uses.GroupBy(static use => (use.Name, use.Summary)).Select(static use => $"{use.Key.Name ?? "no registered name"} ({string.Join(", ", use.Select(static one => one.Protocol))}){(use.Key.Summary is null ? "" : ": " + use.Key.Summary)}");
        var ours = ServiceCatalog.CreateAll().Where(service => service.Description.DefaultListen.Any(listen => Address.Parse(listen, AddressRole.Listen).Port == port)).Select(static service => $"Patchbay's {service.Description.Name} listens here unless told otherwise");
        var summary = string.Join("; ", known.Concat(ours));
        return new Meaning("port", name is null ? number : $"{number} ({name})", summary.Length == 0 ? "no service is registered for it that this machine knows of" : summary, $"port {number}")
        {
            Number = port,
            Sections = [("kind", KindOf(port))],
            See = ["port", port > 1023 ? "ephemeral port" : "well-known port"],
            Now = () => LiveFacts.OfPort(port),
        };
    }

    // The C library knows errors of files, devices and processes too; it has a sentence for any number, but not a meaning.
    static string? LibraryWords(int errno) =>
        errno > 0 && Linux.Errno.Describe(errno) is var words && !words.StartsWith("Unknown error", StringComparison.Ordinal) ? words : null;

    static string KindOf(int port) =>
        port == 0 ? "not a port to be reached at: in bind() it means any free one"
        : EphemeralRange.Read() is { } range && port >= range.First && port <= range.Last ? $"in the range that the kernel takes for connections here ({range.First} to {range.Last}): it may be gone at any time"
        : port < 1024 ? "system port: binding it needs a right (see port)"
        : port < 49152 ? "registered port: anybody may bind it"
        : "dynamic port: IANA gives it to nobody";

    static IEnumerable<Meaning> Exit(int number, Glossary glossary)
    {
        if (Enum.IsDefined((ExitCode)number))
        {
            yield return new Meaning("exit code", number.ToString(CultureInfo.InvariantCulture), $"of {ProgramName.Current}: {((ExitCode)number).Meaning()}", $"exit {number}") { Number = number };
        }

        if (glossary.WithNumber(GlossaryGroup.Signals, number - ShellSignalBase).FirstOrDefault() is { } signal)
        {
            yield return new Meaning("exit code", number.ToString(CultureInfo.InvariantCulture), $"as a shell shows it: the program was ended by {signal.Name} ({ShellSignalBase} + {signal.Number})", $"exit {number}") { Number = number, See = [signal.Name] };
        }
    }
}
