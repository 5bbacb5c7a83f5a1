using System.Globalization;

namespace Patchbay.Observation;

/// <summary>Asks this machine what an entry of the glossary asks. Thread-safe; reads only.</summary>
public static class LiveFacts
{
    const int MostListeners = 3;
    const string SettingRoot = "/proc/sys/";

    /// <summary>The answer as sentences without a full stop; one that says why when it cannot be read here.</summary>
    public static IReadOnlyList<string> Ask(LiveQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        try
        {
            return question.Kind switch
            {
                LiveQuestionKind.Sockets => [$"sockets that match `{question.Subject}`: {CountOf(question.Subject)}"],
                LiveQuestionKind.Setting => Setting(question),
                LiveQuestionKind.Counter => Counter(question),
                LiveQuestionKind.Ephemeral => Ephemeral(),
                LiveQuestionKind.Listeners => Listeners(),
                LiveQuestionKind.Interfaces => [.. NetworkInterfaces.Read().Select(static one => $"{one.Name} has {(one.Addresses.Count == 0 ? "no address" : string.Join(", ", one.Addresses.Select(static address => address.Address)))}, MTU {one.Mtu.ToString(CultureInfo.InvariantCulture)}")],
                LiveQuestionKind.Groups => [.. NetworkInterfaces.Read().Where(static one => one.Groups.Count > 0).Select(static one => $"{one.Name} is in {string.Join(", ", one.Groups)}")],
                _ => Descriptors(),
            };
        }
        catch (Exception error) when (error is ObservationException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return [$"cannot be read here: {error.Message}"];
        }
    }

    /// <summary>Who has a port now: listeners and UDP sockets, and connections from and to it.</summary>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public static IReadOnlyList<string> OfPort(int port)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        var rows = Rows($"sport = {number} or dport = {number}");
        var held = rows.Where(row => row.Local.Port == port && !row.HasRemote).Select(static row =>
            $"{(row.Owners is [var owner, ..] ? owner.ToString() : "a process that is closed to us")} {(row.IsListener ? "listens on" : row.Kind == SocketKind.Udp ? "receives on" : "is bound to")} {SocketWords.Of(row.Kind)} {row.Local}").ToList();
        var open = rows.Where(static row => row.HasRemote).ToList();
        return
        [
            .. held.Count == 0 ? ["nobody listens or receives on it"] : held,
            open.Count == 0 ? "no connection has it on either side" : $"connections with it on either side: {SocketCount.Describe(open)}",
        ];
    }

    static string CountOf(string filter)
    {
        using var reader = Open(filter);
        return SocketCount.Describe(Rows(reader));
    }

    static List<SocketRow> Rows(string filter)
    {
        using var reader = Open(filter);
        return [.. Rows(reader).Select(static row => row.Copy())];
    }

    static SocketReader Open(string filter) => SocketTable.Open(QueryOf(filter) with { Details = SocketDetails.Owners });

    /// <summary>The table's name stands before the filter, where it is not TCP and UDP.</summary>
    internal static SocketQuery QueryOf(string filter)
    {
        var words = filter.Split(' ', 2);
        var named = Enum.TryParse<SocketTables>(words[0], ignoreCase: true, out var tables);
        var rest = named ? words.Length > 1 ? words[1] : "" : filter;
        return new SocketQuery
        {
            Tables = named ? tables : SocketTables.Tcp | SocketTables.Udp,
            Filter = rest.Length == 0 ? null : SocketFilter.Parse(rest, new SystemFilterNames()),
            BoundOnly = rest.StartsWith("sport", StringComparison.Ordinal),
        };
    }

    static IEnumerable<SocketRow> Rows(SocketReader reader)
    {
        while (reader.Read())
        {
            yield return reader.Row;
        }
    }

    static string[] Setting(LiveQuestion question)
    {
        var path = SettingRoot + question.Subject;
        if (!File.Exists(path))
        {
            return [$"{question.Subject} is no setting of this system"];
        }

        var values = File.ReadAllText(path).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return [$"{string.Format(CultureInfo.InvariantCulture, question.Words, [.. values, "", "", ""])} ({question.Subject.Replace('/', '.')})"];
    }

    static string[] Counter(LiveQuestion question)
    {
        var words = question.Subject.Split(' ');
        foreach (var file in new[] { "/proc/net/snmp", "/proc/net/netstat" })
        {
            if (File.Exists(file) && KernelCounters.Find(File.ReadAllText(file), words[0], words[1]) is { } value)
            {
                return [$"{string.Format(CultureInfo.InvariantCulture, question.Words, value)} ({words[0]}{words[1]}, since this network namespace was made)"];
            }
        }

        return [$"{words[0]}{words[1]} is no counter of this system"];
    }

    static string[] Ephemeral()
    {
        if (EphemeralRange.Read() is not { } range)
        {
            return ["the range is not known here"];
        }

        var uses = EphemeralPorts.Count();
        var all = string.Create(CultureInfo.InvariantCulture, $"the kernel takes {range.First} to {range.Last}: {range.Count} ports for each destination");
        return uses is [var most, ..]
            ? [all, string.Create(CultureInfo.InvariantCulture, $"most are taken towards {most.Destination}: {most.Ports}, of them {most.Waiting} in TIME-WAIT")]
            : [all, "none is taken"];
    }

    static string[] Listeners()
    {
        var rows = Rows("tcp state listening");
        return rows.Count == 0 ? ["nobody listens"]
            : [.. rows.OrderByDescending(static row => row.ReceiveQueue / (double)Math.Max(1, row.SendQueue)).Take(MostListeners).Select(static row => string.Create(
                CultureInfo.InvariantCulture, $"{row.Local}: {row.ReceiveQueue} of {row.SendQueue} places of the queue are taken{(row.Owners is [var owner, ..] ? $", by {owner} to accept" : "")}"))];
    }

    static string[] Descriptors()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits) || File.ReadLines(Limits).FirstOrDefault(static line => line.StartsWith("Max open files", StringComparison.Ordinal)) is not { } line)
        {
            return ["the limit is not known here"];
        }

        var words = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [$"a process started here may have {words[0]} descriptors (hard limit {words[1]}); `ulimit -n` shows and changes it"];
    }
}
