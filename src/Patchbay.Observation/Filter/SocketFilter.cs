using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// A condition on sockets in the words of ss(8), such as <c>state established and dport = 443 and not dst 10.0.0.0/8</c>. Immutable and thread-safe.
/// </summary>
public sealed class SocketFilter
{
    readonly FilterTerm _term;

    internal SocketFilter(FilterTerm term)
    {
        _term = term;
        NeedsOwners = term.All.Any(static part => part is ProcessTerm);
        NeedsAutoBound = term.All.Any(static part => part is AutoBoundTerm);
    }

    /// <summary>The words of the language, for a shell that completes them.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. FilterTermParser.Subjects, "and", "or", "not", .. StateTerm.Words.Keys];

    /// <summary>Asks for processes, so that owners have to be looked up.</summary>
    public bool NeedsOwners { get; }

    /// <summary>Asks for what only the kernel can tell.</summary>
    internal bool NeedsAutoBound { get; }

    /// <summary>The kernel's filter alone gives the right answer, states aside.</summary>
    internal bool IsExact => _term.IsExact;

    /// <summary>Reads a filter.</summary>
    /// <param name="text">At most 4,096 characters.</param>
    /// <param name="names">What names stand for.</param>
    /// <exception cref="FilterFormatException">It is none.</exception>
    public static SocketFilter Parse(string text, IFilterNames names) => new(new FilterParser(text, names).Parse());

    /// <summary>Both filters.</summary>
    public static SocketFilter And(SocketFilter left, SocketFilter right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(new AndTerm(left._term, right._term));
    }

    /// <summary>Whether a socket matches.</summary>
    public bool Matches(SocketRow row) => _term.Matches(row);

    /// <summary>A bit for each state in which a socket of the table can match.</summary>
    internal uint StatesOf(SocketKind kind)
    {
        var states = 0u;
        for (var state = TcpState.Established; state <= TcpState.Closing; state++)
        {
            states |= _term.Foresee(kind, state) == false ? 0 : 1u << (int)state;
        }

        return states;
    }

    /// <summary>For the kernel; it may let through more than matches, never less. Null lets everything through.</summary>
    internal InetDiagBytecode? Compile() => _term.Compile(true);
}
