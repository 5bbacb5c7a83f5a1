using System.Net.NetworkInformation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>How an address being typed may go on: schemes and layers, paths, interfaces, and after a comma the options that mean something there.</summary>
static class AddressCandidates
{
    static readonly string[] RawProtocols = ["icmp", "tcp", "udp"];

    /// <summary>The candidates.</summary>
    /// <param name="typed">The beginning of the address.</param>
    /// <param name="role">What the verb does with it, or null for either.</param>
    public static IEnumerable<Candidate> For(string typed, AddressRole? role)
    {
        var comma = typed.LastIndexOf(',');
        var colon = typed.IndexOf(':', StringComparison.Ordinal);
        var (prefix, rest) = comma >= 0 ? (typed[..(comma + 1)], typed[(comma + 1)..]) : (typed[..(colon + 1)], typed[(colon + 1)..]);
        return (comma >= 0 ? Options(typed[..comma], rest, role ?? AddressRole.Connect) : colon >= 0 ? Targets(typed, colon, rest) : Schemes(typed, role))
            .Select(candidate => comma >= 0 || colon >= 0 ? candidate with { Word = prefix + candidate.Word } : candidate);
    }

    static IEnumerable<Candidate> Schemes(string typed, AddressRole? role)
    {
        var layers = typed[..(typed.LastIndexOf('+') + 1)];
        var schemes = AddressScheme.Words
            .Select(word => (Word: layers + word, Scheme: Read(layers + word)))
            .Where(entry => entry.Scheme is { } scheme && IsFor(scheme, role))
            .Select(static entry => new Candidate(entry.Word + ":", Describe(entry.Scheme!.Value)));
        return layers.Length == 0 && role != AddressRole.Listen ? ValueCandidates.Services().Concat(schemes) : schemes;
    }

    static IEnumerable<Candidate> Targets(string typed, int colon, string target) => Read(typed[..colon])?.Kind switch
    {
        AddressKind.Unix or AddressKind.UnixDatagram or AddressKind.File => PathCandidates.For(target),
        AddressKind.Packet => Interfaces(),
        AddressKind.Raw => RawProtocols.Select(static protocol => new Candidate(protocol + ":")),
        AddressKind.Tcp or AddressKind.Udp => [new("localhost:", "this machine")],
        _ => [],
    };

    static IEnumerable<Candidate> Options(string address, string typed, AddressRole role)
    {
        if (Parse(address, role) is not { } parsed)
        {
            return [];
        }

        var scheme = new AddressScheme(parsed.Kind, parsed.Layers, parsed.Listens);
        var possible = KnownOption.All.Where(option => option.Allowed(scheme));
        var equals = typed.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? possible.Where(option => parsed.FindOption(option.Name) is null).Select(static option => new Candidate(option.Value is null ? option.Name : option.Name + "=", option.Value ?? ""))
            : possible.Where(option => option.Name == typed[..equals] && option.Value is not null)
                .SelectMany(option => OptionValues(option.Value!, typed[(equals + 1)..]))
                .Select(value => value with { Word = typed[..(equals + 1)] + value.Word });
    }

    /// <summary>The values of an option, by the words in which its hint tells their form.</summary>
    static IEnumerable<Candidate> OptionValues(string form, string typed)
    {
        if (form.Contains("auto", StringComparison.Ordinal))
        {
            yield return new Candidate("auto");
        }

        var more = form.Contains("an interface", StringComparison.Ordinal) ? Interfaces()
            : form.Contains("file", StringComparison.Ordinal) && !form.Contains("file mode", StringComparison.Ordinal) ? PathCandidates.For(typed)
            : [];
        foreach (var candidate in more)
        {
            yield return candidate;
        }
    }

    static IEnumerable<Candidate> Interfaces() => NetworkInterface.GetAllNetworkInterfaces().Select(static card => new Candidate(card.Name));

    static bool IsFor(AddressScheme scheme, AddressRole? role) => role switch
    {
        AddressRole.Listen => scheme.Listens,
        AddressRole.Connect => !scheme.Listens,
        _ => true,
    };

    static string Describe(AddressScheme scheme) =>
        (scheme.Listens ? "listens" : "connects") + (scheme.Layers.Count > 0 ? $", {string.Join(" over ", scheme.Layers)} over {AddressScheme.Word(scheme.Kind)}" : "");

    static AddressScheme? Read(string scheme)
    {
        try
        {
            return AddressScheme.Read(new AddressText(scheme), scheme.Length);
        }
        catch (AddressFormatException)
        {
            return null;
        }
    }

    static Address? Parse(string address, AddressRole role)
    {
        try
        {
            return Address.Parse(address, role);
        }
        catch (AddressFormatException)
        {
            return null;
        }
    }
}
