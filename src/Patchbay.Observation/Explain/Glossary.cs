using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The words of sockets and what they mean. Immutable and thread-safe.</summary>
public sealed class Glossary
{
    static readonly Lazy<Glossary> Shared = new(Load);

    readonly Dictionary<string, List<GlossaryEntry>> _byName = [];

    internal Glossary(IReadOnlyList<GlossaryEntry> entries)
    {
        Entries = entries;
        foreach (var entry in entries)
        {
            foreach (var name in Names(entry).Select(Plain).Distinct())
            {
                if (!_byName.TryGetValue(name, out var meanings))
                {
                    _byName[name] = meanings = [];
                }

                meanings.Add(entry);
            }
        }
    }

    /// <summary>The one that comes with the library.</summary>
    public static Glossary Default => Shared.Value;

    /// <summary>Every entry, by group.</summary>
    public IReadOnlyList<GlossaryEntry> Entries { get; }

    /// <summary>Every name and alias.</summary>
    public IEnumerable<string> AllNames => Entries.SelectMany(Names);

    /// <summary>
    /// The entries of that name or alias, in any case and however its words are joined (<c>CLOSE_WAIT</c>, <c>close-wait</c>, <c>close wait</c>), also in the plural. A word
    /// may have several: <c>listen</c> is a call and a state.
    /// </summary>
    public IReadOnlyList<GlossaryEntry> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = Plain(name);
        return _byName.GetValueOrDefault(plain) ?? (plain.EndsWith('S') ? _byName.GetValueOrDefault(plain[..^1]) : null) ?? [];
    }

    /// <summary>The known name nearest to a mistyped one; null when none is near.</summary>
    public string? Nearest(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Suggestion.For(Plain(name), _byName.Keys) is { } near ? Names(_byName[near][0]).First(one => Plain(one) == near) : null;
    }

    /// <summary>The errors or signals with that number.</summary>
    public IEnumerable<GlossaryEntry> WithNumber(GlossaryGroup group, int number) => Entries.Where(entry => entry.Group == group && entry.Number == number);

    /// <summary>The name of an error number: <c>ECONNRESET</c>; <c>errno 250</c> for one the glossary does not have.</summary>
    public string ErrnoName(int errno) => WithNumber(GlossaryGroup.Errors, errno).FirstOrDefault()?.Name ?? FormattableString.Invariant($"errno {errno}");

    /// <summary>
    /// An error in words: <c>ECONNREFUSED: nothing listens there …</c>; what the glossary says of the call where it says something, else the C library's sentence.
    /// </summary>
    /// <param name="call">The call that returned it, as section 2 of the manual names it.</param>
    /// <param name="errno">The number.</param>
    public string ErrorText(string call, int errno)
    {
        var entry = WithNumber(GlossaryGroup.Errors, errno).FirstOrDefault();
        return $"{ErrnoName(errno)}: {entry?.Section(call) ?? entry?.Summary ?? Linux.Errno.Describe(errno)}";
    }

    static IEnumerable<string> Names(GlossaryEntry entry) => entry.Aliases.Prepend(entry.Name);

    static string Plain(string name) => string.Concat(name.Where(static letter => letter is not (' ' or '-' or '_'))).ToUpperInvariant();

    static Glossary Load() => new([.. Enum.GetValues<GlossaryGroup>().SelectMany(static group => GlossaryParser.Parse(Resource(group + ".txt"), group))]);

    internal static string Resource(string name)
    {
        using var stream = typeof(Glossary).Assembly.GetManifestResourceStream($"Patchbay.Observation.Glossary.{name}") ?? throw new InvalidOperationException($"The glossary has no {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
