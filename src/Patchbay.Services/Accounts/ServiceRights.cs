using System.Collections.Immutable;

namespace Patchbay.Services.Accounts;

/// <summary>What a user may do, service by service. Immutable.</summary>
/// <remarks>As text: <c>all</c>, or services separated by commas, each with <c>=read</c> or <c>=write</c> (the default): <c>chat,web=read</c>. <c>all=read</c> is every service.</remarks>
public sealed class ServiceRights
{
    /// <summary>The word for every service.</summary>
    public const string EveryService = "all";

    readonly ImmutableSortedDictionary<string, AccessLevel> _levels;

    ServiceRights(ImmutableSortedDictionary<string, AccessLevel> levels) => _levels = levels;

    /// <summary>Every service, reading and writing: what a new user has.</summary>
    public static ServiceRights All { get; } = Parse(EveryService);

    /// <summary>What the user may do in a service.</summary>
    /// <param name="service">Its name.</param>
    public AccessLevel For(string service) => _levels.TryGetValue(service, out var level) || _levels.TryGetValue(EveryService, out level) ? level : AccessLevel.None;

    /// <summary>The services named, besides <see cref="EveryService"/>.</summary>
    public IEnumerable<string> Services => _levels.Keys.Where(static name => name != EveryService);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">In words that end a sentence about the text.</exception>
    public static ServiceRights Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var levels = ImmutableSortedDictionary.CreateBuilder<string, AccessLevel>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (service, level) = part.Split('=') switch
            {
                [var name] => (name, AccessLevel.Write),
                [var name, "none"] => (name, AccessLevel.None),
                [var name, "read"] => (name, AccessLevel.Read),
                [var name, "write"] => (name, AccessLevel.Write),
                _ => throw new FormatException($"has '{part}', which is none of SERVICE, SERVICE=read, SERVICE=write, SERVICE=none"),
            };
            if (service.Length is 0 or > 32 || !service.All(char.IsAsciiLetterLower))
            {
                throw new FormatException($"has '{service}', which is no service's name");
            }

            levels[service] = level;
        }

        return new ServiceRights(levels.ToImmutable());
    }

    /// <summary>The text form; <c>none</c> levels only where they take from <c>all</c>.</summary>
    public override string ToString() =>
        string.Join(',', _levels.Select(static pair => pair.Value == AccessLevel.Write ? pair.Key : $"{pair.Key}={(pair.Value == AccessLevel.Read ? "read" : "none")}"));
}
