using System.Globalization;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Reads one condition: a word, perhaps a comparison, a value.</summary>
/// <param name="text">The filter.</param>
/// <param name="names">What names stand for.</param>
sealed class FilterTermParser(string text, IFilterNames names)
{
    public static readonly string[] Subjects = ["state", "exclude", "dport", "sport", "dst", "src", "dev", "fwmark", "cgroup", "autobound", "user", "process", "scope"];

    readonly FilterHostParser _hosts = new(text, names);

    public FilterTerm Parse(List<FilterToken> tokens, ref int at)
    {
        var subject = tokens[at++];
        switch (subject.Text.ToLowerInvariant())
        {
            case "autobound":
                return new AutoBoundTerm();
            case "dport" or "sport":
                var (portIs, portValue) = Take(tokens, ref at, subject, ordered: true);
                return Port(subject.Text.Equals("sport", StringComparison.OrdinalIgnoreCase), portIs, portValue);
            case "dst" or "src":
                return TakeOne(tokens, ref at, subject, value => _hosts.Parse(subject.Text.Equals("src", StringComparison.OrdinalIgnoreCase), value));
            case "dev":
                return TakeOne(tokens, ref at, subject, value => new DeviceTerm(
                    uint.TryParse(value.Text, CultureInfo.InvariantCulture, out var index) ? index
                    : names.Interface(value.Text) ?? throw Wrong(value, $"there is no interface '{value.Text}'", "`patchbay interfaces` shows those there are.")));
            case "user":
                return TakeOne(tokens, ref at, subject, value => new UserTerm(
                    uint.TryParse(value.Text, CultureInfo.InvariantCulture, out var number) ? number
                    : names.User(value.Text) ?? throw Wrong(value, $"there is no user '{value.Text}'", "Give a name of /etc/passwd, or a number.")));
            case "process":
                return TakeOne(tokens, ref at, subject, static value => new ProcessTerm(value.Text, int.TryParse(value.Text, CultureInfo.InvariantCulture, out var pid) ? pid : null));
            case "scope":
                return TakeOne(tokens, ref at, subject, value => new ScopeTerm(Scope(value)));
            case "fwmark":
                return TakeOne(tokens, ref at, subject, Mark);
            case "cgroup":
                return TakeOne(tokens, ref at, subject, value => new CgroupTerm(
                    names.Cgroup(value.Text) ?? throw Wrong(value, $"there is no control group '{value.Text}'", "Give its path below /sys/fs/cgroup (version 2).")));
            default:
                throw Wrong(subject, $"'{subject.Text}' is nothing to filter by",
                    Suggestion.For(subject.Text.ToLowerInvariant(), Subjects) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", Subjects)}.");
        }
    }

    /// <summary>Skips <c>=</c>, <c>==</c> or <c>eq</c>.</summary>
    public static bool TakeEquals(List<FilterToken> tokens, ref int at)
    {
        if (Comparisons.Read(tokens[at]) != Comparison.Equal)
        {
            return false;
        }

        at++;
        return true;
    }

    FilterTerm TakeOne(List<FilterToken> tokens, ref int at, FilterToken subject, Func<FilterToken, FilterTerm> make)
    {
        var (comparison, value) = Take(tokens, ref at, subject, ordered: false);
        var term = make(value);
        return comparison == Comparison.NotEqual ? new NotTerm(term) : term;
    }

    (Comparison, FilterToken) Take(List<FilterToken> tokens, ref int at, FilterToken subject, bool ordered)
    {
        var comparison = Comparison.Equal;
        if (Comparisons.Read(tokens[at]) is { } read && !(tokens[at].IsWord && !tokens[at + 1].IsWord))
        {
            if (!ordered && read != Comparison.Equal && read != Comparison.NotEqual)
            {
                throw Wrong(tokens[at], $"{subject.Text} has no order", "Use = or !=.");
            }

            comparison = read;
            at++;
        }

        var value = tokens[at];
        if (!value.IsWord || value.Text.Length == 0)
        {
            throw Wrong(value, $"a value for {subject.Text} is missing here", "For example: dport = 443, dst 10.0.0.0/8, user = root.");
        }

        at++;
        return (comparison, value);
    }

    FilterTerm Port(bool local, Comparison comparison, FilterToken value)
    {
        var (low, high) = Ports(value);
        if (low != high && comparison != Comparison.Equal && comparison != Comparison.NotEqual)
        {
            throw Wrong(value, "a range of ports can only be = or !=", "For example: dport = 8000-8100.");
        }

        return comparison switch
        {
            Comparison.NotEqual => new NotTerm(new PortTerm(local, low, high)),
            Comparison.Less => new PortTerm(local, 0, low - 1),
            Comparison.AtMost => new PortTerm(local, 0, low),
            Comparison.Greater => new PortTerm(local, low + 1, ushort.MaxValue),
            Comparison.AtLeast => new PortTerm(local, low, ushort.MaxValue),
            _ => new PortTerm(local, low, high),
        };
    }

    // 443, :443, https, 8000-8100. A name may have a dash, so a name is looked up before it is cut.
    (int Low, int High) Ports(FilterToken value)
    {
        var word = value.Text.TrimStart(':');
        if (_hosts.TryPort(word) is { } one)
        {
            return (one, one);
        }

        var dash = word.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && _hosts.TryPort(word[..dash]) is { } low && _hosts.TryPort(word[(dash + 1)..]) is { } high)
        {
            return low <= high ? (low, high) : throw Wrong(value, "the range ends before it begins", $"Write {high}-{low}.");
        }

        throw Wrong(value, word.All(char.IsAsciiDigit) && word.Length > 0 ? $"port {word} is out of range" : $"'{word}' is no port",
            word.All(char.IsAsciiDigit) ? "Ports go from 0 to 65535." : Suggestion.For(word, ServicePorts.Names) is { } near ? $"Did you mean '{near}'?" : "A number, a name of /etc/services, or a range like 8000-8100.");
    }

    SocketScope Scope(FilterToken value) => value.Text.ToLowerInvariant() switch
    {
        "loopback" => SocketScope.Loopback,
        "lan" => SocketScope.Lan,
        "everywhere" => SocketScope.Everywhere,
        _ => throw Wrong(value, $"'{value.Text}' is no scope", "There are loopback, lan and everywhere."),
    };

    MarkTerm Mark(FilterToken value)
    {
        var parts = value.Text.Split('/');
        return parts.Length <= 2 && TryNumber(parts[0], out var mark) && (parts.Length == 1 ? (uint?)uint.MaxValue : TryNumber(parts[1], out var given) ? given : null) is { } mask
            ? new MarkTerm(mark, mask)
            : throw Wrong(value, $"'{value.Text}' is no mark", "For example: fwmark = 0x1 or fwmark = 0x1/0xff.");
    }

    static bool TryNumber(string word, out uint number) => word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? uint.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    FilterFormatException Wrong(FilterToken token, string message, string hint) => new(text, token.Column, message, hint);
}
